import type { Batch, Gap } from '../../model/index.ts';
import { secretsOf } from './agent-resources.ts';
import { Accounts, readBindings, readUnread } from './identities.ts';
import type { Head } from './object.ts';
import { readResources } from './platforms.ts';
import type { KubernetesObject } from './read.ts';
import { Secrets } from './secret-keys.ts';
import { ClusterSink, type ClusterContext } from './sink.ts';
import { readWorkload, workloadUses } from './workloads.ts';

type OfType<T extends KubernetesObject['type']> = Extract<KubernetesObject, { readonly type: T }>;

/**
 * What all objects of one estate say, as entities: the same for manifests and for what an API server shows. `unread` are
 * the gaps of what may hold more objects. Pure.
 */
export function normaliseObjects(
  objects: readonly KubernetesObject[],
  unread: readonly Gap[],
  context: ClusterContext,
): Omit<Batch, 'coverage'> {
  const sink = new ClusterSink(context);
  const all = <T extends KubernetesObject['type']>(type: T) => unique(objects.filter((one): one is OfType<T> => one.type === type));
  const accounts = new Accounts(sink, all('service-account'));
  const secrets = new Secrets(sink, all('secret'), all('synced-secret'), accounts);
  const workloads = all('workload');
  const resources = all('agent-resource');
  const users = [...workloads.map((one) => workloadUses(one)), ...resources.map((one) => ({ head: one.head, uses: secretsOf(one) }))];
  for (const { head, uses } of users) for (const use of uses) secrets.note(head, use);
  const limits = all('limits');
  const egress = all('egress-policy');
  for (const object of workloads)
    readWorkload(sink, object, {
      accounts,
      secrets,
      egress,
      hasDefaults: limits.some(({ head }) => head.namespace === object.head.namespace),
    });
  readResources(sink, resources, accounts, secrets);
  readBindings(sink, all('binding'), all('role'), accounts);
  readUnread(sink, unread, accounts);
  return sink.batch();
}

/** One object of a kind, namespace and name: of two files that both hold it, the first by path gives the id, and both are read. */
function unique<T extends { readonly head: Head }>(objects: readonly T[]): readonly T[] {
  const first = new Map<string, Head>();
  return objects.map((object) => {
    const { head } = object;
    const key = `${head.group} ${head.kind} ${head.namespace} ${head.name}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, head);
    return before === undefined || before.path === head.path || head.path === undefined
      ? object
      : { ...object, head: { ...head, path: before.path ?? head.path, place: head.place } };
  });
}
