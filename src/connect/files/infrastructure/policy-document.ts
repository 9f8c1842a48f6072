import { classify } from '../secrets/literal.ts';
import { field, fromData, hole, itemsOf, mapOf, nowhere, scalar, shown, textOf, type MapValue, type Value } from './value.ts';

/** Marks a hole inside a policy that is written as text, so that the text can still be read as JSON. A private-use character. */
const mark = '\uE000';

/** A policy as a map, when it is one or is JSON text; what is not written down stays a hole in it. */
export function policyOf(value: Value | undefined): MapValue | undefined {
  if (value === undefined) return undefined;
  if (value.kind === 'map') return value;
  if (value.kind === 'list') return undefined;
  const holes: Value[] = [];
  const parts = value.kind === 'scalar' ? [String(value.value)] : value.parts;
  const text = parts
    .map((part) => {
      if (typeof part === 'string') return part.replaceAll(mark, '');
      holes.push({ kind: 'template', parts: [part], at: value.at });
      return `${mark}${holes.length - 1}${mark}`;
    })
    .join('');
  if (text.length > 200_000) return undefined;
  try {
    const read = fromData(JSON.parse(text), value.at);
    const filled = holes.length === 0 ? read : putBack(read, holes);
    return filled.kind === 'map' ? filled : undefined;
  } catch {
    return undefined;
  }
}

function putBack(value: Value, holes: readonly Value[]): Value {
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => putBack(item, holes)) };
  if (value.kind === 'map')
    return mapOf(
      [...value.entries].map(([key, item]) => [key.replace(new RegExp(`${mark}\\d+${mark}`, 'g'), '${…}'), putBack(item, holes)] as const),
      value.at,
    );
  if (value.kind !== 'scalar' || typeof value.value !== 'string' || !value.value.includes(mark)) return value;
  const parts = value.value.split(new RegExp(`${mark}(\\d+)${mark}`)).flatMap((part, index) => {
    if (index % 2 === 0) return part === '' ? [] : [part];
    const found = holes[Number(part)];
    return found?.kind === 'template' ? found.parts : [];
  });
  return { kind: 'template', parts, at: value.at };
}

/** Terraform's `aws_iam_policy_document` as the policy that it renders. */
export function documentOf(body: MapValue): MapValue {
  const statements = itemsOf(body.entries.get('statement')).map((statement): Value => {
    if (statement.kind !== 'map') return statement;
    const entries: [string, Value][] = [['Effect', statement.entries.get('effect') ?? scalar('Allow', statement.at)]];
    const rename = { sid: 'Sid', actions: 'Action', not_actions: 'NotAction', resources: 'Resource', not_resources: 'NotResource' };
    for (const [from, to] of Object.entries(rename)) {
      const value = statement.entries.get(from);
      if (value !== undefined) entries.push([to, value]);
    }
    for (const [from, to] of [
      ['principals', 'Principal'],
      ['not_principals', 'NotPrincipal'],
    ] as const) {
      const blocks = itemsOf(statement.entries.get(from));
      if (blocks.length > 0) entries.push([to, principalsOf(blocks)]);
    }
    const conditions = itemsOf(statement.entries.get('condition'));
    if (conditions.length > 0) entries.push(['Condition', conditionsOf(conditions)]);
    return mapOf(entries, statement.at);
  });
  // Documents merged in from elsewhere add statements, or replace some.
  for (const key of ['source_policy_documents', 'override_policy_documents', 'source_json', 'override_json']) {
    const merged = body.entries.get(key);
    if (merged !== undefined) statements.push(hole(key, merged.at));
  }
  return mapOf([['Statement', { kind: 'list', items: statements, at: body.at }]], body.at);
}

function principalsOf(blocks: readonly Value[]): Value {
  const entries = new Map<string, Value[]>();
  for (const block of blocks) {
    if (block.kind !== 'map') return block;
    const type = textOf(block.entries.get('type'));
    if (type === undefined) return hole('principals', block.at);
    const identifiers = block.entries.get('identifiers') ?? hole('identifiers', block.at);
    entries.set(type, [...(entries.get(type) ?? []), ...itemsOf(identifiers)]);
  }
  if (entries.has('*')) return scalar('*', blocks[0]?.at ?? nowhere);
  return mapOf(
    [...entries].map(([type, items]) => [type, { kind: 'list', items, at: items[0]?.at ?? nowhere }] as const),
    blocks[0]?.at ?? nowhere,
  );
}

function conditionsOf(blocks: readonly Value[]): Value {
  const operators = new Map<string, [string, Value][]>();
  for (const block of blocks) {
    const test = textOf(field(block, 'test'));
    const variable = textOf(field(block, 'variable'));
    if (test === undefined || variable === undefined) return hole('condition', block.at);
    operators.set(test, [...(operators.get(test) ?? []), [variable, field(block, 'values') ?? hole('values', block.at)]]);
  }
  return mapOf(
    [...operators].map(([test, list]) => [test, mapOf(list, list[0]?.[1].at ?? nowhere)] as const),
    blocks[0]?.at ?? nowhere,
  );
}

/** A text of a policy as it may leave the collector: a value that looks like a secret, or serves as one, does not. */
export function safeText(text: string, key = ''): string {
  if (/externalid/i.test(key)) return '(redacted)';
  return classify('', text, '') === undefined ? text.slice(0, 2000) : '(redacted)';
}

/**
 * A policy as canonical JSON text, redacted. What the code does not write down stands as `${…}` within a text, and as
 * `{"Unresolved": "…"}` where a whole part is missing.
 */
export function canonicalPolicy(policy: Value): string {
  return JSON.stringify(toData(policy, '', { left: 20_000 }));
}

function toData(value: Value, key: string, budget: { left: number }): unknown {
  budget.left -= 1;
  if (budget.left < 0) return { Unresolved: 'larger than what one policy may be' };
  if (value.kind === 'scalar') return typeof value.value === 'string' ? safeText(value.value, key) : value.value;
  if (value.kind === 'list') return value.items.map((item) => toData(item, key, budget));
  if (value.kind === 'template') {
    const whole = ['Statement', 'Condition', 'Principal', ''].includes(key);
    return whole ? { Unresolved: shown(value).slice(0, 200) } : safeText(shown(value), key);
  }
  return Object.fromEntries(
    [...value.entries]
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, item]) => [name, toData(item, name, budget)] as const),
  );
}
