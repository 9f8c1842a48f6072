import {
  known,
  unknown,
  type Credential,
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
import { Gathered } from '../gather.ts';
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
export class ClusterSink extends Gathered {
  readonly context: ClusterContext;

  constructor(context: ClusterContext) {
    super(context.collector, context.scope);
    this.context = context;
  }

  add<E extends Entity>(entity: E): E {
    const before = this.get(entity.id);
    if (before === undefined) this.put(entity);
    else if (before.kind === 'credential' && entity.kind === 'credential') this.put(joined(before, entity));
    else this.put(this.#restated(before, entity));
    return entity;
  }

  /** A thing that another object states again: what is not known of one of them is not known, and what they say differently neither. */
  #restated(before: Entity, again: Entity): Entity {
    const first = new Map<string, unknown>(Object.entries(before));
    const changes = Object.entries(again).flatMap(([field, value]: [string, unknown]) => {
      const stated = first.get(field);
      if (!isFact(stated) || !isFact(value) || JSON.stringify(stated) === JSON.stringify(value)) return [];
      if (field === 'production')
        return [[field, [stated, value].find((one) => one.known && one.value === true) ?? unknownOf(stated, value)]];
      return [[field, unknownOf(stated, value) ?? this.#conflict(before, field)]];
    });
    return { ...before, ...Object.fromEntries(changes), places: placesOf(before, again) };
  }

  #conflict(entity: Entity, field: string): Fact<never> {
    return this.missing({
      about: `which ${field} of ${entity.name} is right`,
      reason: 'conflict',
      detail: 'two objects of one name state different things',
      closes: { by: 'attestation', hint: 'look at both places, and rename or mend one' },
    });
  }

  edge(
    from: { readonly id: EntityId },
    type: EdgeType,
    to: { readonly id: EntityId },
    place?: Place,
    signals: readonly string[] = [],
  ): void {
    const certainty = this.context.origin === 'live' ? 'proved' : 'declared';
    this.relate({
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
    this.relate({ type: 'same-as', from: a.id, to: b.id, certainty: 'proved', place });
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
    this.keep(this.context.productionUnknown);
    return unknown(this.context.productionUnknown.id);
  }

  named(head: Head, ...keys: readonly string[]): Named {
    return { id: this.context.idOf(head, ...keys), name: fullName(head), places: [head.place], production: this.production(head) };
  }

  base({ id, name, places, production }: Named): Omit<EntityBase, never> {
    const { plane, scope, origin } = this.context;
    return { id, plane, name, scope, origin, production, places };
  }
}

function isFact(value: unknown): value is Fact<unknown> {
  return typeof value === 'object' && value !== null && 'known' in value;
}

function unknownOf(...facts: readonly Fact<unknown>[]): Fact<unknown> | undefined {
  return facts.find((fact) => !fact.known);
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
