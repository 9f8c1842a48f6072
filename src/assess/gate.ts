import type { Gate } from '../frameworks/gates.ts';
import type { Theme } from '../frameworks/load.ts';
import {
  atLeast,
  kindRowOf,
  worse,
  type Check,
  type Decision,
  type ExceptionEntry,
  type Finding,
  type Gap,
  type Graph,
  type Instant,
  type Outcome,
  type Plane,
  type ScopeId,
  type ScopeStatement,
  type Severity,
  type ThemeEvidence,
  type ThemeId,
} from '../model/index.ts';
import { compareText } from './digest.ts';

const hourMs = 3_600_000;

/** What a decision about one system rests on. */
export interface Case {
  readonly graph: Graph;
  readonly gate: Gate;
  readonly themes: readonly Theme[];
  readonly checks: readonly Check[];
  readonly now: Instant;
  /** The scopes of the system that this run targeted. */
  readonly scopes: readonly ScopeId[];
  /** Scopes that the system names and no reached target covers. */
  readonly missingScopes: readonly string[];
  readonly findings: readonly Finding[];
  readonly outOfScope: readonly ScopeStatement[];
  readonly exceptions: readonly ExceptionEntry[];
  /** Agents found in the system or declared for it. */
  readonly agents: number;
  readonly gapOf: (id: string) => Gap;
}

export function countOutcomes(findings: readonly Finding[]): Readonly<Record<Outcome, number>> {
  const counts: Record<Outcome, number> = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, waived: 0, attested: 0 };
  for (const finding of findings) counts[finding.outcome] += 1;
  return counts;
}

/** The lowest severity that blocks, unless the gate names one for the theme. */
function floorOf(gate: Gate, theme: ThemeId): Severity {
  const named = gate.requires.find((one) => one.theme === theme)?.from;
  if (named !== undefined) return named;
  const [first, ...rest] = [...gate.blocksOn, ...gate.unknownsBlockOn];
  return rest.reduce<Severity>((lowest, one) => (atLeast(lowest, one) ? one : lowest), first ?? 'critical');
}

function inventoryAgeHours(subject: Case): number {
  return (Date.parse(subject.now) - Date.parse(subject.graph.inventory.header.takenAt)) / hourMs;
}

function ageReasons(subject: Case): readonly string[] {
  const age = inventoryAgeHours(subject);
  if (!Number.isFinite(age)) return ['the inventory has no readable date'];
  // A clock that runs a little behind is no fault; an inventory of tomorrow is.
  if (age < -1) return ['the inventory is dated in the future'];
  return age > subject.gate.maxInventoryAgeHours
    ? [`the inventory is ${Math.round(age)} hours old (at most ${subject.gate.maxInventoryAgeHours} for ${subject.gate.id})`]
    : [];
}

/** The theme that assess answers by itself: the evidence is fresh, attributable, and its exceptions are in order. */
function evidenceReasons(subject: Case): readonly string[] {
  const { targets } = subject.graph.inventory.header;
  return [
    ...ageReasons(subject),
    ...targets.filter((target) => target.scanner === '').map((target) => `nobody can tell who looked at ${target.target}`),
    ...subject.exceptions
      .filter((entry) => entry.state === 'expired' || entry.state === 'lapsed')
      .map((entry) => `the ${entry.kind} ${entry.id} ${entry.note ?? `is ${entry.state}`}`),
    ...(targets.length === 0 ? ['no target was looked at'] : []),
  ];
}

/** The gravest severity that a check can give. */
function gravest(check: Check): Severity {
  return (check.severity.adjust ?? []).reduce<Severity>((severity, one) => worse(severity, one.to), check.severity.base);
}

function themeReasons(subject: Case, theme: Theme, findings: readonly Finding[]): readonly string[] {
  const floor = floorOf(subject.gate, theme.id);
  const reasons: string[] = [];
  const { targets } = subject.graph.inventory.header;
  for (const target of targets) {
    if (!target.reached && theme.planes.includes(target.plane)) reasons.push(`the target ${target.target} could not be reached`);
  }
  for (const scope of subject.missingScopes) reasons.push(`the system names ${scope}, and no target of this run covers it`);
  const open = findings.filter((finding) => finding.outcome === 'unknown' && atLeast(finding.severity, floor));
  if (open.length > 0) reasons.push(`${open.length} ${open.length === 1 ? 'question' : 'questions'} without an answer, ${floor} or above`);
  const checks = subject.checks.filter((check) => check.theme === theme.id);
  if (checks.length === 0) return [...reasons, 'no check of this version answers it'];
  // Nothing to judge counts only where somebody who could have seen it looked.
  const unsettled = new Set<string>();
  let settledSomewhere = false;
  for (const scope of subject.scopes) {
    const target = targets.find((one) => one.scope === scope && one.reached);
    if (target === undefined || !theme.planes.includes(target.plane)) continue;
    for (const check of checks) {
      for (const kind of check.subject) {
        if (kindRowOf(target.plane, kind) === undefined) continue;
        const { settled, gaps } = subject.graph.settled(kind, target.plane, scope);
        if (settled) settledSomewhere = true;
        else if (atLeast(gravest(check), floor)) for (const gap of gaps) unsettled.add(gap);
      }
    }
  }
  const lost = [...unsettled].map((gap) => subject.gapOf(gap).about).toSorted(compareText);
  if (lost.length > 0) reasons.push(`nobody could see ${lost[0] ?? ''}${lost.length > 1 ? ` and ${lost.length - 1} more` : ''}`);
  const answered = findings.some(
    ({ outcome }) => outcome === 'pass' || outcome === 'fail' || outcome === 'waived' || outcome === 'attested',
  );
  const nothingToJudge = settledSomewhere && lost.length === 0 && findings.every(({ outcome }) => outcome !== 'unknown');
  if (!answered && !nothingToJudge) reasons.push('no question of it was answered');
  return reasons;
}

/** Whether each theme's question is answered for the system. */
export function themeEvidence(subject: Case): readonly ThemeEvidence[] {
  const looked = new Set(subject.graph.inventory.header.targets.filter((target) => target.reached).map((target) => target.plane));
  const byTheme = Map.groupBy(subject.findings, (finding) => finding.theme);
  return subject.themes.map((theme) => {
    const findings = byTheme.get(theme.id) ?? [];
    const required = subject.gate.requires.some((one) => one.theme === theme.id);
    const statement = subject.outOfScope.find((one) => one.theme === theme.id && one.plane === undefined);
    const because = theme.id === 'evidence-attestation' ? evidenceReasons(subject) : themeReasons(subject, theme, findings);
    const state = because.length === 0 ? 'evidence' : statement ? 'out-of-scope' : required ? 'no-evidence' : 'not-required';
    const askAlso: readonly Plane[] = because.length === 0 ? [] : theme.planes.filter((plane) => !looked.has(plane));
    return { theme: theme.id, title: theme.title, state, counts: countOutcomes(findings), because, askAlso };
  });
}

function takenOut(subject: Case, finding: Finding): boolean {
  return subject.outOfScope.some(
    (one) => (one.theme === undefined || one.theme === finding.theme) && (one.plane === undefined || one.plane === finding.subject.plane),
  );
}

/** Applies a gate. A fail that blocks decides; else whatever is missing makes it undetermined; only then is it ready. */
export function decide(subject: Case, themes: readonly ThemeEvidence[]): Decision {
  const { gate } = subject;
  const name = `${gate.id}@${gate.version}`;
  const requires = new Map(gate.requires.map((one) => [one.theme, one.from]));
  const blocking = subject.findings.filter(
    (finding) => finding.outcome === 'fail' && gate.blocksOn.includes(finding.severity) && !takenOut(subject, finding),
  );
  const unanswered = subject.findings.filter((finding) => {
    if (finding.outcome !== 'unknown' || takenOut(subject, finding)) return false;
    const from = requires.get(finding.theme);
    if (from !== undefined && atLeast(finding.severity, from)) return true;
    if (!gate.unknownsBlockOn.includes(finding.severity)) return false;
    const onlyNoTarget = finding.gaps.every((gap) => subject.gapOf(gap).reason === 'no-target');
    return !(gate.exemptNoTargetOutsideRequired && onlyNoTarget && from === undefined);
  });
  const without = themes.filter((theme) => theme.state === 'no-evidence').map((theme) => theme.theme);
  const otherReasons = [
    ...(subject.agents === 0 ? ['no agent was found or declared: there is nothing to promote'] : []),
    ...ageReasons(subject),
    ...subject.missingScopes.map((scope) => `the system names ${scope}, and no target of this run covers it`),
    ...subject.graph.inventory.header.targets
      .filter((target) => !target.reached)
      .map((target) => `the target ${target.target} could not be reached`),
    ...(gate.requiresStability ? ['no history of signed, ready assessments exists yet'] : []),
    ...(subject.findings.some(({ outcome }) => outcome === 'pass' || outcome === 'fail' || outcome === 'waived' || outcome === 'attested')
      ? []
      : ['no question was answered']),
  ];
  const base = {
    gate: name,
    blocking: blocking.map((finding) => finding.fingerprint),
    unanswered: unanswered.map((finding) => finding.fingerprint),
    themesWithoutEvidence: without,
    otherReasons,
  };
  if (!gate.decides) return { ...base, verdict: 'undetermined', rule: `${name} reports and decides nothing` };
  if (blocking.length > 0)
    return { ...base, verdict: 'not-ready', rule: `${name} blocks on findings that are ${gate.blocksOn.join(' or ')}` };
  if (unanswered.length > 0)
    return {
      ...base,
      verdict: 'undetermined',
      rule: `${name} needs an answer to questions that are ${gate.unknownsBlockOn.join(' or ')}, and to those of the themes it requires`,
    };
  if (without.length > 0)
    return {
      ...base,
      verdict: 'undetermined',
      rule: `${name} requires evidence on ${without.length} more ${without.length === 1 ? 'theme' : 'themes'}`,
    };
  if (otherReasons.length > 0) return { ...base, verdict: 'undetermined', rule: otherReasons[0] ?? '' };
  return { ...base, verdict: 'ready', rule: `nothing that ${name} blocks on was found, and all that it requires has evidence` };
}
