import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { entityKinds, severities, themeIds, type Check } from '../model/index.ts';
import type { Reporter } from '../render/reporter.ts';

/** An extension that cannot be loaded, or declares what it may not: says which, and what to do. */
export class ExtensionError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = 'ExtensionError';
    this.hint = hint;
  }
}

export interface Loaded {
  readonly name: string;
  readonly checks: readonly Check[];
  readonly reporters: readonly Reporter[];
  /** SHA-256 of the module that was loaded, in hexadecimal. */
  readonly digest: string;
}

async function shapeOfExtension() {
  const { z } = await import('zod');
  const text = z.string().min(1);
  const isFunction = (value: unknown) => typeof value === 'function';
  const check = z.looseObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, 'an id is theme/property'),
    title: text,
    theme: z.enum(themeIds),
    subject: z.array(z.enum(entityKinds)).min(1),
    severity: z.looseObject({ base: z.enum(severities) }),
    why: text,
    fix: text,
    references: z.array(text),
    evaluate: z.custom(isFunction, 'is no function'),
  });
  const reporter = z.looseObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/),
    title: text,
    mediaType: text,
    render: z.custom(isFunction, 'is no function'),
  });
  return z.strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'letters, digits and dashes'),
    checks: z.array(check).default([]),
    reporters: z.array(reporter).default([]),
  });
}

function locate(spec: string, folder: string): string {
  if (spec.startsWith('.') || isAbsolute(spec)) return resolve(folder, spec);
  try {
    return createRequire(join(folder, 'nhi-ready.yaml')).resolve(spec);
  } catch {
    throw new ExtensionError(
      `the extension ${spec} is not installed beside the configuration`,
      `install ${spec} there, or name a path that begins with ./`,
    );
  }
}

async function loadOne(spec: string, folder: string): Promise<Loaded> {
  const path = locate(spec, folder);
  const bytes = await readFile(path).catch(() => {
    throw new ExtensionError(`the extension ${spec} cannot be read`, 'name a module file, relative to the configuration');
  });
  let module: unknown;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    throw new ExtensionError(
      `the extension ${spec} cannot be loaded: ${error instanceof Error ? error.message : 'it throws'}`,
      'mend it, or leave it out of extensions:',
    );
  }
  const given: unknown = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  const parsed = (await shapeOfExtension()).safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ExtensionError(
      `the extension ${spec} declares ${issue?.path.join('.') || 'its default export'} wrongly: ${issue?.message ?? 'its shape is wrong'}`,
      'export default defineExtension({ name, checks, reporters })',
    );
  }
  // The shape was looked at above; what the functions give is looked at when they are called.
  const extension: { readonly checks?: readonly Check[]; readonly reporters?: readonly Reporter[] } = Object(given);
  return {
    name: parsed.data.name,
    checks: (extension.checks ?? []).map((one) => ({
      ...one,
      evaluate: one.evaluate.bind(one),
      options: one.options ?? {},
      examples: one.examples ?? [],
    })),
    reporters: extension.reporters ?? [],
    digest: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Loads extensions in the order given. An id that exists already, here or in an extension before, is an error. */
export async function loadExtensions(
  specs: readonly string[],
  folder: string,
  taken: { readonly checks: readonly string[]; readonly reporters: readonly string[] },
): Promise<readonly Loaded[]> {
  const ids = new Set([...taken.checks.map((id) => `check ${id}`), ...taken.reporters.map((id) => `format ${id}`)]);
  const all: Loaded[] = [];
  for (const spec of specs) {
    const one = await loadOne(spec, folder);
    for (const id of [...one.checks.map((check) => `check ${check.id}`), ...one.reporters.map((reporter) => `format ${reporter.id}`)]) {
      if (ids.has(id))
        throw new ExtensionError(`the extension ${one.name} brings the ${id}, which exists already`, 'give it an id of its own');
      ids.add(id);
    }
    all.push(one);
  }
  return all;
}
