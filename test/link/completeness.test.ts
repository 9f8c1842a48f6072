import { describe, expect, test } from 'vitest';
import { linkInventory } from '../../src/link/link.ts';
import { edgeRows, edgeTypes, gapOf, kindRows, none, type EntityKind, type Plane } from '../../src/model/index.ts';
import * as sample from '../../src/model/sample.ts';
import { datasetsOf, inventory } from '../support/inventory.ts';

function thing(kind: EntityKind, plane: Plane) {
  if (kind === 'declaration') return sample.declaration('agent', 'x', { plane });
  if (kind === 'owner') return sample.owner('@acme/x', { plane });
  return sample[kind]('x', { plane });
}

describe('who settles a relation', () => {
  test.each(edgeRows.flatMap((row) => row.from.map((from) => [row.plane, from, row.edge, row] as const)))(
    '%s: %s %s',
    (plane, from, edge, row) => {
      const entity = thing(from, plane);
      const settled = linkInventory(inventory({ entities: [entity] })).related(entity, edge, 'scope');
      expect(settled.complete).toBe(true);
      expect(settled.elsewhere.length).toBe(row.mayAlsoBeIn.length);
      expect(none(settled)).toEqual(row.mayAlsoBeIn.length === 0 ? true : { gaps: settled.elsewhere });
      for (const dataset of row.settledBy) {
        const others = datasetsOf(plane).filter((one) => one !== dataset);
        const missing = linkInventory(inventory({ entities: [entity], settled: others })).related(entity, edge, 'scope');
        expect(missing.complete).toBe(false);
        expect(none(missing)).not.toBe(true);
        // A gap un-settles a dataset that its collector called complete.
        const gap = gapOf({
          collector: 'example',
          scope: entity.scope,
          about: 'a part of it',
          reason: 'unparsable',
          detail: 'broken',
          closes: { by: 'command', command: 'true' },
          dataset,
        });
        expect(linkInventory(inventory({ entities: [entity], gaps: [gap] })).related(entity, edge, 'scope').gaps).toContain(gap.id);
      }
    },
  );

  test('a relation that no row knows is never complete', () => {
    const owner = sample.owner('@acme/x');
    const rows = new Set(edgeRows.filter((row) => row.from.includes('owner') && row.plane === 'files').map((row) => row.edge));
    for (const edge of Object.keys(edgeTypes) as (keyof typeof edgeTypes)[]) {
      if (!rows.has(edge)) expect(linkInventory(inventory({ entities: [owner] })).related(owner, edge, 'scope').complete).toBe(false);
    }
  });
});

describe('who settles a kind', () => {
  test.each(kindRows.flatMap((row) => row.kinds.map((kind) => [row.plane, kind, row] as const)))('%s: %s', (plane, kind, row) => {
    const entity = thing(kind, plane);
    const other = kind === 'declaration' ? sample.scope('x', { plane }) : entity;
    expect(linkInventory(inventory({ entities: [other] })).settled(kind, plane, entity.scope).settled).toBe(true);
    for (const dataset of row.settledBy) {
      const others = datasetsOf(plane).filter((one) => one !== dataset);
      expect(linkInventory(inventory({ entities: [other], settled: others })).settled(kind, plane, entity.scope).settled).toBe(false);
    }
  });
});
