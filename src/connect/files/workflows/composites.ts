import { calledFiles } from './calls.ts';
import { textOf, type Job, type Mapping, type Step } from './parse.ts';

/** How deep composite actions may nest: docs.github.com, "Creating a composite action". */
const maxNesting = 10;
const maxSteps = 1000;

/**
 * Jobs with the steps of the composite actions of the repository that they use: an agent in one runs with the triggers,
 * the rights and the credentials of its callers. An action without a caller stands for itself.
 */
export function withComposites(jobs: readonly Job[]): readonly Job[] {
  const actions = new Map(jobs.filter(({ composite }) => composite).map((job) => [job.path, job]));
  const called = new Set<string>();
  const within = (steps: readonly Step[], depth: number): readonly Step[] =>
    steps.flatMap((step) => {
      const action = calledFiles([step.uses])
        .map((path) => actions.get(path))
        .find((job) => job !== undefined);
      if (action === undefined || depth > maxNesting) return [];
      called.add(action.path);
      const inner = action.steps.map((one) => filledIn(one, step, action.inputs)).slice(0, maxSteps);
      return [...inner, ...within(inner, depth + 1)].slice(0, maxSteps);
    });
  const expanded = jobs.map((job) => (job.composite ? job : { ...job, innerSteps: within(job.steps, 1) }));
  return expanded.map((job) => (job.composite && called.has(job.path) ? { ...job, isCalled: true } : job));
}

/** A step of an action as a caller runs it: at the caller's place, with what the caller hands in. */
function filledIn(step: Step, caller: Step, defaults: ReadonlyMap<string, string>): Step {
  const fill = (text: string) =>
    text.replace(/\$\{\{\s{0,9}inputs\.([\w-]{1,100})\s{0,9}\}\}/g, (whole, name: string) => {
      const given = caller.with.get(name);
      return given === undefined ? (defaults.get(name) ?? whole) : textOf(given);
    });
  const all = (values: Mapping): [string, unknown][] =>
    [...values].map(([key, value]) => [key, typeof value === 'string' ? fill(value) : value]);
  return {
    ...(step.uses === undefined ? {} : { uses: step.uses }),
    ...(step.run === undefined ? {} : { run: fill(step.run) }),
    condition: [caller.condition, fill(step.condition)].find((condition) => condition !== '') ?? '',
    // What the caller hands in stands beside it: an expression may put it together in ways that are not followed here.
    with: new Map([...caller.with, ...all(step.with)]),
    env: new Map([...caller.env, ...all(step.env)]),
    line: caller.line,
  };
}
