import type { Dataset } from './completeness.ts';
import type {
  Credential,
  Declaration,
  Edge,
  EdgeType,
  Entity,
  EntityId,
  EntityKind,
  EntityOf,
  Identity,
  IdentityClass,
  Owner,
  Plane,
  ScopeId,
} from './entity.ts';
import { anyOf, type Fact, type Truth } from './fact.ts';
import type { Gap, GapId } from './gap.ts';
import type { Inventory } from './inventory.ts';
import type { Capability } from './capability.ts';

/** A relation is a fact too: what was found, whether all of it could be seen, and within which scopes. */
export interface Related<T> {
  readonly items: readonly T[];
  readonly edges: readonly Edge[];
  /** True when whoever could have seen one looked, in this run's targets. */
  readonly complete: boolean;
  /** Why it is not complete. */
  readonly gaps: readonly GapId[];
  /** What other planes could still show and this run did not ask: they matter only for *there is none*. */
  readonly elsewhere: readonly GapId[];
  readonly within: readonly ScopeId[];
}

/** True: there is none, anywhere it could be. */
export function none<T>(related: Related<T>): Truth {
  if (related.items.length > 0) return false;
  return unsettled(related) ?? true;
}

/** True: one of them passes the test. False: none does, anywhere it could be. */
export function some<T>(related: Related<T>, test: (item: T) => Truth): Truth {
  const answer = anyOf(related.items.map(test));
  if (answer === true) return true;
  return answer === false ? (unsettled(related) ?? false) : answer;
}

function unsettled<T>(related: Related<T>): Truth | undefined {
  const gaps = [...related.gaps, ...related.elsewhere];
  return related.complete && gaps.length === 0 ? undefined : { gaps };
}

/** An owner that something names, and how: by a rule of its own, by a catch-all, inherited from its scope. */
export interface NamedOwner {
  readonly owner: Owner;
  readonly by: 'explicit' | 'catch-all' | 'inherited' | 'declared';
  readonly edge: Edge;
}

/** Credentials that are one secret. `proved`: same key id, fingerprint or reference; `indicated`: same name only. */
export interface SameSecret {
  /** All of them, sorted by id; the first speaks for the group. */
  readonly proved: readonly Credential[];
  readonly indicated: readonly Credential[];
}

/** The linked inventory: what checks ask. */
export interface Graph {
  readonly inventory: Inventory;
  /** Whether the configuration of this run declares agents, so that "not declared" means something. */
  readonly declares: boolean;
  get(id: EntityId): Entity | undefined;
  gap(id: GapId): Gap;
  /** All entities of a kind, sorted by id. */
  all<K extends EntityKind>(kind: K): readonly EntityOf<K>[];
  /** What the entity is related to; with `in`, what is related to it. */
  related<K extends EntityKind>(entity: Entity, edge: EdgeType, kind: K, direction?: 'out' | 'in'): Related<EntityOf<K>>;
  /** Whether all things of a kind in a scope were seen. */
  settled(kind: EntityKind, plane: Plane, scope: ScopeId): { readonly settled: boolean; readonly gaps: readonly GapId[] };
  /** Whether a dataset is complete in a scope. */
  complete(dataset: Dataset, scope: ScopeId): boolean;
  /** What the configuration declares of an observed agent, tool or identity. */
  declared(entity: Entity): Declaration | undefined;
  /** What was observed of a declaration. */
  observed(declaration: Declaration): Entity | undefined;
  /** The live side of a declared thing. */
  live(entity: Entity): Entity | undefined;
  /** Who or what an identity acts for, and what told so. */
  classOf(identity: Identity): { readonly class: IdentityClass; readonly because: string };
  /** Owners named for an entity, itself or by inheritance. */
  owners(entity: Entity): Related<NamedOwner>;
  /** What names an owner, itself, by declaration or through its scope: agents, tools, identities and credentials. */
  ownedBy(owner: Owner): Related<Entity>;
  /** Whether an owner is somebody who can answer: a living person or a team with members. */
  resolves(owner: Owner): Truth;
  /** Effective capabilities of an identity. */
  capabilities(identity: Identity): Fact<readonly Capability[]>;
  /** Those capabilities that an identity has for certain, also where not all of them could be seen: enough for a fail, never for a pass. */
  certainCapabilities(identity: Identity): readonly Capability[];
  /** The other places where the same secret lies, itself included. */
  sameSecret(credential: Credential): SameSecret;
}
