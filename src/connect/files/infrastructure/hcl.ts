import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Node, Parser } from 'web-tree-sitter';
import { hole, mapOf, scalar, type At, type Hole, type MapValue, type Value } from './value.ts';

/** One block of HCL: `resource "aws_iam_role" "bot" { … }`. Nested blocks stand in the body as lists under their type. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: MapValue;
  readonly at: At;
}

export interface ParsedHcl {
  readonly blocks: readonly Block[];
  /** Attributes at the root, as in a `.tfvars` file. */
  readonly attributes: MapValue;
  /** Lines at which the text is not HCL; what surrounds them is read. */
  readonly brokenAt: readonly number[];
}

const deepest = 200;
let parser: Promise<Parser> | undefined;

/** The grammar: beside this module in the package, in its own package in a checkout. */
async function grammar(): Promise<Uint8Array> {
  return readFile(new URL('tree-sitter-hcl.wasm', import.meta.url)).catch(() =>
    readFile(createRequire(import.meta.url).resolve('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm')),
  );
}

async function load(): Promise<Parser> {
  const { Parser: TreeSitter, Language } = await import('web-tree-sitter');
  await TreeSitter.init();
  const made = new TreeSitter();
  made.setLanguage(await Language.load(await grammar()));
  return made;
}

/** Loads tree-sitter's HCL grammar once; only a run that meets a `.tf` file pays for it. */
export async function hclParser(): Promise<Parser> {
  parser ??= load();
  return parser;
}

function placeOf(node: Node): At {
  return { line: node.startPosition.row + 1, column: node.startPosition.column + 1 };
}

/** Parses one file. Never throws for what the file holds. */
export function parseHcl(hcl: Parser, text: string): ParsedHcl {
  const tree = hcl.parse(text);
  if (tree === null) return { blocks: [], attributes: mapOf([], { line: 1, column: 1 }), brokenAt: [1] };
  try {
    const root = tree.rootNode;
    const blocks: Block[] = [];
    const attributes: [string, Value][] = [];
    for (const body of root.namedChildren) {
      for (const child of body.type === 'body' ? body.namedChildren : []) {
        if (child.type === 'block') blocks.push(readBlock(child, 0));
        else if (child.type === 'attribute') {
          const one = readAttribute(child, 0);
          if (one) attributes.push(one);
        }
      }
    }
    return { blocks, attributes: mapOf(attributes, placeOf(root)), brokenAt: root.hasError ? brokenLines(root) : [] };
  } finally {
    tree.delete();
  }
}

/** Where the parser had to skip or invent something; the first few are enough. */
function brokenLines(root: Node): readonly number[] {
  const lines = new Set<number>();
  const waiting: Node[] = [root];
  for (let node = waiting.pop(); node !== undefined && lines.size < 5; node = waiting.pop()) {
    if (node.isError || node.isMissing) lines.add(node.startPosition.row + 1);
    else for (const child of node.children) if (child.hasError || child.isError || child.isMissing) waiting.push(child);
  }
  return [...lines].toSorted((a, b) => a - b);
}

function readAttribute(node: Node, depth: number): [string, Value] | undefined {
  const [key, expression] = node.namedChildren;
  if (key?.type !== 'identifier' || key.text === '') return undefined;
  return [key.text, expression === undefined ? hole('nothing', placeOf(node)) : readExpression(expression, depth + 1)];
}

function readBlock(node: Node, depth: number): Block {
  const labels: string[] = [];
  let type = '';
  let body: Node | undefined;
  for (const child of node.namedChildren) {
    if (child.type === 'body') body = child;
    else if (child.type === 'identifier') {
      if (type === '') type = child.text;
      else labels.push(child.text);
    } else if (child.type === 'string_lit') labels.push(literalText(child));
  }
  return { type, labels, body: readBody(body, placeOf(node), depth + 1), at: placeOf(node) };
}

function readBody(node: Node | undefined, at: At, depth: number): MapValue {
  const entries = new Map<string, Value>();
  const nested = new Map<string, Value[]>();
  const add = (key: string, value: Value) => nested.set(key, [...(nested.get(key) ?? []), value]);
  for (const child of node === undefined || depth > deepest ? [] : node.namedChildren) {
    if (child.type === 'attribute') {
      const one = readAttribute(child, depth);
      if (one) entries.set(...one);
    } else if (child.type === 'block') {
      const block = readBlock(child, depth);
      // How many a dynamic block becomes, and of what, an expression decides.
      if (block.type === 'dynamic') add(block.labels[0] ?? 'dynamic', hole(`dynamic ${block.labels[0] ?? ''}`, block.at));
      else add(block.type, block.body);
    }
  }
  for (const [key, items] of nested) if (!entries.has(key)) entries.set(key, { kind: 'list', items, at: items[0]?.at ?? at });
  return { kind: 'map', entries, at };
}

function readExpression(node: Node, depth: number): Value {
  const at = placeOf(node);
  if (depth > deepest) return hole('nested too deep', at);
  if (node.isMissing || node.isError) return hole('nothing', at);
  switch (node.type) {
    case 'expression': {
      const parts = node.namedChildren.filter((child) => child.type !== 'comment');
      const [first, ...rest] = parts;
      if (first === undefined) return hole('nothing', at);
      if (rest.length === 0) return readExpression(first, depth + 1);
      return readReference(first, rest, at, depth);
    }
    case 'variable_expr':
      return readReference(node, [], at, depth);
    case 'literal_value':
    case 'template_expr':
    case 'collection_value':
      return node.firstNamedChild ? readExpression(node.firstNamedChild, depth + 1) : hole('nothing', at);
    case 'string_lit':
      return scalar(literalText(node), at);
    case 'numeric_lit':
      return scalar(Number(node.text), at);
    case 'bool_lit':
      return scalar(node.text === 'true', at);
    case 'null_lit':
      return scalar(null, at);
    case 'quoted_template':
    case 'heredoc_template':
      return readTemplate(node, depth);
    case 'tuple':
      return { kind: 'list', items: node.namedChildren.filter(isValue).map((child) => readExpression(child, depth + 1)), at };
    case 'object':
      return readObject(node, depth);
    case 'function_call':
      return readCall(node, depth);
    default:
      return hole(node.type.replaceAll('_', ' '), at, mentionsIn(node));
  }
}

function isValue(node: Node): boolean {
  return node.type === 'expression';
}

/** `aws_iam_role.bot.arn`, `local.name`, `data.x.y["z"].json`: an address and the keys after it. */
function readReference(first: Node, rest: readonly Node[], at: At, depth: number): Value {
  if (first.type !== 'variable_expr') {
    const inner = rest.every((node) => node.type === 'comment') ? readExpression(first, depth + 1) : undefined;
    return inner ?? hole('expression', at, [first, ...rest].flatMap(mentionsIn));
  }
  const words = [first.text];
  for (const node of rest) {
    if (node.type === 'get_attr') words.push(node.firstNamedChild?.text ?? '');
    else if (node.type === 'index' || node.type === 'splat') {
      // An instance of the same address: which one does not change what it is.
      const key = node.text.match(/^\["([\w.-]{1,100})"\]$/)?.[1];
      if (key !== undefined && (words[0] === 'local' || words[0] === 'var')) words.push(key);
      else if (node.type === 'splat') for (const part of node.descendantsOfType('get_attr')) words.push(part?.firstNamedChild?.text ?? '');
    } else return hole('expression', at, [first, ...rest].flatMap(mentionsIn));
  }
  const length = words[0] === 'data' ? 3 : 2;
  const target = words.slice(0, length).join('.');
  return hole(words.join('.').slice(0, 200), at, [target], target, words.slice(length));
}

function mentionsIn(node: Node): readonly string[] {
  return [
    ...new Set(
      node
        .descendantsOfType('variable_expr')
        .slice(0, 100)
        .flatMap((one) => (one === null ? [] : [addressAt(one)])),
    ),
  ];
}

function addressAt(variable: Node): string {
  const words = [variable.text];
  const length = variable.text === 'data' ? 3 : 2;
  for (let next = variable.nextNamedSibling; next?.type === 'get_attr' && words.length < length; next = next.nextNamedSibling)
    words.push(next.firstNamedChild?.text ?? '');
  return words.join('.');
}

function readObject(node: Node, depth: number): Value {
  const entries: [string, Value][] = [];
  for (const element of node.namedChildren) {
    if (element.type !== 'object_elem') continue;
    const [key, value] = element.namedChildren.filter(isValue);
    if (key === undefined || value === undefined) continue;
    // A bare word is a key, not a reference; what stands in parentheses is an expression.
    const bare = /^[A-Za-z_][\w-]*$/.test(key.text) ? key.text : undefined;
    const name = bare ?? shownKey(readExpression(key, depth + 1));
    entries.push([name, readExpression(value, depth + 1)]);
  }
  return mapOf(entries, placeOf(node));
}

function shownKey(key: Value): string {
  if (key.kind === 'scalar') return String(key.value);
  return key.kind === 'template' ? key.parts.map((part) => (typeof part === 'string' ? part : `\${${part.text}}`)).join('') : '${…}';
}

/** Functions that give their argument back, for what is asked here. */
const transparent = new Set(['jsonencode', 'sensitive', 'nonsensitive', 'tostring', 'trimspace', 'toset', 'tolist', 'chomp', 'yamlencode']);

function readCall(node: Node, depth: number): Value {
  const at = placeOf(node);
  const name = node.firstNamedChild?.text ?? '';
  const given = node.namedChildren.find((child) => child.type === 'function_arguments')?.namedChildren.filter(isValue) ?? [];
  const [only] = given;
  if (transparent.has(name) && only !== undefined && given.length === 1) return readExpression(only, depth + 1);
  return hole(`${name}(…)`, at, mentionsIn(node));
}

function readTemplate(node: Node, depth: number): Value {
  const at = placeOf(node);
  const heredoc = node.type === 'heredoc_template';
  const parts: (string | Hole)[] = [];
  let first: At | undefined;
  for (const child of node.namedChildren) {
    if (child.type === 'template_literal') {
      first ??= placeOf(child);
      parts.push(heredoc ? child.text : unescaped(child.text));
    } else if (child.type === 'template_interpolation') {
      const expression = child.namedChildren.find(isValue);
      const value = expression === undefined ? hole('nothing', at) : readExpression(expression, depth + 1);
      if (value.kind === 'scalar') parts.push(value.value === null ? '' : String(value.value));
      else if (value.kind === 'template') parts.push(...value.parts);
      else parts.push({ text: 'expression', path: [], mentions: [] });
    } else if (child.type === 'template_directive') parts.push({ text: 'directive', path: [], mentions: mentionsIn(child) });
  }
  const where = heredoc ? (first ?? at) : at;
  if (parts.every((part) => typeof part === 'string')) return scalar(parts.join(''), where);
  return { kind: 'template', parts, at: where };
}

function literalText(node: Node): string {
  return unescaped(
    node.namedChildren
      .filter((child) => child.type === 'template_literal')
      .map((child) => child.text)
      .join(''),
  );
}

/** Escapes of quoted templates: HCL native syntax specification, "Quoted Literal". */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([nrt"\\]))|\$\$\{|%%\{/g, (whole, short, long, letter) => {
    if (whole === '$${') return '${';
    if (whole === '%%{') return '%{';
    const code = short ?? long;
    if (typeof code === 'string') {
      const point = Number.parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : '';
    }
    return letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter === 't' ? '\t' : String(letter);
  });
}
