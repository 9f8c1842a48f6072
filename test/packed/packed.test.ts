import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Versions of Node that a user may have: the oldest that works, and a current one. */
const versions = ['22.19.0', '24.18.0'] as const;
let folder: string;

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: folder, env, maxBuffer: 1 << 26, timeout: 120_000 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err }),
    );
  });
}

/** npm as the machine has it set up: which registry it asks is the user's own matter. */
async function npm(...args: readonly string[]): Promise<void> {
  const { code, err } = await run('npm', [...args, '--no-audit', '--no-fund'], process.env);
  if (code !== 0) throw new Error(`npm ${args.join(' ')}: ${err}`);
}

/** The installed command under one version of Node. */
const command = (version: string, ...args: readonly string[]) =>
  run(join(folder, `node-${version}/node_modules/node/bin/node`), [join(folder, 'node_modules/nhi-ready/bin/run.js'), ...args], {
    PATH: process.env['PATH'],
    HOME: folder,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhi-packed-'));
  const packed = spawnSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root, encoding: 'utf8' });
  const tarball = packed.stdout.trim().split('\n').at(-1) ?? '';
  const size = (await stat(join(folder, tarball))).size;
  await npm('install', '--ignore-scripts', `./${tarball}`);
  for (const version of versions) {
    await mkdir(join(folder, `node-${version}`));
    // Its binary comes by an install script, which npm asks to be allowed by name.
    await writeFile(join(folder, `node-${version}/package.json`), JSON.stringify({ private: true, allowScripts: { node: true } }));
    await npm('install', '--prefix', `node-${version}`, `node@${version}`);
  }
  await cp(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  const packages = (await readdir(join(folder, 'node_modules'), { recursive: true })).filter((path) =>
    /(^|\/)package\.json$/.test(path),
  ).length;
  process.stdout.write(`packed: ${(size / 1e6).toFixed(1)} MB, about ${packages} packages installed\n`);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(versions)('the package, installed, under Node %s', (version) => {
  test('says its version and its help', async () => {
    expect((await command(version, '--version')).out).toContain(`node-v${version}`);
    expect((await command(version, 'scan', '--help')).out).toContain('USAGE');
    expect((await command(version, 'list', 'checks')).out).toContain('long-lived-credential/expires');
  });
  test('decides as the checkout does', async () => {
    expect((await command(version, 'scan', 'examples/claims-assistant')).code).toBe(1);
    expect((await command(version, 'scan', 'examples/claims-assistant-ready', '--gate', 'pilot')).code).toBe(0);
    expect((await command(version, 'scan', 'examples/claims-assistant-ready', '--gate', 'production')).code).toBe(3);
    expect((await command(version, 'scan', 'examples/nowhere')).code).toBe(2);
  });
  test('writes every format', async () => {
    const formats = (await command(version, 'list', 'formats')).out
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0] ?? '');
    for (const format of formats) {
      const { code, out } = await command(version, 'scan', 'examples/claims-assistant', '-f', format);
      expect([format, code, out.length > 500]).toEqual([format, 1, true]);
    }
  });
  test('reads infrastructure code, whose grammar comes along', async () => {
    await cp(join(root, 'test/packed/infrastructure'), join(folder, 'infrastructure'), { recursive: true });
    const { out } = await command(version, 'scan', 'infrastructure', '--gate', 'none', '-f', 'jsonl');
    expect(out).toContain('aws_iam_access_key.bot');
  });
  test('loads an extension that imports it by name', async () => {
    const { code, out } = await command(
      version,
      'scan',
      'examples/claims-assistant',
      '--config',
      'examples/extension/nhi-ready.yaml',
      '-f',
      'one-line',
    );
    expect([code, out]).toEqual([1, expect.stringContaining('claims-assistant: not-ready')]);
  });
});
