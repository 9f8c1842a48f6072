/** Compiles to dist and brings along the data files that the compiler leaves out. */
import { execFileSync } from 'node:child_process';
import { cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
await rm(`${root}dist`, { recursive: true, force: true });
// The reader of YAML events is one file without imports: shipped so, the package that only its command needs stays at home.
await mkdir(`${root}dist/vendor`, { recursive: true });
const reader = await readFile(`${root}node_modules/js-yaml/dist/js-yaml.mjs`, 'utf8');
await writeFile(`${root}dist/vendor/js-yaml.mjs`, reader.replace(/^\/\/# sourceMappingURL=.*$/m, ''));
await cp(`${root}node_modules/js-yaml/dist/js-yaml.d.ts`, `${root}dist/vendor/js-yaml.d.mts`);
await cp(`${root}node_modules/js-yaml/LICENSE`, `${root}dist/vendor/js-yaml.LICENSE`);
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.build.json`], {
  cwd: root,
  stdio: 'inherit',
});
for await (const file of glob('src/frameworks/**/*.{yaml,json}', { cwd: root })) await cp(`${root}${file}`, `${root}dist/${file}`);
// The HCL grammar is data too: shipped beside the module that loads it, its package with native code stays at home. Its licence comes along.
const grammar = `${root}node_modules/@tree-sitter-grammars/tree-sitter-hcl`;
const beside = `${root}dist/src/connect/files/infrastructure`;
await cp(`${grammar}/tree-sitter-hcl.wasm`, `${beside}/tree-sitter-hcl.wasm`);
await cp(`${grammar}/LICENSE`, `${beside}/tree-sitter-hcl.LICENSE`);
