import { fingerprinter, keyFrom } from '../../../../src/connect/fingerprint.ts';
import { manifestsCollector } from '../../../../src/connect/files/manifests/index.ts';
import { edgeKey } from '../../../../src/link/merge.ts';
import type { Batch, EntityKind, EntityOf } from '../../../../src/model/index.ts';

export const scope = 'github.com/acme/claims';

/** What the collector makes of files, by path. */
export function readManifests(files: Readonly<Record<string, string>>): Batch {
  const { fingerprint } = fingerprinter(keyFrom('test'));
  const context = { scope, at: '2026-11-24T08:00:00Z', fingerprint };
  const sources = Object.entries(files).flatMap(([path, text]) => {
    const wants = manifestsCollector.wants(path);
    return (typeof wants === 'function' ? wants(text) : wants) ? [{ path, text, localOnly: false }] : [];
  });
  return manifestsCollector.normalise(sources, context);
}

export function all<K extends EntityKind>(batch: Batch, kind: K): readonly EntityOf<K>[] {
  return batch.entities.filter((one): one is EntityOf<K> => one.kind === kind);
}

/** Edges of a type as `from → to`, by local ids. */
export function edges(batch: Batch, type: string): readonly string[] {
  const local = (id: string) => id.slice(scope.length + 1);
  return batch.edges
    .filter((edge) => edge.type === type)
    .toSorted((a, b) => (edgeKey(a) < edgeKey(b) ? -1 : 1))
    .map(({ from, to }) => `${local(from)} → ${local(to)}`);
}
