import { createHash } from 'node:crypto';
import { open, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { isCollection, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigurationError } from './error.ts';

const maxBytes = 1_048_576;
export type Path = readonly (string | number)[];
export type Fail = (path: Path, message: string, hint: string) => never;

export interface Read<T> {
  readonly value: T;
  readonly digest: string;
  readonly fail: Fail;
  lineOf(path: Path): number;
}

/** The text of a file of bounded size, and the SHA-256 of its bytes. */
export async function readBounded(file: string, name: string): Promise<{ readonly text: string; readonly digest: string }> {
  const handle = await open(file, 'r').catch(() => {
    throw new ConfigurationError(name, 1, 1, 'cannot be read', 'check the path and its permissions');
  });
  try {
    const state = await handle.stat();
    if (!state.isFile()) throw new ConfigurationError(name, 1, 1, 'is no regular file', 'name a file');
    if (state.size > maxBytes) throw new ConfigurationError(name, 1, 1, 'is larger than 1 MiB', 'split or shorten it');
    const bytes = await handle.readFile();
    return { text: bytes.toString('utf8'), digest: createHash('sha256').update(bytes).digest('hex') };
  } finally {
    await handle.close();
  }
}

/** A path that a configuration names; inside a target it may not leave the folder, not even by a link. */
export async function pathFrom(file: string, named: string, inTarget: boolean, at: Path, fail: Fail): Promise<string> {
  const folder = dirname(resolve(file));
  const full = resolve(folder, named);
  const inside = (root: string, one: string) => one === root || !relative(root, one).split(sep).includes('..');
  if (inTarget) {
    const [root, real] = [await realpath(folder), await realpath(full).catch(() => full)];
    if (isAbsolute(named) || !inside(folder, full) || (real !== full && !inside(root, real)))
      fail(at, `${at.join('.')} leaves the folder of a configuration that was found inside a target`, 'give such a path with --config');
  }
  return full;
}

/** Parses YAML strictly and validates it; every error names its line, column and key. */
export async function parseStrict<T>(text: string, digest: string, name: string, schema: z.ZodType<T>): Promise<Read<T>> {
  const { closest, distance } = await import('fastest-levenshtein');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, logLevel: 'silent', uniqueKeys: true });
  const stop = (offset: number, message: string, hint: string): never => {
    const { line, col } = lineCounter.linePos(offset);
    throw new ConfigurationError(name, Math.max(1, line), Math.max(1, col), message, hint);
  };
  const offsetOf = (path: Path): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const parent: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length - 1), true);
      if (length > 0 && isCollection(parent)) {
        for (const item of parent.items) {
          if (typeof item !== 'object' || item === null || !('key' in item)) continue;
          const key: unknown = item.key;
          if (
            typeof key === 'object' &&
            key !== null &&
            'value' in key &&
            String(key.value) === String(path[length - 1]) &&
            'range' in key &&
            Array.isArray(key.range)
          )
            return Number(key.range[0]);
        }
      }
      const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) return Number(node.range[0]);
    }
    return 0;
  };
  const fail: Fail = (path, message, hint) => stop(offsetOf(path), message, hint);
  const [error] = document.errors;
  if (error) stop(error.pos[0], error.message.split('\n')[0] ?? 'is no YAML', 'mend the YAML');
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 50 });
  } catch {
    return stop(0, 'uses too many aliases', 'write the values out');
  }
  const parsed = schema.safeParse(plain ?? {});
  if (parsed.success) return { value: parsed.data, digest, fail, lineOf: (path) => lineCounter.linePos(offsetOf(path)).line };
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map((one) => (typeof one === 'number' ? one : String(one)));
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    let at: unknown = schema;
    for (const step of path) at = inner(at, step);
    const candidates = keysOf(at);
    const best = candidates.length === 0 ? undefined : closest(key, [...candidates]);
    const near = best !== undefined && distance(key, best) <= Math.max(2, Math.floor(best.length / 3));
    return fail([...path, key], `unknown key ${key}`, near ? `did you mean ${best}?` : `known here: ${candidates.join(', ')}`);
  }
  return fail(path, `${path.join('.') || 'the file'}: ${issue?.message ?? 'is not valid'}`, 'see the documentation of the configuration');
}

function unwrap(schema: unknown): unknown {
  let at = schema;
  while (typeof at === 'object' && at !== null && 'unwrap' in at && typeof at.unwrap === 'function' && !('element' in at)) at = at.unwrap();
  return at;
}

function inner(schema: unknown, step: string | number): unknown {
  const at = unwrap(schema);
  if (typeof at !== 'object' || at === null) return undefined;
  if ('element' in at) return at.element;
  if (!('shape' in at) || typeof at.shape !== 'object' || at.shape === null) return undefined;
  return new Map<string, unknown>(Object.entries(at.shape)).get(String(step));
}

function keysOf(schema: unknown): readonly string[] {
  const at = unwrap(schema);
  return typeof at === 'object' && at !== null && 'shape' in at && typeof at.shape === 'object' && at.shape !== null
    ? Object.keys(at.shape)
    : [];
}
