import { gapOf, unknown, type Batch, type Edge, type Entity, type EntityId, type Fact, type Gap, type ScopeId } from '../model/index.ts';

/** What one collector gathers of one scope: things, relations and gaps, each once, given out sorted by id. */
export class Gathered {
  readonly #collector: string;
  readonly #scope: ScopeId;
  readonly #entities = new Map<EntityId, Entity>();
  readonly #edges = new Map<string, Edge>();
  readonly #gaps = new Map<string, Gap>();

  constructor(collector: string, scope: ScopeId) {
    this.#collector = collector;
    this.#scope = scope;
  }

  get(id: EntityId): Entity | undefined {
    return this.#entities.get(id);
  }

  put(entity: Entity): void {
    this.#entities.set(entity.id, entity);
  }

  /** Of a relation that is stated twice, the first place stands. */
  relate(edge: Edge): void {
    const key = `${edge.type}\n${edge.from}\n${edge.to}`;
    if (!this.#edges.has(key)) this.#edges.set(key, edge);
  }

  gap(gap: Omit<Gap, 'id' | 'collector' | 'scope'>): Gap {
    const made = gapOf({ ...gap, collector: this.#collector, scope: this.#scope });
    const before = this.#gaps.get(made.id);
    if (before === undefined) this.#gaps.set(made.id, made);
    return before ?? made;
  }

  /** A gap of another collector that an entity refers to. */
  keep(gap: Gap): void {
    this.#gaps.set(gap.id, gap);
  }

  missing(gap: Omit<Gap, 'id' | 'collector' | 'scope'>): Fact<never> {
    return unknown(this.gap(gap).id);
  }

  /** Gaps that leave a dataset open. */
  unread(): readonly Gap[] {
    return [...this.#gaps.values()].filter((gap) => gap.dataset !== undefined);
  }

  batch(): Omit<Batch, 'coverage'> {
    const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
    return { entities: sorted(this.#entities), edges: sorted(this.#edges), gaps: sorted(this.#gaps) };
  }
}
