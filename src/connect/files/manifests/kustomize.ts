import { nodeAt, stringsAt, textAt, type ObjectNode } from '../../node.ts';

/** What a kustomization does to the objects of the files that it lists. */
export interface Kustomization {
  readonly folder: string;
  /** Files and folders that it takes as they are, relative to the target. */
  readonly resources: readonly string[];
  /** Files that change objects of others: no objects of their own. */
  readonly patches: readonly string[];
  readonly namespace: string | undefined;
  /** What only `kubectl kustomize` shows, as words; empty: nothing. */
  readonly changes: readonly string[];
}

/** Fields that change names or contents in ways that only rendering shows (kustomize's reference). */
const changing = [
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'replacements',
  'vars',
  'components',
  'helmCharts',
  'helmChartInflationGenerator',
  'generators',
  'secretGenerator',
  'transformers',
  'namePrefix',
  'nameSuffix',
] as const;

export function isKustomization(path: string): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
}

export function readKustomization(path: string, root: ObjectNode): Kustomization {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const listed = ['resources', 'bases', 'crds'].flatMap((key) => stringsAt(root, key).map(({ value }) => value));
  const remote = listed.filter((one) => /^(?:https?:|git@|ssh:|git::|github\.com\/)|\?ref=/.test(one) || joined(folder, one) === undefined);
  const changes = [
    ...changing.filter((key) => {
      const node = nodeAt(root, key);
      return (
        node !== undefined &&
        !(node.kind === 'array' && node.items.length === 0) &&
        !(node.kind === 'scalar' && (node.value === null || node.value === ''))
      );
    }),
    ...(remote.length > 0 ? ['resources of another place'] : []),
  ];
  const patched = nodeAt(root, 'patches');
  const patches = [
    ...stringsAt(root, 'patchesStrategicMerge').map(({ value }) => value),
    ...(patched?.kind === 'array' ? patched.items.flatMap((one) => textAt(one, 'path') ?? []) : []),
  ];
  return {
    folder,
    resources: listed.filter((one) => !remote.includes(one)).flatMap((one) => joined(folder, one) ?? []),
    patches: patches.filter((one) => !one.includes('\n')).flatMap((one) => joined(folder, one) ?? []),
    namespace: textAt(root, 'namespace'),
    changes,
  };
}

/** A path relative to a folder, without dots; undefined: it leaves the target. */
function joined(folder: string, path: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The namespace that kustomizations give to the objects of a file; the outermost decides. Undefined: none does, or several do. */
export function namespaceOf(path: string, kustomizations: readonly Kustomization[]): string | undefined {
  const found = new Set<string>();
  const holding = (file: string) => kustomizations.filter(({ resources }) => resources.includes(file));
  const climb = (file: string, depth: number): void => {
    if (depth > 10) return;
    for (const one of holding(file)) {
      const above = one.folder === '' ? [] : holding(one.folder);
      if (above.every(({ namespace }) => namespace === undefined) && one.namespace !== undefined) found.add(one.namespace);
      if (above.length > 0) climb(one.folder, depth + 1);
    }
  };
  climb(path, 0);
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}
