import { lstat, readdir, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import picomatch from 'picomatch';
import { gapOf, type Gap, type GapReason, type ScopeId } from '../../model/index.ts';
import { git, withoutFilters, zeroSeparated } from './git.ts';

const maxFiles = 200_000;
const maxDepth = 64;

/** Names that hold credentials on a developer's machine and that git is often told to ignore. */
const credentialNames =
  /(^|\/)(\.env(\..*)?|\.envrc|\.mcp\.json|\.claude\.json|settings\.local\.json|mcp(_config)?\.json|claude_desktop_config\.json|\.npmrc|\.yarnrc(\.yml)?|\.pypirc|\.netrc|_netrc|\.git-credentials|\.pgpass|\.my\.cnf|\.htpasswd|\.vault-token|\.dockercfg|\.terraformrc|terraform\.tfvars|[^/]*\.auto\.tfvars|[^/]*\.tfstate|id_(rsa|dsa|ecdsa|ed25519)|[^/]*\.(pem|key|p12|pfx|ppk|jks|keystore)|credentials(\.json|\.toml|\.csv)?|service-account[^/]*\.json|kubeconfig|local\.settings\.json|secrets?\.(ya?ml|json|toml)|config\.toml)$/i;

/** One file of the tree. `raw` is what the file system calls it; `path` is how it is shown: bytes that are no UTF-8 as `\xNN`. */
export interface TreeFile {
  readonly path: string;
  readonly raw: Buffer;
  readonly size: number;
  readonly localOnly: boolean;
}

export interface Tree {
  readonly files: readonly TreeFile[];
  readonly gaps: readonly Gap[];
  /** Counted skips: links, special files, what the configuration leaves out. */
  readonly skipped: ReadonlyMap<string, number>;
  /** The commit that is checked out, with a word on local changes; or `files on disk`. */
  readonly scanner: string;
  /** `host/owner/repository` and the folder within it, when git knows a remote. */
  readonly origin?: { readonly repository: string; readonly folder: string };
}

/** Shows bytes as text that can be turned back. */
export function shownPath(raw: Buffer): string {
  const text = raw.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(raw)) return text;
  return [...raw]
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`))
    .join('');
}

function treeGap(scope: ScopeId, about: string, reason: GapReason, detail: string, hint: string): Gap {
  return gapOf({ collector: 'files.tree', scope, about, reason, detail, closes: { by: 'file', path: about, hint }, dataset: 'files.tree' });
}

interface Listed {
  readonly raw: Buffer;
  readonly localOnly: boolean;
}

interface GitList {
  readonly listed: readonly Listed[];
  readonly submodules: readonly string[];
  /** Tracked files that a sparse checkout leaves out of the folder. */
  readonly sparse: ReadonlySet<string>;
  /** Files that git ignores and that hold no credential by their name. */
  readonly ignored: number;
}

async function listByGit(root: string): Promise<GitList | undefined> {
  const [cached, others, ignored] = await Promise.all([
    git(root, ['ls-files', '-z', '-t', '--stage']),
    git(root, ['ls-files', '-z', '--others', '--exclude-standard']),
    git(root, ['ls-files', '-z', '--others', '--ignored', '--exclude-standard']),
  ]);
  if (!cached.ok || !others.ok || !ignored.ok) return undefined;
  const submodules: string[] = [];
  const sparse = new Set<string>();
  const listed = new Map<string, Listed>();
  const add = (raw: Buffer, localOnly: boolean) => listed.set(raw.toString('latin1'), { raw, localOnly });
  for (const line of zeroSeparated(cached.stdout)) {
    // `tag mode object stage<TAB>path`; tag S is skip-worktree, mode 160000 a submodule (git-ls-files manual, "OUTPUT").
    const raw = line.subarray(line.indexOf(9) + 1);
    const [tag, mode] = line.subarray(0, 8).toString('latin1').split(' ');
    if (mode === '160000') submodules.push(shownPath(raw));
    else add(raw, false);
    if (tag === 'S') sparse.add(raw.toString('latin1'));
  }
  for (const raw of zeroSeparated(others.stdout)) add(raw, false);
  let passedOver = 0;
  for (const raw of zeroSeparated(ignored.stdout)) {
    const path = shownPath(raw);
    if (credentialNames.test(path) && !/(^|\/)node_modules\//.test(path)) add(raw, true);
    else passedOver += 1;
  }
  return { listed: [...listed.values()], submodules, sparse, ignored: passedOver };
}

async function listByHand(root: string, scope: ScopeId, skipped: Map<string, number>, gaps: Gap[]): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  const folders: { readonly raw: Buffer; readonly depth: number }[] = [{ raw: Buffer.alloc(0), depth: 0 }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { raw, depth } = folder;
    let entries;
    try {
      entries = await readdir(Buffer.concat([Buffer.from(root + sep), raw]), { withFileTypes: true, encoding: 'buffer' });
    } catch {
      gaps.push(treeGap(scope, `the folder ${shownPath(raw) || '.'}`, 'denied', 'it could not be opened', 'make it readable for the scan'));
      continue;
    }
    for (const entry of entries) {
      const path = raw.length === 0 ? entry.name : Buffer.concat([raw, Buffer.from('/'), entry.name]);
      if (!entry.isDirectory()) listed.push({ raw: path, localOnly: false });
      else if (entry.name.equals(Buffer.from('.git')) || entry.name.equals(Buffer.from('node_modules')))
        count(skipped, `${entry.name.toString()} folders`);
      else if (depth >= maxDepth)
        gaps.push(
          treeGap(
            scope,
            `the folder ${shownPath(path).slice(0, 200)}`,
            'too-large',
            `it lies more than ${maxDepth} folders deep`,
            'scan it as a target of its own',
          ),
        );
      else folders.push({ raw: path, depth: depth + 1 });
    }
    if (listed.length > maxFiles) break;
  }
  return listed;
}

function count(skipped: Map<string, number>, what: string): void {
  skipped.set(what, (skipped.get(what) ?? 0) + 1);
}

async function describe(root: string): Promise<Pick<Tree, 'scanner' | 'origin'>> {
  const filters = await withoutFilters(root);
  const [head, status, url, prefix] = await Promise.all([
    git(root, ['rev-parse', 'HEAD']),
    git(root, ['status', '--porcelain', '--untracked-files=no', '--ignore-submodules=all', '.'], filters),
    git(root, ['config', '--get', 'remote.origin.url']),
    git(root, ['rev-parse', '--show-prefix']),
  ]);
  const commit = head.stdout.toString('latin1').trim();
  const scanner = /^[0-9a-f]{40,64}$/.test(commit)
    ? `commit ${commit}${status.ok && status.stdout.length === 0 ? '' : ' with local changes'}`
    : 'files on disk, nothing committed';
  const repository = repositoryOf(url.stdout.toString('utf8').trim());
  return repository === undefined
    ? { scanner }
    : { scanner, origin: { repository, folder: prefix.stdout.toString('utf8').trim().replace(/\/$/, '') } };
}

/** `host/owner/repository` of an http(s) or ssh address, without user and password; undefined for local paths. */
export function repositoryOf(url: string): string | undefined {
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:@]+)(?::\d+)?\/(.+)$/i.exec(url) ?? /^(?:[^@/\s]+@)([^/:@\s]+):(?!\/\/)(.+)$/.exec(url);
  const [, host = '', path = ''] = match ?? [];
  const clean = path
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^\/+/, '');
  return host === '' || !/^[\w.~-]+(\/[\w.~-]+)+$/.test(clean) ? undefined : `${host.toLowerCase()}/${clean}`;
}

/** Lists a folder: of a git work tree what it tracks and does not ignore, and ignored files that hold credentials; else all files. Links are never followed. */
export async function walk(
  root: string,
  scopeOf: (tree: Pick<Tree, 'origin'>) => ScopeId,
  exclude: readonly string[],
  excludeIsStated: boolean,
  named: string,
): Promise<Tree> {
  const gaps: Gap[] = [];
  const skipped = new Map<string, number>();
  const probe = await git(root, ['rev-parse', '--is-inside-work-tree']);
  const inGit = probe.ok && probe.stdout.toString('latin1').trim() === 'true';
  const about = inGit ? await describe(root) : { scanner: 'files on disk' };
  const scope = scopeOf(about);
  if (!inGit && /dubious ownership/.test(probe.stderr)) {
    gaps.push(
      gapOf({
        collector: 'files.tree',
        scope,
        about: 'which files git ignores',
        reason: 'denied',
        detail: 'the folder belongs to another user, and git does not trust it (dubious ownership); it was read as a plain folder',
        closes: { by: 'command', command: `git config --global --add safe.directory for the folder ${named}, as the user who scans` },
      }),
    );
  }
  const byGit = inGit ? await listByGit(root) : undefined;
  if (inGit && byGit === undefined)
    gaps.push(
      treeGap(
        scope,
        'the list of files that git tracks',
        'failed',
        'git could not list them; the folder was read as a plain one',
        'run git status in it and mend what it says',
      ),
    );
  for (const path of byGit?.submodules ?? [])
    gaps.push(
      treeGap(scope, `the submodule ${path}`, 'not-requested', 'a submodule is a repository of its own', `add ${path} as a target`),
    );
  if (byGit !== undefined && byGit.ignored > 0) skipped.set('files that git ignores', byGit.ignored);
  const listed = byGit?.listed ?? (await listByHand(root, scope, skipped, gaps));
  const excluded = exclude.length === 0 ? undefined : picomatch([...exclude], { dot: true });
  const files: TreeFile[] = [];
  const rootPath = await realpath(root);
  const folders = new Map<string, Promise<boolean>>();
  // A folder on the way may be a link that leads out, whatever git lists below it.
  const inside = (path: string) => {
    const folder = dirname(path);
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const answer =
      folder === '.' || folder.includes('\\x')
        ? Promise.resolve(true)
        : realpath(join(root, folder)).then(
            (real) => real === join(rootPath, folder),
            () => false,
          );
    folders.set(folder, answer);
    return answer;
  };
  let left = 0;
  let sparse = 0;
  for (const { raw, localOnly } of listed) {
    const path = shownPath(raw);
    if (excluded !== undefined && (excluded(path) || exclude.some((one) => path.startsWith(`${one.replace(/\/+$/, '')}/`)))) {
      count(skipped, 'files left out by the configuration');
      left += 1;
      continue;
    }
    const info = await lstat(Buffer.concat([Buffer.from(root + sep), raw])).catch(() => undefined);
    if (info === undefined) {
      if (byGit?.sparse.has(raw.toString('latin1'))) sparse += 1;
      else if (byGit !== undefined) count(skipped, 'tracked files that are not on disk');
      else gaps.push(treeGap(scope, `the file ${path}`, 'failed', 'it vanished or cannot be looked at', 'scan again'));
    } else if (info.isSymbolicLink() || !(await inside(path))) count(skipped, 'links');
    else if (info.isDirectory())
      gaps.push(
        treeGap(
          scope,
          `the folder ${path}`,
          'not-requested',
          'it is a repository of its own',
          `add ${path} as a target, or leave it out by exclude:`,
        ),
      );
    else if (!info.isFile()) count(skipped, 'special files');
    else files.push({ path, raw, size: info.size, localOnly });
  }
  if (listed.length > maxFiles)
    gaps.push(
      treeGap(
        scope,
        `files after the first ${maxFiles}`,
        'too-large',
        'the folder holds more files than one scan reads',
        'scan its parts as targets of their own',
      ),
    );
  if (sparse > 0)
    gaps.push(
      treeGap(
        scope,
        `${sparse} tracked files that a sparse checkout leaves out`,
        'not-requested',
        'they are not on disk',
        'run git sparse-checkout disable',
      ),
    );
  if (left > 0 && !excludeIsStated) {
    gaps.push(
      treeGap(
        scope,
        `${left} files that the configuration leaves out`,
        'not-requested',
        'exclude: names them without reason, approver and expiry',
        'give reason, approver and expires for each exclusion',
      ),
    );
  }
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)).slice(0, maxFiles);
  return { files: sorted, gaps, skipped, ...about };
}
