import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';

async function load(text: string, inTarget = true, more: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'nhi-'));
  for (const [name, content] of Object.entries(more)) await writeFile(join(folder, name), content);
  await writeFile(join(folder, 'nhi-ready.yaml'), text);
  return loadConfiguration({ file: join(folder, 'nhi-ready.yaml'), inTarget, now: '2026-01-01T00:00:00Z' });
}

test('an unknown key is refused with its place and a suggestion', async () => {
  await expect(load('name: x\nsystms: []\n')).rejects.toMatchObject({ line: 2, column: 1, hint: 'did you mean systems?' });
  await expect(load('systems:\n  - name: a\n    stge: pilot\n')).rejects.toMatchObject({ line: 3, hint: 'did you mean stage?' });
});

test.each([
  'extensions: [x]',
  'endpoints: { github: { baseUrl: "https://x.example" } }',
  'aws: { profile: x }',
  'kubeconfig: x',
  'github: { app: x }',
  'waivers: ../w.yaml',
  'waivers: /w.yaml',
  'attestations: ../a',
  'owners: { directory: ../o.csv }',
  'exclude: [../x]',
  'targets: ["aws:prod"]',
  'targets: ["github:acme/other"]',
  'targets: [../x]',
])('inside a target, %s is refused', async (text) => {
  await expect(load(text)).rejects.toMatchObject({ name: 'ConfigurationError', line: 1 });
});

test('targets are relative to the file', async () => {
  const { targets } = await load('targets: [., app, "aws:prod"]', false);
  expect(targets.map((target) => basename(target))).toEqual([expect.stringMatching(/^nhi-/), 'app', 'aws:prod']);
});

test('a waivers file behind a link out of the folder is refused', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'out-'));
  await writeFile(join(outside, 'w.yaml'), '[]');
  const folder = await mkdtemp(join(tmpdir(), 'nhi-'));
  await symlink(join(outside, 'w.yaml'), join(folder, 'w.yaml'));
  await writeFile(join(folder, 'nhi-ready.yaml'), 'waivers: w.yaml');
  await expect(loadConfiguration({ file: join(folder, 'nhi-ready.yaml'), inTarget: true, now: '' })).rejects.toThrow('leaves the folder');
});

test('an empty file is an empty configuration; a list is refused', async () => {
  expect((await load('')).systems).toEqual([]);
  await expect(load('- a')).rejects.toMatchObject({ name: 'ConfigurationError' });
});

test('an alias bomb is refused', async () => {
  const rows = [
    'a0: &a0 [x,x,x,x,x,x,x,x,x]',
    ...Array.from({ length: 8 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(',')}]`),
  ];
  await expect(load(rows.join('\n'))).rejects.toThrow('aliases');
});

const waiver = {
  id: 'w',
  check: 'c',
  entity: 'e',
  reason: 'r',
  requestedBy: 'a',
  owner: 'b',
  approver: 'c',
  created: '2026-01-01',
  expires: '2026-02-01',
  digest: 'd',
};

test.each(Object.keys(waiver))('a waiver without %s is refused, by name', async (key) => {
  const broken = Object.fromEntries(Object.entries(waiver).filter(([name]) => name !== key));
  await expect(load('waivers: w.yaml', true, { 'w.yaml': JSON.stringify([broken]) })).rejects.toThrow(
    new RegExp(`^w.yaml:1:\\d+: 0.${key}`),
  );
});

test('nobody approves what is their own', async () => {
  await expect(load('waivers: w.yaml', true, { 'w.yaml': JSON.stringify([{ ...waiver, approver: 'A' }]) })).rejects.toThrow('approver');
});

test('the owners directory is read, and its errors name the line', async () => {
  const text = 'owners: { directory: o.csv }';
  expect((await load(text, true, { 'o.csv': 'handle,type,aliases,members,left\n@acme/a,team,,@x;@y,\n' })).directory[0]?.members).toEqual([
    '@x',
    '@y',
  ]);
  await expect(load(text, true, { 'o.csv': 'handle,type,aliases,members,left\n@x,robot,,,\n' })).rejects.toMatchObject({ line: 2 });
});
