import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import type { Trigger } from '../../../model/index.ts';

/** A mapping of text keys, from hostile YAML: a Map, so that no key is special. */
export type Mapping = ReadonlyMap<string, unknown>;

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with: Mapping;
  readonly env: Mapping;
  readonly line: number;
}

export interface Job {
  readonly path: string;
  readonly id: string;
  readonly line: number;
  readonly condition: string;
  /** Undefined: given at neither level. */
  readonly permissions: unknown;
  readonly triggers: readonly Trigger[];
  /** The name; null: none; undefined: an expression decides it. */
  readonly environment: string | null | undefined;
  /** `uses:` of a reusable workflow. */
  readonly uses?: string;
  readonly secretsInherit: boolean;
  readonly steps: readonly Step[];
  /** Every text of the job and of the workflow's own `env`, where secrets may be named. */
  readonly texts: readonly { readonly text: string; readonly line: number }[];
  readonly composite: boolean;
}

/** Who can set an event off: GitHub's "Events that trigger workflows". */
const events: Readonly<Record<string, Trigger['who']>> = {
  issues: 'anyone',
  issue_comment: 'anyone',
  discussion: 'anyone',
  discussion_comment: 'anyone',
  pull_request_target: 'anyone',
  pull_request_review: 'anyone',
  pull_request_review_comment: 'anyone',
  workflow_run: 'anyone',
  fork: 'anyone',
  watch: 'anyone',
  pull_request: 'contributors',
  schedule: 'schedule',
  workflow_call: 'service',
  repository_dispatch: 'members',
};

const maxNodes = 200_000;

/** Plain values out of a document, as Maps; bounded, aliases resolved by the library under its limit. */
function mapping(value: unknown): Mapping {
  return value instanceof Map ? new Map([...value].map(([key, item]) => [String(key), item])) : new Map();
}

function lineAt(document: Document, lines: LineCounter, ...path: readonly (string | number)[]): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  const range = isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined;
  return range ? lines.linePos(range[0]).line : 1;
}

function triggersOf(on: unknown): readonly Trigger[] {
  const names = typeof on === 'string' ? [on] : Array.isArray(on) ? on.map(String) : [...mapping(on).keys()];
  return [...new Set(names)].toSorted().map((how) => ({ who: Object.hasOwn(events, how) ? (events[how] ?? 'members') : 'members', how }));
}

function texts(value: unknown, line: number, into: { text: string; line: number }[], depth = 0): void {
  if (into.length > maxNodes || depth > 60) return;
  if (typeof value === 'string') into.push({ text: value, line });
  else if (Array.isArray(value)) for (const item of value) texts(item, line, into, depth + 1);
  else if (value instanceof Map) for (const item of value.values()) texts(item, line, into, depth + 1);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function stepOf(value: unknown, line: number): Step {
  const step = mapping(value);
  const uses = text(step.get('uses'));
  const run = text(step.get('run'));
  return {
    ...(uses === undefined ? {} : { uses }),
    ...(run === undefined ? {} : { run }),
    with: mapping(step.get('with')),
    env: mapping(step.get('env')),
    line,
  };
}

function environmentOf(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null;
  const name = typeof value === 'string' ? value : text(mapping(value).get('name'));
  return name === undefined || name.includes('${{') ? undefined : name;
}

/** Reads a workflow or a composite action. What is broken is told with its line, and what stands is read. */
export function parseWorkflow(
  path: string,
  source: string,
): { readonly workflow?: { readonly jobs: readonly Job[] }; readonly errors: readonly { readonly line: number; readonly what: string }[] } {
  const lines = new LineCounter();
  const errors: { line: number; what: string }[] = [];
  let root: Mapping;
  let document: Document;
  try {
    document = parseDocument(source, { lineCounter: lines, version: '1.2', merge: true, uniqueKeys: false, logLevel: 'silent' });
    for (const error of document.errors.slice(0, 5)) errors.push({ line: lines.linePos(error.pos[0]).line, what: 'it is no valid YAML' });
    const value: unknown = document.toJS({ maxAliasCount: 100, mapAsMap: true });
    root = mapping(value);
  } catch {
    return { errors: [...errors, { line: 1, what: 'it is no YAML that can be read within bounds' }] };
  }
  // YAML 1.1 readers take the key `on` for true; this one does not, and both are accepted.
  const triggers = triggersOf(root.get('on') ?? root.get('true'));
  const shared: { text: string; line: number }[] = [];
  texts(root.get('env'), lineAt(document, lines, 'env'), shared);
  const runs = mapping(root.get('runs'));
  if (runs.has('using')) {
    const steps = Array.isArray(runs.get('steps')) ? runs.get('steps') : [];
    const list = Array.isArray(steps) ? steps : [];
    const all: { text: string; line: number }[] = [];
    const read = list.map((step, index) => {
      const line = lineAt(document, lines, 'runs', 'steps', index);
      texts(step, line, all);
      return stepOf(step, line);
    });
    if (read.length === 0) return { workflow: { jobs: [] }, errors };
    const job: Job = {
      path,
      id: 'action',
      line: 1,
      condition: '',
      permissions: new Map(),
      triggers: [{ who: 'service', how: 'uses' }],
      environment: null,
      secretsInherit: false,
      steps: read,
      texts: all,
      composite: true,
    };
    return { workflow: { jobs: [job] }, errors };
  }
  if (!root.has('jobs')) {
    if (errors.length === 0 && path.startsWith('.github/workflows/')) errors.push({ line: 1, what: 'it has no jobs' });
    return { errors };
  }
  const jobs: Job[] = [];
  for (const [id, value] of mapping(root.get('jobs'))) {
    const job = mapping(value);
    const line = lineAt(document, lines, 'jobs', id);
    const all = [...shared];
    for (const [key, item] of job) if (key !== 'steps') texts(item, lineAt(document, lines, 'jobs', id, key), all);
    const list = job.get('steps');
    const steps = (Array.isArray(list) ? list : []).map((step, index) => {
      const at = lineAt(document, lines, 'jobs', id, 'steps', index);
      for (const [key, item] of mapping(step)) {
        if (item instanceof Map)
          for (const [inner, one] of item) texts(one, lineAt(document, lines, 'jobs', id, 'steps', index, key, String(inner)), all);
        else texts(item, lineAt(document, lines, 'jobs', id, 'steps', index, key), all);
      }
      return stepOf(step, at);
    });
    const uses = text(job.get('uses'));
    jobs.push({
      path,
      id,
      line: Math.max(1, line - 1),
      condition: text(job.get('if')) ?? '',
      permissions: job.has('permissions') ? job.get('permissions') : root.get('permissions'),
      triggers,
      environment: environmentOf(job.get('environment')),
      ...(uses === undefined ? {} : { uses }),
      secretsInherit: job.get('secrets') === 'inherit',
      steps,
      texts: all,
      composite: false,
    });
  }
  return { workflow: { jobs }, errors };
}
