/** A parsed value with its place, whatever the format was. Keys are in a Map, so that `__proto__` is a name like any other. */
export type Node = ObjectNode | ArrayNode | ScalarNode;

interface At {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface ObjectNode extends At {
  readonly kind: 'object';
  readonly fields: Map<string, Node>;
}

export interface ArrayNode extends At {
  readonly kind: 'array';
  readonly items: readonly Node[];
}

export interface ScalarNode extends At {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

/** The node at a path of keys; undefined where the way there is no object. */
export function nodeAt(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  let at = node;
  for (const key of keys) at = at?.kind === 'object' ? at.fields.get(key) : undefined;
  return at;
}

/** The string at a path of keys. */
export function textAt(node: Node | undefined, ...keys: readonly string[]): string | undefined {
  const at = nodeAt(node, ...keys);
  return at?.kind === 'scalar' && typeof at.value === 'string' ? at.value : undefined;
}

export function isTrue(node: Node | undefined, ...keys: readonly string[]): boolean {
  const at = nodeAt(node, ...keys);
  return at?.kind === 'scalar' && at.value === true;
}

/** The fields of an object; none for anything else. */
export function fieldsAt(node: Node | undefined, ...keys: readonly string[]): [string, Node][] {
  const at = nodeAt(node, ...keys);
  return at?.kind === 'object' ? [...at.fields] : [];
}

/** The strings of an array, with their places; a lone string counts as one. */
export function stringsAt(node: Node | undefined, ...keys: readonly string[]): { readonly value: string; readonly at: Node }[] {
  const at = nodeAt(node, ...keys);
  const items = at?.kind === 'array' ? at.items : at === undefined ? [] : [at];
  return items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [{ value: item.value, at: item }] : []));
}
