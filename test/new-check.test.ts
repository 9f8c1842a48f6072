import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { checks } from '../checks/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

test('a new check is one file, whose examples already hold', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'nhi-new-'));
  for (const part of ['checks', 'src', 'scripts', 'templates', 'docs', 'package.json', '.oxfmtrc.json', 'tsconfig.json'])
    await cp(join(root, part), join(copy, part), { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  execFileSync('git', ['init', '-q'], { cwd: copy });
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', 'add', '-A'], { cwd: copy });
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-qm', 'before'], { cwd: copy });
  execFileSync(process.execPath, ['scripts/new-check.ts', 'log-gap', 'agents-are-logged'], { cwd: copy });
  const changed = execFileSync('git', ['status', '--porcelain', '-uall'], { cwd: copy, encoding: 'utf8' });
  // One file by hand; the registry and the reference are generated.
  expect(
    changed
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(3))
      .toSorted(),
  ).toEqual(['checks/README.md', 'checks/index.ts', 'checks/log-gap/agents-are-logged.ts']);
  expect(await readFile(join(copy, 'checks/index.ts'), 'utf8')).toContain('log-gap/agents-are-logged');
  const { checks: more } = await import(pathToFileURL(join(copy, 'checks/index.ts')).href);
  expect(more).toHaveLength(checks.length + 1);
  await rm(copy, { recursive: true, force: true });
});
