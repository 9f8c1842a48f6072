import { parseTree, type Node as JsonNode, type ParseError } from 'jsonc-parser';
import { parseTOML, type AST } from 'toml-eslint-parser';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { GapReason } from '../../../model/index.ts';
import type { Node, ObjectNode } from '../../node.ts';

export type Format = 'json' | 'toml' | 'yaml' | 'front-matter';

export interface Problem {
  readonly reason: Extract<GapReason, 'unparsable' | 'too-large'>;
  readonly detail: string;
  readonly line?: number;
}

export interface Parsed {
  readonly root?: Node;
  readonly problem?: Problem;
}

const maxBytes = 2 * 1024 * 1024;
const maxDepth = 100;
/** As the `yaml` library's own default: enough for honest anchors, too few for a billion laughs. */
const maxAliases = 100;

class TooDeep extends Error {}

const tooDeep: Problem = { reason: 'too-large', detail: `it nests deeper than ${maxDepth} levels` };

/** Parses a configuration file. Never throws; takes what a tolerant parser still gives. */
export function parse(text: string, format: Format): Parsed {
  if (Buffer.byteLength(text) > maxBytes) return { problem: { reason: 'too-large', detail: 'it is larger than 2 MiB' } };
  try {
    if (format === 'json') return parseJson(text);
    if (format === 'toml') return parseToml(text);
    if (format === 'yaml') return parseYaml(text, 0);
    const front = /^---[ \t]*\r?\n/.exec(text);
    if (front === null) return {};
    const end = text.indexOf('\n---', front[0].length - 1);
    if (end === -1) return { problem: { reason: 'unparsable', detail: 'its front matter does not end', line: 1 } };
    return parseYaml(text.slice(front[0].length, end + 1), 1);
  } catch (error) {
    // The message of a parser may quote the text, so it is not passed on.
    if (error instanceof TooDeep || error instanceof RangeError) return { problem: tooDeep };
    const line = lineOf(error);
    return { problem: { reason: 'unparsable', detail: 'its syntax is not valid', ...(line === undefined ? {} : { line }) } };
  }
}

function lineOf(error: unknown): number | undefined {
  return error instanceof Error && 'lineNumber' in error && typeof error.lineNumber === 'number' ? error.lineNumber : undefined;
}

/** Starts of lines, to turn an offset into a place by bisection. */
function placesIn(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Deepest bracket outside strings: the JSON parser recurses, so depth is bounded before it runs. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"' || char === '\n') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (char === '}' || char === ']') depth -= 1;
  }
  return false;
}

function parseJson(text: string): Parsed {
  if (nestsTooDeep(text)) return { problem: tooDeep };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const place = placesIn(text);
  const first = errors[0];
  return {
    ...(tree === undefined ? {} : { root: fromJson(tree, place, 0) }),
    ...(first === undefined
      ? {}
      : { problem: { reason: 'unparsable', detail: 'its syntax is not valid', line: place(first.offset).line } }),
  };
}

function fromJson(node: JsonNode, place: (offset: number) => { line: number; column: number }, depth: number): Node {
  if (depth > maxDepth) throw new TooDeep();
  const at = place(node.offset);
  if (node.type === 'object') {
    const fields = new Map<string, Node>();
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (typeof key?.value === 'string' && value !== undefined) fields.set(key.value, fromJson(value, place, depth + 1));
    }
    return { kind: 'object', fields, ...at };
  }
  if (node.type === 'array') return { kind: 'array', items: (node.children ?? []).map((item) => fromJson(item, place, depth + 1)), ...at };
  return { kind: 'scalar', value: scalar(node.value), ...at };
}

function scalar(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function parseToml(text: string): Parsed {
  const top = parseTOML(text).body[0];
  const root: ObjectNode = { kind: 'object', fields: new Map(), line: 1, column: 1 };
  for (const entry of top.body) {
    if (entry.type === 'TOMLKeyValue') setToml(root, entry, 0);
    else {
      const at = { line: entry.loc.start.line, column: entry.loc.start.column + 1 };
      const table = descend(root, entry.resolvedKey.map(String), at);
      for (const pair of entry.body) setToml(table, pair, 0);
    }
  }
  return { root };
}

function descend(root: ObjectNode, keys: readonly string[], at: { line: number; column: number }): ObjectNode {
  if (keys.length > maxDepth) throw new TooDeep();
  let table = root;
  for (const key of keys) {
    const next = table.fields.get(key);
    if (next?.kind === 'object') table = next;
    else {
      const made: ObjectNode = { kind: 'object', fields: new Map(), ...at };
      table.fields.set(key, made);
      table = made;
    }
  }
  return table;
}

function setToml(table: ObjectNode, pair: AST.TOMLKeyValue, depth: number): void {
  const keys = pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
  const at = { line: pair.loc.start.line, column: pair.loc.start.column + 1 };
  descend(table, keys.slice(0, -1), at).fields.set(keys.at(-1) ?? '', fromToml(pair.value, depth + 1));
}

function fromToml(node: AST.TOMLContentNode, depth: number): Node {
  if (depth > maxDepth) throw new TooDeep();
  const at = { line: node.loc.start.line, column: node.loc.start.column + 1 };
  if (node.type === 'TOMLArray') return { kind: 'array', items: node.elements.map((item) => fromToml(item, depth + 1)), ...at };
  if (node.type === 'TOMLInlineTable') {
    const table: ObjectNode = { kind: 'object', fields: new Map(), ...at };
    for (const pair of node.body) setToml(table, pair, depth);
    return table;
  }
  return { kind: 'scalar', value: scalar(node.value), ...at };
}

function parseYaml(text: string, linesBefore: number): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent' });
  const first = document.errors[0];
  const problem: Problem | undefined =
    first === undefined
      ? undefined
      : { reason: 'unparsable', detail: 'its syntax is not valid', line: lines.linePos(first.pos[0]).line + linesBefore };
  const budget = { aliases: maxAliases };
  const root = document.contents === null ? undefined : fromYaml(document.contents, document, lines, linesBefore, 0, budget);
  return { ...(root === undefined ? {} : { root }), ...(problem === undefined ? {} : { problem }) };
}

function fromYaml(node: unknown, document: Document, lines: LineCounter, before: number, depth: number, budget: { aliases: number }): Node {
  if (depth > maxDepth) throw new TooDeep();
  if (isAlias(node)) {
    budget.aliases -= 1;
    if (budget.aliases < 0) throw new TooDeep();
    return fromYaml(node.resolve(document), document, lines, before, depth + 1, budget);
  }
  const range = isMap(node) || isSeq(node) || isScalar(node) ? node.range : undefined;
  const found = lines.linePos(range?.[0] ?? 0);
  const at = { line: found.line + before, column: found.col };
  if (isMap(node)) {
    const fields = new Map<string, Node>();
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
      if (key !== undefined) fields.set(key, fromYaml(pair.value, document, lines, before, depth + 1, budget));
    }
    return { kind: 'object', fields, ...at };
  }
  if (isSeq(node))
    return { kind: 'array', items: node.items.map((item) => fromYaml(item, document, lines, before, depth + 1, budget)), ...at };
  return { kind: 'scalar', value: isScalar(node) ? scalar(node.value) : null, ...at };
}
