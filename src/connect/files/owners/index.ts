import { parseAllDocuments, isMap, LineCounter } from 'yaml';
import { gapOf, type Batch, type Edge, type Entity, type Gap, type Place } from '../../../model/index.ts';
import type { FileCollector, FilesContext, SourceFile } from '../collector.ts';
import { filePlace, ownerId } from '../ids.ts';
import { matchCodeowners, parseCodeowners, type OwnerRule } from './codeowners.ts';
import { ownerOf } from './owner.ts';

export { matchCodeowners, parseCodeowners } from './codeowners.ts';

/** GitHub's order of precedence: only the first that exists is used. */
const ownerFiles = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
const catalogue = 'catalog-info.yaml';
const maxCatalogue = 1_048_576;

function ownersFile(files: readonly SourceFile[]): SourceFile | undefined {
  return ownerFiles.map((path) => files.find((file) => file.path === path)).find((file) => file !== undefined);
}

function unreadable(scope: string, path: string, reason: 'unparsable' | 'too-large', line?: number): Gap {
  const where = line === undefined ? path : `line ${line} of ${path}`;
  return gapOf({
    collector: 'files.owners',
    scope,
    about: `who ${where} names as owner`,
    reason,
    detail: line === undefined ? 'it cannot be read to its end' : 'the source host skips such a line',
    closes: { by: 'file', path, hint: `mend ${where}` },
    place: filePlace(scope, path, line),
    ...(line === undefined ? { dataset: 'files.owners' as const } : {}),
  });
}

interface Named {
  readonly handle: string;
  readonly place: Place;
}

function catalogueOwners(file: SourceFile, scope: string): { readonly named: readonly Named[]; readonly gaps: readonly Gap[] } {
  if (file.text.length > maxCatalogue) return { named: [], gaps: [unreadable(scope, file.path, 'too-large')] };
  const lineCounter = new LineCounter();
  const named: Named[] = [];
  let broken = false;
  const documents = parseAllDocuments(file.text, { lineCounter, logLevel: 'silent' });
  for (const document of Array.isArray(documents) ? documents : []) {
    if (document.errors.length > 0) broken = true;
    const spec: unknown = isMap(document.contents) ? document.contents.get('spec', true) : undefined;
    if (!isMap(spec)) continue;
    const handle: unknown = spec.get('owner');
    if (typeof handle !== 'string' || handle.trim() === '') continue;
    const node: unknown = spec.get('owner', true);
    const offset = typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : 0;
    named.push({ handle: handle.trim(), place: filePlace(scope, file.path, lineCounter.linePos(offset).line) });
  }
  return { named, gaps: broken ? [unreadable(scope, file.path, 'unparsable')] : [] };
}

function normalise(files: readonly SourceFile[], context: FilesContext): Batch {
  const { scope } = context;
  const named: Named[] = [];
  const edges: Edge[] = [];
  const gaps = new Map<string, Gap>();
  const file = ownersFile(files);
  if (file !== undefined) {
    const { rules, invalid, tooLong } = parseCodeowners(file.text);
    for (const rule of rules) for (const handle of rule.owners) named.push({ handle, place: filePlace(scope, file.path, rule.line) });
    // The first thousand broken lines say enough; the count of the rest is one more gap.
    for (const line of invalid.slice(0, 1000)) {
      const gap = unreadable(scope, file.path, 'unparsable', line);
      gaps.set(gap.id, gap);
    }
    if (tooLong || invalid.length > 1000) {
      const gap = unreadable(scope, file.path, 'too-large');
      gaps.set(gap.id, gap);
    }
  }
  for (const one of files.filter(({ path }) => path === catalogue)) {
    const found = catalogueOwners(one, scope);
    for (const gap of found.gaps) gaps.set(gap.id, gap);
    for (const owner of found.named) {
      named.push(owner);
      edges.push({
        type: 'names-owner',
        from: scope,
        to: ownerId(scope, owner.handle),
        certainty: 'declared',
        signals: ['catalog-info.yaml spec.owner'],
        place: owner.place,
      });
    }
  }
  const entities = new Map<string, Entity>();
  for (const { handle, place } of named) {
    const id = ownerId(scope, handle);
    if (entities.has(id)) continue;
    const resolved = ownerOf(handle, place, context);
    entities.set(id, resolved.owner);
    for (const gap of resolved.gaps) gaps.set(gap.id, gap);
  }
  const sorted = [...gaps.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    entities: [...entities.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    edges,
    gaps: sorted,
    coverage: [
      {
        collector: 'files.owners',
        scope,
        dataset: 'files.owners',
        complete: sorted.every((gap) => gap.dataset === undefined),
        at: context.at,
        read: [{ what: 'owner files', count: files.length }],
        skipped: [],
      },
    ],
  };
}

/** Who answers for what, as CODEOWNERS and catalog-info.yaml say. */
export const ownersCollector: FileCollector = {
  id: 'files.owners',
  dataset: 'files.owners',
  reads: 'CODEOWNERS and catalog-info.yaml',
  wants: (path) => path === catalogue || ownerFiles.includes(path),
  normalise,
};

const owned = new Set<Entity['kind']>(['agent', 'tool', 'workload', 'identity', 'credential']);

/** The owners that CODEOWNERS gives to what the other collectors found, by the files where it was found. */
export function attributeOwners(batch: Batch, files: readonly SourceFile[], context: FilesContext): readonly Edge[] {
  const file = ownersFile(files);
  if (file === undefined) return [];
  const { rules } = parseCodeowners(file.text);
  const byPath = new Map<string, OwnerRule | undefined>();
  const edges = new Map<string, Edge>();
  for (const entity of batch.entities) {
    if (!owned.has(entity.kind) || entity.scope !== context.scope) continue;
    for (const { file: at } of entity.places) {
      if (at === undefined) continue;
      if (!byPath.has(at.path)) byPath.set(at.path, matchCodeowners(rules, at.path));
      const rule = byPath.get(at.path);
      for (const handle of rule?.owners ?? []) {
        const to = ownerId(context.scope, handle);
        const signal = `CODEOWNERS:${rule?.line} ${rule?.catchAll ? 'catch-all' : 'explicit'}`;
        edges.set(`${entity.id}\n${to}\n${signal}`, {
          type: 'names-owner',
          from: entity.id,
          to,
          certainty: 'declared',
          signals: [signal],
          place: filePlace(context.scope, file.path, rule?.line),
        });
      }
    }
  }
  return [...edges].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}
