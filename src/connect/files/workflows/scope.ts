import {
  gapOf,
  known,
  unknown,
  type Edge,
  type EdgeType,
  type Entity,
  type Fact,
  type Gap,
  type Place,
  type Trigger,
} from '../../../model/index.ts';
import type { FilesContext } from '../collector.ts';
import { githubGap, productionOf } from '../facts.ts';
import { fileId, filePlace } from '../ids.ts';
import type { Job } from './parse.ts';
import type { Triggers } from './triggers.ts';

export const collector = 'files.workflows';

/** One job as it is read: what it has given so far, and how its facts, ids and edges are made. */
export class JobScope {
  readonly job: Job;
  readonly context: FilesContext;
  readonly entities: Entity[] = [];
  readonly edges: Edge[] = [];
  readonly gaps: Gap[] = [];
  readonly production: Fact<boolean>;
  readonly triggers: Triggers;

  constructor(job: Job, context: FilesContext, triggers: Triggers) {
    this.job = job;
    this.context = context;
    const { fact, gap } = productionOf(job.environment ?? undefined, context.scope);
    this.production = fact;
    if (gap) this.gaps.push(gap);
    this.triggers = triggers;
  }

  /** Who sets it off. What is not understood hides nobody who was seen: `anyone` stays the answer. */
  triggeredBy(): Fact<readonly Trigger[]> {
    const { path } = this.job;
    if (this.triggers.complete || this.open().length > 0) return known(this.triggers.known);
    return this.unread(`what sets off ${path}`, '`on:` is missing, or names what is not known', `mend \`on:\` of ${path}`);
  }

  open(): readonly Trigger[] {
    return this.triggers.known.filter(({ who }) => who === 'anyone');
  }

  /** A fact that the file decides in a way that cannot be read from it. */
  unread(about: string, detail: string, hint: string): Fact<never> {
    const { path, line } = this.job;
    const gap = gapOf({
      collector,
      scope: this.context.scope,
      about,
      reason: 'not-rendered',
      detail,
      closes: { by: 'file', path, hint },
      place: filePlace(this.context.scope, path, line),
    });
    this.gaps.push(gap);
    return unknown(gap.id);
  }

  unseen(about: string): Fact<never> {
    const gap = githubGap(this.context.scope, about, collector);
    this.gaps.push(gap);
    return unknown(gap.id);
  }

  base(id: string, name: string, line: number) {
    const { scope } = this.context;
    const places: Place[] = [filePlace(scope, this.job.path, line)];
    return { id, plane: 'files' as const, name, scope, origin: 'declared' as const, production: this.production, places };
  }

  link(from: Entity, type: EdgeType, to: Entity, line: number, signals: readonly string[] = []): void {
    const place = filePlace(this.context.scope, this.job.path, line);
    this.edges.push({ type, from: from.id, to: to.id, certainty: 'declared', ...(signals.length > 0 ? { signals } : {}), place });
  }

  id(...keys: readonly string[]): string {
    const { path, id, composite } = this.job;
    return composite ? fileId(this.context.scope, path, ...keys) : fileId(this.context.scope, path, 'jobs', id, ...keys);
  }
}
