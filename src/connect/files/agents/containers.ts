import { fieldsAt, nodeAt, type Node } from '../../node.ts';
import type { Product } from './products.ts';

const looksLikeServer = ['command', 'url', 'serverUrl', 'httpUrl'];

/** Servers under the product's containers, with the keys that lead to each. */
export function serversOf(root: Node, row: Product): { readonly pointer: readonly string[]; readonly node: Node }[] {
  const found: { pointer: readonly string[]; node: Node }[] = [];
  for (const container of row.servers) {
    for (const { pointer, node } of containersAt(root, container)) {
      for (const [name, server] of fieldsAt(node)) {
        if (server.kind !== 'object') continue;
        // A flat file holds other things too; in a container of its own, even an odd entry is a server.
        if (container.length > 0 || looksLikeServer.some((key) => nodeAt(server, key) !== undefined))
          found.push({ pointer: [...pointer, name], node: server });
      }
    }
  }
  return found;
}

function containersAt(root: Node, keys: readonly string[]): { readonly pointer: readonly string[]; readonly node: Node }[] {
  let at: { pointer: readonly string[]; node: Node }[] = [{ pointer: [], node: root }];
  for (const key of keys) {
    at = at.flatMap(({ pointer, node }) =>
      fieldsAt(node)
        .filter(([name]) => key === '*' || name === key)
        .map(([name, child]) => ({ pointer: [...pointer, name], node: child })),
    );
  }
  return at;
}
