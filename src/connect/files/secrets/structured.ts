import { parseTree, type Node as JsonNode } from 'jsonc-parser';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import { textAt, type Node } from '../../node.ts';
import { yamlTreesOf, type YamlTrees } from '../yaml-trees.ts';
import { yamlOf } from '../yaml.ts';

/** A text value of a structured file with the keys that lead to it. */
export interface Leaf {
  readonly pointer: readonly string[];
  readonly key: string;
  readonly value: string;
  readonly offset: number;
}

const maxDepth = 100;
const maxLeaves = 100_000;

/** What an element of a list is called: its `name`, the flag before it, the name before its `=`; never its index. */
function elementName(value: string | undefined, before: string | undefined): { readonly key: string; readonly value: string } | undefined {
  if (value === undefined) return undefined;
  const pair = /^-{0,2}([A-Za-z_][\w.-]{0,100})=([\s\S]+)$/.exec(value);
  if (pair?.[1] !== undefined && pair[2] !== undefined) return { key: value.startsWith('-') ? `--${pair[1]}` : pair[1], value: pair[2] };
  const header = /^([A-Za-z][A-Za-z-]{1,60}):\s?(\S[\s\S]*)$/.exec(value);
  if (header?.[1] !== undefined && header[2] !== undefined && !header[2].startsWith('//')) return { key: header[1], value: header[2] };
  return before !== undefined && /^--?[A-Za-z][\w-]{0,60}$/.test(before) ? { key: before, value } : undefined;
}

/** Text leaves of JSON with comments; what a broken document still shows is read. */
export function jsonLeaves(text: string): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: JsonNode, pointer: readonly string[], key: string) => {
    if (leaves.length >= maxLeaves || pointer.length > maxDepth) return;
    if (node.type === 'string' && typeof node.value === 'string') leaves.push({ pointer, key, value: node.value, offset: node.offset });
    else if (node.type === 'object') {
      for (const property of node.children ?? []) {
        const [name, value] = property.children ?? [];
        if (typeof name?.value === 'string' && value) visit(value, [...pointer, name.value], name.value);
      }
    } else if (node.type === 'array') {
      let before: string | undefined;
      for (const element of node.children ?? []) {
        const string = element.type === 'string' && typeof element.value === 'string' ? element.value : undefined;
        const named = elementName(string, before);
        if (named)
          leaves.push({ pointer: [...pointer, named.key], key: named.key.replace(/^-+/, ''), value: named.value, offset: element.offset });
        else if (string !== undefined) leaves.push({ pointer, key, value: string, offset: element.offset });
        else {
          const name = element.children?.find((property) => property.children?.[0]?.value === 'name')?.children?.[1]?.value;
          visit(element, typeof name === 'string' ? [...pointer, name] : pointer, key);
        }
        before = string;
      }
    }
  };
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root) visit(root, [], '');
  return leaves;
}

/** Text leaves of every YAML document of a text. What an alias repeats is read once. */
export function yamlLeaves(text: string): readonly Leaf[] {
  let parsed: YamlTrees;
  try {
    parsed = yamlTreesOf(text);
  } catch {
    // What a broken document still shows is read.
    return brokenYamlLeaves(text);
  }
  const leaves: Leaf[] = [];
  const { trees, starts } = parsed;
  let seen: Set<Node> | undefined;
  const visit = (node: Node, pointer: readonly string[], key: string, before?: string) => {
    if (leaves.length >= maxLeaves || seen?.has(node) === true) return;
    seen?.add(node);
    if (node.kind === 'scalar') {
      if (typeof node.value !== 'string') return;
      const offset = (starts[node.line - 1] ?? 0) + node.column - 1;
      const named = before === undefined ? undefined : elementName(node.value, before);
      if (named) leaves.push({ pointer: [...pointer, named.key], key: named.key.replace(/^-+/, ''), value: named.value, offset });
      else leaves.push({ pointer, key, value: node.value, offset });
    } else if (node.kind === 'object') {
      // A list of `{name, value}`, as a pod's `env`: the value stands under its name.
      const named = textAt(node, 'name');
      for (const [name, value] of node.fields) {
        if (named !== undefined && name === 'value') visit(value, [...pointer, named], named);
        else visit(value, [...pointer, name], name);
      }
    } else {
      let last = '';
      for (const item of node.items) {
        visit(item, pointer, key, last);
        last = item.kind === 'scalar' && typeof item.value === 'string' ? item.value : '';
      }
    }
  };
  for (const { root, hasAliases } of trees) {
    seen = hasAliases ? new Set() : undefined;
    if (root) visit(root, [], '');
  }
  return leaves;
}

/** The same of a text that is broken in one of its documents. Aliases are not followed: what they repeat is read where it stands. */
function brokenYamlLeaves(text: string): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: unknown, pointer: readonly string[], key: string, before?: string) => {
    if (leaves.length >= maxLeaves || pointer.length > maxDepth || isAlias(node)) return;
    if (isScalar(node)) {
      if (typeof node.value !== 'string') return;
      const offset = node.range?.[0] ?? 0;
      const named = elementName(node.value, before);
      if (before !== undefined && named)
        leaves.push({ pointer: [...pointer, named.key], key: named.key.replace(/^-+/, ''), value: named.value, offset });
      else leaves.push({ pointer, key, value: node.value, offset });
    } else if (isMap(node)) {
      const entries = node.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair.value] as const);
      const nameOf = entries.find(([name]) => name === 'name')?.[1];
      // A list of `{name, value}`, as a pod's `env`: the value stands under its name.
      const named = isScalar(nameOf) && typeof nameOf.value === 'string' ? nameOf.value : undefined;
      for (const [name, value] of entries) {
        if (named !== undefined && name === 'value') visit(value, [...pointer, named], named);
        else visit(value, [...pointer, name], name);
      }
    } else if (isSeq(node)) {
      let last = '';
      for (const item of node.items) {
        visit(item, pointer, key, last);
        last = isScalar(item) && typeof item.value === 'string' ? item.value : '';
      }
    }
  };
  for (const document of yamlOf(text).documents) visit(document.contents, [], '');
  return leaves;
}

/** `KEY=VALUE` lines, as a shell or dotenv reads them. */
export function dotenvLeaves(text: string): readonly Leaf[] {
  const leaves: Leaf[] = [];
  for (const match of text.matchAll(
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]{0,200})[ \t]*=[ \t]*(?:"([^"\n]{0,4000})"|'([^'\n]{0,4000})'|([^\s#"'][^\n#]{0,4000}))/gm,
  )) {
    const [, key = '', double, single, plain] = match;
    leaves.push({ pointer: [key], key, value: (double ?? single ?? plain ?? '').trim(), offset: match.index });
    if (leaves.length >= maxLeaves) break;
  }
  return leaves;
}

/** Text leaves of TOML. */
export async function tomlLeaves(text: string): Promise<readonly Leaf[]> {
  const { parseTOML } = await import('toml-eslint-parser');
  const leaves: Leaf[] = [];
  const program = parseTOML(text);
  const keysOf = (key: { readonly keys: readonly { readonly type: string }[] }) =>
    key.keys.map((part) => ('name' in part ? String(part.name) : 'value' in part ? String(part.value) : ''));
  type Content = (typeof program.body)[0]['body'][number];
  type Value = Extract<Content, { type: 'TOMLKeyValue' }>['value'];
  const visit = (value: Value, pointer: readonly string[]) => {
    const key = pointer.at(-1) ?? '';
    if (value.type === 'TOMLValue' && value.kind === 'string') leaves.push({ pointer, key, value: value.value, offset: value.range[0] });
    else if (value.type === 'TOMLInlineTable') for (const one of value.body) visit(one.value, [...pointer, ...keysOf(one.key)]);
    else if (value.type === 'TOMLArray') {
      let before: string | undefined;
      for (const element of value.elements) {
        const string = element.type === 'TOMLValue' && element.kind === 'string' ? element.value : undefined;
        const named = elementName(string, before);
        if (named)
          leaves.push({
            pointer: [...pointer, named.key],
            key: named.key.replace(/^-+/, ''),
            value: named.value,
            offset: element.range[0],
          });
        else visit(element, pointer);
        before = string;
      }
    }
  };
  for (const table of program.body[0].body) {
    if (table.type === 'TOMLKeyValue') visit(table.value, keysOf(table.key));
    else for (const one of table.body) visit(one.value, [...keysOf(table.key), ...keysOf(one.key)]);
  }
  return leaves;
}
