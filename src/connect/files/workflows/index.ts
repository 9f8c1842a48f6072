import { gapOf, type Batch, type Edge, type Entity, type Gap } from '../../../model/index.ts';
import type { FileCollector, FilesContext, SourceFile } from '../collector.ts';
import { filePlace } from '../ids.ts';
import { readJob } from './job.ts';
import { parseWorkflow } from './parse.ts';

const limit = 2 * 1024 * 1024;
const workflowPath = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const actionPath = /(^|\/)action\.ya?ml$/;

/** Collects what jobs give, each thing once. */
class Sink {
  readonly entities = new Map<string, Entity>();
  readonly edges = new Map<string, Edge>();
  readonly gaps = new Map<string, Gap>();

  add(entities: readonly Entity[], edges: readonly Edge[], gaps: readonly Gap[]): void {
    for (const entity of entities) {
      const before = this.entities.get(entity.id);
      this.entities.set(
        entity.id,
        before === undefined ? entity : { ...before, places: [...before.places, ...entity.places].slice(0, 50) },
      );
    }
    for (const edge of edges) this.edges.set(`${edge.type}\n${edge.from}\n${edge.to}`, edge);
    for (const gap of gaps) this.gaps.set(gap.id, gap);
  }
}

function lost(file: SourceFile, context: FilesContext, reason: 'unparsable' | 'too-large', detail: string, line?: number): Gap {
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

function normalise(files: readonly SourceFile[], context: FilesContext): Batch {
  const sink = new Sink();
  let jobs = 0;
  for (const file of files) {
    if (file.text.length > limit) {
      sink.add([], [], [lost(file, context, 'too-large', `it is larger than ${limit / 1024 / 1024} MiB`)]);
      continue;
    }
    const { workflow, errors } = parseWorkflow(file.path, file.text);
    for (const { line, what } of errors) sink.add([], [], [lost(file, context, 'unparsable', what, line)]);
    for (const job of workflow?.jobs ?? []) {
      jobs += 1;
      const { entities, edges, gaps } = readJob(job, context);
      sink.add(entities, edges, gaps);
    }
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
          { what: 'jobs', count: jobs },
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
  reads: '.github/workflows/*.yml and action.yml',
  wants: (path) => workflowPath.test(path) || actionPath.test(path),
  normalise,
};
