#!/usr/bin/env node
// The same commands straight from the sources: Node strips the types itself. oclif's own transpile path would silently run a stale build.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execute, settings } from '@oclif/core';

const root = new URL('..', import.meta.url);
const pjson = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
pjson.oclif.commands = './src/commands';
settings.enableAutoTranspile = false;
await execute({ development: true, dir: import.meta.url, loadOptions: { root: fileURLToPath(root), pjson, ignoreManifest: true } });
