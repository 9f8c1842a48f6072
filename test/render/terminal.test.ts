import { describe, expect, test } from 'vitest';
import { terminal } from '../../src/render/terminal.ts';
import { finding, hostileReport, reportOf, system } from './sample-report.ts';

const pages = [80, 60].flatMap((columns) => [false, true].map((verbose) => ({ columns, verbose, colour: false })));

/** Terminal cells: the wide signs that these samples use take two. */
function width(line: string): number {
  return line.length + line.replace(/[^\u3000-\u9fff\uff00-\uff60]/g, '').length;
}

describe.each(pages)('at $columns columns, verbose $verbose', (page) => {
  test('hostile names neither act on the terminal nor forge a line', () => {
    const text = terminal.render(hostileReport(), page);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066\u200b\u2028\u{e0041}]/u);
    expect(text.split('\n').filter((line) => line.startsWith('READY'))).toEqual([]);
  });

  test('no line is wider than the page', () => {
    const wide = finding('aa', { message: '資格情報'.repeat(40) });
    const [card] = system([]).agents;
    const agents = card === undefined ? [] : [{ ...card, agent: { ...card.agent, name: '資格情報'.repeat(9) } }];
    for (const report of [
      hostileReport(),
      reportOf([system([finding('aa'), finding('bb', { outcome: 'unknown' })])]),
      reportOf([system([wide], { agents })]),
    ])
      expect(
        terminal
          .render(report, page)
          .split('\n')
          .filter((line) => width(line) > page.columns),
      ).toEqual([]);
  });
});

describe('a system that is not ready', () => {
  const report = reportOf([
    system([
      finding('aa'),
      finding('bb', { outcome: 'unknown', gaps: ['files|github.com/acme/claims|who may approve production|no-target'] }),
    ]),
  ]);

  test.each([80, 60])('is shown at %i columns', async (columns) => {
    const text = terminal.render(report, { columns, colour: false, verbose: false });
    await expect(text).toMatchFileSnapshot(`../golden/render/terminal-${columns}.txt`);
    // An 80x24 terminal shows all of it.
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
  });

  test('every column of the agents is there on a narrow page', () => {
    const text = terminal.render(report, { columns: 60, colour: false, verbose: false });
    const head = text.split('\n').find((line) => line.startsWith('Agent'));
    expect(head).toMatch(/identity +credential +tools +owner +approval +logs/);
  });

  test('colour adds nothing but colour', () => {
    const page = { columns: 80, verbose: false };
    const coloured = terminal.render(report, { ...page, colour: true });
    expect(coloured).toContain('\u001b[');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(terminal.render(report, { ...page, colour: false }));
  });

  test('the last line says decision, reason, exit code and the next command', () => {
    const text = terminal.render(report, { columns: 200, colour: false, verbose: false });
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^not ready for production: 1 .*block.* \(exit 1\)\. Next: nhi-ready explain AA$/);
  });
});

test('ready is said of a gate, and never more than ready', () => {
  const base = system([]);
  const decision = { ...base.decision, gate: 'pilot@1', verdict: 'ready', themesWithoutEvidence: [], otherReasons: [] } as const;
  const text = terminal.render(reportOf([{ ...base, decision }]), { columns: 80, colour: false, verbose: true });
  expect(text).toContain('READY for `pilot` by the gate pilot@1');
  expect(text).not.toMatch(/\b(secure|safe|compliant)\b/i);
});

test('undetermined names the themes without evidence and the planes to ask', () => {
  const base = system([]);
  const text = terminal.render(reportOf([{ ...base, decision: { ...base.decision, verdict: 'undetermined' } }]), {
    columns: 200,
    colour: false,
    verbose: false,
  });
  expect(text).toContain('UNDETERMINED');
  expect(text).toMatch(/[Ll]og.gap.*ask aws, kubernetes/);
  expect(text).toContain('(exit 3)');
});

test('with several systems the last line gives the exit code of the run', () => {
  const ready = system([]);
  const decision = { ...ready.decision, gate: 'pilot@1', verdict: 'ready', themesWithoutEvidence: [] } as const;
  const report = reportOf([system([finding('aa')]), { ...ready, name: 'triage', decision }], { outside: [finding('ee')] });
  const text = terminal.render(report, { columns: 80, colour: false, verbose: false });
  expect(text.trimEnd().split('\n').at(-1)).toBe('2 systems: claims-assistant not ready, triage ready (exit 1, the worst of them).');
  expect(text).toContain('1 finding outside every system, which do not gate');
});
