import {
  atLeast,
  gapOf,
  undecided,
  worse,
  type Check,
  type CheckContext,
  type Entity,
  type Finding,
  type Gap,
  type Graph,
  type Instant,
  type Severity,
  type Subject,
  type Verdict,
} from '../model/index.ts';
import { compareText, factsDigest, fingerprintOf } from './digest.ts';

export interface EvaluateOptions {
  readonly now: Instant;
  /** Per check id: its options, or false to leave it out. */
  readonly options: ReadonlyMap<string, Readonly<Record<string, unknown>> | false>;
  /** Ids of checks that `--only` and `--skip` leave out. */
  readonly leftOut: ReadonlySet<string>;
  /** Whether the evidence of passes is kept: there are many, and a report holds none of it. */
  readonly passEvidence?: boolean;
}

/** Every verdict as a finding, passes included, and the gaps that judging itself left. */
export interface Evaluation {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

const subjects = new WeakMap<Entity, Subject>();

/** An entity as a report names it; one object an entity, however many checks judge it. */
export function subjectOf(entity: Entity): Subject {
  const before = subjects.get(entity);
  if (before !== undefined) return before;
  const subject = { id: entity.id, kind: entity.kind, plane: entity.plane, scope: entity.scope, name: entity.name };
  subjects.set(entity, subject);
  return subject;
}

/**
 * The severity of a verdict: the base, then each adjustment in turn. One that cannot be told takes the worse of the
 * two; for an unknown verdict that is the highest still possible. `atMost` caps it.
 */
export function severityOf(
  check: Check,
  entity: Entity,
  verdict: Verdict,
  context: CheckContext<unknown>,
): { readonly severity: Severity; readonly because: readonly string[] } {
  let severity = check.severity.base;
  const because: string[] = [];
  for (const adjustment of check.severity.adjust ?? []) {
    const applies = adjustment.when(entity, context);
    if (applies === false) continue;
    const next = applies === true ? adjustment.to : worse(severity, adjustment.to);
    if (next !== severity) because.push(applies === true ? adjustment.why : `${adjustment.why}, or so it may be: nobody could see`);
    severity = next;
  }
  const cap = verdict.outcome === 'fail' || verdict.outcome === 'unknown' ? verdict.atMost : undefined;
  if (cap !== undefined && !atLeast(cap.severity, severity)) {
    severity = cap.severity;
    because.push(cap.why);
  }
  return { severity, because };
}

function leftOutGap(check: Check, entity: Entity): Gap {
  return gapOf({
    collector: 'assess',
    scope: entity.scope,
    about: `the answer to ${check.id}`,
    reason: 'not-requested',
    detail: 'an option or the configuration leaves this check out',
    closes: { by: 'flag', flag: `--only ${check.id}` },
  });
}

function failedGap(check: Check, entity: Entity): Gap {
  // The error's text may carry what was scanned: it stays out of the report.
  return gapOf({
    collector: 'assess',
    scope: entity.scope,
    about: `the answer to ${check.id} for ${entity.id}`,
    reason: 'failed',
    detail: 'the check itself failed',
    closes: { by: 'attestation', hint: `report the failure of ${check.id}; until it is mended, attest the answer` },
  });
}

function findingOf(check: Check, entity: Entity, verdict: Verdict, context: CheckContext<unknown>, passEvidence: boolean): Finding {
  const { severity, because } = severityOf(check, entity, verdict, context);
  const { about, members } = verdict.outcome === 'fail' || verdict.outcome === 'unknown' ? verdict : {};
  const evidence = verdict.outcome === 'not-applicable' ? [] : verdict.evidence;
  const fingerprint = fingerprintOf(check.id, entity.id, about);
  const place = evidence.find((one) => one.place !== undefined)?.place ?? entity.places[0];
  return {
    fingerprint,
    short: fingerprint,
    check: check.id,
    theme: check.theme,
    subject: subjectOf(entity),
    ...(about === undefined ? {} : { about }),
    outcome: verdict.outcome,
    severity,
    severityBecause: because,
    message: verdict.outcome === 'pass' ? check.title : verdict.outcome === 'not-applicable' ? verdict.reason : verdict.message,
    evidence: passEvidence || verdict.outcome !== 'pass' ? evidence : [],
    gaps: verdict.outcome === 'unknown' ? [...new Set(verdict.gaps)].toSorted(compareText) : [],
    ...(verdict.outcome === 'fail' && verdict.mend ? { mend: verdict.mend } : {}),
    ...(place === undefined ? {} : { place }),
    digest: factsDigest(evidence, [
      check.id,
      entity.id,
      about ?? '',
      verdict.outcome,
      severity,
      entity.kind === 'credential' ? `values ${entity.fingerprints.length}` : '',
      ...(members ?? []).toSorted(compareText),
    ]),
  };
}

/** Asks every check of every entity of its kinds. A check that throws leaves `unknown(failed)`; nothing is lost. */
export function evaluate(
  graph: Graph,
  checks: readonly Check[],
  { now, options, leftOut, passEvidence = true }: EvaluateOptions,
): Evaluation {
  const gaps = new Map<string, Gap>();
  const findings: Finding[] = [];
  for (const check of checks) {
    const given = options.get(check.id);
    const context: CheckContext<unknown> = {
      graph,
      now,
      options: given === undefined || given === false ? check.options : { ...asObject(check.options), ...given },
    };
    const out = given === false || leftOut.has(check.id);
    for (const kind of check.subject)
      for (const entity of graph.all(kind)) findings.push(...judge(check, entity, context, out, passEvidence, gaps));
  }
  return { findings: findings.toSorted((a, b) => compareText(a.fingerprint, b.fingerprint)), gaps: [...gaps.values()] };
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** What a check says of one entity. A check from outside may throw or give anything: then the answer is unknown, and as grave as the check can be. */
function judge(
  check: Check,
  entity: Entity,
  context: CheckContext<unknown>,
  out: boolean,
  passEvidence: boolean,
  gaps: Map<string, Gap>,
): readonly Finding[] {
  const open = (gap: Gap) => {
    gaps.set(gap.id, gap);
    return undecided(`${entity.name}: ${check.title.toLowerCase()}`, [gap.id]);
  };
  if (out) return [findingOf(check, entity, open(leftOutGap(check, entity)), context, passEvidence)];
  try {
    const answer = check.evaluate(entity, context);
    const verdicts: readonly Verdict[] = Array.isArray(answer) ? answer : [answer];
    if (verdicts.length > 0 && verdicts.every((verdict) => isWhole(verdict, context.graph)))
      return verdicts.map((verdict) => findingOf(check, entity, verdict, context, passEvidence));
  } catch {
    // Said as a gap below.
  }
  const gravest = (check.severity.adjust ?? []).reduce((severity, one) => worse(severity, one.to), check.severity.base);
  const plain: Check = { ...check, severity: { base: gravest } };
  return [findingOf(plain, entity, open(failedGap(check, entity)), context, passEvidence)];
}

/** Whether a verdict is one: an unknown says what is missing, a pass what it rests on. */
function isWhole(verdict: Verdict, graph: Graph): boolean {
  switch (verdict.outcome) {
    case 'not-applicable':
      return typeof verdict.reason === 'string';
    case 'pass':
      return Array.isArray(verdict.evidence) && verdict.evidence.length > 0;
    case 'fail':
      return typeof verdict.message === 'string' && Array.isArray(verdict.evidence);
    case 'unknown':
      // An id that nobody knows throws.
      return typeof verdict.message === 'string' && verdict.gaps.length > 0 && verdict.gaps.every((gap) => graph.gap(gap).id === gap);
    default:
      return false;
  }
}
