import {
  edgeRows,
  inventorySchema,
  kindRows,
  type Coverage,
  type Dataset,
  type Edge,
  type Entity,
  type Gap,
  type Inventory,
  type Plane,
} from '../../src/model/index.ts';
import { hidden, sampleScope } from '../../src/model/sample.ts';

export const sampleNow = '2026-11-24T08:00:00Z';

/** Every dataset that some row of the table of completeness names for a plane. */
export function datasetsOf(plane: Plane): readonly Dataset[] {
  return [...new Set([...kindRows, ...edgeRows].filter((row) => row.plane === plane).flatMap((row) => row.settledBy))].toSorted();
}

export interface InventoryParts {
  readonly entities: readonly Entity[];
  readonly edges?: readonly Edge[];
  readonly gaps?: readonly Gap[];
  /** Complete datasets; all of the entities' planes when left out. */
  readonly settled?: readonly Dataset[];
  readonly takenAt?: string;
  readonly scanner?: string;
}

/** A small inventory: one target per plane and scope of its entities, everything settled unless said otherwise. */
export function inventory({
  entities,
  edges = [],
  gaps = [],
  settled,
  takenAt = sampleNow,
  scanner = 'commit 0000',
}: InventoryParts): Inventory {
  const places = new Map(
    entities.filter((entity) => entity.kind !== 'declaration').map((entity) => [`${entity.plane}\n${entity.scope}`, entity]),
  );
  const targets =
    places.size > 0
      ? [...places.values()].map(({ plane, scope }) => ({ plane, scope }))
      : [{ plane: 'files' as const, scope: sampleScope }];
  const coverage: Coverage[] = targets.flatMap(({ plane, scope }) =>
    (settled ?? datasetsOf(plane)).map((dataset) => ({
      collector: 'example',
      scope,
      dataset,
      complete: true,
      at: takenAt,
      read: [{ what: 'files', count: 1 }],
      skipped: [],
    })),
  );
  return {
    header: {
      schema: inventorySchema,
      tool: { name: 'nhi-ready', version: '0.0.0' },
      takenAt,
      targets: targets.map(({ plane, scope }) => ({ target: scope, plane, scope, label: scope, reached: true, scanner })),
      fingerprintKeyId: 'example',
      options: [],
      excluded: [],
    },
    coverage,
    entities,
    edges,
    gaps: [hidden, ...gaps],
  };
}
