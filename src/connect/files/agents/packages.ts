import type { Tool } from '../../../model/index.ts';

type Pin = Extract<Tool['pin'], { readonly known: true }>['value'];

/** What a command line runs, without its arguments, and how firmly that is fixed. */
export interface Runs {
  readonly runs: string;
  /** Undefined: a program found on the PATH, of whatever version is there. */
  readonly pin?: Pin;
}

const runners = new Set(['npx', 'bunx', 'uvx', 'pipx', 'pnpx']);
/** `pnpm dlx x`, `npm exec x`, `uv tool run x`, `pipx run x`, `yarn dlx x`, `bun x x`. */
const runnerWords = new Set(['dlx', 'exec', 'tool', 'run', 'x']);
const valueFlags = new Set(['-p', '--package', '--from', '--python', '--with', '--registry', '--cache', '--index-url', '--spec']);
const dockerValueFlags = new Set([
  '-e',
  '--env',
  '-v',
  '--volume',
  '--mount',
  '--name',
  '--network',
  '--net',
  '-p',
  '--env-file',
  '-u',
  '--user',
  '-w',
  '--workdir',
  '--entrypoint',
  '--platform',
  '--add-host',
  '-l',
  '--label',
  '-m',
  '--memory',
  '--cpus',
]);

/** Flags that take no further word. After any other flag the next word may be its value, even a secret: then nothing is named. */
const plainFlag =
  /^(?:-[yqitd]{1,3}|--(?:yes|quiet|rm|init|interactive|tty|detach|privileged|read-only|bun|isolated|refresh|offline|prefer-offline|no-cache|no-install|ignore-existing|silent)|--[\w-]+=[^]*)$/;

/** Tells the package, image or program of a command line. */
export function runsOf(command: string, args: readonly string[]): Runs {
  const words = args.length === 0 ? command.trim().split(/\s+/) : [command, ...args];
  while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) words.shift();
  const base = (words[0] ?? '').slice((words[0] ?? '').search(/[^\\/]*$/)).replace(/\.(?:cmd|exe)$/i, '');
  // Anything that is no plain program name may hold more than a name.
  const program = /^[A-Za-z][\w.+-]{0,59}$/.test(base) ? base : 'program';
  const rest = words.slice(1);
  // `cmd /c npx …`: how servers are started on Windows.
  if (/^cmd$/i.test(program) && /^\/c$/i.test(rest[0] ?? '')) return runsOf(rest[1] ?? '', rest.slice(2));
  if (runners.has(program)) return packaged(program, program === 'pipx' ? afterWords(rest) : rest);
  if (['npm', 'pnpm', 'yarn', 'bun', 'uv'].includes(program) && runnerWords.has(rest[0] ?? '')) {
    const target = afterWords(rest);
    // `uv run server.py` runs what lies in the repository.
    return ['uv', 'bun', 'npm', 'pnpm'].includes(program) && rest[0] === 'run'
      ? { runs: program, pin: 'in-repository' }
      : packaged(program, target);
  }
  if (program === 'docker' || program === 'podman') return image(program, rest);
  if (/^(?:\.{1,2}[\\/]|\$\{(?:workspaceFolder|CLAUDE_PLUGIN_ROOT)\})/.test(words[0] ?? '')) return { runs: program, pin: 'in-repository' };
  const script = rest.find((word) => !word.startsWith('-'));
  if (/^(?:node|python3?|deno|bun|tsx|ts-node|bash|sh|ruby|go)$/.test(program) && script !== undefined && isLocalScript(script)) {
    return { runs: program, pin: 'in-repository' };
  }
  return { runs: program };
}

function isLocalScript(word: string): boolean {
  if (/^(?:\/|~|[A-Za-z]:[\\/]|[a-z]+:\/\/)/.test(word)) return false;
  return /^\.{1,2}[\\/]|\$\{(?:workspaceFolder|CLAUDE_PLUGIN_ROOT)\}|\.(?:[cm]?[jt]s|py|sh|rb|go)$/.test(word);
}

function afterWords(rest: readonly string[]): readonly string[] {
  const at = rest.findIndex((word) => !runnerWords.has(word));
  return at === -1 ? [] : rest.slice(at);
}

function packaged(program: string, rest: readonly string[]): Runs {
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (word === '--from' || word === '-p' || word === '--package' || word === '--spec') return versioned(rest[at + 1] ?? program);
    const joined = /^--(?:from|package|spec)=(.+)$/.exec(word);
    if (joined !== null) return versioned(joined[1] ?? program);
    if (valueFlags.has(word)) at += 1;
    else if (!word.startsWith('-')) return versioned(word);
    else if (!plainFlag.test(word)) return { runs: program };
  }
  return { runs: program };
}

function versioned(spec: string): Runs {
  if (/^\.{0,2}\//.test(spec)) return { runs: 'local package', pin: 'in-repository' };
  const remote = /^(?:git\+|github:|https?:|git@)/.test(spec);
  if (remote) return { runs: 'package by address', pin: /[@#][0-9a-f]{40}$/.test(spec) ? 'digest' : 'floating' };
  const [, name = '', version] = /^(@?[\w./-]+(?:\[[\w,-]*\])?)(?:(?:@|==)(.*))?$/.exec(spec) ?? [];
  if (name === '') return { runs: 'package', pin: 'floating' };
  // Exact only: a range, a tag or a bare major takes whatever is newest.
  const exact = version !== undefined && /^v?\d+\.\d+(?:\.\d+)?[\w.+-]*$/.test(version) && !/[x*]/.test(version);
  return { runs: exact ? `${name}@${version}` : name, pin: exact ? 'version' : 'floating' };
}

function image(program: string, rest: readonly string[]): Runs {
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (dockerValueFlags.has(word)) at += 1;
    else if (word.startsWith('-') && !plainFlag.test(word)) return { runs: program };
    else if (!word.startsWith('-') && word !== 'run' && word !== 'container') {
      if (!/^[\w./:@-]+$/.test(word)) return { runs: program };
      if (/@sha256:[0-9a-f]{64}$/.test(word)) return { runs: word, pin: 'digest' };
      const tag = /:([\w.-]+)$/.exec(word)?.[1];
      return { runs: word, pin: tag === undefined || tag === 'latest' ? 'floating' : 'version' };
    }
  }
  return { runs: program };
}
