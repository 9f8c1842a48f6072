import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const broken = join(root, 'examples/claims-assistant');
const ready = join(root, 'examples/claims-assistant-ready');
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'nhi-ready-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command as a user does, with a home of its own. */
function run(args: readonly string[], cwd = root): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'bin/run.js'), ...args], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: home, XDG_DATA_HOME: join(home, 'data'), NHI_READY_FINGERPRINT_KEY: 'test' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(home, 'target-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(path, name, '..'), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return path;
}

describe('exit codes', () => {
  test('1: the broken example is not ready, and the last line says why and what next', async () => {
    const { code, out } = await run(['scan', broken]);
    expect(code).toBe(1);
    expect(out).toContain('NOT READY');
    expect(out).not.toContain('\u001b');
    expect(out.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect(out).toMatch(/not ready for pilot: .*\(exit 1\)\. Next:\s+nhi-ready explain [0-9A-F]+\n$/s);
  });
  test('0 and 3: the mended example is ready for pilot, and undetermined for production', async () => {
    expect((await run(['scan', ready, '--gate', 'pilot'])).code).toBe(0);
    const { code, out } = await run(['scan', ready, '--gate', 'production', '-v']);
    expect(code).toBe(3);
    for (const word of ['log-gap', 'privilege-escalation-path', 'ask', 'aws', 'kubernetes', 'github:acme/claims-assistant'])
      expect(out).toContain(word);
  });
  test('the mended example holds nothing that expires', async () => {
    expect((await run(['scan', ready, '--gate', 'pilot', '--now', '2036-11-24T00:00:00Z'])).code).toBe(0);
  });
  test('4: an empty folder is nothing to assess', async () => {
    const { code, err } = await run(['scan', await folder({})]);
    expect([code, err]).toEqual([4, expect.stringContaining('nothing to assess')]);
  });
  test.each([
    [['scan', '.', '--gat', 'pilot'], 'did you mean --gate?'],
    [['scan', '.', '--gate', 'prodution'], 'did you mean production?'],
    [['scan', 'no-such-folder'], 'does not exist'],
    [['scan', '.', '-f', 'sarfi'], 'did you mean sarif?'],
    [['scan', '.', '--only', 'secret-exposur'], 'did you mean secret-exposure?'],
    [['scan', '.', '--now', 'yesterday'], '--now yesterday is no time'],
    [['scan', 'aws'], 'no connector'],
    [['explain', 'secret-exposur'], 'did you mean secret-exposure?'],
    [['list', 'chekcs'], 'did you mean checks?'],
  ])('2: %j', async (args, said) => {
    const { code, err, out } = await run(args, broken);
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(out).toBe('');
  });
  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it at once, whatever it is reading', async (signal) => {
    const target = await folder({ 'a.txt': 'x' });
    // Enough to be busy with for longer than the signal takes.
    await writeFile(join(target, 'large.txt'), `${'password = "Zk3vQ9xWm2Lp7Rt5" '.repeat(30)}\n`.repeat(80_000));
    const child = spawn(process.execPath, [join(root, 'bin/run.js'), 'scan', target], {
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], HOME: home },
    });
    const ended = new Promise((done) => child.on('close', (code, by) => done([code, by])));
    await new Promise((wait) => setTimeout(wait, 500));
    const asked = performance.now();
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(performance.now() - asked).toBeLessThan(2000);
  });
  test.each([
    ['extensions: [./evil.js]', 'extensions'],
    ['endpoints: { github: { baseUrl: "https://evil.example" } }', 'endpoints'],
    ['waivers: ../waivers.yaml', 'waivers'],
    ['owners: { directory: /etc/passwd }', 'owners'],
    ['sytems: []', 'sytems'],
    ['targets: ["aws:prod"]', 'aws:prod'],
    ['targets: [..]', 'targets'],
  ])('2: a configuration in the target with %s', async (line, key) => {
    const target = await folder({ 'nhi-ready.yaml': `name: x\n${line}\n`, 'a.txt': 'text' });
    const { code, err } = await run(['scan', target]);
    expect(code).toBe(2);
    expect(err).toContain('nhi-ready.yaml:2');
    expect(err).toContain(key);
  });
  test('2: a waiver without an approver, with its place', async () => {
    const target = await folder({ 'nhi-ready.yaml': 'waivers: waivers.yaml\n', 'waivers.yaml': '- id: W1\n  check: x\n', 'a.txt': 'text' });
    const { code, err } = await run(['scan', target]);
    expect([code, err]).toEqual([2, expect.stringContaining('waivers.yaml:')]);
  });
});

test('- reads manifests from the standard input, as a file of its own', async () => {
  const manifests = await readFile(join(broken, 'deploy/agents.yaml'), 'utf8');
  const child = spawn(process.execPath, [join(root, 'bin/run.js'), 'scan', '-', '--gate', 'none', '-f', 'json'], {
    env: { PATH: process.env['PATH'], HOME: home, XDG_DATA_HOME: join(home, 'data') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(manifests);
  let out = '';
  for await (const part of child.stdout) out += String(part);
  const report: Report = JSON.parse(out);
  const shared = report.systems[0]?.findings.find(
    ({ check, outcome }) => check === 'shared-credential/one-identity-per-agent' && outcome === 'fail',
  );
  expect(shared?.place).toMatchObject({ scope: 'stdin', file: { path: 'stdin.yaml', line: 5 } });
});

test('collect, assess and render give byte for byte what scan gives', async () => {
  const now = ['--now', '2026-11-24T08:00:00Z'];
  const inventory = join(home, 'estate.jsonl');
  const report = join(home, 'report.json');
  const scanned = await run(['scan', '.', ...now, '-f', 'json'], broken);
  expect((await run(['collect', '.', ...now, '-o', inventory], broken)).code).toBe(0);
  const assessed = await run(['assess', inventory, ...now, '-f', 'json', '-f', `terminal=${join(home, 'a.txt')}`], broken);
  expect(assessed.out).toBe(scanned.out);
  expect(assessed.code).toBe(1);
  await writeFile(report, scanned.out);
  for (const format of ['json', 'terminal', 'sarif']) {
    const rendered = await run(['render', report, '-f', format]);
    expect(rendered.out).toBe((await run(['scan', '.', ...now, '-f', format], broken)).out);
  }
  // More than a pipe holds, whole.
  expect(scanned.out.length).toBeGreaterThan(65_536);
  expect(JSON.parse(scanned.out)).toMatchObject({ schema: 'nhi-ready/report@1' });
});

describe('planted defects', () => {
  let report: Report;
  beforeAll(async () => {
    report = JSON.parse((await run(['scan', broken, '-f', 'json'])).out);
  });
  test.each([
    ['secret-exposure/not-in-files', '.env', 4],
    ['secret-exposure/not-in-agent-configuration', '.mcp.json', 6],
    ['secret-exposure/not-in-agent-configuration', '.mcp.json', 11],
    ['secret-exposure/not-in-agent-configuration', '.mcp.json', 16],
    ['shared-credential/one-credential-per-consumer', '.mcp.json', 11],
    ['weak-trust-or-federation/tool-transport-encrypted', '.mcp.json', 13],
    ['long-lived-credential/cloud-login-federated', '.github/workflows/deploy.yml', 15],
    ['long-lived-credential/model-access-federated', '.github/workflows/claims-assistant.yml', 13],
    ['shared-credential/one-credential-per-consumer', '.github/workflows/claims-assistant.yml', 13],
    ['missing-approval-or-sod/environment', '.github/workflows/deploy.yml', 6],
    ['missing-approval-or-sod/permission-prompts', '.github/workflows/claims-assistant.yml', 11],
    ['missing-approval-or-sod/permission-prompts', '.claude/settings.json', 3],
    ['weak-trust-or-federation/untrusted-trigger', '.github/workflows/claims-triage.yml', 15],
    ['weak-trust-or-federation/invocation-restricted', '.github/workflows/claims-triage.yml', 15],
    ['excessive-privilege/agent-permissions', '.github/workflows/claims-triage.yml', 15],
    ['excessive-privilege/workflow-token', '.github/workflows/claims-assistant.yml', 6],
    ['excessive-privilege/tool-scope', '.github/workflows/claims-triage.yml', 15],
    ['missing-runtime-enforcement/pinned', '.mcp.json', 3],
    ['missing-runtime-enforcement/pinned', '.github/workflows/deploy.yml', 12],
    ['undeclared-agent-or-tool/declared', '.github/workflows/claims-assistant.yml', 11],
    ['undeclared-agent-or-tool/declared', '.claude/settings.json', 3],
    ['shared-credential/one-credential-per-consumer', 'deploy/agents.yaml', 28],
    ['shared-credential/one-identity-per-agent', 'deploy/agents.yaml', 5],
    ['long-lived-credential/expires', 'deploy/agents.yaml', 28],
    ['long-lived-credential/expires', 'deploy/rbac.yaml', 18],
    ['long-lived-credential/model-access-federated', 'deploy/agents.yaml', 28],
    ['excessive-privilege/administers', 'deploy/agents.yaml', 5],
    ['excessive-privilege/reads-secrets', 'deploy/agents.yaml', 5],
    ['excessive-privilege/agent-permissions', 'deploy/agents.yaml', 11],
    ['missing-runtime-enforcement/ceilings', 'deploy/agents.yaml', 41],
    ['opaque-vendor-telemetry/telemetry-path', 'deploy/agents.yaml', 11],
    ['undeclared-agent-or-tool/declared', 'deploy/agents.yaml', 41],
    ['owner-missing-or-invalid/accountable', 'CODEOWNERS', 2],
  ])('%s in %s:%s', (check, path, line) => {
    const found = report.systems
      .flatMap((system) => system.findings)
      .filter((finding) => finding.outcome === 'fail' && finding.check === check);
    const places = found.flatMap((finding) => finding.evidence.map((one) => one.place?.file)).filter((file) => file?.path === path);
    expect(places.length).toBeGreaterThan(0);
    if (line !== undefined) expect(places.map((file) => file?.line)).toContain(line);
  });
  test('nothing above low is found but what the README of the example says', async () => {
    const told = await readFile(join(broken, 'README.md'), 'utf8');
    const paths = (report.systems[0]?.findings ?? [])
      .filter(({ outcome, severity }) => outcome === 'fail' && severity !== 'low')
      .map(({ place }) => place?.file?.path ?? 'no file');
    expect([...new Set(paths)].filter((path) => !told.includes(`| ${path}`))).toEqual([]);
    expect(new Set(report.systems[0]?.findings.filter(({ outcome }) => outcome === 'fail').map(({ check }) => check)).size).toBeGreaterThan(
      15,
    );
  });
  test('its first screen is one of 80x24', async () => {
    const { out } = await run(['scan', broken]);
    expect(out.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
  });
  test('explain tells a finding, with a waiver ready to paste', async () => {
    const [finding] = report.systems[0]?.findings ?? [];
    await run(['scan', broken]);
    const { code, out } = await run(['explain', finding?.short ?? '']);
    expect(code).toBe(0);
    for (const word of ['Seen', 'Why it matters', 'To mend', 'Evidence toward', `digest: "${finding?.digest}"`])
      expect(out).toContain(word);
  });
});

test('no planted secret reaches any output', async () => {
  const texts = await Promise.all(['.env', '.mcp.json'].map((file) => readFile(join(broken, file), 'utf8')));
  const secrets = texts.flatMap((text) => text.match(/\b[A-Za-z0-9]{21,}\b/g) ?? []);
  expect(new Set(secrets).size).toBe(3);
  const outputs: string[] = [];
  for (const args of [['scan', '-v', '--verdicts', join(home, 'v.jsonl')], ['scan', '-f', 'json'], ['scan', '-f', 'sarif'], ['collect']]) {
    const { out, err } = await run([...args, broken]);
    outputs.push(out, err);
  }
  outputs.push(await readFile(join(home, 'v.jsonl'), 'utf8'));
  const explained = await run(['explain', 'secret-exposure/not-in-files']);
  outputs.push(explained.out);
  for (const secret of secrets)
    for (const output of outputs) for (let at = 0; at + 8 <= secret.length; at += 4) expect(output).not.toContain(secret.slice(at, at + 8));
});

describe('a hostile checkout', () => {
  test('does not run what its git configuration names', async () => {
    const target = await folder({ 'a.txt': 'text' });
    const witness = join(home, 'ran');
    const git = (...args: string[]) => new Promise((done) => spawn('git', args, { cwd: target, stdio: 'ignore' }).on('close', done));
    await git('init', '-q');
    await writeFile(join(target, 'evil.sh'), `#!/bin/sh\ntouch ${witness}\n`, { mode: 0o755 });
    await git('config', 'core.fsmonitor', './evil.sh');
    await git('ls-files');
    expect(existsSync(witness)).toBe(true);
    await rm(witness);
    await run(['scan', target]);
    expect(existsSync(witness)).toBe(false);
  });
  test('links out of it and loops are not followed, odd names survive, broken files are gaps and no pass', async () => {
    const outside = await folder({ 'secret.env': 'DB_PASSWORD=Zk3vQ9xWm2Lp7Rt5\n' });
    const target = await folder({
      '.mcp.json': '{"mcpServers": {"a": {"command": ',
      '.github/workflows/x.yml': 'jobs: [\n',
      'name\u001b[2J\n.txt': 'text',
      'deep.json': '['.repeat(10_000),
      'bomb.yaml': `a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n`,
      'p.json': '{"__proto__": {"password": "Hq7TzK2mWx9Lb4Vn"}}',
    });
    await symlink(outside, join(target, 'out'));
    await symlink('.', join(target, 'loop'));
    const { code, out } = await run(['scan', target, '-f', 'json']);
    expect([1, 3]).toContain(code);
    const report: Report = JSON.parse(out);
    expect(out).not.toContain('secret.env');
    expect(report.gaps.filter((gap) => gap.reason === 'unparsable').map((gap) => gap.place?.file?.path)).toEqual(
      expect.arrayContaining(['.mcp.json', '.github/workflows/x.yml']),
    );
    const { out: text } = await run(['scan', target, '-v']);
    expect(text).not.toContain('\u001b');
  });
});

test('SARIF is valid by its schema', async (context) => {
  const schemas = join(root, '../shared/frameworks/schemas/sarif-2.1.0.schemastore.json');
  if (!existsSync(schemas)) {
    if (process.env['NHI_READY_NO_SKIPS'] === '1') throw new Error("the publisher's schema is not at hand, and skips are not allowed");
    context.skip("the publisher's schema is not at hand");
  }
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(await readFile(schemas, 'utf8')));
  const log: { runs: { results: unknown[] }[] } = JSON.parse((await run(['scan', broken, '-f', 'sarif'])).out);
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  expect(log.runs[0]?.results.length).toBeGreaterThan(15);
});

test('every schema that is published is in docs/schema', async () => {
  expect((await readdir(join(root, 'docs/schema'))).toSorted()).toEqual([
    'configuration.schema.json',
    'inventory-line.schema.json',
    'report.schema.json',
  ]);
});
