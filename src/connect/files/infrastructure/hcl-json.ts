import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { Block, ParsedHcl } from './hcl.ts';
import { hole, mapOf, scalar, type At, type Hole, type Value } from './value.ts';

const deepest = 100;

/** Line and column of an offset. */
export function placer(text: string): (offset: number) => At {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** A JSON syntax tree as a value with places. `text` says what a string stands for. */
export function valueOfJson(node: Node, where: (offset: number) => At, text: (value: string, at: At) => Value, depth = 0): Value {
  const at = where(node.offset);
  if (depth > deepest) return hole('nested too deep', at);
  if (node.type === 'object') {
    return mapOf(
      (node.children ?? []).flatMap((property) => {
        const [key, value] = property.children ?? [];
        return typeof key?.value === 'string' && value ? [[key.value, valueOfJson(value, where, text, depth + 1)] as const] : [];
      }),
      at,
    );
  }
  if (node.type === 'array')
    return { kind: 'list', items: (node.children ?? []).map((item) => valueOfJson(item, where, text, depth + 1)), at };
  const value: unknown = node.value;
  if (typeof value === 'string') return text(value, at);
  return scalar(typeof value === 'number' || typeof value === 'boolean' ? value : null, at);
}

/** A string of Terraform's JSON syntax is a template: `${…}` in it is an expression. */
function template(text: string, at: At): Value {
  if (!text.includes('${') && !text.includes('%{')) return scalar(text, at);
  const parts: (string | Hole)[] = [];
  let rest = 0;
  for (const match of text.matchAll(/\$\{([^{}]{0,2000})\}/g)) {
    if (match.index > rest) parts.push(text.slice(rest, match.index));
    rest = match.index + match[0].length;
    const expression = (match[1] ?? '').trim();
    const words = /^[A-Za-z_][\w-]*(?:\.[\w-]+|\[[^\]]{0,100}\])*$/.test(expression)
      ? expression.replace(/\[[^\]]*\]/g, '').split('.')
      : undefined;
    const length = words?.[0] === 'data' ? 3 : 2;
    const target = words?.slice(0, length).join('.');
    const mentions = [...expression.matchAll(/\b(?:data\.)?[a-z][\w]*\.[\w-]+/g)].map(([word]) => word).slice(0, 50);
    parts.push({
      text: (words?.join('.') ?? 'expression').slice(0, 200),
      path: words?.slice(length) ?? [],
      mentions: target === undefined ? mentions : [target],
      ...(target === undefined ? {} : { target }),
    });
  }
  if (rest < text.length) parts.push(text.slice(rest));
  // What is left of an expression that nests braces is no text that anybody wrote down.
  if (parts.some((part) => typeof part === 'string' && /[$%]\{/.test(part))) return hole('expression', at);
  return { kind: 'template', parts, at };
}

/** Terraform's JSON syntax (`.tf.json`) as the blocks that it stands for. */
export function blocksOfJson(text: string): ParsedHcl {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors);
  const where = placer(text);
  const value = root === undefined ? undefined : valueOfJson(root, where, template);
  const blocks: Block[] = [];
  const top = value?.kind === 'map' ? value : mapOf([], { line: 1, column: 1 });
  for (const [type, body] of top.entries) {
    const labels = type === 'resource' || type === 'data' ? 2 : type === 'locals' || type === 'terraform' ? 0 : 1;
    unfold(body, type, [], labels, blocks);
  }
  return {
    blocks,
    attributes: top,
    brokenAt: errors.length > 0 ? [...new Set(errors.slice(0, 5).map((error) => where(error.offset).line))] : [],
  };
}

function unfold(value: Value, type: string, labels: readonly string[], left: number, blocks: Block[]): void {
  if (value.kind === 'list') for (const item of value.items) unfold(item, type, labels, left, blocks);
  else if (value.kind === 'map') {
    if (left === 0) blocks.push({ type, labels, body: value, at: value.at });
    else for (const [label, inner] of value.entries) unfold(inner, type, [...labels, label], left - 1, blocks);
  }
}
