import { gapOf, type Batch, type Gap } from '../../../model/index.ts';
import { normaliseObjects } from '../../kubernetes/normalise.ts';
import { sameNamespace, type Head } from '../../kubernetes/object.ts';
import type { Subject } from '../../kubernetes/rbac.ts';
import type { KubernetesObject } from '../../kubernetes/read.ts';
import type { ClusterContext } from '../../kubernetes/sink.ts';
import type { FileCollector, FilesContext, SourceFile } from '../collector.ts';
import { productionUnknown } from '../facts.ts';
import { fileId, filePlace } from '../ids.ts';
import { pathDoubts } from '../secrets/literal.ts';
import { isKustomization, namespaceOf, readKustomization, type Kustomization } from './kustomize.ts';
import { isTemplate, parseManifest, type ParsedManifest } from './parse.ts';

const collectorId = 'files.manifests';

/** Whether a text may hold Kubernetes objects: both words must stand as keys. */
function isManifest(text: string): boolean {
  return /(?:^|[\s{,-])["']?apiVersion["']?\s*:/.test(text) && /(?:^|[\s{,-])["']?kind["']?\s*:/.test(text);
}

const chart = /(?:^|\/)Chart\.ya?ml$/;
const inTemplates = /(?:^|\/)templates\/.*\.(?:ya?ml|json|tpl)$/;

function wants(path: string): boolean | ((text: string) => boolean) {
  if (isKustomization(path) || chart.test(path)) return true;
  if (path.startsWith('.github/workflows/')) return false;
  if (inTemplates.test(path)) return (text) => isManifest(text) || isTemplate(text);
  return /\.(?:ya?ml|json)$/i.test(path) ? isManifest : false;
}

const parsed = new WeakMap<SourceFile, ParsedManifest>();

function parsedOf(file: SourceFile, scope: string): ParsedManifest {
  const before = parsed.get(file);
  if (before !== undefined) return before;
  const made = parseManifest(file, scope);
  parsed.set(file, made);
  return made;
}

function lost(context: FilesContext, path: string, about: string, problem: NonNullable<ParsedManifest['problem']>, command?: string): Gap {
  return gapOf({
    collector: collectorId,
    scope: context.scope,
    about,
    reason: problem.reason,
    detail: problem.detail,
    closes:
      command === undefined
        ? { by: 'file', path, hint: problem.reason === 'not-rendered' ? `render ${path} and scan the result` : `mend ${path}` }
        : { by: 'command', command },
    dataset: 'files.manifests',
    place: filePlace(context.scope, path, problem.line),
  });
}

/** The outermost chart that a path lies in. */
function chartOf(path: string, charts: ReadonlySet<string>): string | undefined {
  const parts = path.split('/');
  for (let length = 0; length < parts.length; length += 1) {
    const folder = parts.slice(0, length).join('/');
    if (charts.has(folder)) return folder;
  }
  return undefined;
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

const nameOf = (folder: string) => (folder === '' ? '.' : folder);

function normalise(files: readonly SourceFile[], context: FilesContext): Batch {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const charts = new Set(sorted.filter(({ path }) => chart.test(path)).map(({ path }) => folderOf(path)));
  const gaps = new Map<string, Gap>();
  const keep = (gap: Gap) => gaps.set(gap.id, gap);
  const kustomizations: Kustomization[] = [];
  const found: { readonly path: string; readonly objects: readonly KubernetesObject[] }[] = [];
  let count = 0;
  for (const file of sorted) {
    if (chart.test(file.path)) continue;
    const inside = chartOf(file.path, charts);
    if (inside !== undefined && inTemplates.test(file.path) && isTemplate(file.text)) {
      const folder = nameOf(inside);
      const problem = { reason: 'not-rendered', detail: 'it is a Helm chart whose values are not filled in' } as const;
      const path = inside === '' ? 'Chart.yaml' : `${inside}/Chart.yaml`;
      keep(lost(context, path, `what the chart ${folder} makes`, problem, `helm template ${folder} > rendered.yaml, and scan that`));
      continue;
    }
    const { objects, problem, root, count: held } = parsedOf(file, context.scope);
    count += held;
    if (problem !== undefined) keep(lost(context, file.path, `what ${file.path} says`, problem));
    if (isKustomization(file.path)) {
      if (root !== undefined) kustomizations.push(readKustomization(file.path, root));
      continue;
    }
    found.push({ path: file.path, objects });
  }
  for (const { folder, changes } of kustomizations) {
    if (changes.length === 0) continue;
    const problem = { reason: 'not-rendered', detail: `it changes objects by ${changes.join(', ')}` } as const;
    const path = folder === '' ? 'kustomization.yaml' : `${folder}/kustomization.yaml`;
    const name = nameOf(folder);
    keep(lost(context, path, `what the kustomization ${name} makes`, problem, `kubectl kustomize ${name} > rendered.yaml, and scan that`));
  }
  const patches = new Set(kustomizations.flatMap((one) => one.patches));
  const placed = found.flatMap(({ path, objects: held }) => {
    const namespace = namespaceOf(path, kustomizations);
    return patches.has(path) ? [] : held.map((object) => ({ object, namespace }));
  });
  const accounts = placed.filter(({ object }) => object.type === 'service-account');
  const objects = placed.map(({ object, namespace }) => {
    if (namespace === undefined) return object;
    return moved(object, namespace, (subject) =>
      accounts.some(
        (one) =>
          one.namespace === namespace &&
          one.object.head.name === subject.name &&
          sameNamespace(one.object.head.namespace, subject.namespace),
      ),
    );
  });
  const unread = [...gaps.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  // What tests and examples hold is no part of the estate: it is read, and meets only its own kind.
  const isSample = ({ head }: KubernetesObject) => pathDoubts(head.path ?? '').length > 0;
  const own = normaliseObjects(
    objects.filter((object) => !isSample(object)),
    unread,
    clusterContext(context),
  );
  const samples = normaliseObjects(objects.filter(isSample), unread, { ...clusterContext(context, 'samples'), production: () => false });
  return {
    entities: [...own.entities, ...samples.entities],
    edges: [...own.edges, ...samples.edges],
    gaps: [...own.gaps, ...samples.gaps, ...unread],
    coverage: [
      {
        collector: collectorId,
        scope: context.scope,
        dataset: 'files.manifests',
        complete: gaps.size === 0,
        at: context.at,
        read: [
          { what: 'Kubernetes objects', count },
          { what: 'manifest files', count: sorted.length },
        ],
        skipped: [],
      },
    ],
  };
}

/** An object in the namespace that a kustomization gives it; what belongs to the cluster has none. Accounts that move with it stay its subjects. */
function moved(object: KubernetesObject, namespace: string, movesAlong: (subject: Subject) => boolean): KubernetesObject {
  const isOfCluster = object.head.kind.startsWith('Cluster');
  const head: Head = isOfCluster ? object.head : { ...object.head, namespace };
  if (object.type !== 'binding') return { ...object, head };
  const moves = (one: Subject) =>
    one.kind === 'ServiceAccount' && ((!isOfCluster && one.namespace === object.head.namespace) || movesAlong(one));
  return { ...object, head, subjects: object.subjects.map((one) => (moves(one) ? { ...one, namespace } : one)) };
}

/** Kinds whose names several groups share carry their group, as kubectl writes them. */
function kindOf({ group, kind }: Head): string {
  return group === '' || !group.includes('.') || group.endsWith('.k8s.io') ? kind : `${kind}.${group}`;
}

const environments = ['environment', 'env', 'stage', 'tier', 'app.kubernetes.io/environment'];

/** Labels, then the namespace, then the folder: what says production, and what says that it is not. */
function production(head: Head): boolean | undefined {
  const stated = environments.flatMap((name) => head.labels.get(name) ?? []);
  const folder = head.path?.split('/').slice(0, -1) ?? [];
  for (const word of [...stated, head.namespace, ...folder.toReversed()]) {
    if (/(?:^|[-_.])(?:prod|production|live)(?:$|[-_.])/i.test(word)) return true;
    if (/(?:^|[-_.])(?:dev|development|test|testing|stag|staging|stage|sandbox|preview|qa)(?:$|[-_.])/i.test(word)) return false;
  }
  return undefined;
}

function clusterContext(context: FilesContext, unseenIn = 'kubernetes'): ClusterContext {
  const { scope } = context;
  return {
    collector: collectorId,
    plane: 'files',
    origin: 'declared',
    scope,
    at: context.at,
    fingerprint: (value) => context.fingerprint(value),
    idOf: (head, ...keys) =>
      fileId(scope, head.path ?? unseenIn, kindOf(head), ...(head.namespace === '' ? [] : [head.namespace]), head.name, ...keys),
    idOfUnseen: (kind, namespace, name, ...keys) => fileId(scope, unseenIn, kind, ...(namespace === '' ? [] : [namespace]), name, ...keys),
    unseen: {
      reason: 'no-target',
      detail: 'manifests say what should be; a cluster shows what is',
      closes: { by: 'target', plane: 'kubernetes', target: 'k8s' },
    },
    production,
    productionUnknown: productionUnknown(scope).gap,
  };
}

/** Kubernetes objects in YAML and JSON, in kustomizations and charts. */
export const manifestsCollector: FileCollector = {
  id: collectorId,
  dataset: 'files.manifests',
  reads: 'Kubernetes manifests: *.yaml, *.yml and *.json, kustomizations, Helm charts as far as they are rendered',
  wants,
  readAhead(file, context) {
    try {
      parsedOf(file, context.scope);
    } catch {
      parsed.delete(file);
    }
  },
  normalise,
};
