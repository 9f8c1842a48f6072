import { type Finding, type Gap, type Report, type SystemReport } from '../model/index.ts';

/** A finding with what the rest of the report says of it: one row of a list. */
export interface Row {
  /** null: outside every system, so that it gates nothing. */
  readonly system: SystemReport | null;
  readonly finding: Finding;
  /** Whether it keeps its system from passing the gate, as a finding that blocks or as a question without an answer. */
  readonly blocking: boolean;
  readonly gaps: readonly Gap[];
}

/** Every finding of every system, then those outside, in the order of the report. One of two systems has a row in each. */
export function rowsOf(report: Report): readonly Row[] {
  const gaps = new Map(report.gaps.map((gap) => [gap.id, gap]));
  const rowsIn = (system: SystemReport | null, findings: readonly Finding[]) => {
    const blocking = new Set(system === null ? [] : [...system.decision.blocking, ...system.decision.unanswered]);
    return findings.map((finding): Row => ({
      system,
      finding,
      blocking: blocking.has(finding.fingerprint),
      gaps: finding.gaps.flatMap((id) => gaps.get(id) ?? []),
    }));
  };
  return [...report.systems.flatMap((system) => rowsIn(system, system.findings)), ...rowsIn(null, report.outside)];
}

/** Whether the gate only reports: then nothing blocks and nothing is asked for. */
export function onlyReports(system: SystemReport): boolean {
  return system.decision.gate.startsWith('none@');
}
