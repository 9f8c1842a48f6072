import {
  gapOf,
  type Coverage,
  type Edge,
  type Entity,
  type Fact,
  type Gap,
  type Inventory,
  type InventoryHeader,
  type TargetState,
} from '../model/index.ts';

/** By code point, so that every machine sorts alike. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** JSON with sorted keys: equal values give equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => compareText(a, b)));
  });
}

export function edgeKey(edge: Edge): string {
  return `${edge.type}\n${edge.from}\n${edge.to}`;
}

function coverageKey(coverage: Coverage): string {
  return `${coverage.scope}\n${coverage.dataset}\n${coverage.collector}`;
}

function isFact(value: unknown): value is Fact<unknown> {
  return typeof value === 'object' && value !== null && 'known' in value && typeof value.known === 'boolean';
}

/** Every value that either side states, each once. */
function stated(
  fact: Fact<unknown>,
): readonly { readonly value: unknown; readonly from?: NonNullable<Extract<Fact<unknown>, { known: true }>['from']> }[] {
  if (!fact.known) return fact.conflict ?? [];
  return [fact.from === undefined ? { value: fact.value } : { value: fact.value, from: fact.from }];
}

function unionSorted<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  const byText = new Map([...a, ...b].map((item) => [canonical(item), item]));
  return [...byText].toSorted(([x], [y]) => compareText(x, y)).map(([, item]) => item);
}

/** Known beats unknown; two known values that differ are a conflict with both places. Associative and commutative. */
function mergeFacts(a: Fact<unknown>, b: Fact<unknown>, entity: Entity, field: string, gaps: Map<string, Gap>): Fact<unknown> {
  const values = [...stated(a), ...stated(b)];
  if (values.length === 0) {
    return { known: false, gaps: [...new Set([...(a.known ? [] : a.gaps), ...(b.known ? [] : b.gaps)])].toSorted(compareText) };
  }
  const distinct = new Map<string, (typeof values)[number]>();
  for (const item of values.toSorted((x, y) => compareText(canonical(x), canonical(y)))) {
    const key = canonical(item.value);
    if (!distinct.has(key)) distinct.set(key, item);
  }
  const [first, ...rest] = distinct.values();
  if (first !== undefined && rest.length === 0) {
    return first.from === undefined ? { known: true, value: first.value } : { known: true, value: first.value, from: first.from };
  }
  const gap = gapOf({
    collector: 'merge',
    scope: entity.scope,
    about: `which ${field} of ${entity.id} is right`,
    reason: 'conflict',
    detail: 'two sources state different values',
    closes: { by: 'attestation', hint: 'look at both places and mend the wrong one' },
  });
  gaps.set(gap.id, gap);
  return { known: false, gaps: [gap.id], conflict: [...distinct.values()] };
}

function mergeValues(a: unknown, b: unknown, entity: Entity, field: string, gaps: Map<string, Gap>): unknown {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (isFact(a) && isFact(b)) return mergeFacts(a, b, entity, field, gaps);
  if (Array.isArray(a) && Array.isArray(b)) return unionSorted<unknown>(a, b);
  if (field === 'origin') return a === 'live' || b === 'live' ? 'live' : a;
  if (typeof a === 'boolean' && typeof b === 'boolean') return a || b;
  return compareText(canonical(a), canonical(b)) <= 0 ? a : b;
}

function mergeEntities(a: Entity, b: Entity, gaps: Map<string, Gap>): Entity {
  // Two things of one id and different kinds are two things: the smaller kind keeps the id, the other is not lost in silence.
  if (a.kind !== b.kind) {
    const gap = gapOf({
      collector: 'merge',
      scope: a.scope,
      about: `what ${a.id} is`,
      reason: 'conflict',
      detail: 'two sources give one id to things of different kinds',
      closes: { by: 'attestation', hint: 'rename one of them' },
    });
    gaps.set(gap.id, gap);
    return compareText(a.kind, b.kind) < 0 ? a : b;
  }
  const left = new Map(Object.entries(a));
  for (const [field, value] of Object.entries(b)) left.set(field, mergeValues(left.get(field), value, a, field, gaps));
  // Field by field over one kind: the shape stays that of the kind.
  return { ...a, ...Object.fromEntries(left) };
}

function mergeEdges(a: Edge, b: Edge): Edge {
  const order = ['proved', 'declared', 'indicated'] as const;
  const certainty = order.find((item) => item === a.certainty || item === b.certainty) ?? 'indicated';
  const signals = unionSorted(a.signals ?? [], b.signals ?? []);
  const places = unionSorted(a.place ? [a.place] : [], b.place ? [b.place] : []);
  return {
    type: a.type,
    from: a.from,
    to: a.to,
    certainty,
    ...(signals.length > 0 ? { signals } : {}),
    ...(places[0] ? { place: places[0] } : {}),
  };
}

function mergeCoverage(a: Coverage, b: Coverage): Coverage {
  // Of one collector and scope taken twice, the later dataset replaces the earlier.
  if (a.at !== b.at) return a.at > b.at ? a : b;
  if (a.complete !== b.complete) return a.complete ? b : a;
  return compareText(canonical(a), canonical(b)) <= 0 ? a : b;
}

function mergeHeaders(headers: readonly InventoryHeader[]): InventoryHeader {
  const sorted = headers.toSorted((a, b) => compareText(a.takenAt, b.takenAt) || compareText(canonical(a), canonical(b)));
  const [oldest] = sorted;
  if (oldest === undefined) throw new Error('an inventory needs a header');
  const targets = new Map<string, TargetState>();
  for (const target of headers.flatMap((header) => header.targets)) {
    const key = `${target.plane}\n${target.target}\n${target.scope}`;
    const before = targets.get(key);
    // A target that one run could not reach stays unreached only if no run reached it.
    if (before === undefined || (target.reached && !before.reached)) targets.set(key, target);
    else if (target.reached === before.reached && compareText(canonical(target), canonical(before)) < 0) targets.set(key, target);
  }
  const keyIds = [...new Set(headers.flatMap((header) => header.fingerprintKeyId.split('+')))].toSorted(compareText);
  return {
    ...oldest,
    targets: [...targets].toSorted(([a], [b]) => compareText(a, b)).map(([, target]) => target),
    fingerprintKeyId: keyIds.join('+'),
    options: [...new Set(headers.flatMap((header) => header.options))].toSorted(compareText),
    excluded: [...new Set(headers.flatMap((header) => header.excluded))].toSorted(compareText),
  };
}

/** Joins inventories by union, field by field, and sorts. Merging is associative and commutative; an inventory merged with itself is itself. The age is that of the oldest. */
export function mergeInventories(inventories: readonly Inventory[]): Inventory {
  const gaps = new Map<string, Gap>();
  const entities = new Map<string, Entity>();
  const edges = new Map<string, Edge>();
  const coverage = new Map<string, Coverage>();
  for (const inventory of inventories) {
    for (const gap of inventory.gaps) {
      const before = gaps.get(gap.id);
      if (before === undefined || compareText(canonical(gap), canonical(before)) < 0) gaps.set(gap.id, gap);
    }
    for (const entity of inventory.entities) {
      const before = entities.get(entity.id);
      entities.set(entity.id, before === undefined ? entity : mergeEntities(before, entity, gaps));
    }
    for (const edge of inventory.edges) {
      const before = edges.get(edgeKey(edge));
      edges.set(edgeKey(edge), before === undefined ? edge : mergeEdges(before, edge));
    }
    for (const row of inventory.coverage) {
      const before = coverage.get(coverageKey(row));
      coverage.set(coverageKey(row), before === undefined ? row : mergeCoverage(before, row));
    }
  }
  const sortedValues = <T>(map: Map<string, T>) => [...map].toSorted(([a], [b]) => compareText(a, b)).map(([, value]) => value);
  return {
    header: mergeHeaders(inventories.map((inventory) => inventory.header)),
    coverage: sortedValues(coverage),
    entities: sortedValues(entities),
    edges: sortedValues(edges),
    gaps: sortedValues(gaps),
  };
}
