import { membersOnly } from './expressions.ts';
import type { Job } from './parse.ts';
import { joinTriggers, type Triggers } from './triggers.ts';

/** How deep reusable workflows may nest: docs.github.com, "Reuse workflows", Limitations. */
const maxNesting = 10;

/** What sets a job off, once its own condition has let only members through. */
export function jobTriggers(job: Job, inherited: Triggers | undefined): Triggers {
  const all = inherited === undefined ? job.triggers : joinTriggers(job.triggers, inherited);
  if (!membersOnly(job.condition)) return all;
  return { ...all, known: all.known.map((one) => (one.who === 'anyone' ? { ...one, who: 'members' } : one)) };
}

/** The files of this repository that a job calls: reusable workflows and composite actions. */
function callsOf(job: Job): readonly string[] {
  const local = [job.uses, ...job.steps.map(({ uses }) => uses)].filter((uses) => uses?.startsWith('./') === true);
  return local.flatMap((uses = '') => {
    const path = uses.replace(/^\.\/+/, '').replace(/\/+$/, '');
    if (/\.ya?ml$/.test(path)) return [path];
    const folder = path === '' || path === '.' ? '' : `${path}/`;
    return [`${folder}action.yml`, `${folder}action.yaml`];
  });
}

/** What sets off the callers of each file: whoever can set off a caller reaches what it calls. */
export function inheritedTriggers(jobs: readonly Job[]): ReadonlyMap<string, Triggers> {
  const callers = jobs.map((job) => ({ job, calls: callsOf(job) })).filter(({ calls }) => calls.length > 0);
  let inherited: ReadonlyMap<string, Triggers> = new Map();
  for (let round = 0; round < maxNesting; round += 1) {
    const next = new Map<string, Triggers>();
    for (const { job, calls } of callers) {
      const triggers = jobTriggers(job, inherited.get(job.path));
      for (const path of calls) {
        const before = next.get(path);
        next.set(path, before === undefined ? triggers : joinTriggers(before, triggers));
      }
    }
    inherited = next;
  }
  return inherited;
}
