import { spawn } from 'node:child_process';

const maxBytes = 256 * 1024 * 1024;
const timeoutMs = 60_000;

/** A checkout is hostile: its own configuration may name programs that git runs. None of these may start anything or ask anybody. */
const hardening = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'protocol.allow=never',
  '-c',
  'core.quotePath=false',
  '-c',
  'core.untrackedCache=false',
];

function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
  };
}

export interface GitAnswer {
  readonly ok: boolean;
  readonly stdout: Buffer;
  /** Of git itself; may hold paths of the machine, so it is looked at and never shown. */
  readonly stderr: string;
}

/** Configuration that overrides a checkout's own, whatever its files say; keys may hold any character (git-config manual, GIT_CONFIG_COUNT). */
export type Overriding = readonly (readonly [key: string, value: string])[];

/**
 * Switches every content filter off that a checkout's configuration defines: git runs them as programs when it compares
 * files with its index (gitattributes manual, "filter"). Reading the configuration runs nothing.
 */
export async function withoutFilters(folder: string): Promise<Overriding> {
  const { stdout } = await git(folder, [
    'config',
    '--null',
    '--name-only',
    '--get-regexp',
    '^filter\\..*\\.(clean|smudge|process|required)$',
  ]);
  return zeroSeparated(stdout).map((key) => [key.toString('utf8'), key.toString('latin1').endsWith('.required') ? 'false' : '']);
}

/** Runs git in a folder, hardened, bounded in output and time. Never rejects. */
export function git(folder: string, args: readonly string[], overriding: Overriding = []): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';
    const child = spawn('git', [...hardening, ...args], {
      cwd: folder,
      env: {
        ...environment(),
        GIT_CONFIG_COUNT: String(overriding.length),
        ...Object.fromEntries(
          overriding.flatMap(([key, value], index) => [
            [`GIT_CONFIG_KEY_${index}`, key],
            [`GIT_CONFIG_VALUE_${index}`, value],
          ]),
        ),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) child.kill();
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 4096) stderr += chunk.toString('utf8');
    });
    child.on('error', () => resolve({ ok: false, stdout: Buffer.alloc(0), stderr }));
    child.on('close', (code) => resolve({ ok: code === 0 && size <= maxBytes, stdout: Buffer.concat(chunks), stderr }));
  });
}

/** The parts of a NUL-separated answer. */
export function zeroSeparated(bytes: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0, start); end >= 0; end = bytes.indexOf(0, start)) {
    if (end > start) parts.push(bytes.subarray(start, end));
    start = end + 1;
  }
  if (start < bytes.length) parts.push(bytes.subarray(start));
  return parts;
}
