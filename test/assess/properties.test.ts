import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { linkInventory } from '../../src/link/link.ts';
import { canonical } from '../../src/link/merge.ts';
import { evaluate } from '../../src/assess/evaluate.ts';
import { gapOf, type Entity, type Inventory } from '../../src/model/index.ts';
import { sampleScope } from '../../src/model/sample.ts';
import { judge, verdictOf } from '../support/assess.ts';
import { datasetsOf, inventory, sampleNow } from '../support/inventory.ts';

/** Inventories out of the checks' own examples: every shape that some check knows. */
const examples = checks.flatMap((check) =>
  check.examples.map((example) => ({ entities: example.entities, edges: example.edges ?? [], gaps: example.gaps ?? [] })),
);
const estate = fc.array(fc.constantFrom(...examples), { minLength: 1, maxLength: 6 }).map((parts) =>
  inventory({
    entities: [...new Map(parts.flatMap((part) => part.entities).map((entity) => [entity.id, entity])).values()],
    edges: parts.flatMap((part) => part.edges),
    gaps: parts.flatMap((part) => part.gaps),
  }),
);

/** Refused, not merely out of reach: `pilot` excuses what only an absent target could show, in themes that it does not require. */
const refused = gapOf({
  collector: 'example',
  scope: sampleScope,
  about: 'a fact',
  reason: 'denied',
  detail: 'refused',
  closes: { by: 'permission', permission: 'read' },
});

function outcomes(one: Inventory): ReadonlyMap<string, string> {
  const { findings } = evaluate(linkInventory(one), checks, { now: sampleNow, options: new Map(), leftOut: new Set() });
  return new Map(findings.map((finding) => [`${finding.check}\n${finding.subject.id}\n${finding.about ?? ''}`, finding.outcome]));
}

/** One known fact of one entity turned into an unknown one. */
function forget(one: Inventory, pick: number): Inventory {
  const facts = one.entities.flatMap((entity, index) =>
    Object.entries(entity).flatMap(([field, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null && 'known' in value && value.known === true ? [{ index, field }] : [],
    ),
  );
  const chosen = facts[pick % Math.max(1, facts.length)];
  if (chosen === undefined) return one;
  const entities = one.entities.map((entity, index): Entity =>
    index === chosen.index ? { ...entity, [chosen.field]: { known: false, gaps: [refused.id] } } : entity,
  );
  return { ...one, entities, gaps: [...one.gaps, refused] };
}

test('forgetting a fact never makes a decision ready, and no check passes by it', () => {
  fc.assert(
    fc.property(estate, fc.nat(), (one, pick) => {
      const less = forget(one, pick);
      if (verdictOf(judge([one], checks)) !== 'ready') expect(verdictOf(judge([less], checks))).not.toBe('ready');
      const before = outcomes(one);
      for (const [key, outcome] of outcomes(less))
        if (outcome === 'pass' || outcome === 'not-applicable') expect([key, before.get(key)]).toEqual([key, outcome]);
    }),
    { numRuns: 150, seed: 20261124 },
  );
});

test('an unsettled dataset never makes a decision ready, and no check passes by it', () => {
  fc.assert(
    fc.property(estate, fc.constantFrom(...datasetsOf('files')), (one, dataset) => {
      const [target] = one.header.targets;
      const gap = gapOf({
        collector: 'example',
        scope: target?.scope ?? '',
        about: 'a part',
        reason: 'unparsable',
        detail: 'broken',
        closes: { by: 'command', command: 'true' },
        dataset,
      });
      const less = { ...one, gaps: [...one.gaps, gap] };
      if (verdictOf(judge([one], checks)) !== 'ready') expect(verdictOf(judge([less], checks))).not.toBe('ready');
      const before = outcomes(one);
      for (const [key, outcome] of outcomes(less))
        if (outcome === 'pass' || outcome === 'not-applicable') expect([key, before.get(key)]).toEqual([key, outcome]);
    }),
    { numRuns: 150, seed: 20261124 },
  );
});

test('shuffled input gives the same bytes', () => {
  fc.assert(
    fc.property(estate, fc.infiniteStream(fc.nat()), (one, numbers) => {
      const shuffle = <T>(list: readonly T[]) =>
        list
          .map((item) => ({ item, at: numbers.next().value ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ item }) => item);
      const mixed: Inventory = {
        ...one,
        entities: shuffle(one.entities),
        edges: shuffle(one.edges),
        gaps: shuffle(one.gaps),
        coverage: shuffle(one.coverage),
      };
      expect(canonical(judge([mixed], checks).report)).toBe(canonical(judge([one], checks).report));
    }),
    { numRuns: 60, seed: 20261124 },
  );
});
