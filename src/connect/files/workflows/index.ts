import { gapOf, type Batch, type Edge, type Entity, type Gap } from '../../../model/index.ts';
import type { FileCollector, FilesContext, SourceFile } from '../collector.ts';
import { filePlace } from '../ids.ts';
import { followRuns, inheritedTriggers, neededBy } from './calls.ts';
import { withComposites } from './composites.ts';
import { agentSteps, readJob } from './job.ts';
import { parseWorkflow, type Job, type Parsed } from './parse.ts';

const limit = 2 * 1024 * 1024;
const workflowPath = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const sourcePath = /^\.github\/workflows\/[^/]+\.md$/;
const actionPath = /(^|\/)action\.ya?ml$/;

/** Collects what jobs give, each thing once. */
class Sink {
  readonly entities = new Map<string, Entity>();
  readonly edges = new Map<string, Edge>();
  readonly gaps = new Map<string, Gap>();

  add(entities: readonly Entity[], edges: readonly Edge[], gaps: readonly Gap[]): void {
    for (const entity of entities) {
      const before = this.entities.get(entity.id);
      const kept = before === undefined || proves(entity, before) ? entity : before;
      this.entities.set(entity.id, { ...kept, places: [...(before?.places ?? []), ...entity.places].slice(0, 50) });
    }
    for (const edge of edges) this.edges.set(`${edge.type}\n${edge.from}\n${edge.to}`, edge);
    for (const gap of gaps) this.gaps.set(gap.id, gap);
  }
}

/** Whether a job's use proves what a secret holds that another job only names. */
function proves(entity: Entity, before: Entity): boolean {
  return entity.kind === 'credential' && before.kind === 'credential' && entity.confidence === 'high' && before.confidence !== 'high';
}

function lost(
  file: SourceFile,
  context: FilesContext,
  reason: 'unparsable' | 'too-large' | 'not-rendered',
  detail: string,
  line?: number,
): Gap {
  return gapOf({
    collector: 'files.workflows',
    scope: context.scope,
    about: `what ${file.path} says`,
    reason,
    detail,
    closes: { by: 'file', path: file.path, hint: `mend ${file.path}` },
    dataset: 'files.workflows',
    place: filePlace(context.scope, file.path, line),
  });
}

/** gh-aw's own: text for an agent under a front matter that says what sets it off. */
function isAgentSource(text: string): boolean {
  const end = text.startsWith('---') ? text.indexOf('\n---', 3) : -1;
  return end >= 0 && /^["']?on["']?:/m.test(text.slice(0, end));
}

const parsed = new WeakMap<SourceFile, Parsed>();

function parsedOf(file: SourceFile): Parsed {
  const before = parsed.get(file);
  if (before !== undefined) return before;
  const made = parseWorkflow(file.path, file.text);
  parsed.set(file, made);
  return made;
}

/** Parses a file while the secret scan has its parse too. What goes wrong here goes wrong again, and is told, in `normalise`. */
function readAhead(file: SourceFile): void {
  if (file.text.length > limit || sourcePath.test(file.path)) return;
  try {
    parsedOf(file);
  } catch {
    parsed.delete(file);
  }
}

function normalise(files: readonly SourceFile[], context: FilesContext): Batch {
  const sink = new Sink();
  const jobs: Job[] = [];
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const paths = new Set(sorted.map(({ path }) => path));
  for (const file of sorted) {
    if (file.text.length > limit) {
      sink.add([], [], [lost(file, context, 'too-large', `it is larger than ${limit / 1024 / 1024} MiB`)]);
      continue;
    }
    if (sourcePath.test(file.path)) {
      // What runs is the lock; an agent's text without one runs nothing here, but nobody could judge what it would.
      if (isAgentSource(file.text) && !paths.has(file.path.replace(/md$/, 'lock.yml')))
        sink.add([], [], [lost(file, context, 'not-rendered', 'it has no lock beside it: gh aw compile writes one')]);
      continue;
    }
    const { workflow, errors } = parsedOf(file);
    for (const { line, what } of errors) sink.add([], [], [lost(file, context, 'unparsable', what, line)]);
    jobs.push(...(workflow?.jobs ?? []));
  }
  const following = withComposites(followRuns(jobs));
  const inherited = inheritedTriggers(following);
  const needed = neededBy(following);
  const withAgents = new Map<string, number>();
  for (const job of following) if (agentSteps(job).length > 0) withAgents.set(job.path, (withAgents.get(job.path) ?? 0) + 1);
  for (const job of following) {
    const callers = inherited.get(job.path);
    const { entities, edges, gaps } = readJob(job, context, {
      ...(callers === undefined ? {} : { inherited: callers }),
      needed: needed(job),
      othersRunAgents: (withAgents.get(job.path) ?? 0) > 1,
    });
    sink.add(entities, edges, gaps);
  }
  const gaps = [...sink.gaps.values()];
  return {
    coverage: [
      {
        collector: 'files.workflows',
        scope: context.scope,
        dataset: 'files.workflows',
        complete: !gaps.some((gap) => gap.dataset === 'files.workflows'),
        at: context.at,
        read: [
          { what: 'jobs', count: jobs.length },
          { what: 'workflow and action files', count: files.length },
        ],
        skipped: [],
      },
    ],
    entities: [...sink.entities.values()],
    edges: [...sink.edges.values()],
    gaps,
  };
}

/** GitHub Actions workflows and composite actions. */
export const workflowsCollector: FileCollector = {
  id: 'files.workflows',
  dataset: 'files.workflows',
  reads: '.github/workflows/*.yml and *.md, and action.yml',
  wants: (path) => workflowPath.test(path) || sourcePath.test(path) || actionPath.test(path),
  readAhead,
  normalise,
};
