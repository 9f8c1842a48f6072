import { execFileSync } from 'node:child_process';
import { cp, lstat, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Finding, Report } from '../../src/model/index.ts';
import { commandInHome, root } from '../support/command.ts';

const { home, run, folder } = await commandInHome();

/** The example without its configuration. */
async function undescribed(name: string): Promise<string> {
  const target = join(home, name);
  await cp(join(root, 'examples/claims-assistant'), target, { recursive: true });
  await rm(join(target, 'nhi-ready.yaml'));
  return target;
}

async function findings(target: string, ...args: string[]): Promise<readonly Finding[]> {
  const { out } = await run(['scan', target, '-f', 'json', ...args]);
  const report: Report = JSON.parse(out);
  return report.systems.flatMap((system) => system.findings);
}

test('init describes the example; scan takes the file at once, and every agent in it is declared', async () => {
  const target = await undescribed('estate');
  const before = await findings(target);
  const { code, out, err } = await run(['init', target]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^Wrote .*nhi-ready\.yaml: 5 agents, 0 with an owner; \d+ lines say FILL-IN\.\nNext: nhi-ready scan .*\n$/);
  const { systems } = parse(await readFile(join(target, 'nhi-ready.yaml'), 'utf8'));
  expect(systems).toMatchObject([
    {
      name: 'estate',
      stage: 'pilot',
      agents: [
        { id: '.github/workflows/claims-assistant.yml#jobs/summarise/agent/claude' },
        { id: '.github/workflows/claims-triage.yml#jobs/triage/agent/claude-code-action' },
        {
          id: 'agent#claude-code',
          tools: ['.mcp.json#mcpServers/claims-crm', '.mcp.json#mcpServers/claims-docs', '.mcp.json#mcpServers/policy-db'],
        },
        { id: 'deploy/agents.yaml#CronJob/claims/claims-summary-agent/agent' },
        { id: 'deploy/agents.yaml#Deployment/claims/claims-chat/agent' },
      ],
    },
  ]);
  const after = await findings(target);
  const of = (list: readonly Finding[], theme: string) =>
    list.filter((one) => one.theme === theme).map((one) => [one.check, one.outcome, one.subject.id]);
  expect(of(before, 'undeclared-agent-or-tool').length).toBe(5);
  expect(of(after, 'undeclared-agent-or-tool')).toEqual([]);
  // Nobody was filled in as owner, so nobody answers for more than before.
  expect(of(after, 'owner-missing-or-invalid')).toEqual(expect.arrayContaining(of(before, 'owner-missing-or-invalid')));
});

test('an owner is written where a rule of its own names a person or a team, and nowhere else', async () => {
  const workflow = (job: string) =>
    `on: push\njobs:\n  ${job}:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: anthropics/claude-code-action@v1\n`;
  const target = await folder({
    '.github/workflows/a.yml': workflow('own'),
    '.github/workflows/b.yml': workflow('everyone'),
    '.github/workflows/c.yml': workflow('rest'),
    CODEOWNERS: '* @acme/platform\n/.github/workflows/a.yml @acme/claims\n/.github/workflows/b.yml @acme/everyone\n',
  });
  expect((await run(['init', target])).code).toBe(0);
  const text = await readFile(join(target, 'nhi-ready.yaml'), 'utf8');
  const owners = parse(text).systems[0].agents.map((agent: { owner?: string }) => agent.owner);
  expect(owners).toEqual(['@acme/claims', undefined, undefined]);
  expect(text).toContain('# owner: FILL-IN (a person or a team, such as "@org/team"; @acme/platform is named by a catch-all rule)');
});

test('a checkout is called by its origin, and the source host is worth asking', async () => {
  const target = await folder({ '.mcp.json': '{"mcpServers": {"a": {"command": "x"}}}' });
  execFileSync('git', ['init', '-q'], { cwd: target });
  execFileSync('git', ['remote', 'add', 'origin', 'git@github.com:acme/claims.git'], { cwd: target });
  await run(['init', target]);
  const text = await readFile(join(target, 'nhi-ready.yaml'), 'utf8');
  expect(parse(text)).toMatchObject({
    name: 'github.com/acme/claims',
    systems: [{ name: 'claims', agents: [{ id: 'agent#claude-code' }] }],
  });
  expect(text).toMatch(/^# {3}github:acme\/claims: who may approve/m);
  expect((await findings(target)).filter((one) => one.theme === 'undeclared-agent-or-tool')).toEqual([]);
});

test('what a scan would refuse is not written: a folder called fill-in, more agents and tools than fit', async () => {
  const server = (index: number) => [`${'server-'.repeat(400)}${index}`, { command: 'x' }];
  const target = join(await folder({}), 'FILL-IN');
  await mkdir(target);
  await writeFile(
    join(target, '.mcp.json'),
    JSON.stringify({ mcpServers: Object.fromEntries(Array.from({ length: 900 }, (_, index) => server(index))) }),
  );
  const { code } = await run(['init', target]);
  expect(code).toBe(0);
  expect((await lstat(join(target, 'nhi-ready.yaml'))).size).toBeLessThan(1_048_576);
  expect([0, 1, 3]).toContain((await run(['scan', target, '-f', 'jsonl'])).code);
});

test('FILL-IN is refused wherever it stands for a value', async () => {
  const target = await undescribed('unfilled');
  await run(['init', target]);
  const file = join(target, 'nhi-ready.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace(/# owner: FILL-IN.*/, 'owner: FILL-IN'));
  const { code, err } = await run(['scan', target]);
  expect([code, err]).toEqual([2, expect.stringMatching(/nhi-ready\.yaml:\d+:\d+: systems\.0\.agents\.0\.owner: still says FILL-IN/)]);
});

describe('init writes nothing', () => {
  test('over a file that is there', async () => {
    const target = await folder({ 'nhi-ready.yaml': 'name: mine\n', 'a.txt': 'text' });
    const { code, out, err } = await run(['init', target]);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining('is there already, and init overwrites nothing')]);
    expect(await readFile(join(target, 'nhi-ready.yaml'), 'utf8')).toBe('name: mine\n');
  });
  test.each([
    ['to a file', 'there.yaml'],
    ['to nothing yet', 'not-there.yaml'],
  ])('through a link %s', async (_name, to) => {
    const outside = await folder({ 'there.yaml': 'mine\n' });
    const target = await folder({ 'a.txt': 'text' });
    await symlink(join(outside, to), join(target, 'nhi-ready.yaml'));
    expect((await run(['init', target])).code).toBe(2);
    expect(await readFile(join(outside, 'there.yaml'), 'utf8')).toBe('mine\n');
    expect(await lstat(join(outside, 'not-there.yaml')).catch(() => 'none')).toBe('none');
  });
  test('for an empty folder, one that is not there, or another plane', async () => {
    expect((await run(['init', await folder({})])).code).toBe(4);
    expect((await run(['init', join(home, 'no-such-folder')])).code).toBe(2);
    expect((await run(['init', 'aws:prod'])).code).toBe(2);
  });
  test('into a folder that is not there', async () => {
    const { code, err } = await run(['init', await folder({ 'a.txt': 'text' }), '--out', join(home, 'no/such/file.yaml')]);
    expect([code, err]).toEqual([2, expect.stringContaining('cannot be written (ENOENT)')]);
  });
});

test('--out writes elsewhere, for --config', async () => {
  const target = await folder({ '.mcp.json': '{"mcpServers": {"a": {"command": "x"}}}' });
  const file = join(home, 'elsewhere.yaml');
  const { code, out } = await run(['init', target, '-o', file]);
  expect([code, out]).toEqual([0, expect.stringContaining(`--config ${file}`)]);
  expect([0, 1, 3]).toContain((await run(['scan', target, '--config', file])).code);
});

test('hostile names stay names: the file parses, holds no control, and every agent still matches', async () => {
  const name = 'x\u202e\u001b[2J\n- id: evil\n  owner: "@mallory" # \u2028';
  const target = await folder({
    '.mcp.json': JSON.stringify({
      mcpServers: {
        [name]: { command: 'x' },
        __proto__: { command: 'y' },
        'a: b #c': { command: 'z' },
        '*anchor &x !tag': { command: 'z' },
      },
    }),
    '.github/workflows/w.yml':
      'name: "a\\n- id: evil"\non: push\njobs:\n  "j: #": \n    runs-on: x\n    steps:\n      - uses: anthropics/claude-code-action@v1\n',
    CODEOWNERS: '* @a"b @c\u202ed\n',
  });
  expect((await run(['init', target])).code).toBe(0);
  const text = await readFile(join(target, 'nhi-ready.yaml'), 'utf8');
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/);
  const [system] = parse(text).systems;
  const ids = system.agents.map((agent: { id: string }) => agent.id);
  expect(ids).not.toContain('evil');
  expect(JSON.stringify(system)).not.toContain('"owner"');
  const scanned = await run(['scan', target, '-f', 'json']);
  expect([0, 1, 3]).toContain(scanned.code);
  const report: Report = JSON.parse(scanned.out);
  expect(report.systems[0]?.findings.filter((one) => one.theme === 'undeclared-agent-or-tool').map((one) => one.message)).toEqual([]);
});
