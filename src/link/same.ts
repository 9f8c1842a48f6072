import { formOf, type Credential, type Edge, type Inventory, type SameSecret } from '../model/index.ts';
import { compareText } from './merge.ts';

/** Forms that end by themselves, or that every job gets its own of: an equal name says nothing. */
function neverShared(credential: Credential): boolean {
  return formOf(credential.form).expires === 'always';
}

/** Groups by a union-find over the keys that each credential has. */
function groupsBy(
  credentials: readonly Credential[],
  keysOf: (credential: Credential) => readonly string[],
): ReadonlyMap<string, readonly Credential[]> {
  const parent = new Map<string, string>();
  function root(id: string): string {
    let at = id;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) {
      parent.set(at, parent.get(up) ?? up);
      at = up;
    }
    return at;
  }
  const firstWith = new Map<string, string>();
  for (const credential of credentials) {
    parent.set(credential.id, credential.id);
    for (const key of keysOf(credential)) {
      const first = firstWith.get(key);
      if (first === undefined) firstWith.set(key, credential.id);
      else parent.set(root(credential.id), root(first));
    }
  }
  const members = new Map<string, Credential[]>();
  for (const credential of credentials) {
    const at = root(credential.id);
    const list = members.get(at);
    if (list) list.push(credential);
    else members.set(at, [credential]);
  }
  const groups = new Map<string, readonly Credential[]>();
  for (const list of members.values()) {
    const sorted = list.toSorted((a, b) => compareText(a.id, b.id));
    for (const credential of list) groups.set(credential.id, sorted);
  }
  return groups;
}

/**
 * Which credentials are one secret. Proved: the provider's key id, a keyed fingerprint (of one key id), or an edge
 * `same-as` that a collector proved. Indicated: the same name, of a form that a name can stand for.
 */
export function sameSecrets(inventory: Inventory): (credential: Credential) => SameSecret {
  const credentials = inventory.entities.filter((entity) => entity.kind === 'credential');
  // Inventories taken under several fingerprint keys: equal fingerprints then still prove, unequal ones say nothing.
  const edges = inventory.edges.filter((edge: Edge) => edge.type === 'same-as' && edge.certainty === 'proved');
  const linked = new Map<string, string[]>();
  for (const edge of edges) {
    const key = `edge ${edge.from} ${edge.to}`;
    for (const id of [edge.from, edge.to]) linked.set(id, [...(linked.get(id) ?? []), key]);
  }
  const proved = groupsBy(credentials, (credential) => [
    ...credential.fingerprints.map((fingerprint) => `fingerprint ${fingerprint}`),
    ...(credential.keyId.known ? [`key ${credential.keyId.value}`] : []),
    ...(linked.get(credential.id) ?? []),
  ]);
  const indicated = groupsBy(credentials, (credential) =>
    neverShared(credential) || credential.name === '' ? [] : [`name ${credential.name.toUpperCase()}`],
  );
  return (credential) => ({ proved: proved.get(credential.id) ?? [credential], indicated: indicated.get(credential.id) ?? [credential] });
}
