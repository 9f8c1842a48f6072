import { EVENT_ID, parseEvents, SCALAR_STYLE, getScalarValue, type Event, type ScalarEvent } from '#js-yaml';
import type { Node, ObjectNode } from '../node.ts';

/** One document of a text. Nodes that an alias repeats are shared, never copied: who walks all of it keeps count. */
export interface YamlTree {
  readonly root: Node | undefined;
  readonly hasAliases: boolean;
}

export interface YamlTrees {
  readonly trees: readonly YamlTree[];
  /** Offsets at which the lines of the text start. */
  readonly starts: readonly number[];
}

const maxDepth = 100;
/** As the default of the `yaml` library: enough for honest anchors, too few for a billion laughs. */
const maxAliases = 100;
/** Keys that merges may copy, as js-yaml's own default. */
const maxMerged = 10_000;

let last: (YamlTrees & { readonly text: string }) | undefined;

/**
 * The documents of a text as trees, ten times as fast as a syntax tree that can be written back. Whoever reads the same
 * file one after the other shares one parse: only the last text is kept. Throws on what is no YAML, nests deeper than a
 * hundred levels or repeats by more than a hundred aliases; what is thrown may quote the text.
 */
export function yamlTreesOf(text: string): YamlTrees {
  if (last?.text === text) return last;
  last = { text, ...build(text, parseEvents(text, { maxDepth })) };
  return last;
}

interface Open {
  readonly node: Exclude<Node, { readonly kind: 'scalar' }> & { readonly items?: Node[] };
  /** In a mapping: the key that waits for its value; null: a key that is no scalar. */
  key: string | null | undefined;
}

function build(text: string, events: readonly Event[]): YamlTrees {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const trees: YamlTree[] = [];
  const stack: (Open | undefined)[] = [];
  let anchors = new Map<string, Node>();
  let root: Node | undefined;
  let aliases = 0;
  let merged = 0;
  let line = 0;
  let seenAt = 0;
  const place = (offset: number) => {
    if (offset >= 0) seenAt = offset;
    // Events come in the order of the text.
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= seenAt) line += 1;
    while (line > 0 && (starts[line] ?? 0) > seenAt) line -= 1;
    return { line: line + 1, column: seenAt - (starts[line] ?? 0) + 1 };
  };
  const put = (node: Node) => {
    const open = stack.at(-1);
    if (open === undefined) root ??= node;
    else if (open.node.kind === 'array') open.node.items.push(node);
    else if (open.key === undefined) open.key = node.kind === 'scalar' ? String(node.value ?? '') : null;
    else {
      if (open.key === '<<') merged += merge(open.node, node);
      else if (open.key !== null) open.node.fields.set(open.key, node);
      open.key = undefined;
      if (merged > maxMerged) throw new Error('too many merged keys');
    }
  };
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) {
      stack.push(undefined);
      anchors = new Map();
      root = undefined;
      aliases = 0;
    } else if (event.type === EVENT_ID.POP) {
      if (stack.pop() === undefined) trees.push({ root, hasAliases: aliases > 0 });
    } else if (event.type === EVENT_ID.ALIAS) {
      aliases += 1;
      if (aliases > maxAliases) throw new Error('too many aliases');
      const node = anchors.get(text.slice(event.anchorStart, event.anchorEnd));
      put(node ?? { kind: 'scalar', value: null, ...place(event.anchorStart) });
    } else {
      const node = nodeOf(text, event, place);
      if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
      put(node);
      if (node.kind !== 'scalar') stack.push({ node, key: undefined });
    }
  }
  return { trees, starts };
}

/** YAML's merge key: what the other mapping holds and this one does not. Gives the number of keys looked at. */
function merge(into: ObjectNode, from: Node): number {
  let looked = 0;
  const sources = from.kind === 'array' ? from.items : [from];
  for (const source of sources) {
    if (source.kind !== 'object') continue;
    looked += source.fields.size;
    if (looked > maxMerged) return looked;
    for (const [key, value] of source.fields) if (!into.fields.has(key)) into.fields.set(key, value);
  }
  return looked;
}

type Valued = Exclude<Event, { readonly type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP | typeof EVENT_ID.ALIAS }>;

function nodeOf(text: string, event: Valued, place: (offset: number) => { readonly line: number; readonly column: number }) {
  if (event.type === EVENT_ID.MAPPING) return { kind: 'object' as const, fields: new Map<string, Node>(), ...place(event.start) };
  if (event.type === EVENT_ID.SEQUENCE) return { kind: 'array' as const, items: new Array<Node>(), ...place(event.start) };
  return { kind: 'scalar' as const, value: valueOf(text, event), ...place(startOf(text, event)) };
}

/** Where a scalar starts as people see it: at its quote, at the mark of a block. */
function startOf(text: string, { style, valueStart }: ScalarEvent): number {
  if (valueStart < 0) return valueStart;
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) return valueStart - 1;
  if (style === SCALAR_STYLE.PLAIN) return valueStart;
  const mark = text.lastIndexOf(style === SCALAR_STYLE.LITERAL_BLOCK ? '|' : '>', valueStart);
  return mark < 0 ? valueStart : mark;
}

/** YAML 1.2's core schema, section 10.3.2. */
function valueOf(text: string, event: ScalarEvent): string | number | boolean | null {
  if (event.valueStart < 0) return null;
  const value = event.fast ? text.slice(event.valueStart, event.valueEnd) : getScalarValue(text, event);
  if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0) return value;
  const first = value.charCodeAt(0);
  // Most scalars start with a letter that no other type starts with.
  if (first > 64 && !/^[ntfNTF~]/.test(value)) return value;
  if (/^(?:~|null|Null|NULL)?$/.test(value)) return null;
  if (/^(?:true|True|TRUE)$/.test(value)) return true;
  if (/^(?:false|False|FALSE)$/.test(value)) return false;
  return /^(?:[-+]?(?:\d+|\.\d+|\d+\.\d*)(?:[eE][-+]?\d+)?|0x[0-9a-fA-F]+|0o[0-7]+)$/.test(value) ? Number(value) : value;
}
