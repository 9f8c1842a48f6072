/** Compiles to dist and brings along the data files that the compiler leaves out. */
import { execFileSync } from 'node:child_process';
import { cp, glob, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
await rm(`${root}dist`, { recursive: true, force: true });
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.build.json`], {
  cwd: root,
  stdio: 'inherit',
});
for await (const file of glob('src/frameworks/**/*.{yaml,json}', { cwd: root })) await cp(`${root}${file}`, `${root}dist/${file}`);
