import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A home of its own, and the built command as a user of that home runs it; the home goes when the tests are over. */
export async function commandInHome(): Promise<{
  readonly home: string;
  run(args: readonly string[], options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> }): Promise<Ran>;
  folder(files: Readonly<Record<string, string>>): Promise<string>;
}> {
  const home = await mkdtemp(join(tmpdir(), 'nhi-ready-'));
  afterAll(() => rm(home, { recursive: true, force: true }));
  return {
    home,
    run: (args, { cwd = root, env = {} } = {}) =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [join(root, 'bin/run.js'), ...args], {
          cwd,
          env: { PATH: process.env['PATH'], HOME: home, XDG_DATA_HOME: join(home, 'data'), NHI_READY_FINGERPRINT_KEY: 'test', ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let out = '';
        let err = '';
        child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
        child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
        child.on('close', (code) => resolve({ code, out, err }));
      }),
    async folder(files) {
      const path = await mkdtemp(join(home, 'target-'));
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        await writeFile(join(path, name), text);
      }
      return path;
    },
  };
}
