import { awsCapabilities, type Unread } from '../access/aws.ts';
import { githubCapabilities } from '../access/github.ts';
import { kubernetesCapabilities } from '../access/kubernetes.ts';
import {
  allOf,
  gapOf,
  holds,
  kindRowOf,
  known,
  none,
  unknown,
  type Capability,
  type Dataset,
  type Declaration,
  type Edge,
  type EdgeType,
  type Entity,
  type EntityId,
  type EntityKind,
  type EntityOf,
  type Fact,
  type Gap,
  type GapId,
  type Graph,
  type Identity,
  type Inventory,
  type NamedOwner,
  type Owner,
  type Plane,
  type Policy,
  type Related,
  type ScopeId,
  type Truth,
} from '../model/index.ts';
import { classify } from './classify.ts';
import { Coverages } from './coverages.ts';
import { matchDeclarations } from './declarations.ts';
import { compareText, mergeInventories } from './merge.ts';
import { sameSecrets } from './same.ts';

/** The gap behind "is this agent declared?" when no configuration declares any. */
export const undeclaredGap: Gap = gapOf({
  collector: 'configuration',
  scope: '*',
  about: 'which agents are declared',
  reason: 'no-target',
  detail: 'no configuration of this run declares agents',
  closes: { by: 'configuration', key: 'systems[].agents', hint: 'declare the agents under systems[].agents in nhi-ready.yaml' },
});

function isKind<K extends EntityKind>(entity: Entity | undefined, kind: K): entity is EntityOf<K> {
  return entity?.kind === kind;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Kinds that somebody must answer for (R6). */
const ownedKinds = ['agent', 'tool', 'identity', 'credential'] as const;

interface Owned {
  readonly byOwner: ReadonlyMap<EntityId, Pick<Related<Entity>, 'items' | 'edges'>>;
  readonly seen: Omit<Related<Entity>, 'items' | 'edges'>;
}

/** Joins, classifies and resolves: inventories as a graph that checks can ask. Pure. */
export function linkInventory(...inventories: readonly Inventory[]): Graph {
  return linkMerged(mergeInventories(inventories));
}

/** The same of an inventory that `mergeInventories` made. */
export function linkMerged(inventory: Inventory): Graph {
  return new LinkedInventory(inventory);
}

class LinkedInventory implements Graph {
  readonly inventory: Inventory;
  readonly declares: boolean;
  readonly #entities: ReadonlyMap<EntityId, Entity>;
  readonly #byKind = new Map<EntityKind, Entity[]>();
  readonly #out = new Map<string, Edge[]>();
  readonly #in = new Map<string, Edge[]>();
  readonly #gaps: Map<GapId, Gap>;
  readonly #coverages: Coverages;
  readonly #declarations: ReturnType<typeof matchDeclarations>;
  #owned: Owned | undefined;
  readonly sameSecret: Graph['sameSecret'];

  constructor(inventory: Inventory) {
    this.inventory = inventory;
    this.#declarations = matchDeclarations(inventory.entities);
    const entities = inventory.entities.map((entity) => this.#withDeclared(entity));
    this.#entities = new Map(entities.map((entity) => [entity.id, entity]));
    for (const entity of entities) push(this.#byKind, entity.kind, entity);
    for (const edge of inventory.edges) {
      push(this.#out, `${edge.type}\n${edge.from}`, edge);
      push(this.#in, `${edge.type}\n${edge.to}`, edge);
    }
    this.#gaps = new Map([...inventory.gaps, undeclaredGap].map((gap) => [gap.id, gap]));
    this.#coverages = new Coverages(inventory, (gap) => this.#gaps.set(gap.id, gap));
    this.declares = (this.#byKind.get('declaration') ?? []).some((entity) => entity.kind === 'declaration' && entity.of === 'agent');
    this.sameSecret = sameSecrets(inventory);
  }

  /** What nobody could see and the configuration states: whether a declared thing serves production. */
  #withDeclared(entity: Entity): Entity {
    const stated = this.#declarations.declared.get(entity.id)?.production;
    return stated?.known === true && !entity.production.known ? { ...entity, production: stated } : entity;
  }

  get(id: EntityId): Entity | undefined {
    return this.#entities.get(id);
  }

  gap(id: GapId): Gap {
    const gap = this.#gaps.get(id);
    if (gap === undefined) throw new Error(`the inventory refers to a gap that it does not hold: ${id}`);
    return gap;
  }

  all<K extends EntityKind>(kind: K): readonly EntityOf<K>[] {
    return (this.#byKind.get(kind) ?? []).filter((entity) => isKind(entity, kind));
  }

  related<K extends EntityKind>(entity: Entity, edge: EdgeType, kind: K, direction: 'out' | 'in' = 'out'): Related<EntityOf<K>> {
    const edges = (direction === 'out' ? this.#out : this.#in).get(`${edge}\n${entity.id}`) ?? [];
    const items: EntityOf<K>[] = [];
    const kept: Edge[] = [];
    for (const one of edges) {
      const other = this.#entities.get(direction === 'out' ? one.to : one.from);
      if (!isKind(other, kind)) continue;
      items.push(other);
      kept.push(one);
    }
    const seen = direction === 'out' ? this.#coverages.ofSubject(entity, edge) : this.#coverages.ofAll(kind, edge);
    return { items, edges: kept, ...seen };
  }

  settled(kind: EntityKind, plane: Plane, scope: ScopeId): { readonly settled: boolean; readonly gaps: readonly GapId[] } {
    const row = kindRowOf(plane, kind);
    if (row === undefined) return { settled: false, gaps: [this.#coverages.missing(`${plane}.${kind}`, scope)] };
    const gaps = this.#coverages.unsettled(row.settledBy, scope);
    return { settled: gaps.length === 0, gaps };
  }

  complete(dataset: Dataset, scope: ScopeId): boolean {
    return this.#coverages.unsettled([dataset], scope).length === 0;
  }

  declared(entity: Entity): Declaration | undefined {
    return this.#declarations.declared.get(entity.id);
  }

  observed(declaration: Declaration): Entity | undefined {
    const observed = this.#declarations.observed.get(declaration.id);
    return observed === undefined ? undefined : this.#entities.get(observed.id);
  }

  live(entity: Entity): Entity | undefined {
    if (entity.origin === 'live') return undefined;
    const edge = this.#out.get(`declares\n${entity.id}`)?.[0];
    return edge === undefined ? undefined : this.#entities.get(edge.to);
  }

  classOf(identity: Identity): ReturnType<typeof classify> {
    const users = [...this.related(identity, 'runs-as', 'agent', 'in').items, ...this.related(identity, 'runs-as', 'workload', 'in').items];
    return classify(identity, users, this.related(identity, 'trusted-by', 'trust').items);
  }

  owners(entity: Entity): Related<NamedOwner> {
    const own = this.related(entity, 'names-owner', 'owner');
    const declaration = this.declared(entity);
    const stated = declaration === undefined ? undefined : this.related(declaration, 'names-owner', 'owner');
    const scope = this.#entities.get(entity.scope);
    const inherited = scope === undefined || scope.id === entity.id ? undefined : this.related(scope, 'names-owner', 'owner');
    const items = [
      ...named(own, (edge) => (edge.signals?.some((signal) => signal.endsWith('catch-all')) ? 'catch-all' : 'explicit')),
      ...(stated ? named(stated, () => 'declared') : []),
      ...(inherited ? named(inherited, () => 'inherited') : []),
    ];
    return {
      items,
      edges: items.map((item) => item.edge),
      complete: own.complete,
      gaps: own.gaps,
      elsewhere: own.elsewhere,
      within: own.within,
    };
  }

  ownedBy(owner: Owner): Related<Entity> {
    this.#owned ??= this.#everyOwned();
    return { items: [], edges: [], ...this.#owned.byOwner.get(owner.id), ...this.#owned.seen };
  }

  /** Turns `owners` around, once. More may be owned where things, or the owners of things, were not all seen. */
  #everyOwned(): Owned {
    const byOwner = new Map<EntityId, { readonly items: Entity[]; readonly edges: Edge[] }>();
    const gaps = new Set<GapId>();
    for (const kind of ownedKinds) {
      for (const gap of this.#coverages.ofAll(kind, 'names-owner').gaps) gaps.add(gap);
      for (const { plane, scope } of this.inventory.header.targets)
        if (kindRowOf(plane, kind)) for (const gap of this.settled(kind, plane, scope).gaps) gaps.add(gap);
      for (const thing of this.all(kind)) {
        for (const { owner, edge } of this.owners(thing).items) {
          const owned = byOwner.get(owner.id) ?? { items: [], edges: [] };
          byOwner.set(owner.id, owned);
          if (owned.items.at(-1) !== thing) owned.items.push(thing);
          owned.edges.push(edge);
        }
      }
    }
    const { within } = this.#coverages.ofAll('agent', 'names-owner');
    return { byOwner, seen: { complete: gaps.size === 0, gaps: [...gaps].toSorted(compareText), elsewhere: [], within } };
  }

  resolves(owner: Owner): Truth {
    if (owner.type === 'placeholder' || owner.type === 'everyone') return false;
    const alive = holds(owner.active, (active) => active);
    const peopled = owner.type === 'team' ? holds(owner.members, (members) => members > 0) : true;
    return allOf([alive, peopled]);
  }

  capabilities(identity: Identity): Fact<readonly Capability[]> {
    const { capabilities, gaps } = this.#rights(identity);
    // What was read stands only when all was read: a part of somebody's rights is not their rights.
    return gaps.length > 0 ? unknown(...gaps) : known(capabilities);
  }

  certainCapabilities(identity: Identity): readonly Capability[] {
    const { capabilities, bounded } = this.#rights(identity);
    // What a Deny or a boundary leaves of them, only an evaluation of both could tell.
    return bounded ? [] : capabilities;
  }

  #rights(identity: Identity): {
    readonly capabilities: readonly Capability[];
    readonly gaps: readonly GapId[];
    readonly bounded: boolean;
  } {
    const attached = this.related(identity, 'attached', 'policy');
    const gaps = new Set<GapId>(attached.gaps);
    const capabilities: Capability[] = [];
    let bounded = false;
    for (const policy of attached.items) {
      if (policy.language === 'aws-boundary' || policy.language === 'aws-scp' || policy.language === 'aws-rcp') bounded = true;
      if (!policy.document.known) for (const gap of policy.document.gaps) gaps.add(gap);
      else if (policy.language === 'github-permissions') capabilities.push(...githubCapabilities(policy.document.value, policy.scope));
      else if (policy.language === 'aws-iam') {
        const rights = awsCapabilities(policy.document.value);
        capabilities.push(...rights.capabilities);
        bounded ||= rights.denies;
        for (const unread of rights.unread) gaps.add(this.#unread(policy, unread));
      } else if (policy.language === 'kubernetes-rbac') {
        const rights = kubernetesCapabilities(policy.document.value);
        capabilities.push(...rights.capabilities);
        for (const about of rights.unread) gaps.add(this.#unread(policy, { about, reason: 'not-rendered' }));
      } else gaps.add(this.#coverages.missing(`policy language ${policy.language}`, policy.scope));
    }
    if (attached.items.length === 0 && none(attached) !== true) for (const gap of attached.elsewhere) gaps.add(gap);
    return { capabilities, gaps: [...gaps].toSorted(compareText), bounded };
  }

  /** The gap of a part of a policy that could not be told. */
  #unread(policy: Policy, { about, reason }: Unread): GapId {
    const gap = gapOf({
      collector: policy.language === 'kubernetes-rbac' ? 'access.kubernetes' : 'access.aws',
      scope: policy.scope,
      about: `${about} (${policy.name})`,
      reason,
      detail: {
        'not-rendered': 'a variable, a module or a function decides it',
        unsupported: 'nhi-ready does not evaluate it',
        'no-target': 'it lies in AWS, not in the code',
      }[reason],
      closes:
        policy.language === 'kubernetes-rbac'
          ? { by: 'attestation', hint: `say what ${policy.name} lets its subjects do, or scan the rendered manifest` }
          : reason === 'not-rendered'
            ? { by: 'command', command: 'terraform plan -out=plan && terraform show -json plan > plan.json' }
            : reason === 'no-target'
              ? { by: 'target', plane: 'aws', target: 'aws' }
              : { by: 'attestation', hint: `say what ${policy.name} lets its holder do` },
      ...(policy.places[0] ? { place: policy.places[0] } : {}),
    });
    this.#gaps.set(gap.id, gap);
    return gap.id;
  }
}

function named(related: Related<Owner>, by: (edge: Edge) => NamedOwner['by']): NamedOwner[] {
  const list: NamedOwner[] = [];
  for (const [index, owner] of related.items.entries()) {
    const edge = related.edges[index];
    if (edge !== undefined) list.push({ owner, by: by(edge), edge });
  }
  return list;
}
