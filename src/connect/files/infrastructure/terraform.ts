import { posix } from 'node:path';
import type { Parser } from 'web-tree-sitter';
import type { SourceFile } from '../collector.ts';
import { parseHcl, type Block } from './hcl.ts';
import { blocksOfJson } from './hcl-json.ts';
import { documentOf } from './policy-document.ts';
import type { Module, ModuleCall, Resource } from './resources.ts';
import { field, hole, mapOf, textOf, type Hole, type MapValue, type Value } from './value.ts';

/** A Terraform folder: its resources, and what it says beside them. */
export interface TerraformModule extends Module {
  readonly files: readonly SourceFile[];
  readonly variables: readonly { readonly name: string; readonly path: string; readonly localOnly: boolean; readonly body: MapValue }[];
  readonly providers: readonly { readonly name: string; readonly path: string; readonly localOnly: boolean; readonly body: MapValue }[];
}

export interface Broken {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

/** What resolving one value may cost: locals that refer to each other can grow without end. */
const steps = 5_000;
/** And how long a text may become. */
const longest = 200_000;

/** Reads every folder that holds Terraform files, each as one module. */
export function readTerraform(
  hcl: Parser,
  files: readonly SourceFile[],
): { readonly modules: readonly TerraformModule[]; readonly broken: readonly Broken[] } {
  const broken: Broken[] = [];
  const folders = new Map<string, { readonly file: SourceFile; readonly blocks: readonly Block[] }[]>();
  for (const file of files) {
    const parsed = /\.json$/i.test(file.path) ? blocksOfJson(file.text) : parseHcl(hcl, file.text);
    for (const line of parsed.brokenAt) broken.push({ path: file.path, line, what: 'it is not HCL' });
    const folder = posix.dirname(file.path);
    folders.set(folder, [...(folders.get(folder) ?? []), { file, blocks: parsed.blocks }]);
  }
  return { modules: [...folders].map(([folder, parts]) => moduleOf(folder, parts)), broken };
}

function moduleOf(place: string, parts: readonly { readonly file: SourceFile; readonly blocks: readonly Block[] }[]): TerraformModule {
  const resources = new Map<string, Resource>();
  const locals = new Map<string, Value>();
  const filled = new Map<Value, Value>();
  const calls: ModuleCall[] = [];
  const variables: TerraformModule['variables'][number][] = [];
  const providers: TerraformModule['providers'][number][] = [];
  const module: TerraformModule = {
    language: 'terraform',
    place,
    resources,
    calls,
    files: parts.map(({ file }) => file),
    variables,
    providers,
    resolve: (value) => resolve(value, { left: steps }, []),
  };

  function resolve(value: Value, budget: { left: number }, within: readonly string[]): Value {
    budget.left -= 1;
    if (budget.left < 0) return hole('larger than what one value may be', value.at);
    if (value.kind === 'scalar') return value;
    if (value.kind === 'list') return { ...value, items: value.items.map((item) => resolve(item, budget, within)) };
    if (value.kind === 'map')
      return mapOf(
        [...value.entries].map(([key, item]) => [key, resolve(item, budget, within)] as const),
        value.at,
      );
    const given = value.parts.map((part) => (typeof part === 'string' ? part : (fill(part, budget, within) ?? part)));
    const [only] = given;
    if (given.length === 1 && typeof only === 'object' && 'kind' in only) return { ...only, at: value.at };
    const joined = given.flatMap((part): readonly (string | Hole)[] => {
      if (typeof part === 'string' || 'text' in part) return [part];
      if (part.kind === 'scalar') return [String(part.value ?? '')];
      return part.kind === 'template' ? part.parts : [{ text: 'expression', path: [], mentions: [] }];
    });
    if (joined.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0) > longest)
      return hole('larger than what one value may be', value.at);
    if (joined.every((part) => typeof part === 'string')) return { kind: 'scalar', value: joined.join(''), at: value.at };
    return { ...value, parts: joined };
  }

  /** What a reference stands for, when this module itself writes it down. */
  function fill(part: Hole, budget: { left: number }, within: readonly string[]): Value | undefined {
    const target = part.target ?? '';
    if (within.includes(target) || within.length > 50) return undefined;
    if (target.startsWith('local.')) {
      let at = locals.get(target.slice(6));
      for (const key of part.path) at = field(at, key);
      if (at === undefined) return undefined;
      const known = filled.get(at);
      if (known !== undefined) return known;
      const value = resolve(at, budget, [...within, target]);
      // Only what no other local was in the midst of is the same wherever it is asked.
      if (within.length === 0) filled.set(at, value);
      return value;
    }
    if (target.startsWith('data.aws_iam_policy_document.') && /json$/.test(part.path.join('.'))) {
      const data = resources.get(target);
      return data === undefined ? undefined : resolve(documentOf(data.body), budget, [...within, target]);
    }
    return undefined;
  }

  for (const { file, blocks } of parts) {
    const source = { path: file.path, localOnly: file.localOnly };
    for (const block of blocks) {
      const [type = '', name = ''] = block.labels;
      if ((block.type === 'resource' || block.type === 'data') && type !== '' && name !== '') {
        const count = textOf(field(block.body, 'count'));
        // `count = 0` makes nothing.
        if (count === '0') continue;
        const certain = count !== undefined || (!block.body.entries.has('count') && !block.body.entries.has('for_each'));
        const address = `${block.type === 'data' ? 'data.' : ''}${type}.${name}`;
        resources.set(address, {
          ...source,
          address,
          type: block.type === 'data' ? `data.${type}` : type,
          body: block.body,
          at: block.at,
          certain,
          module,
        });
      } else if (block.type === 'locals') for (const [key, value] of block.body.entries) locals.set(key, value);
      else if (block.type === 'variable') variables.push({ name: type, ...source, body: block.body });
      else if (block.type === 'provider') providers.push({ name: type, ...source, body: block.body });
      else if (block.type === 'module') {
        const from = textOf(field(block.body, 'source'));
        const local = from !== undefined && /^\.{1,2}\//.test(from) ? posix.join(place, from).replace(/\/+$/, '') : undefined;
        calls.push({
          name: type,
          path: file.path,
          at: block.at,
          ...(local === undefined ? {} : { folder: local }),
          arguments: block.body,
        });
      }
    }
  }
  return module;
}
