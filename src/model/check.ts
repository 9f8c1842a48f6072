import type { Dataset } from './completeness.ts';
import type { Edge, Entity, EntityId, EntityKind, EntityOf } from './entity.ts';
import type { Instant, Truth } from './fact.ts';
import type { Gap, GapId } from './gap.ts';
import type { Graph } from './graph.ts';
import type { Place } from './place.ts';
import type { ThemeId } from './theme.ts';

/** Best last. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export function worse(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) >= severities.indexOf(b) ? a : b;
}

export function atLeast(severity: Severity, floor: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(floor);
}

/** What decided a verdict: where, and the redacted fields seen there. */
export interface Evidence {
  readonly place?: Place;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

/** A change that clears one or more findings. */
export interface Mend {
  /** Findings with the same key are mended together. */
  readonly key: string;
  /** An imperative sentence. */
  readonly title: string;
  /** The exact setting, command or snippet. */
  readonly how?: string;
}

export interface Pass {
  readonly outcome: 'pass';
  readonly evidence: readonly Evidence[];
  /** The scopes within which it holds, for a pass because nobody else. */
  readonly within?: readonly string[];
}

export interface Fail {
  readonly outcome: 'fail';
  /** A sentence about a thing: "claims-bot and triage-bot share one model key". */
  readonly message: string;
  /** What in the entity failed, when it can fail several ways; part of the fingerprint. */
  readonly about?: string;
  /** Ids of the things that it is about together: when they change, a waiver lapses. */
  readonly members?: readonly EntityId[];
  readonly mend?: Mend;
  readonly evidence: readonly Evidence[];
  /** Caps the severity, with the reason: a hint weighs less than a proof. */
  readonly atMost?: { readonly severity: Severity; readonly why: string };
}

export interface Undecided {
  readonly outcome: 'unknown';
  readonly gaps: readonly GapId[];
  /** The open question, completing "nobody could see …". */
  readonly message: string;
  readonly about?: string;
  readonly members?: readonly EntityId[];
  readonly evidence: readonly Evidence[];
  readonly atMost?: { readonly severity: Severity; readonly why: string };
}

export interface NotApplicable {
  readonly outcome: 'not-applicable';
  readonly reason: string;
}

export type Verdict = Pass | Fail | Undecided | NotApplicable;

export function pass(detail: Omit<Pass, 'outcome'>): Pass {
  return { outcome: 'pass', ...detail };
}

export function fail(message: string, detail: Omit<Fail, 'outcome' | 'message'>): Fail {
  return { outcome: 'fail', message, ...detail };
}

/** `gaps` must not be empty: an unknown says what is missing. */
export function undecided(
  message: string,
  gaps: readonly GapId[],
  detail: Partial<Omit<Undecided, 'outcome' | 'message' | 'gaps'>> = {},
): Undecided {
  return { outcome: 'unknown', message, gaps, evidence: [], ...detail };
}

export function notApplicable(reason: string): NotApplicable {
  return { outcome: 'not-applicable', reason };
}

export interface CheckContext<Options> {
  readonly graph: Graph;
  readonly now: Instant;
  readonly options: Options;
}

/** `when` true: the severity becomes `to`. Unsure: the worse of the two. Later adjustments win. */
export interface SeverityAdjustment<E extends Entity, Options> {
  when(entity: E, context: CheckContext<Options>): Truth;
  readonly to: Severity;
  readonly why: string;
}

/** An inventory in small: a test of the check and its documentation. */
export interface Example {
  readonly name: string;
  readonly entities: readonly Entity[];
  readonly edges?: readonly Edge[];
  readonly gaps?: readonly Gap[];
  /** Datasets complete in every scope of the example; all that the entities' planes have, when left out. */
  readonly settled?: readonly Dataset[];
  readonly now?: Instant;
  /** The entity judged; the first of the subject's kind, when left out. */
  readonly about?: EntityId;
  readonly expect: Verdict['outcome'];
  readonly severity?: Severity;
}

/** One question about one kind of entity. `E`: the entity type. */
export interface Check<E extends Entity = Entity, Options = unknown> {
  /** `<theme>/<property>`, as the path of its file. */
  readonly id: string;
  /** The good state, present tense. */
  readonly title: string;
  readonly theme: ThemeId;
  readonly subject: readonly E['kind'][];
  readonly severity: { readonly base: Severity; readonly adjust?: readonly SeverityAdjustment<E, Options>[] };
  /** One or two sentences. */
  readonly why: string;
  /** Starts with a verb. */
  readonly fix: string;
  /** How to see that it is mended; the default is to scan again. */
  readonly verify?: string;
  readonly references: readonly string[];
  readonly options: Options;
  /** Earlier ids, so that waivers and history survive a rename. */
  readonly formerly?: readonly string[];
  readonly examples: readonly [Example, Example, Example, ...Example[]];
  /** Pure and synchronous. A method, so that a check of one kind fits a list of checks. */
  evaluate(entity: E, context: CheckContext<Options>): Verdict | readonly Verdict[];
}

/** Returns its argument; exists for inference and for the type of the subject. */
export function defineCheck<K extends EntityKind, Options>(
  check: Check<EntityOf<K>, Options> & { readonly subject: readonly K[] },
): Check<EntityOf<K>, Options> {
  return check;
}
