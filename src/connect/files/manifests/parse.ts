import { readObject, isObject, type KubernetesObject } from '../../kubernetes/read.ts';
import type { Source } from '../../kubernetes/object.ts';
import { nodeAt, textAt, type Node, type ObjectNode } from '../../node.ts';
import { parse } from '../agents/parse.ts';
import type { SourceFile } from '../collector.ts';
import { filePlace } from '../ids.ts';
import { yamlTreesOf } from '../yaml-trees.ts';

/** What a file of manifests holds. */
export interface ParsedManifest {
  readonly objects: readonly KubernetesObject[];
  /** Objects of all kinds, also of those that say nothing here. */
  readonly count: number;
  readonly problem?: { readonly reason: 'unparsable' | 'too-large' | 'not-rendered'; readonly detail: string; readonly line?: number };
  /** The root of a kustomization or of a chart's own description. */
  readonly root?: ObjectNode;
}

/** Directives of Go templates and of Jinja: what they stand for, only rendering tells. */
const directive = /\{\{-?\s*(?:\$?\.[A-Z]|(?:include|template|if|else|range|with|end|define|toYaml|tpl|block)\b|\$)|\{%-?\s*\w/;
const chartValues = /\{\{-?[^{}]{0,200}(?:\.Values\b|\.Release\b|\.Chart\b)/;

export function isTemplate(text: string): boolean {
  return directive.test(text);
}

/** Reads every document of a file. A broken one costs itself, and is told. */
export function parseManifest({ path, text, localOnly }: SourceFile, scope: string): ParsedManifest {
  if (chartValues.test(text))
    return { objects: [], count: 0, problem: { reason: 'not-rendered', detail: 'it is a template whose values are not filled in' } };
  const { roots, problem } = rootsOf(path, text);
  if (problem !== undefined && isTemplate(text))
    return { objects: [], count: 0, problem: { reason: 'not-rendered', detail: 'it is a template whose values are not filled in' } };
  const source: Source = { path, localOnly, place: (node) => filePlace(scope, path, node.line, node.column) };
  const objects: KubernetesObject[] = [];
  let count = 0;
  let hasHoles = false;
  let isTooDeep = false;
  const read = (node: Node, depth: number): void => {
    if (node.kind !== 'object') return;
    const items = nodeAt(node, 'items');
    if (items?.kind === 'array' && /List$/.test(textAt(node, 'kind') ?? '')) {
      if (depth >= 3) isTooDeep = true;
      else for (const item of items.items) read(item, depth + 1);
      return;
    }
    if (!isObject(node)) return;
    count += 1;
    const object = readObject(node, source);
    if (object === undefined) return;
    if (/\{\{|\{%/.test(`${object.head.name}${object.head.namespace}`)) hasHoles = true;
    else objects.push(object);
  };
  for (const root of roots) read(root, 0);
  const [first] = roots;
  const told = hasHoles
    ? { reason: 'not-rendered' as const, detail: 'names in it are not filled in' }
    : isTooDeep
      ? { reason: 'too-large' as const, detail: 'it holds lists of lists of lists' }
      : problem;
  return {
    objects,
    count,
    ...(told === undefined ? {} : { problem: told }),
    ...(first?.kind === 'object' ? { root: first } : {}),
  };
}

type Roots = { readonly roots: readonly Node[]; readonly problem?: NonNullable<ParsedManifest['problem']> };

/** JSON is YAML too; what only a tolerant reader of JSON takes is read by one. */
function rootsOf(path: string, text: string): Roots {
  try {
    return { roots: yamlTreesOf(text).trees.flatMap(({ root }) => root ?? []) };
  } catch {
    if (/\.json$/i.test(path)) {
      const { root, problem } = parse(text, 'json');
      return { roots: root === undefined ? [] : [root], ...(problem === undefined ? {} : { problem }) };
    }
    return documentsOf(text);
  }
}

const maxDocuments = 5000;

/** Document by document, where one of them is broken. */
function documentsOf(text: string): Roots {
  const roots: Node[] = [];
  let problem: Roots['problem'];
  let line = 0;
  let from = 0;
  for (let count = 0; from <= text.length; count += 1) {
    if (count >= maxDocuments) return { roots, problem: { reason: 'too-large', detail: `it holds more than ${maxDocuments} documents` } };
    const next = text.indexOf('\n---', from);
    const document = text.slice(from, next < 0 ? text.length : next + 1);
    try {
      // Lines before it keep the places of its nodes right.
      for (const { root } of yamlTreesOf(document).trees) if (root !== undefined) roots.push(shifted(root, line, 0));
    } catch {
      problem ??= { reason: 'unparsable', detail: 'its syntax is not valid, or it nests or repeats without bound', line: line + 1 };
    }
    if (next < 0) break;
    for (let at = document.indexOf('\n'); at >= 0; at = document.indexOf('\n', at + 1)) line += 1;
    from = next + 1;
  }
  return { roots, ...(problem === undefined ? {} : { problem }) };
}

function shifted(node: Node, lines: number, depth: number): Node {
  if (lines === 0 || depth > 100) return node;
  const line = node.line + lines;
  if (node.kind === 'scalar') return { ...node, line };
  if (node.kind === 'array') return { ...node, line, items: node.items.map((item) => shifted(item, lines, depth + 1)) };
  return { ...node, line, fields: new Map([...node.fields].map(([key, value]) => [key, shifted(value, lines, depth + 1)])) };
}
