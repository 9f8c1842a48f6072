import type { Decision, SystemReport } from '../model/index.ts';

/** The exit codes, an API. `scan` and `assess` gate; other commands use done, usage, nothing and internal. */
export const exit = { ready: 0, notReady: 1, usage: 2, undetermined: 3, nothing: 4, internal: 70 } as const;

function codeOf(decision: Decision): number {
  if (decision.gate.startsWith('none@')) return exit.ready;
  return decision.verdict === 'ready' ? exit.ready : decision.verdict === 'not-ready' ? exit.notReady : exit.undetermined;
}

/** The exit code of several decisions is the worst: 1 over 3 over 0. */
export function exitCodeOf(systems: readonly SystemReport[]): number {
  const codes = systems.map((system) => codeOf(system.decision));
  return [exit.notReady, exit.undetermined].find((code) => codes.includes(code)) ?? exit.ready;
}
