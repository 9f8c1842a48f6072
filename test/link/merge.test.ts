import { describe, expect, test } from 'vitest';
import { canonical, mergeInventories } from '../../src/link/merge.ts';
import { known } from '../../src/model/index.ts';
import { agent, credential, edge, identity, notSeen, owner } from '../../src/model/sample.ts';
import { inventory } from '../support/inventory.ts';

const bot = agent('claims-bot');
const token = identity('token');

describe('merging inventories', () => {
  test('known beats unknown, whichever comes first', () => {
    const seen = inventory({ entities: [credential('key', { rotatedAt: known({ at: '2026-01-01T00:00:00Z' }) })] });
    const unseen = inventory({ entities: [credential('key', { rotatedAt: notSeen })] });
    for (const order of [
      [seen, unseen],
      [unseen, seen],
    ]) {
      const [merged] = mergeInventories(order).entities;
      expect(merged?.kind === 'credential' && merged.rotatedAt).toMatchObject({ known: true, value: { at: '2026-01-01T00:00:00Z' } });
    }
  });

  test('two known values that differ are a conflict with a gap, not a guess', () => {
    const merged = mergeInventories([
      inventory({ entities: [owner('@acme/claims', { active: known(true) })] }),
      inventory({ entities: [owner('@acme/claims', { active: known(false) })] }),
    ]);
    const [entity] = merged.entities;
    if (entity?.kind !== 'owner' || entity.active.known) throw new Error('the conflict is lost');
    expect(entity.active.conflict?.map((one) => one.value).toSorted()).toEqual([false, true]);
    expect(merged.gaps.map((gap) => gap.id)).toContain(entity.active.gaps[0]);
  });

  test('is commutative, associative and idempotent', () => {
    const a = inventory({ entities: [bot, credential('key', { rotatedAt: notSeen })], edges: [edge(bot, 'runs-as', token)] });
    const b = inventory({
      entities: [token, credential('key', { stored: 'injected', expiresAt: known('never') })],
      takenAt: '2026-11-23T00:00:00Z',
    });
    const c = inventory({
      entities: [credential('key', { expiresAt: known('short-lived') })],
      edges: [edge(bot, 'runs-as', token, { certainty: 'indicated', signals: ['name'] })],
    });
    const text = canonical(mergeInventories([a, b, c]));
    expect(canonical(mergeInventories([c, a, b]))).toBe(text);
    expect(canonical(mergeInventories([mergeInventories([a, b]), c]))).toBe(text);
    expect(canonical(mergeInventories([a, mergeInventories([b, c])]))).toBe(text);
    const once = mergeInventories([a]);
    expect(canonical(mergeInventories([once, once]))).toBe(canonical(once));
  });

  test('the merged inventory is as old as its oldest part', () => {
    const merged = mergeInventories([inventory({ entities: [bot] }), inventory({ entities: [token], takenAt: '2026-11-01T00:00:00Z' })]);
    expect(merged.header.takenAt).toBe('2026-11-01T00:00:00Z');
  });

  test('one id for things of two kinds is a conflict', () => {
    const merged = mergeInventories([inventory({ entities: [agent('x')] }), inventory({ entities: [identity('x')] })]);
    expect(merged.gaps.map((gap) => gap.reason)).toContain('conflict');
  });
});
