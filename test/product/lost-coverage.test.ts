import { spawn } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

/*
 * Other scanners end green when they lose a part of what they were asked to look at. Each loss here is done to the
 * example that is ready for `pilot`: it must end that, and the report must name what was lost.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const made: string[] = [];
let target: string;
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'nhi-lost-'));
  made.push(home);
  target = join(home, 'claims');
  await cp(join(root, 'examples/claims-assistant-ready'), target, { recursive: true });
});
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

/** `uid`: as whom; a test that runs as root could read everything. */
function scan(args: readonly string[] = [], uid?: number): Promise<Ran> {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'bin/run.js'), 'scan', target, '--gate', 'pilot', '-v', ...args], {
      env: { PATH: process.env['PATH'], HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CACHE_HOME: join(home, 'cache') },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('close', (code) => resolve({ code, out, err, seconds: (performance.now() - start) / 1000 }));
  });
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(target, path)), { recursive: true });
  await writeFile(join(target, path), text);
}

test('nothing lost: the example is ready', async () => {
  expect((await scan()).code).toBe(0);
});

describe('what was lost is named, and ends the readiness', () => {
  test.each([
    ['a workflow that does not parse', '.github/workflows/broken.yml', 'jobs: [\n'],
    ['half a workflow', '.github/workflows/half.yml', 'on: push\njobs:\n  a:\n    steps: [{ uses: "actions/check'],
    ['a workflow of 2.5 MB', '.github/workflows/large.yml', `on: push\njobs: {}\n# ${'x'.repeat(2_500_000)}\n`],
    ['a workflow nested 10,000 deep', '.github/workflows/deep.yml', `on: push\njobs: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
    ['a workflow of aliases that multiply', '.github/workflows/bomb.yml', bomb()],
    ['half an agent configuration', '.mcp.json', '{"mcpServers": {"crm": {"command": "'],
    ['an agent configuration nested 10,000 deep', '.mcp.json', `{"mcpServers": ${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
    ['an agent configuration that is no text', '.mcp.json', `{"mcpServers": {}}\u0000`],
    ['settings of an agent that do not parse', '.claude/settings.json', '{"permissions": {'],
    ['a CODEOWNERS that no host would read to its end', 'CODEOWNERS', `${'# x\n'.repeat(1_000_000)}* @acme/claims\n`],
  ])('%s', async (_name, path, text) => {
    await put(path, text);
    const { code, out, err, seconds } = await scan();
    expect([code, err]).not.toEqual([0, '']);
    expect([1, 3]).toContain(code);
    expect(out).toContain(path);
    expect(seconds).toBeLessThan(20);
  });

  test('a folder that may not be opened', async () => {
    await put('services/agent.py', 'x = 1\n');
    // A reader who is not root, to whom one folder is closed.
    for (const entry of ['', ...(await readdir(target, { recursive: true }))]) await chown(join(target, entry), 65_534, 65_534);
    await chown(home, 65_534, 65_534);
    await chmod(join(target, 'services'), 0o000);
    const { code, out } = await scan([], process.getuid?.() === 0 ? 65_534 : undefined);
    expect([1, 3]).toContain(code);
    expect(out).toContain('services');
  });

  test('a folder that was left out without a reason', async () => {
    await put('nhi-ready.yaml', 'exclude: [docs]\n');
    const { code, out } = await scan();
    expect([1, 3]).toContain(code);
    expect(out).toContain('files that the configuration leaves out');
  });

  test('a check that was left out', async () => {
    const { code, out } = await scan(['--skip', 'secret-exposure']);
    expect(code).toBe(3);
    expect(out).toContain('secret-exposure');
  });
});

test('a line of 100 MB is read to its end', async () => {
  await put('data.txt', `${'lorem ipsum '.repeat(8_500_000)}AWS_SECRET=x ${['xai', 'q7ZkR2mW9x'.repeat(8)].join('-')}`);
  const { code, out, seconds } = await scan();
  expect([code, out.includes('data.txt:1')]).toEqual([1, true]);
  expect(seconds).toBeLessThan(60);
});

test('a folder that does not exist, and one that is empty, are no success', async () => {
  await rm(target, { recursive: true });
  expect((await scan()).code).toBe(2);
  await mkdir(target);
  expect((await scan()).code).toBe(4);
});

function bomb(): string {
  const rows = Array.from({ length: 9 }, (_, number) => `a${number + 1}: &a${number + 1} [${Array(9).fill(`*a${number}`).join(',')}]`);
  return `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${rows.join('\n')}\non: push\njobs: *a9\n`;
}
