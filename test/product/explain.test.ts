import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { explainFinding } from '../../src/cli/explain-finding.ts';
import { explainKnown, knownIds } from '../../src/cli/explain-known.ts';
import type { Finding, Report } from '../../src/model/index.ts';
import { commandInHome, root } from '../support/command.ts';

const { home, run, folder } = await commandInHome();
const now = ['--now', '2026-11-24T08:00:00Z'];

function findingsOf(report: Report): readonly Finding[] {
  return [...report.systems.flatMap((system) => system.findings), ...report.outside];
}

/** The example in a folder of its own, with files for exceptions that are empty at first. */
async function estate(): Promise<string> {
  const target = join(home, 'estate');
  await cp(join(root, 'examples/claims-assistant'), target, { recursive: true });
  const configuration = await readFile(join(target, 'nhi-ready.yaml'), 'utf8');
  await writeFile(join(target, 'nhi-ready.yaml'), `${configuration}\nwaivers: waivers.yaml\nattestations: attestations.yaml\n`);
  await writeFile(join(target, 'waivers.yaml'), '');
  await writeFile(join(target, 'attestations.yaml'), '');
  return target;
}

describe('what explain prints to paste', () => {
  const waivers: object[] = [];
  const attestations: object[] = [];
  let target: string;
  let before: Report;
  beforeAll(async () => {
    target = await estate();
    before = JSON.parse((await run(['scan', target, ...now, '-f', 'json'])).out);
    for (const finding of findingsOf(before)) {
      const { draft: yaml } = await explainFinding(before, finding.fingerprint);
      const [draft] = parse(yaml ?? '');
      if (finding.outcome === 'fail')
        waivers.push({
          ...draft,
          reason: 'it is retired next week',
          requestedBy: 'mira',
          owner: 'ines',
          approver: 'jonas',
          expires: '2026-12-01',
        });
      else
        attestations.push({
          ...draft,
          statement: 'it is so',
          human: 'ines',
          expires: '2026-12-01',
          evidence: { link: 'https://wiki.acme.example/1', digest: 'a'.repeat(64) },
        });
    }
  });

  test('is refused while a reason or a person is missing', async () => {
    const { draft } = await explainFinding(before, findingsOf(before).find((one) => one.outcome === 'fail')?.short ?? '');
    await writeFile(join(target, 'waivers.yaml'), draft ?? '');
    const { code, err } = await run(['scan', target, ...now]);
    expect([code, err]).toEqual([2, expect.stringMatching(/waivers\.yaml:\d+:\d+: 0\.reason/)]);
  });

  test('answers its finding once reason and people are filled in', async () => {
    expect(waivers.length).toBeGreaterThan(20);
    expect(attestations.length).toBeGreaterThan(5);
    await writeFile(join(target, 'waivers.yaml'), stringify(waivers));
    await writeFile(join(target, 'attestations.yaml'), stringify(attestations));
    const after: Report = JSON.parse((await run(['scan', target, ...now, '-f', 'json'])).out);
    expect(
      findingsOf(after)
        .filter((one) => one.outcome === 'fail' || one.outcome === 'unknown')
        .map((one) => [one.check, one.subject.id]),
    ).toEqual([]);
    expect(after.exceptions.filter((one) => one.state !== 'applied').map((one) => [one.id, one.note])).toEqual([]);
    // Each covers what it names, and nothing else: even where a name has a star.
    for (const exception of after.exceptions.filter((one) => one.kind === 'waiver')) expect(exception.answers).toHaveLength(1);
  });
});

describe('explain an id', () => {
  test('every id that is suggested can be explained', async () => {
    const ids = await knownIds();
    expect(ids.length).toBeGreaterThan(500);
    for (const id of ids) expect((await explainKnown(id))?.length ?? 0, id).toBeGreaterThan(id.length);
  });

  test.each([
    ['PR.AA-05', ['NIST CSF 2.0', 'Evidence toward it', 'excessive-privilege']],
    ['pr.aa-05', ['NIST CSF 2.0']],
    ['owasp-agentic-2026/ASI03', ['OWASP Agentic Top 10']],
    ['A1', ['as cited in the seed', 'no publisher uses this id', 'ASI01', 'by meaning']],
    ['GOV-01', ['as cited in the seed', 'GRC-01', 'MAESTRO']],
    ['nist-csf-2.0', ['106 entries']],
    ['aws.access-key', ['Expiry: it has no expiry', 'OpenID Connect']],
    ['no-target', ['no target of this run could show it']],
    ['log-gap', ['Planes that can answer it', 'aws']],
  ])('%s', async (id, words) => {
    const { code, out } = await run(['explain', id]);
    expect(code).toBe(0);
    for (const word of words) expect(out).toContain(word);
  });

  test.each([
    ['PR.AA-5', 'did you mean PR.AA-05?'],
    ['ASI-01', 'did you mean ASI01?'],
    ['aws.acces-key', 'did you mean aws.access-key?'],
    ['zzzzzzzzzzzz', 'see nhi-ready list'],
    ['ffffffffffff', 'run nhi-ready scan first'],
  ])('%s: %s', async (id, said) => {
    const { code, out, err } = await run(['explain', id], { env: { XDG_DATA_HOME: join(home, 'nobody') } });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(said);
  });

  test('an alias is never an id of a report', async () => {
    const { out } = await run(['scan', join(root, 'examples/claims-assistant'), '-f', 'json']);
    const report: Report = JSON.parse(out);
    const ids = report.frameworks.flatMap((framework) => framework.controls.map((control) => control.id));
    for (const id of ['GOV-01', 'OWASP Agentic AI Top 10 A1']) expect(ids).not.toContain(id);
  });
});

test('explain finds a finding of a masked report, and gives no waiver that names nobody', async () => {
  const target = await folder({
    '.mcp.json': '{"mcpServers": {"ledger": {"command": "npx", "args": ["x"], "env": {"LEDGER_PASSWORD": "Hq7TzK2mWx9Lb4Vn"}}}}',
  });
  const { out } = await run(['scan', target, '--mask', '-f', 'json']);
  const [finding] = findingsOf(JSON.parse(out));
  const explained = await run(['explain', finding?.short ?? '']);
  expect([explained.code, explained.err]).toEqual([0, '']);
  expect(explained.out).toContain(finding?.subject.id);
  expect(explained.out).toContain('The names of this report are masked');
  expect(explained.out).not.toMatch(/ledger/i);
});
