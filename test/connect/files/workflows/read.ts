import type { Batch, Entity, EntityKind, EntityOf, Fact } from '../../../../src/model/index.ts';
import { workflowsCollector } from '../../../../src/connect/files/workflows/index.ts';

const context = { scope: 'github.com/acme/claims', at: '2026-11-24T08:00:00Z', fingerprint: () => 'fp' };

/** What the collector makes of these files. */
export function collect(files: Readonly<Record<string, string>>): Batch {
  return workflowsCollector.normalise(
    Object.entries(files).map(([path, text]) => ({ path, text, localOnly: false })),
    context,
  );
}

/** One workflow whose single job `work` has these lines; more lines of the workflow before it. */
export function job(lines: string, workflow = 'on: push'): Batch {
  const indented = lines
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return collect({ '.github/workflows/ci.yml': `${workflow}\njobs:\n  work:\n${indented}\n` });
}

/** A job of one step. */
export function step(lines: string, workflow = 'on: push'): Batch {
  const [first, ...rest] = lines.trim().split('\n');
  return job(['steps:', `  - ${first}`, ...rest.map((line) => `    ${line}`)].join('\n'), workflow);
}

export function all<K extends EntityKind>(batch: Batch, kind: K): EntityOf<K>[] {
  return batch.entities.filter((entity): entity is EntityOf<K> => entity.kind === kind);
}

export function only<K extends EntityKind>(batch: Batch, kind: K): EntityOf<K> {
  const [one, ...others] = all(batch, kind);
  if (one === undefined || others.length > 0) throw new Error(`expected one ${kind}, got ${others.length + (one ? 1 : 0)}`);
  return one;
}

/** The value of a fact, or the word `unknown`. */
export function value<T>(fact: Fact<T>): T | 'unknown' {
  return fact.known ? fact.value : 'unknown';
}

/** The names that an entity points at by one kind of edge. */
export function linked(batch: Batch, from: Entity, type: string): string[] {
  const ids = batch.edges.filter((edge) => edge.type === type && edge.from === from.id).map((edge) => edge.to);
  return batch.entities
    .filter((entity) => ids.includes(entity.id))
    .map((entity) => entity.name)
    .toSorted();
}
