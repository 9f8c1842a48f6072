import type { Place } from '../../model/index.ts';
import { fieldsAt, nodeAt, textAt, type Node, type ObjectNode } from '../node.ts';

/** Where an object was found: a file of a checkout, later a cluster. */
export interface Source {
  /** The file that holds it, relative to the target; absent for an object of an API server. */
  readonly path?: string;
  readonly localOnly: boolean;
  place(node: Node): Place;
}

/** What every object says of itself. */
export interface Head {
  /** Without the version; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Empty when the object states none: `kubectl -n` or a kustomization decides. */
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly place: Place;
  readonly path?: string;
  readonly localOnly: boolean;
}

/** The head of a Kubernetes object, or undefined when the node is none. `generateName` counts as a name. */
export function headOf(node: ObjectNode, source: Source, namespace?: string): Head | undefined {
  const version = textAt(node, 'apiVersion');
  const kind = textAt(node, 'kind');
  const name = textAt(node, 'metadata', 'name') ?? textAt(node, 'metadata', 'generateName');
  if (version === undefined || kind === undefined || name === undefined) return undefined;
  const slash = version.indexOf('/');
  return {
    group: slash < 0 ? '' : version.slice(0, slash),
    kind,
    name,
    namespace: namespace ?? textAt(node, 'metadata', 'namespace') ?? '',
    labels: textsOf(nodeAt(node, 'metadata', 'labels')),
    annotations: textsOf(nodeAt(node, 'metadata', 'annotations')),
    place: source.place(nodeAt(node, 'metadata', 'name') ?? node),
    localOnly: source.localOnly,
    ...(source.path === undefined ? {} : { path: source.path }),
  };
}

/** A map of names to texts; what is no scalar is left out. */
export function textsOf(node: Node | undefined): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of fieldsAt(node)) {
    if (value.kind === 'scalar' && value.value !== null) texts.set(name, String(value.value));
  }
  return texts;
}

/** The items of a list; none for anything else. */
export function itemsAt(node: Node | undefined, ...keys: readonly string[]): readonly Node[] {
  const at = nodeAt(node, ...keys);
  return at?.kind === 'array' ? at.items : [];
}

/** The texts of a list. */
export function listAt(node: Node | undefined, ...keys: readonly string[]): readonly string[] {
  return itemsAt(node, ...keys).flatMap((item) => (item.kind === 'scalar' && item.value !== null ? [String(item.value)] : []));
}

/** A boolean field, or undefined when it is not set. */
export function flagAt(node: Node | undefined, ...keys: readonly string[]): boolean | undefined {
  const at = nodeAt(node, ...keys);
  return at?.kind === 'scalar' && typeof at.value === 'boolean' ? at.value : undefined;
}

/** `namespace/name`, or the name alone. */
export function fullName(one: { readonly namespace: string; readonly name: string }): string {
  return one.namespace === '' ? one.name : `${one.namespace}/${one.name}`;
}

/** Whether two namespaces may be one: an object that states none goes wherever it is applied. */
export function sameNamespace(a: string, b: string): boolean {
  return a === b || a === '' || b === '';
}

/** A label selector (Kubernetes API, LabelSelector). Undefined: an operator that is not known. An empty selector fits everything. */
export function selects(selector: Node | undefined, labels: ReadonlyMap<string, string>): boolean | undefined {
  for (const [name, value] of textsOf(nodeAt(selector, 'matchLabels'))) if (labels.get(name) !== value) return false;
  for (const expression of itemsAt(selector, 'matchExpressions')) {
    const key = textAt(expression, 'key') ?? '';
    const values = listAt(expression, 'values');
    const value = labels.get(key);
    switch (textAt(expression, 'operator')) {
      case 'In':
        if (value === undefined || !values.includes(value)) return false;
        break;
      case 'NotIn':
        if (value !== undefined && values.includes(value)) return false;
        break;
      case 'Exists':
        if (value === undefined) return false;
        break;
      case 'DoesNotExist':
        if (value !== undefined) return false;
        break;
      default:
        return undefined;
    }
  }
  return true;
}

/** Objects by name, to find the one that a reference means: of its namespace, else one that states none. */
export class ByName<T> {
  readonly #byName = new Map<string, { readonly namespace: string; readonly value: T }[]>();

  add(namespace: string, name: string, value: T): void {
    const list = this.#byName.get(name);
    if (list) list.push({ namespace, value });
    else this.#byName.set(name, [{ namespace, value }]);
  }

  find(namespace: string, name: string): T | undefined {
    const list = this.#byName.get(name) ?? [];
    return (list.find((one) => one.namespace === namespace) ?? list.find((one) => sameNamespace(one.namespace, namespace)))?.value;
  }
}
