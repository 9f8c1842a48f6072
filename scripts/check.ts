/** Everything that can be told without running the product: toolchain, types, lint, format, unused code, generated files, package shape, licences. */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const failures: string[] = [];

function run(name: string, command: string, ...args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  process.stdout.write(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}\n`);
  if (status !== 0) failures.push(name);
}

const manifest: { devDependencies: Record<string, string>; dependencies: Record<string, string> } = JSON.parse(
  await readFile(`${root}package.json`, 'utf8'),
);
const wanted = manifest.devDependencies['node'];
if (process.versions.node !== wanted) failures.push(`the project's Node is ${wanted ?? 'missing'}, and this is ${process.versions.node}`);

// Nothing with a copyleft licence ships.
const permissive = /^\(?(MIT|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Python-2\.0)/;
const lock: { packages: Record<string, { dev?: boolean; license?: string }> } = JSON.parse(
  await readFile(`${root}package-lock.json`, 'utf8'),
);
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '' || entry.dev === true) continue;
  if (!permissive.test(entry.license ?? '')) failures.push(`${path}: licence ${entry.license ?? 'not stated'}`);
}

const bin = `${root}node_modules/.bin/`;
run('types', `${bin}tsc`, '--noEmit', '-p', '.');
run('lint', `${bin}oxlint`, '--type-aware', '--deny-warnings');
run('format', `${bin}oxfmt`, '--check', '.');
run('unused code', `${bin}knip`);
run('generated checks', process.execPath, 'scripts/generate-checks.ts', '--check');
run('generated schemas', process.execPath, 'scripts/generate-schemas.ts', '--check');
run('generated templates', process.execPath, 'scripts/generate-templates.ts', '--check');
run('package shape', `${bin}publint`, '--strict');
for (const failure of failures) process.stderr.write(`check failed: ${failure}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
