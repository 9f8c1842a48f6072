import {
  gapOf,
  known,
  unknown,
  type Batch,
  type Credential,
  type Edge,
  type EdgeType,
  type Entity,
  type EntityBase,
  type EntityId,
  type Fact,
  type Gap,
  type Instant,
  type Place,
  type Plane,
  type ScopeId,
} from '../../model/index.ts';
import { fullName, type Head } from './object.ts';

/** What differs between manifests of a checkout and objects of an API server. */
export interface ClusterContext {
  readonly collector: string;
  readonly plane: Plane;
  readonly origin: 'live' | 'declared';
  readonly scope: ScopeId;
  readonly at: Instant;
  fingerprint(value: string): string;
  /** The id of a part of an object. */
  idOf(head: Head, ...keys: readonly string[]): EntityId;
  /** The id of something that objects refer to and that was not among them. */
  idOfUnseen(kind: string, namespace: string, name: string, ...keys: readonly string[]): EntityId;
  /** Why a fact that only a running cluster holds is unknown, as a gap without its `about`. */
  readonly unseen: Pick<Gap, 'reason' | 'detail' | 'closes'>;
  /** Whether a namespace or a folder serves production; undefined: nothing tells. */
  production(head: Head): boolean | undefined;
  readonly productionUnknown: Gap;
}

/** What a thing that is referred to, or made up by the platform, is called and where it was seen. */
export interface Named {
  readonly id: EntityId;
  readonly name: string;
  readonly places: readonly Place[];
  readonly production: Fact<boolean>;
}

/** What is gathered while objects are read. Two objects of one kind, namespace and name are one thing: all places, all relations. */
export class ClusterSink {
  readonly context: ClusterContext;
  readonly #entities = new Map<EntityId, Entity>();
  readonly #edges = new Map<string, Edge>();
  readonly #gaps = new Map<string, Gap>();

  constructor(context: ClusterContext) {
    this.context = context;
  }

  add<E extends Entity>(entity: E): E {
    const before = this.#entities.get(entity.id);
    if (before === undefined) this.#entities.set(entity.id, entity);
    else if (before.kind === 'credential' && entity.kind === 'credential') this.#entities.set(entity.id, joined(before, entity));
    else this.#entities.set(entity.id, { ...before, places: placesOf(before, entity) });
    return entity;
  }

  get(id: EntityId): Entity | undefined {
    return this.#entities.get(id);
  }

  edge(
    from: { readonly id: EntityId },
    type: EdgeType,
    to: { readonly id: EntityId },
    place?: Place,
    signals: readonly string[] = [],
  ): void {
    const certainty = this.context.origin === 'live' ? 'proved' : 'declared';
    this.#edges.set(`${type}\n${from.id}\n${to.id}`, {
      type,
      from: from.id,
      to: to.id,
      certainty,
      ...(signals.length > 0 ? { signals } : {}),
      ...(place === undefined ? {} : { place }),
    });
  }

  /** Two places of one secret, told by the entry that both are filled from. */
  sameAs(a: Credential, b: Credential, place: Place): void {
    const edge: Edge = { type: 'same-as', from: a.id, to: b.id, certainty: 'proved', place };
    this.#edges.set(`same-as\n${a.id}\n${b.id}`, edge);
  }

  gap(gap: Omit<Gap, 'id' | 'collector' | 'scope'>): Gap {
    const made = gapOf({ ...gap, collector: this.context.collector, scope: this.context.scope });
    const before = this.#gaps.get(made.id);
    if (before === undefined) this.#gaps.set(made.id, made);
    return before ?? made;
  }

  missing(gap: Omit<Gap, 'id' | 'collector' | 'scope'>): Fact<never> {
    return unknown(this.gap(gap).id);
  }

  /** A fact that a running cluster holds and this source does not. */
  unseen(about: string): Fact<never> {
    return this.missing({ about, ...this.context.unseen });
  }

  /** A fact that no API shows: somebody must say it. */
  unsaid(about: string, detail: string, hint: string): Fact<never> {
    return this.missing({ about, reason: 'no-target', detail, closes: { by: 'attestation', hint } });
  }

  production(head: Head): Fact<boolean> {
    const told = this.context.production(head);
    if (told !== undefined) return known(told);
    this.#gaps.set(this.context.productionUnknown.id, this.context.productionUnknown);
    return unknown(this.context.productionUnknown.id);
  }

  named(head: Head, ...keys: readonly string[]): Named {
    return { id: this.context.idOf(head, ...keys), name: fullName(head), places: [head.place], production: this.production(head) };
  }

  base({ id, name, places, production }: Named): Omit<EntityBase, never> {
    const { plane, scope, origin } = this.context;
    return { id, plane, name, scope, origin, production, places };
  }

  batch(): Omit<Batch, 'coverage'> {
    const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
    return { entities: sorted(this.#entities), edges: sorted(this.#edges), gaps: sorted(this.#gaps) };
  }
}

function placesOf(a: Entity, b: Entity): readonly Place[] {
  const key = ({ file, object }: Place) => `${file?.path} ${file?.line} ${file?.column} ${object}`;
  return [...new Map([...a.places, ...b.places].map((place) => [key(place), place])).values()].slice(0, 50);
}

/** One key of one Secret, seen twice: a readable value weighs more than a reference. */
function joined(a: Credential, b: Credential): Credential {
  const [first, second] = a.stored !== 'literal' && b.stored === 'literal' ? [b, a] : [a, b];
  const contents = first.contents ?? second.contents;
  return {
    ...first,
    ...(contents === undefined ? {} : { contents }),
    expiresAt: first.expiresAt.known ? first.expiresAt : second.expiresAt,
    fingerprints: [...new Set([...a.fingerprints, ...b.fingerprints])].toSorted(),
    places: placesOf(first, second),
  };
}
