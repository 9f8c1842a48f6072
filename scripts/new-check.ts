/** Writes a new check from templates/new-check.ts.hbs and the registry that holds it: `npm run new-check <theme> <name>`. */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { themeIds } from '../src/model/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const [theme = '', name = ''] = process.argv.slice(2);

/** What is wrong with the arguments, or undefined. */
function mistake(): string | undefined {
  if (theme === '' || name === '') return 'usage: npm run new-check <theme> <name>';
  if (!themeIds.some((id) => id === theme)) return `no theme is named ${theme}; there are ${themeIds.join(', ')}`;
  // The id of a check is its path, and the registry makes a variable of it.
  return /^[a-z]+(-[a-z]+)*$/.test(name) ? undefined : `${name}: a check is named in small letters and hyphens`;
}

const wrong = mistake();
if (wrong === undefined) {
  const file = `checks/${theme}/${name}.ts`;
  const template = await readFile(`${root}templates/new-check.ts.hbs`, 'utf8');
  await mkdir(`${root}checks/${theme}`, { recursive: true });
  // `wx`: a check that is there already is never written over.
  await writeFile(`${root}${file}`, template.replaceAll('{{theme}}', theme).replaceAll('{{name}}', name), { flag: 'wx' });
  execFileSync(process.execPath, [`${root}node_modules/oxfmt/bin/oxfmt`, file], { cwd: root, stdio: 'ignore' });
  execFileSync(process.execPath, ['scripts/generate-checks.ts'], { cwd: root, stdio: 'inherit' });
  process.stdout.write(`wrote ${file}; its examples run with: npx vitest run test/checks.test.ts\n`);
} else {
  process.stderr.write(`${wrong}\n`);
  process.exitCode = 2;
}
