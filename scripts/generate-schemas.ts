/** Writes the JSON Schemas of inventory lines, report and configuration to docs/schema; with --check, says whether they are current. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createGenerator, type Config } from 'ts-json-schema-generator';
import { configurationSchema } from '../src/config/schema.ts';

const root = new URL('..', import.meta.url);

function fromTypes(type: string, path: string): object {
  const config: Config = {
    path: new URL(path, root).pathname,
    tsconfig: new URL('tsconfig.json', root).pathname,
    type,
    skipTypeCheck: true,
    additionalProperties: false,
    sortProps: true,
    topRef: true,
  };
  return createGenerator(config).createSchema(type);
}

const schemas: readonly (readonly [file: string, schema: object])[] = [
  ['inventory-line.schema.json', fromTypes('InventoryLine', 'src/model/inventory.ts')],
  ['report.schema.json', fromTypes('Report', 'src/model/report.ts')],
  ['configuration.schema.json', configurationSchema()],
];

const stale: string[] = [];
await mkdir(new URL('docs/schema/', root), { recursive: true });
for (const [file, schema] of schemas) {
  const url = new URL(`docs/schema/${file}`, root);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!process.argv.includes('--check')) await writeFile(url, text);
  else if ((await readFile(url, 'utf8').catch(() => '')) !== text) stale.push(file);
}
if (stale.length > 0) {
  process.stderr.write(`out of date: ${stale.join(', ')}; run npm run generate\n`);
  process.exitCode = 1;
}
