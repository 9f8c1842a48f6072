/** Where a value stands; lines and columns start at 1. */
export interface At {
  readonly line: number;
  readonly column: number;
}

/** What stands where a value is not written down: an expression, an intrinsic function, a call. */
export interface Hole {
  /** `aws_iam_role.bot.arn`, `var.name`, `Bot.Arn`; for anything but a plain reference, the expression in short, such as `file(…)`. Never a value. */
  readonly text: string;
  /** The address that it refers to: `aws_iam_role.bot`, `data.aws_iam_policy_document.rights`, a logical id. Absent when it is no plain reference. */
  readonly target?: string;
  /** Keys after the address: `arn`, `name`. */
  readonly path: readonly string[];
  /** Every address that the expression mentions. */
  readonly mentions: readonly string[];
}

/** A value of infrastructure code. What the code does not write down stays a hole: it is never guessed. */
export type Value =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null; readonly at: At }
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly at: At }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Value>; readonly at: At }
  | { readonly kind: 'template'; readonly parts: readonly (string | Hole)[]; readonly at: At };

export type MapValue = Extract<Value, { kind: 'map' }>;

export const nowhere: At = { line: 1, column: 1 };

export function scalar(value: string | number | boolean | null, at: At): Value {
  return { kind: 'scalar', value, at };
}

export function hole(text: string, at: At, mentions: readonly string[] = [], target?: string, path: readonly string[] = []): Value {
  return { kind: 'template', parts: [{ text, path, mentions, ...(target === undefined ? {} : { target }) }], at };
}

export function mapOf(entries: Iterable<readonly [string, Value]>, at: At): MapValue {
  return { kind: 'map', entries: new Map(entries), at };
}

/** A field of a map; undefined for anything else and for null. */
export function field(value: Value | undefined, ...keys: readonly string[]): Value | undefined {
  let at = value;
  for (const key of keys) at = at?.kind === 'map' ? at.entries.get(key) : undefined;
  return at?.kind === 'scalar' && at.value === null ? undefined : at;
}

/** The text of a value that is written down. */
export function textOf(value: Value | undefined): string | undefined {
  if (value?.kind === 'scalar') return value.value === null ? undefined : String(value.value);
  return undefined;
}

/** The items of a list; one value counts as a list of itself, as in policies and blocks. */
export function itemsOf(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return value.kind === 'list' ? value.items : [value];
}

/** The only hole of a value that is nothing but one. */
export function holeOf(value: Value | undefined): Hole | undefined {
  if (value?.kind !== 'template' || value.parts.length !== 1) return undefined;
  const [part] = value.parts;
  return typeof part === 'object' ? part : undefined;
}

/** The value as people read it, with `${…}` where it is not written down. */
export function shown(value: Value | undefined): string {
  if (value === undefined) return '';
  if (value.kind === 'scalar') return String(value.value);
  if (value.kind === 'template') return value.parts.map((part) => (typeof part === 'string' ? part : `\${${part.text}}`)).join('');
  return value.kind === 'list' ? 'a list' : 'a map';
}

/** Whether all of a value is written down. Bounded: a value too deep or too large counts as open. */
export function isWritten(value: Value | undefined, budget = { left: 20_000 }): boolean {
  if (value === undefined) return true;
  budget.left -= 1;
  if (budget.left < 0) return false;
  if (value.kind === 'scalar') return true;
  if (value.kind === 'template') return false;
  if (value.kind === 'list') return value.items.every((item) => isWritten(item, budget));
  return [...value.entries.values()].every((item) => isWritten(item, budget));
}

/** Every address that a value mentions. */
export function mentionsOf(value: Value | undefined, found = new Set<string>(), budget = { left: 20_000 }): ReadonlySet<string> {
  if (value === undefined) return found;
  budget.left -= 1;
  if (budget.left < 0) return found;
  if (value.kind === 'template') {
    for (const part of value.parts) if (typeof part === 'object') for (const mention of part.mentions) found.add(mention);
  } else if (value.kind === 'list') for (const item of value.items) mentionsOf(item, found, budget);
  else if (value.kind === 'map') for (const item of value.entries.values()) mentionsOf(item, found, budget);
  return found;
}

const deepest = 100;

/** Plain JSON data as a value, for plans, state files and CloudFormation in JSON. Everything in it is written down. */
export function fromData(data: unknown, at: At = nowhere, depth = 0): Value {
  if (depth > deepest) return hole('nested too deep', at);
  if (data === null || typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean') return scalar(data, at);
  if (Array.isArray(data)) return { kind: 'list', items: data.map((item) => fromData(item, at, depth + 1)), at };
  if (typeof data !== 'object' || data === undefined) return scalar(null, at);
  return mapOf(
    Object.entries(data).map(([key, item]) => [key, fromData(item, at, depth + 1)] as const),
    at,
  );
}

/** Every text of a value with the keys that lead to it; elements of a list go by their list's key. */
export function* textsIn(
  value: Value,
  keys: readonly string[] = [],
  budget = { left: 50_000 },
): Generator<{ readonly keys: readonly string[]; readonly text: string; readonly at: At }> {
  budget.left -= 1;
  if (budget.left < 0 || keys.length > deepest) return;
  if (value.kind === 'scalar') {
    if (typeof value.value === 'string') yield { keys, text: value.value, at: value.at };
  } else if (value.kind === 'list') {
    for (const item of value.items) yield* textsIn(item, keys, budget);
  } else if (value.kind === 'map') {
    // `{ name, value }`, as a container's environment: the value stands under its name.
    const name = textOf(value.entries.get('name') ?? value.entries.get('Name'));
    for (const [key, item] of value.entries) {
      yield* textsIn(item, name !== undefined && /^value$/i.test(key) ? [...keys, name] : [...keys, key], budget);
    }
  }
}
