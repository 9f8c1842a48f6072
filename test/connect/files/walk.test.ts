import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { repositoryOf, walk, type Tree } from '../../../src/connect/files/walk.ts';

const made: string[] = [];
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nhi-walk-'));
  made.push(root);
});
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

async function put(files: Readonly<Record<string, string>>, at = root): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(at, path)), { recursive: true });
    await writeFile(join(at, path), text);
  }
}

function git(...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@acme.example', '-c', 'protocol.file.allow=always', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A repository with everything in the folder committed. */
function commit(): void {
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'all');
}

function look(folder = root, exclude: readonly string[] = [], stated = false): Promise<Tree> {
  return walk(folder, () => 'github.com/acme/claims', exclude, stated, '.');
}

const paths = ({ files }: Tree) => files.map(({ path }) => path);
const gaps = ({ gaps: list }: Tree) => list.map(({ about, reason }) => `${about}: ${reason}`);

describe('a work tree', () => {
  test('gives tracked and untracked files, dot-files too, and of ignored ones those that hold credentials', async () => {
    await put({
      '.gitignore': '.env\n.mcp.json\nbuild/\n.claude/settings.local.json\n',
      'app.py': 'x',
      '.github/workflows/a.yml': 'x',
    });
    commit();
    await put({ 'new.txt': 'x', '.env': 'x', '.mcp.json': '{}', '.claude/settings.local.json': '{}', 'build/out.js': 'x' });
    const tree = await look();
    expect(tree.files.filter(({ localOnly }) => localOnly).map(({ path }) => path)).toEqual([
      '.claude/settings.local.json',
      '.env',
      '.mcp.json',
    ]);
    expect(paths(tree)).toEqual([
      '.claude/settings.local.json',
      '.env',
      '.github/workflows/a.yml',
      '.gitignore',
      '.mcp.json',
      'app.py',
      'new.txt',
    ]);
    expect(tree.skipped.get('files that git ignores')).toBe(1);
    expect(gaps(tree)).toEqual([]);
  });

  test('says which commit was read, and whether files differ from it', async () => {
    await put({ 'a.txt': 'x' });
    commit();
    const head = git('rev-parse', 'HEAD').trim();
    expect((await look()).scanner).toBe(`commit ${head}`);
    await put({ 'a.txt': 'y' });
    expect((await look()).scanner).toBe(`commit ${head} with local changes`);
  });

  test('of a part of a repository, gives that part and where it lies', async () => {
    await put({ 'app/a.txt': 'x', 'other/b.txt': 'x' });
    commit();
    git('remote', 'add', 'origin', 'https://user:pass@GitHub.com/acme/claims.git');
    const tree = await look(join(root, 'app'));
    expect(paths(tree)).toEqual(['a.txt']);
    expect(tree.origin).toEqual({ repository: 'github.com/acme/claims', folder: 'app' });
  });

  test('says what it does not hold: submodules, repositories within, a sparse checkout', async () => {
    const inner = await mkdtemp(join(tmpdir(), 'nhi-inner-'));
    made.push(inner);
    await put({ 'x.txt': 'x' }, inner);
    execFileSync('git', ['init', '-q'], { cwd: inner });
    execFileSync('git', ['add', '-A'], { cwd: inner });
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-qm', 'x'], { cwd: inner });
    await put({ 'a.txt': 'x', 'left/out.txt': 'x' });
    commit();
    git('submodule', '--quiet', 'add', inner, 'vendored');
    execFileSync('git', ['clone', '-q', inner, join(root, 'nested')]);
    git('sparse-checkout', 'set', '--no-cone', '/a.txt', '/.gitmodules', '/vendored');
    const tree = await look();
    expect(gaps(tree)).toEqual([
      'the submodule vendored: not-requested',
      'the folder nested/: not-requested',
      '1 tracked files that a sparse checkout leaves out: not-requested',
    ]);
    expect(tree.gaps.every(({ dataset }) => dataset === 'files.tree')).toBe(true);
  });

  test('keeps names that are no UTF-8, and names with a newline', async () => {
    await put({ 'line\nbreak.txt': 'x' });
    await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xff, 0x2e, 0x79])]), 'x');
    commit();
    expect(paths(await look())).toEqual(['f\\xff.y', 'line\nbreak.txt']);
  });

  test('that git does not trust is read as a plain folder, and the gap says how to trust it', async () => {
    await put({ '.gitignore': 'b.txt\n', 'a.txt': 'x', 'b.txt': 'x' });
    commit();
    // Of another user: what git calls dubious ownership.
    execFileSync('chown', ['-R', '65534:65534', root]);
    const tree = await look();
    expect(paths(tree)).toEqual(['.gitignore', 'a.txt', 'b.txt']);
    expect(tree.gaps.map(({ closes }) => closes)).toEqual([
      expect.objectContaining({ by: 'command', command: expect.stringContaining('safe.directory') }),
    ]);
  });

  test('whose index is broken is read as a plain folder, and said', async () => {
    await put({ 'a.txt': 'x' });
    commit();
    await writeFile(join(root, '.git/index'), 'DIRCgarbage');
    const tree = await look();
    expect(paths(tree)).toEqual(['a.txt']);
    expect(gaps(tree)).toEqual(['the list of files that git tracks: failed']);
  });
});

describe('a hostile checkout runs nothing of its own', () => {
  const programs: readonly (readonly [name: string, settings: Readonly<Record<string, string>>])[] = [
    ['a monitor', { 'core.fsmonitor': 'EVIL' }],
    ['hooks', { 'core.hooksPath': 'HOOKS' }],
    ['a clean filter', { 'filter.evil.clean': 'EVIL', 'filter.evil.required': 'true' }],
    ['a filter process', { 'filter.evil.process': 'EVIL', 'filter.evil.required': 'true' }],
    ['a filter with an odd name', { 'filter.e=v "il.clean': 'EVIL' }],
    ['an external diff', { 'diff.external': 'EVIL' }],
    ['a text conversion', { 'diff.evil.textconv': 'EVIL' }],
    ['a credential helper and ssh', { 'credential.helper': 'EVIL', 'core.sshCommand': 'EVIL' }],
    ['an alias of a command', { 'alias.ls-files': '!EVIL', 'alias.status': '!EVIL' }],
    ['a pager', { 'core.pager': 'EVIL', 'pager.ls-files': 'EVIL', 'pager.status': 'EVIL' }],
  ];
  test.each(programs)('%s', async (_name, settings) => {
    const mark = `${root}.ran`;
    await put({ 'a.txt': 'one\n', '.gitattributes': '* filter=evil diff=evil\n*.txt filter="e=v\n' });
    commit();
    await put({ 'evil.sh': `#!/bin/sh\ntouch ${mark}\ncat\n` });
    await chmod(join(root, 'evil.sh'), 0o755);
    await mkdir(join(root, 'hooks'));
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction'])
      await symlink('../evil.sh', join(root, 'hooks', hook));
    for (const [key, value] of Object.entries(settings))
      git('config', key, value.replace('EVIL', join(root, 'evil.sh')).replace('HOOKS', join(root, 'hooks')));
    // Same size, other content: git has to compare.
    await put({ 'a.txt': 'two\n' });
    const tree = await look();
    expect(paths(tree)).toContain('a.txt');
    expect(existsSync(mark)).toBe(false);
  });

  test('the clean filter would run, if it were let', async () => {
    const mark = `${root}.ran`;
    await put({ 'a.txt': 'one\n', '.gitattributes': '* filter=evil\n' });
    commit();
    await put({ 'evil.sh': `#!/bin/sh\ntouch ${mark}\ncat\n` });
    await chmod(join(root, 'evil.sh'), 0o755);
    git('config', 'filter.evil.clean', './evil.sh');
    await put({ 'a.txt': 'two\n' });
    git('status', '--porcelain');
    expect(existsSync(mark)).toBe(true);
  });

  test('a work tree that is set elsewhere is not followed there', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'nhi-outside-'));
    made.push(outside);
    await put({ 'secret.txt': 'x' }, outside);
    await put({ 'a.txt': 'x' });
    commit();
    git('config', 'core.worktree', outside);
    expect(paths(await look())).toEqual(['a.txt']);
  });
});

describe('any folder', () => {
  test('that is no repository is read whole, without what packages bring', async () => {
    await put({ '.env': 'x', 'a/b/.hidden/c.txt': 'x', 'node_modules/p/index.js': 'x' });
    const tree = await look();
    expect(paths(tree)).toEqual(['.env', 'a/b/.hidden/c.txt']);
    expect(tree.skipped.get('node_modules folders')).toBe(1);
    expect(tree.scanner).toBe('files on disk');
  });

  test('follows no link: neither out of it, nor in a circle, nor through a folder that is one', async () => {
    await put({ 'a.txt': 'x', 'real/b.txt': 'x' });
    commit();
    await rm(join(root, 'real'), { recursive: true });
    await symlink('/etc', join(root, 'real'));
    await symlink('/etc/hostname', join(root, 'host'));
    await symlink('.', join(root, 'loop'));
    await symlink('nowhere', join(root, 'broken'));
    const tree = await look();
    expect(paths(tree)).toEqual(['a.txt']);
    expect(tree.skipped.get('links')).toBeGreaterThanOrEqual(3);
  });

  test('counts pipes, sockets and devices, and opens none', async () => {
    await put({ 'a.txt': 'x' });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer().listen(join(root, 'socket'));
    const tree = await look();
    server.close();
    expect(paths(tree)).toEqual(['a.txt']);
    expect(tree.skipped.get('special files')).toBe(2);
  });

  test('says which folders lie too deep', async () => {
    await put({ [`${'d/'.repeat(70)}deep.txt`]: 'x', 'a.txt': 'x' });
    const tree = await look();
    expect(paths(tree)).toEqual(['a.txt']);
    expect(tree.gaps).toMatchObject([{ reason: 'too-large', dataset: 'files.tree' }]);
  });

  test('what the configuration leaves out is a gap, unless somebody answers for it', async () => {
    await put({ 'a.txt': 'x', 'docs/b.txt': 'x', 'docs/deep/c.txt': 'x' });
    const unstated = await look(root, ['docs']);
    expect(paths(unstated)).toEqual(['a.txt']);
    expect(gaps(unstated)).toEqual(['2 files that the configuration leaves out: not-requested']);
    const stated = await look(root, ['docs/**'], true);
    expect([gaps(stated), stated.skipped.get('files left out by the configuration')]).toEqual([[], 2]);
  });

  test('of five thousand files is listed in order', async () => {
    await put(Object.fromEntries(Array.from({ length: 5000 }, (_, number) => [`${number % 50}/${number}.txt`, 'x'])));
    const listed = paths(await look());
    expect(listed).toHaveLength(5000);
    expect(listed).toEqual(listed.toSorted());
  });
});

test.each([
  ['https://github.com/acme/claims.git', 'github.com/acme/claims'],
  ['https://token@github.com/acme/claims', 'github.com/acme/claims'],
  ['git@github.com:acme/claims.git', 'github.com/acme/claims'],
  ['ssh://git@ghe.acme.example:2222/acme/claims', 'ghe.acme.example/acme/claims'],
  ['/srv/git/claims.git', undefined],
  ['../claims', undefined],
  ['file:///srv/claims', undefined],
  ['https://github.com/acme/cla\u001bims', undefined],
])('the repository of %j is %j', (url, repository) => {
  expect(repositoryOf(url)).toBe(repository);
});
