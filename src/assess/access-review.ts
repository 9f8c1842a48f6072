import type { AccessEntry, Graph, Identity, IdentityClass } from '../model/index.ts';
import { compareText } from './digest.ts';
import { subjectOf } from './evaluate.ts';

/** Classes behind which a person acts. What nothing tells apart is listed with the workloads, and says so. */
const people: ReadonlySet<IdentityClass> = new Set(['human', 'break-glass']);

function entryOf(graph: Graph, identity: Identity): AccessEntry {
  const { class: decided, because } = graph.classOf(identity);
  const rights = graph.capabilities(identity);
  const users = [...graph.related(identity, 'runs-as', 'agent', 'in').items, ...graph.related(identity, 'runs-as', 'workload', 'in').items];
  return {
    subject: subjectOf(identity),
    list: people.has(decided) ? 'human' : 'workload',
    form: identity.form,
    class: decided,
    because,
    reach: rights.known
      ? [...new Set(rights.value.map(({ kind, on }) => (on === identity.scope ? kind : `${kind} on ${on}`)))].toSorted(compareText)
      : null,
    lastUsed: identity.lastUsedAt.known ? identity.lastUsedAt.value : 'not seen',
    owners: [...new Set(graph.owners(identity).items.map(({ owner }) => owner.handle))].toSorted(compareText),
    usedBy: [...new Set(users.map(({ name }) => name))].toSorted(compareText),
  };
}

/** The identities of the inventory for an access review, people first, by id. */
export function accessReview(graph: Graph): readonly AccessEntry[] {
  return graph
    .all('identity')
    .filter((identity) => graph.live(identity) === undefined)
    .map((identity) => entryOf(graph, identity))
    .toSorted((a, b) => compareText(a.list, b.list) || compareText(a.subject.id, b.subject.id));
}
