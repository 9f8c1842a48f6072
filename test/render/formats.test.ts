import { parse } from 'csv-parse/sync';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { placeText, type Report } from '../../src/model/index.ts';
import { csv } from '../../src/render/csv.ts';
import { jsonl } from '../../src/render/jsonl.ts';
import { junit } from '../../src/render/junit.ts';
import { markdown } from '../../src/render/markdown.ts';
import { finding, hostileReport, reportOf, system } from './sample-report.ts';

const options = { columns: 80, colour: false, verbose: false };
const whole = { ...options, verbose: true };

/** Names that mean something to a spreadsheet, a browser, GitHub, a terminal, an XML parser or a program. */
const attacks = [
  ['controls and directions', '\u001b[2J\u0000\u0007\u0085\u009b\u202e\u2066\u200b\u2028\ud800\uffff\u{e0041}\ufdd0'],
  ['lines', 'a\r\nREADY\n# READY\n\n| a | b |\n'],
  ['HTML', '</td></table><script>alert(1)</script><img src=x onerror=alert(1)><!--'],
  ['entities', '&lt;script&gt;&#60;b&#62;&amp;]]>'],
  [
    'Markdown links and pictures',
    '[a](javascript:alert(1)) ![b](http://evil.example/p.png) <http://evil.example> [x]: http://evil.example',
  ],
  ['web addresses', 'see http://evil.example/a and www.evil.example and mail me@evil.example ftp://evil.example'],
  ['mentions and references', '@octocat @acme/everyone acme/claims#12 #12 GH-12 gh-3 :white_check_mark: acme/claims@0123456'],
  ['code and tables', '`a` ``b`` \\` | b \\| c \\\\| d'],
  ['a formula of mathematics', '$\\unicode{x}$ $$a$$ $`b`$'],
  ['emphasis', '**READY** __b__ ~~c~~ *d* _e_'],
  ['leading marks', '# READY'],
  ['leading numbers', '1. READY'],
  ['leading dashes', '--- READY'],
  ['a formula', '=HYPERLINK("http://evil.example","x")'],
  ['a formula by plus', "+1+cmd|' /C calc'!A0"],
  ['a formula by minus', '-1+1'],
  ['a formula by at', '@SUM(A1)'],
  ['a formula after a tab', '\t=1+1'],
  ['a full-width formula', '\uff1d1+1'],
  ['quotes and commas', 'a","b\n"c",,"'],
  ['prototypes', '__proto__'],
  ['a long name', 'x'.repeat(10_000)],
  ['a long name of marks', '$|'.repeat(5_000)],
  ['nothing', ''],
] as const;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e\u2066\u200b\u2028\ufdd0\uffff]/;

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function elementsOf(text: string): readonly Element[] {
  const elements: Element[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => elements.push({ name, attributes }));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
  return elements;
}

function html(text: string): string {
  return micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

function csvRows(report: Report): readonly Readonly<Record<string, string>>[] {
  return parse(csv.render(report), { columns: true, relax_column_count: false });
}

function jsonLines(report: Report) {
  return jsonl
    .render(report)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const outside = finding('dddd4444', { message: 'nobody owns it', severity: 'low', about: 'the key' });
const sample = reportOf(
  [
    system([
      finding('aaaa1111'),
      finding('bbbb2222', {
        outcome: 'unknown',
        message: 'who approves',
        gaps: ['files|github.com/acme/claims|who may approve production|no-target'],
      }),
      finding('cccc3333', { outcome: 'waived', answeredBy: 'W-1', severity: 'high' }),
    ]),
  ],
  { outside: [outside] },
);

describe.each(attacks)('a name that is %s', (_name, text) => {
  const report = hostileReport(text);

  test('is one cell of one row in CSV, and starts no formula', () => {
    const rows = csvRows(report);
    expect(rows).toHaveLength(3);
    expect(
      csv
        .render(report)
        .trimEnd()
        .split(/\r\n|\r|\n|\u2028|\u0085/),
    ).toHaveLength(4);
    for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/);
    expect(csv.render(report)).not.toMatch(controls);
  });

  test('is the same text in a line of JSON', () => {
    const lines = jsonLines(report);
    expect(lines).toHaveLength(3);
    expect(lines[0].message).toBe(text);
    expect(lines[0].subject.name).toBe(text);
    expect(jsonl.render(report)).not.toMatch(controls);
  });

  test('is text in XML, whose cases it cannot change', () => {
    const names = (elements: readonly Element[]) => elements.map((element) => element.name);
    const output = junit.render(report);
    expect(names(elementsOf(output))).toEqual(names(elementsOf(junit.render(hostileReport('name')))));
    expect(output).not.toMatch(controls);
    expect(output).not.toContain('<!');
  });

  test('is text in Markdown: no element, no link, no mention', () => {
    for (const page of [options, whole]) {
      const output = markdown.render(report, page);
      const ours = html(markdown.render(hostileReport('name'), page));
      const theirs = html(output);
      // Elements by kind: the same as with a harmless name. Code may become prose, and a dollar sign stands in a span.
      const elements = (page: string) =>
        [...page.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name]) => name).filter((name) => name !== 'code' && name !== 'span');
      expect(elements(theirs)).toEqual(elements(ours));
      expect(theirs).not.toMatch(/<(a|img|script)\b|on\w+=[^<]*<\/?(td|li)>&/i);
      // GitHub looks for these in the text that is not code.
      const words = theirs.replace(/<code>.*?<\/code>/gs, '').replace(/<[^>]*>/g, '');
      expect(words).not.toMatch(/@\w|#\d|\bGH-\d|https?:\/\/|\bwww\.|:\w+:/i);
      expect(output.replaceAll('&#8203;', '')).not.toMatch(controls);
      expect(new TextEncoder().encode(output).length).toBeLessThan(60_000);
    }
  });
});

describe('CSV and JSON lines', () => {
  test('lose no finding and nothing of it, those outside included', () => {
    const all = [...(sample.systems[0]?.findings ?? []), outside];
    const expected = all.map((one) => ({
      system: one === outside ? null : 'claims-assistant',
      blocking: one.outcome === 'fail' && one !== outside ? true : one.outcome === 'unknown',
      outcome: one.outcome,
      severity: one.severity,
      check: one.check,
      theme: one.theme,
      subject: one.subject,
      about: one.about ?? null,
      place: one.place,
      message: one.message,
      answeredBy: one.answeredBy ?? null,
      short: one.short,
      fingerprint: one.fingerprint,
    }));
    const lines = jsonLines(sample);
    expect(lines).toMatchObject(expected);
    expect(lines[1].gaps).toMatchObject([
      { about: 'who may approve production', reason: 'no-target', toSee: 'add the target github:acme/claims' },
    ]);
    expect(new Set(lines.map((line) => Object.keys(line).join(' '))).size).toBe(1);
    expect(csvRows(sample)).toMatchObject(
      all.map((one, index) => ({
        system: expected[index]?.system ?? '',
        blocking: expected[index]?.blocking === true ? 'yes' : 'no',
        outcome: one.outcome,
        severity: one.severity,
        check: one.check,
        theme: one.theme,
        subject_id: one.subject.id,
        subject_name: one.subject.name,
        subject_kind: one.subject.kind,
        subject_plane: one.subject.plane,
        subject_scope: one.subject.scope,
        about: one.about ?? '',
        place: one.place ? placeText(one.place) : '',
        message: one.message,
        short: one.short,
        fingerprint: one.fingerprint,
      })),
    );
    expect(csvRows(sample)[1]?.['not_seen']).toContain('who may approve production');
  });

  test('say the header alone when there is nothing', () => {
    expect(csv.render(reportOf([system([])]))).toMatch(/^"?system"?,.*digest"?\r\n$/);
    expect(jsonl.render(reportOf([system([])]))).toBe('');
  });
});

describe('JUnit', () => {
  const kinds = (report: Report) => elementsOf(junit.render(report)).filter(({ name }) => ['failure', 'error', 'skipped'].includes(name));
  const base = system([]);
  const ready = { ...base.decision, verdict: 'ready', themesWithoutEvidence: [] } as const;

  test('fails for what blocks, errs for what is unanswered, skips the rest', () => {
    expect(kinds(sample).map(({ name, attributes }) => [name, attributes['message']])).toEqual([
      ['failure', 'production@1 blocks on findings that are critical or high'],
      ['error', 'no question of it was answered'],
      ['failure', 'deploy logs in with a standing key'],
      ['error', 'nobody could see: who approves'],
      ['skipped', 'waived by W-1: deploy logs in with a standing key'],
      ['skipped', 'does not block, outside every system: nobody owns it'],
    ]);
    const [suites] = elementsOf(junit.render(sample));
    expect(suites?.attributes).toMatchObject({ tests: '6', failures: '2', errors: '2', skipped: '2' });
  });

  test.each([
    ['ready', { ...base, decision: ready }, []],
    [
      'undetermined',
      { ...base, decision: { ...ready, verdict: 'undetermined', otherReasons: ['the inventory is old'] } as const },
      ['error', 'error'],
    ],
    ['report only', { ...base, decision: { ...ready, verdict: 'undetermined', gate: 'none@1' } as const }, ['skipped']],
  ])('a suite that is %s', (_name, one, expected) => {
    expect(kinds(reportOf([one])).map(({ name }) => name)).toEqual(expected);
  });
});

describe('Markdown', () => {
  test('says the decision first and what nobody could see before the tables', () => {
    const text = markdown.render(sample, options);
    const order = ['NOT READY', 'Mend first', 'Nobody could see', 'Agents', 'Evidence toward', 'inventory'].map((word) =>
      text.indexOf(word),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order.every((at) => at >= 0)).toBe(true);
    expect(html(text)).toContain('<td>triage-agent</td>');
  });

  test('fits a comment however much was found, and says how many are left out and what shows them', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => finding(`${index}`.padStart(8, '0'), { message: 'ü'.repeat(300) }));
    const brief = markdown.render(reportOf([system(many)]), options);
    expect(brief).toContain('4990 of 5000 mends are not shown here.');
    const text = markdown.render(reportOf(Array.from({ length: 30 }, () => system(many))), whole);
    expect(new TextEncoder().encode(text).length).toBeLessThan(60_000);
    expect(text).toMatch(/\d+ of 5000 mends are not shown here\./);
    expect(text).toContain('10 more systems are not shown here.');
    expect(text).toContain('`nhi-ready render --verbose`');
  });

  test('says ready of a gate and no more', () => {
    const base = system([]);
    const decision = { ...base.decision, gate: 'pilot@1', verdict: 'ready', themesWithoutEvidence: [] } as const;
    const text = markdown.render(reportOf([{ ...base, decision }]), options);
    expect(text).toContain('**READY** for `pilot` by the gate `pilot@1`.');
    expect(text).not.toMatch(/\b(secure|safe|compliant)\b/i);
  });
});
