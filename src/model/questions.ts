import type { CapabilityKind } from './capability.ts';
import { changing } from './capability.ts';
import type { Evidence } from './check.ts';
import type { Agent, Credential, Entity, Identity, IdentityClass, Owner, Tool, Trigger, Workload } from './entity.ts';
import { anyOf, holds, type Fact, type Truth } from './fact.ts';
import { formOf, type CredentialForm } from './forms.ts';
import type { GapId } from './gap.ts';
import { some, type Graph } from './graph.ts';
import { placeText } from './place.ts';

/* Questions that more than one check asks. */

/** What a credential is: what its container holds where that is told, else what it is itself. */
export function effectiveForm(credential: Credential): CredentialForm {
  return formOf(credential.contents ?? credential.form);
}

/** Where an entity was seen, with what was seen of it. */
export function seen(entity: Entity, fields: Readonly<Record<string, string>> = {}): readonly Evidence[] {
  const told = Object.entries(fields).map(([name, value]) => ({ name, value }));
  const [first, ...rest] = entity.places;
  return [{ ...(first ? { place: first } : {}), fields: told }, ...rest.slice(0, 9).map((place) => ({ place, fields: [] }))];
}

/** Gaps behind facts; none for known ones. */
export function gapsOf(...facts: readonly Fact<unknown>[]): readonly GapId[] {
  return facts.flatMap((fact) => (fact.known ? [] : fact.gaps));
}

/** Agents and tools that use a credential, here or wherever the same secret lies. */
export function consumersOf(graph: Graph, credentials: readonly Credential[]): readonly (Agent | Tool | Workload)[] {
  const consumers = new Map<string, Agent | Tool | Workload>();
  for (const credential of credentials) {
    const users = [
      ...graph.related(credential, 'uses', 'agent', 'in').items,
      ...graph.related(credential, 'authenticates-with', 'agent', 'in').items,
      ...graph.related(credential, 'authenticates-with', 'tool', 'in').items,
      ...graph.related(credential, 'uses', 'workload', 'in').items,
    ];
    for (const user of users) consumers.set(user.id, user);
  }
  // A job that only runs an agent is no second consumer beside that agent.
  for (const consumer of consumers.values()) {
    if (consumer.kind !== 'agent') continue;
    for (const workload of graph.related(consumer, 'runs-in', 'workload').items) consumers.delete(workload.id);
  }
  return [...consumers.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whether people without write access can set something off. */
export function openToAnyone(triggers: Fact<readonly Trigger[]>): Truth {
  return holds(triggers, (list) => list.some((trigger) => trigger.who === 'anyone'));
}

/** Capabilities of all identities that something runs as; unknown when one of them is. */
export function rightsOf(
  graph: Graph,
  actor: Agent | Workload,
): { readonly kinds: ReadonlySet<CapabilityKind>; readonly gaps: readonly GapId[]; readonly identities: readonly Identity[] } {
  const { items, complete, gaps } = graph.related(actor, 'runs-as', 'identity');
  const kinds = new Set<CapabilityKind>();
  const missing = new Set<GapId>(complete ? [] : gaps);
  for (const identity of items) {
    const fact = graph.capabilities(identity);
    for (const capability of graph.certainCapabilities(identity)) kinds.add(capability.kind);
    if (!fact.known) for (const gap of fact.gaps) missing.add(gap);
  }
  return { kinds, gaps: [...missing].toSorted(), identities: items };
}

/** Whether something that acts can change anything. */
export function canChange(graph: Graph, actor: Agent | Workload): Truth {
  const { kinds, gaps } = rightsOf(graph, actor);
  if ([...kinds].some((kind) => changing.has(kind))) return true;
  return gaps.length > 0 ? { gaps } : false;
}

/** Whether an agent in production, or in what may be production, holds a credential. */
export function heldByProductionAgent(graph: Graph, credential: Credential): Truth {
  const agents = consumersOf(graph, graph.sameSecret(credential).proved).flatMap((consumer) =>
    consumer.kind === 'agent' ? [consumer] : consumer.kind === 'tool' ? graph.related(consumer, 'calls', 'agent', 'in').items : [],
  );
  return anyOf(agents.map((agent) => holds(agent.production, (production) => production)));
}

/** Whether an identity is of one of these classes; unsure while somebody that acts as it, and would decide otherwise, may not have been seen. */
export function isOfClass(graph: Graph, identity: Identity, ...classes: readonly IdentityClass[]): Truth {
  const decided = graph.classOf(identity).class;
  const said = classes.includes(decided);
  if (identity.statedClass !== undefined || identity.providerManaged || decided === 'agent') return said;
  const gaps = (['agent', 'workload'] as const).flatMap((kind) => graph.related(identity, 'runs-as', kind, 'in').gaps);
  return gaps.length === 0 ? said : { gaps: [...new Set(gaps)].toSorted() };
}

/** What has nobody but one owner to answer for it: of everything that names the owner, what no other owner fits. */
export interface Resting {
  /** No other owner fits, and whoever could name one was read. */
  readonly certain: readonly Entity[];
  /** Another owner may fit. */
  readonly unsure: readonly Entity[];
  /** Why it is unsure, or why more may rest on the owner. */
  readonly gaps: readonly GapId[];
  /** Whether an agent is among it. */
  readonly anAgent: Truth;
}

/** What rests on an owner alone, by what makes another owner fit to answer instead. */
export function restingOn(graph: Graph, owner: Owner, fits: (other: Owner) => Truth): Resting {
  const owned = graph.ownedBy(owner);
  const certain: Entity[] = [];
  const unsure: Entity[] = [];
  const gaps = new Set<GapId>(owned.gaps);
  for (const thing of owned.items) {
    const owners = graph.owners(thing);
    const others = { ...owners, items: owners.items.filter((one) => one.owner.id !== owner.id) };
    const answer = some(others, (one) => fits(one.owner));
    if (answer === false) certain.push(thing);
    else if (answer !== true) {
      unsure.push(thing);
      for (const gap of answer.gaps) gaps.add(gap);
    }
  }
  const listed = [...gaps].toSorted();
  const isAgent = ({ kind }: Entity) => kind === 'agent';
  return { certain, unsure, gaps: listed, anAgent: certain.some(isAgent) || (listed.length > 0 ? { gaps: listed } : false) };
}

/** Things in words, agents by name: `claims-bot, triage-bot and 19 other things`. */
export function thingsText(things: readonly Entity[]): string {
  if (things.length === 0) return 'nothing that was found';
  const agents = things.filter(({ kind }) => kind === 'agent');
  const named = (agents.length > 0 ? agents : things).slice(0, 3).map(({ name }) => name);
  const more = things.length - named.length;
  const rest = agents.length === 0 ? `${more} more` : `${more} other ${more === 1 ? 'thing' : 'things'}`;
  const parts = more > 0 ? [...named, rest] : named;
  return parts.length === 1 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** The rules that name an owner, as evidence; the first carries what was seen. */
export function ruledBy(graph: Graph, owner: Owner, fields: Readonly<Record<string, string>>): readonly Evidence[] {
  const places = new Map(graph.ownedBy(owner).edges.flatMap(({ place }) => (place === undefined ? [] : [[placeText(place), place]])));
  const rules = [...places].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
  return seen({ ...owner, places: rules.length > 0 ? rules : owner.places }, fields);
}

/**
 * What an agent runs in, where that is a thing of its own: pods, a function, an instance. Undefined: it runs in a job of
 * the source host, or on the machine of whoever starts it. `gaps`: why it may run in more.
 */
export function placesOf(
  graph: Graph,
  agent: Agent,
): { readonly places: readonly Workload[]; readonly gaps: readonly GapId[] } | undefined {
  if (agent.platform === 'github-workflow-step') return undefined;
  const { items, gaps } = graph.related(agent, 'runs-in', 'workload');
  const places = items.filter(({ runtime }) => runtime !== 'workflow-job');
  if (places.length === 0 && gaps.length === 0) {
    if (items.length > 0) return undefined;
    if (holds(agent.triggers, (list) => list.some(({ how }) => how === 'interactive')) === true) return undefined;
  }
  const unseen = places.length > 0 ? [] : graph.settled('workload', agent.plane, agent.scope).gaps;
  return { places, gaps: [...new Set([...gaps, ...unseen])].toSorted() };
}
