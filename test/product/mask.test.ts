import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding, Report } from '../../src/model/index.ts';
import { reporters } from '../../src/render/reporter.ts';
import { commandInHome, root } from '../support/command.ts';

const { home, run, folder } = await commandInHome();
const example = join(root, 'examples/claims-assistant');
const now = ['--now', '2026-11-24T08:00:00Z'];
const keyA = { env: { NHI_READY_MASK_KEY: 'a' } };

/** What the example is called, by whom it is owned, where it lives, and what its secrets are called. */
const names = [
  'acme',
  'claims',
  'triage',
  'summarise',
  'crm',
  'policy-db',
  'deploy-production',
  'PGPASSWORD',
  'CLAIMS_DB_PASSWORD',
  'AWS_SECRET_ACCESS_KEY',
  'ANTHROPIC_API_KEY',
];

/** The names in a text, save for the one sentence of a framework that speaks of claims. */
function namedIn(text: string): readonly string[] {
  const lower = text.toLowerCase().replaceAll('an entity is who it claims', '');
  return names.filter((name) => lower.includes(name.toLowerCase()));
}

function findingsOf(report: Report): readonly Finding[] {
  return [...report.systems.flatMap((system) => system.findings), ...report.outside];
}

test.each(reporters.map(({ id }) => [id]))('%s of the example names nothing of it', async (format) => {
  const verdicts = join(home, `${format}.verdicts`);
  const unmasked = await run(['scan', example, ...now, '-v', '-f', format]);
  const { code, out, err } = await run(['scan', example, ...now, '-v', '--mask', '-f', format], keyA);
  expect(namedIn(unmasked.out).length).toBeGreaterThan(5);
  expect([code, err]).toEqual([1, '']);
  expect(namedIn(out)).toEqual([]);
  expect((await run(['scan', example, ...now, '-v', '--mask', '-f', format, '--verdicts', verdicts], keyA)).out).toBe(out);
  expect((await run(['scan', example, ...now, '-v', '--mask', '-f', format], { env: { NHI_READY_MASK_KEY: 'b' } })).out).not.toBe(out);
});

describe('a masked report', () => {
  test('says the same of the same things: decision, counts, checks, places, references', async () => {
    const [plain, masked]: Report[] = await Promise.all(
      [[], ['--mask']].map(async (flags) => JSON.parse((await run(['scan', example, ...now, '-f', 'json', ...flags], keyA)).out)),
    );
    if (plain === undefined || masked === undefined) throw new Error('no report');
    const told = (report: Report) =>
      report.systems.map((system) => [
        system.decision.verdict,
        system.decision.blocking.length,
        system.counts,
        system.findings.map((one) => `${one.check} ${one.outcome} ${one.severity} ${one.gaps.length} ${one.place?.file?.line}`).toSorted(),
        system.mends.map((one) => [one.severity, one.clears.length]),
      ]);
    expect(told(masked)).toEqual(told(plain));
    // One thing has one name wherever it is named, and two have two.
    const ids = (report: Report) => findingsOf(report).map((one) => one.subject.id);
    expect(new Set(ids(masked)).size).toBe(new Set(ids(plain)).size);
    const prints = new Set(findingsOf(masked).map((one) => one.fingerprint));
    const [system] = masked.systems;
    for (const print of [...(system?.decision.blocking ?? []), ...(system?.mends ?? []).flatMap((one) => one.clears)])
      expect(prints).toContain(print);
    const gaps = new Set(masked.gaps.map((one) => one.id));
    for (const one of findingsOf(masked)) for (const gap of one.gaps) expect(gaps).toContain(gap);
    // Nothing that can be compared with a guess.
    const digests = new Set(findingsOf(plain).flatMap((one) => [one.fingerprint, one.digest, one.short]));
    for (const one of findingsOf(masked)) for (const digest of [one.fingerprint, one.digest]) expect(digests).not.toContain(digest);
    expect(masked.inventory.digest).not.toBe(plain.inventory.digest);
    expect(masked.options.at(-1)).toMatch(/^masked=key [0-9a-f]{8}$/);
  });

  test('is what render makes of a saved report under the same key, and explain still knows both short ids', async () => {
    const file = join(home, 'plain.json');
    const plain = await run(['scan', example, ...now, '-f', 'json']);
    await writeFile(file, plain.out);
    const first = await run(['render', file, '--mask', '-f', 'json'], keyA);
    expect((await run(['render', file, '--mask', '-f', 'json'], keyA)).out).toBe(first.out);
    expect(namedIn(first.out)).toEqual([]);
    const shorts = [first, plain].map(({ out }) => findingsOf(JSON.parse(out))[0]?.short ?? '');
    const [masked, told] = await Promise.all(shorts.map((short) => run(['explain', short])));
    expect(masked?.out).toContain('are masked');
    expect(namedIn(masked?.out ?? '')).toEqual([]);
    expect(told?.out).toContain('A waiver that would cover it');
  });

  test('hides accounts, addresses, people and machines that only sentences name', async () => {
    const target = await folder({
      'nhi-ready.yaml':
        'name: github.com/globex/ledger\nsystems: [{ name: ledger, agents: [{ id: ledger-bot, owner: "jane.roe@globex.example" }] }]\n',
      '.mcp.json': JSON.stringify({
        mcpServers: {
          vaultkeeper: { url: 'https://mcp.globex.internal:8443/v1?t=x' },
          reader: { command: 'npx', args: ['-y', '@globex/reader@1.2.3'], env: { GLOBEX_PASSWORD: 'Hq7TzK2mWx9Lb4Vn' } },
          ip: { url: 'http://10.20.30.40/mcp' },
        },
      }),
      '.github/workflows/ship.yml':
        'on: push\njobs:\n  rollout:\n    runs-on: globex-runner\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with: { role-to-assume: "arn:aws:iam::123456789012:role/GlobexDeploy", aws-region: eu-central-1 }\n      - uses: anthropics/claude-code-action@v1\n        with: { anthropic_api_key: "${{ secrets.GLOBEX_KEY }}" }\n',
      CODEOWNERS: '* @globex/treasury @jroe\n',
    });
    for (const { id } of reporters) {
      const { out } = await run(['scan', target, '-v', '--mask', '-f', id]);
      expect(
        [
          ...out.matchAll(
            /.{0,60}(?:globex|ledger|jane|roe\b|vaultkeeper|10\.20\.30\.40|123456789012|rollout|treasury|ship\.yml).{0,40}/gi,
          ),
        ].map(([found]) => found),
      ).toEqual([]);
    }
  });
});

describe.each([['aws'], ['github'], ['kubernetes']])('an estate of %s, masked', (plane) => {
  const inventory = join(root, `test/golden/inventories/${plane}.jsonl`);
  /** Names that any estate could have, made of words that stay. */
  const anybody = ['Copilot cloud agent', 'break-glass', 'data', 'deploy', 'docs', 'organization', 'prod', 'production', 'trust of deploy'];

  test('holds no name and no id of it', async () => {
    const entities = (await readFile(inventory, 'utf8')).split('\n').flatMap((line) => {
      const parsed: { line?: string; entity?: { id: string; name: string; scope: string } } = line === '' ? {} : JSON.parse(line);
      return parsed.entity ? [parsed.entity.id, parsed.entity.name, parsed.entity.scope] : [];
    });
    const { out, err } = await run(['assess', inventory, ...now, '--mask', '-v', '-f', 'json'], keyA);
    expect(err).toBe('');
    const { checks: _checks, frameworks: _frameworks, ...told }: Report = JSON.parse(out);
    const text = JSON.stringify(told).toLowerCase();
    const left = [...new Set(entities)].filter(
      (name) => text.includes(name.toLowerCase()) && !anybody.includes(name) && !/^deploy key \d+$/.test(name),
    );
    expect(left).toEqual([]);
    expect(text).not.toMatch(/acme|claims/);
  });
});
