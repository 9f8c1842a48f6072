import { passes } from './conditions.ts';
import type { Job } from './parse.ts';
import { joinTriggers, type Triggers } from './triggers.ts';

/** How deep reusable workflows may nest: docs.github.com, "Reuse workflows", Limitations. */
const maxNesting = 10;

/** Functions by which a job runs though one that it needs did not. */
const runsAnyway = /\b(?:always|cancelled|failure)\s{0,9}\(/i;

/** What sets a job off, once its own condition, and those of the jobs that it needs, have let through whom they let through. */
export function jobTriggers(job: Job, inherited: Triggers | undefined, needed: readonly Job[] = []): Triggers {
  const all = inherited === undefined ? job.triggers : joinTriggers(job.triggers, inherited);
  const conditions = [job.condition, ...needed.map(({ condition }) => condition)].filter((condition) => condition !== '');
  const gates = needed.filter(({ checksMembership }) => checksMembership).map(({ id }) => id);
  return conditions.reduce((triggers, condition) => narrowed(triggers, condition, gates), all);
}

/** Without those whom a condition keeps out. `gates`: the jobs whose output `activated` tells that a member started it. */
export function narrowed(triggers: Triggers, condition: string, gates: readonly string[] = []): Triggers {
  const known = triggers.known.flatMap((one) => {
    const through = passes(condition, one.how, gates);
    if (through === 'nobody') return [];
    return [through === 'members' && one.who === 'anyone' ? { ...one, who: 'members' as const } : one];
  });
  return { ...triggers, known };
}

/** Every job without which a job does not run: those that it needs, and what they need. */
export function neededBy(jobs: readonly Job[]): (job: Job) => readonly Job[] {
  const byId = new Map(jobs.map((job) => [`${job.path}\n${job.id}`, job]));
  return (job) => {
    const found = new Set<Job>();
    const follow = (one: Job) => {
      if (runsAnyway.test(one.condition)) return;
      for (const id of one.needs) {
        const next = byId.get(`${one.path}\n${id}`);
        if (next === undefined || next === job || found.has(next)) continue;
        found.add(next);
        follow(next);
      }
    };
    follow(job);
    return [...found];
  };
}

/** How long a chain of runs that follow runs may be: docs.github.com, "Events that trigger workflows", workflow_run. */
const maxChain = 3;

/** A run that follows others is open to those who can set off these; what follows an unknown workflow, to anyone. */
export function followRuns(jobs: readonly Job[]): readonly Job[] {
  const byName = new Map(jobs.map((job) => [job.workflow, job.triggers]));
  const open = (name: string, depth: number): boolean => {
    const triggers = byName.get(name);
    if (triggers === undefined || !triggers.complete || depth > maxChain) return true;
    return triggers.known.some(({ who, how }) =>
      how === 'workflow_run'
        ? triggers.follows.length === 0 || triggers.follows.some((next) => open(next, depth + 1))
        : who === 'anyone' || who === 'contributors',
    );
  };
  return jobs.map((job) => {
    const { known, follows } = job.triggers;
    if (follows.length === 0 || follows.some((name) => open(name, 1))) return job;
    return {
      ...job,
      triggers: { ...job.triggers, known: known.map((one) => (one.how === 'workflow_run' ? { ...one, who: 'members' } : one)) },
    };
  });
}

/** The files of this repository that a job calls: reusable workflows and composite actions. */
function callsOf(job: Job): readonly string[] {
  return calledFiles([job.uses, ...job.steps.map(({ uses }) => uses)]);
}

/** The files that `uses: ./…` may mean. */
export function calledFiles(all: readonly (string | undefined)[]): readonly string[] {
  const local = all.filter((uses) => uses?.startsWith('./') === true);
  return local.flatMap((uses = '') => {
    const path = uses.replace(/^\.\/+/, '').replace(/\/+$/, '');
    if (/\.ya?ml$/.test(path)) return [path];
    const folder = path === '' || path === '.' ? '' : `${path}/`;
    return [`${folder}action.yml`, `${folder}action.yaml`];
  });
}

/** What sets off the callers of each file: whoever can set off a caller reaches what it calls. */
export function inheritedTriggers(jobs: readonly Job[]): ReadonlyMap<string, Triggers> {
  const needed = neededBy(jobs);
  const callers = jobs.map((job) => ({ job, calls: callsOf(job) })).filter(({ calls }) => calls.length > 0);
  let inherited: ReadonlyMap<string, Triggers> = new Map();
  let before = '';
  for (let round = 0; round < maxNesting; round += 1) {
    const next = new Map<string, Triggers>();
    for (const { job, calls } of callers) {
      const triggers = jobTriggers(job, inherited.get(job.path), needed(job));
      for (const path of calls) {
        const known = next.get(path);
        next.set(path, known === undefined ? triggers : joinTriggers(known, triggers));
      }
    }
    inherited = next;
    const after = JSON.stringify([...next]);
    if (after === before) break;
    before = after;
  }
  return inherited;
}
