import { isMap, isScalar, isSeq, type Document, type LineCounter } from 'yaml';
import { yamlOf } from '../yaml.ts';
import { triggersOf, type Triggers } from './triggers.ts';

/** A mapping of text keys, from hostile YAML: a Map, so that no key is special. */
export type Mapping = ReadonlyMap<string, unknown>;

/** A text of a job with the key it stands under, such as the name of a variable or an input. */
export interface Text {
  readonly text: string;
  readonly key: string;
  readonly line: number;
}

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly condition: string;
  readonly with: Mapping;
  readonly env: Mapping;
  readonly line: number;
}

export interface Job {
  readonly path: string;
  /** The name of its workflow: what others call it that follow its runs. */
  readonly workflow: string;
  readonly id: string;
  readonly line: number;
  readonly condition: string;
  /** The ids of the jobs that it waits for. */
  readonly needs: readonly string[];
  /** Effective: the job's replace the workflow's. Undefined: given at neither level, or in no shape that GitHub takes. */
  readonly permissions: string | Mapping | undefined;
  readonly triggers: Triggers;
  readonly name: string;
  /** The name; null: none; undefined: an expression decides it. */
  readonly environment: string | null | undefined;
  /** `uses:` of a reusable workflow. */
  readonly uses?: string;
  readonly secretsInherit: boolean;
  readonly steps: readonly Step[];
  /** Every text of the job and of the workflow's own `env`, where secrets may be named. */
  readonly texts: readonly Text[];
  /** Those that every step has: `env` of the workflow and of the job. */
  readonly environmentTexts: readonly Text[];
  readonly composite: boolean;
  /** The inputs of a composite action that have a default, with it. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The steps of the composite actions that it uses, as it fills them in. */
  readonly innerSteps: readonly Step[];
  /** A composite action whose callers are known: what it does is said of them. */
  readonly isCalled: boolean;
  /** The job of a lock of gh-aw that looks whether who started it may write, and tells it as its output `activated`. */
  readonly checksMembership: boolean;
  /** The job of a lock of gh-aw in which its agent runs. */
  readonly compiledAgent: boolean;
}

const maxNodes = 200_000;
const maxDepth = 60;
/** A tenth of it would already be more than anybody maintains; each is looked up among the others. */
const maxJobs = 1000;

/** Plain values out of a document, as Maps; bounded, aliases resolved by the library under its limit. */
function mapping(value: unknown): Mapping {
  return value instanceof Map ? new Map([...value].map(([key, item]) => [String(key), item])) : new Map();
}

function lineAt(document: Document, lines: LineCounter, ...path: readonly (string | number)[]): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  const range = isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined;
  return range ? lines.linePos(range[0]).line : 1;
}

/** Adds every text below a value. Past the bounds it stops, and the answer says so. */
function texts(value: unknown, key: string, line: number, into: Text[], depth = 0): boolean {
  if (into.length > maxNodes || depth > maxDepth) return false;
  if (typeof value === 'string') into.push({ text: value, key, line });
  else if (Array.isArray(value)) return value.every((item) => texts(item, key, line, into, depth + 1));
  else if (value instanceof Map) return [...value].every(([name, item]) => texts(item, String(name), line, into, depth + 1));
  return true;
}

/** The lines of the keys of a mapping: a value may start on another line than its key. */
function keyLines(document: Document, lines: LineCounter, path: readonly (string | number)[]): (key: string) => number {
  const parent = document.getIn(path, true);
  const found = new Map<string, number>();
  for (const { key } of isMap(parent) ? parent.items : [])
    if (isScalar(key) && key.range) found.set(String(key.value), lines.linePos(key.range[0]).line);
  const otherwise = lineAt(document, lines, ...path);
  return (key) => found.get(key) ?? otherwise;
}

/** In the shapes and words that GitHub takes; anything else says nothing, and may hold anything. */
function permissionsOf(value: unknown): string | Mapping | undefined {
  if (value === 'read-all' || value === 'write-all') return value;
  if (!(value instanceof Map)) return undefined;
  const rights = mapping(value);
  return [...rights].every(([name, level]) => /^[a-z_-]{1,40}$/.test(name) && (level === 'read' || level === 'write' || level === 'none'))
    ? rights
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What an input says, as text; a mapping or a list says nothing. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'boolean' || typeof value === 'number' ? String(value) : '';
}

/** `$/` is the repository of the workflow at the commit that runs (docs.github.com, "Find and customize actions"): the same file as `./`. */
function usesOf(value: unknown): string | undefined {
  return text(value)?.replace(/^\$\/(?:\.\/)?/, './');
}

function stepOf(value: unknown, line: number): Step {
  const step = mapping(value);
  const uses = usesOf(step.get('uses'));
  const run = text(step.get('run'));
  return {
    ...(uses === undefined ? {} : { uses }),
    ...(run === undefined ? {} : { run }),
    condition: textOf(step.get('if')),
    with: mapping(step.get('with')),
    env: mapping(step.get('env')),
    line,
  };
}

function environmentOf(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null;
  const name = typeof value === 'string' ? value : text(mapping(value).get('name'));
  return name === '' ? null : name === undefined || name.includes('${{') ? undefined : name;
}

/** Roles that may write: docs.github.com, "Repository roles for an organization", as gh-aw names them. */
const writing: ReadonlySet<string> = new Set(['admin', 'maintain', 'maintainer', 'write']);

function checksMembership(step: Step): boolean {
  const roles = textOf(step.env.get('GH_AW_REQUIRED_ROLES')).split(',');
  return roles.every((role) => writing.has(role.trim())) && textOf(step.with.get('script')).includes('check_membership.cjs');
}

export interface Parsed {
  readonly workflow?: { readonly jobs: readonly Job[] };
  readonly errors: readonly { readonly line: number; readonly what: string }[];
}

/** Reads a workflow or a composite action. What is broken is told with its line, and what stands is read. */
export function parseWorkflow(path: string, source: string): Parsed {
  const errors: { line: number; what: string }[] = [];
  let root: Mapping;
  let document: Document;
  let lines: LineCounter;
  try {
    const yaml = yamlOf(source);
    const [first, second] = yaml.documents;
    if (first === undefined) return { errors };
    document = first;
    lines = yaml.lines;
    if (second !== undefined) errors.push({ line: lines.linePos(second.range?.[0] ?? 0).line, what: 'it is more than one document' });
    for (const error of document.errors.slice(0, 5)) errors.push({ line: lines.linePos(error.pos[0]).line, what: 'it is no valid YAML' });
    const value: unknown = document.toJS({ maxAliasCount: 100, mapAsMap: true });
    root = mapping(value);
  } catch {
    return { errors: [...errors, { line: 1, what: 'it is no YAML that can be read within bounds' }] };
  }
  // YAML 1.1 readers take the key `on` for true; this one does not, and both are accepted.
  const triggers = triggersOf(root.get('on') ?? root.get('true'));
  const told = (line: number, what: string) => {
    if (errors.length < 20) errors.push({ line, what });
  };
  const read = (value: unknown, key: string, line: number, into: Text[]) => {
    if (!texts(value, key, line, into)) told(line, 'it holds more than is read of one workflow');
  };
  const runs = mapping(root.get('runs'));
  if (runs.has('using')) {
    const list = runs.get('steps');
    const all: Text[] = [];
    const steps = (Array.isArray(list) ? list : []).map((step, index) => {
      const line = lineAt(document, lines, 'runs', 'steps', index);
      read(step, '', line, all);
      return stepOf(step, line);
    });
    if (runs.get('using') === 'composite' && !Array.isArray(list)) told(1, 'its steps are no list');
    if (steps.length === 0) return { workflow: { jobs: [] }, errors };
    const job: Job = {
      path,
      workflow: path,
      id: 'action',
      name: '',
      line: 1,
      condition: '',
      needs: [],
      permissions: undefined,
      triggers: { known: [{ who: 'service', how: 'uses' }], complete: true, follows: [] },
      environment: null,
      secretsInherit: false,
      steps,
      texts: all,
      environmentTexts: [],
      composite: true,
      inputs: new Map(
        [...mapping(root.get('inputs'))].flatMap(([name, input]) => {
          const given = mapping(input).get('default');
          return given === undefined ? [] : [[name, textOf(given)] as const];
        }),
      ),
      innerSteps: [],
      isCalled: false,
      checksMembership: false,
      compiledAgent: false,
    };
    return { workflow: { jobs: [job] }, errors };
  }
  const isWorkflow = path.startsWith('.github/workflows/');
  if (!(root.get('jobs') instanceof Map)) {
    if (errors.length === 0 && (isWorkflow || root.size === 0)) told(1, isWorkflow ? 'it has no jobs' : 'it is no action');
    return { errors };
  }
  const shared: Text[] = [];
  read(root.get('env'), 'env', lineAt(document, lines, 'env'), shared);
  // `gh aw compile` heads what it writes with its name, and runs the agent in a job of this id.
  const compiled = path.endsWith('.lock.yml') && /^#[^\n]{0,300}gh-aw/m.test(source.slice(0, 8000));
  const jobs: Job[] = [];
  const jobLine = keyLines(document, lines, ['jobs']);
  for (const [id, value] of mapping(root.get('jobs'))) {
    const at = ['jobs', id];
    const line = jobLine(id);
    if (jobs.length === maxJobs) {
      told(line, `it has more than ${maxJobs} jobs`);
      break;
    }
    if (!(value instanceof Map)) {
      told(line, 'a job is no mapping');
      continue;
    }
    const job = mapping(value);
    const lineOf = keyLines(document, lines, at);
    const environmentTexts = [...shared];
    read(job.get('env'), 'env', lineOf('env'), environmentTexts);
    const all = [...environmentTexts];
    for (const [key, item] of job) if (key !== 'steps' && key !== 'env') read(item, key, lineOf(key), all);
    const list = job.get('steps');
    if (list !== undefined && !Array.isArray(list)) told(line, 'the steps of a job are no list');
    const steps = (Array.isArray(list) ? list : []).map((step, index) => {
      const here = [...at, 'steps', index];
      const stepLine = keyLines(document, lines, here);
      for (const [key, item] of mapping(step)) {
        const innerLine = item instanceof Map ? keyLines(document, lines, [...here, key]) : stepLine;
        if (item instanceof Map) for (const [inner, one] of mapping(item)) read(one, inner, innerLine(inner), all);
        else read(item, key, stepLine(key), all);
      }
      return stepOf(step, lineAt(document, lines, ...here));
    });
    const uses = usesOf(job.get('uses'));
    jobs.push({
      path,
      workflow: text(root.get('name')) ?? path,
      id,
      name: text(job.get('name')) ?? '',
      line,
      condition: textOf(job.get('if')),
      needs: [job.get('needs')].flat().filter((needed) => typeof needed === 'string'),
      permissions: permissionsOf(job.has('permissions') ? job.get('permissions') : root.get('permissions')),
      triggers,
      environment: environmentOf(job.get('environment')),
      ...(uses === undefined ? {} : { uses }),
      secretsInherit: job.get('secrets') === 'inherit',
      steps,
      texts: all,
      environmentTexts,
      composite: false,
      inputs: new Map(),
      innerSteps: [],
      isCalled: false,
      checksMembership: compiled && steps.some(checksMembership),
      compiledAgent: compiled && id === 'agent',
    });
  }
  return { workflow: { jobs }, errors };
}
