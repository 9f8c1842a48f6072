import type { Evidence, Mend, Severity } from './check.ts';
import type { EntityId, EntityKind, IdentityClass, Plane, ScopeId } from './entity.ts';
import type { Instant } from './fact.ts';
import type { Gap, GapId } from './gap.ts';
import type { Coverage, TargetState } from './inventory.ts';
import type { Place } from './place.ts';
import type { ThemeId } from './theme.ts';

export const reportSchema = 'nhi-ready/report@1';

/** What became of a question. `waived`: a fail that a valid waiver covers; `attested`: an unknown that a valid attestation answers. */
export type Outcome = 'pass' | 'fail' | 'unknown' | 'not-applicable' | 'waived' | 'attested';

/** An entity as a report names it. */
export interface Subject {
  readonly id: EntityId;
  readonly kind: EntityKind;
  readonly plane: Plane;
  readonly scope: ScopeId;
  readonly name: string;
}

/** An answered or open question about one entity. Reports hold fails, unknowns, waived and attested ones. */
export interface Finding {
  /** SHA-256 over check id, entity id and `about`, in hexadecimal. */
  readonly fingerprint: string;
  /** A prefix of the fingerprint in capitals, unique in this report: what `explain` takes. */
  readonly short: string;
  readonly check: string;
  readonly theme: ThemeId;
  readonly subject: Subject;
  readonly about?: string;
  readonly outcome: Outcome;
  readonly severity: Severity;
  /** Why the severity is not the check's base. */
  readonly severityBecause: readonly string[];
  /** A sentence about a thing; for an unknown, what completes "nobody could see …". */
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly gaps: readonly GapId[];
  readonly mend?: Mend;
  /** The first place in the evidence. */
  readonly place?: Place;
  /** Digest of the facts that decided it: a waiver holds only while it stays. */
  readonly digest: string;
  /** The exception that answered it, by id. */
  readonly answeredBy?: string;
}

export type DecisionVerdict = 'ready' | 'not-ready' | 'undetermined';

/** Whether a theme's question is answered for a system. */
export interface ThemeEvidence {
  readonly theme: ThemeId;
  readonly title: string;
  readonly state: 'evidence' | 'no-evidence' | 'out-of-scope' | 'not-required';
  /** Answers, by outcome. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Why there is no evidence, as sentences. */
  readonly because: readonly string[];
  /** The planes that could answer it and were not asked. */
  readonly askAlso: readonly Plane[];
}

export interface Decision {
  readonly gate: string;
  readonly verdict: DecisionVerdict;
  /** The rule that decided, in one sentence. */
  readonly rule: string;
  /** Fingerprints of the findings that block. */
  readonly blocking: readonly string[];
  /** Fingerprints of the unanswered questions that block. */
  readonly unanswered: readonly string[];
  /** Themes that the gate requires and that have no evidence. */
  readonly themesWithoutEvidence: readonly ThemeId[];
  /** What else keeps it from `ready`, as sentences: the inventory's age, no agent, an unreachable target. */
  readonly otherReasons: readonly string[];
}

/** What a card of an agent shows, each a word or a phrase; `unseen` names what nobody could see. */
export interface CardCell {
  readonly state: 'good' | 'bad' | 'unseen' | 'none';
  readonly text: string;
}

export interface AgentCard {
  readonly agent: Subject;
  readonly platform: string;
  readonly triggeredBy: CardCell;
  readonly identity: CardCell;
  readonly credential: CardCell;
  readonly tools: CardCell;
  readonly reach: CardCell;
  readonly owner: CardCell;
  readonly approval: CardCell;
  readonly logs: CardCell;
}

/** A change to make, with the findings it clears. */
export interface MendItem {
  readonly key: string;
  readonly title: string;
  readonly how?: string;
  readonly severity: Severity;
  /** Fingerprints, the gravest first. */
  readonly clears: readonly string[];
}

export interface SystemReport {
  readonly name: string;
  readonly stage: string;
  readonly decision: Decision;
  readonly counts: { readonly agents: number; readonly identities: number; readonly credentials: number; readonly tools: number };
  readonly themes: readonly ThemeEvidence[];
  readonly agents: readonly AgentCard[];
  readonly findings: readonly Finding[];
  readonly mends: readonly MendItem[];
}

export type ControlStatus = 'supported' | 'not-supported' | 'not-assessed' | 'manual';

export interface ControlResult {
  readonly framework: string;
  readonly id: string;
  readonly title: string;
  readonly mode: 'corrective' | 'detective' | 'attested';
  readonly status: ControlStatus;
  readonly themes: readonly {
    readonly theme: ThemeId;
    readonly relation: 'supports' | 'partially-supports' | 'informative';
    readonly rationale: string;
    readonly primary: boolean;
  }[];
  /** Fingerprints of the findings that bear on it. */
  readonly findings: readonly string[];
  /** The attestation that answers it, by id. */
  readonly attestedBy?: string;
}

export interface FrameworkResult {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  /** What must be printed with it. */
  readonly scopeNote?: string;
  readonly inDefaultProfile: boolean;
  readonly counts: Readonly<Record<ControlStatus, number>>;
  readonly controls: readonly ControlResult[];
}

/** An identity as an access review lists it: who or what it acts for, and what it can do. */
export interface AccessEntry {
  readonly subject: Subject;
  /** People are reviewed apart from what acts by itself (R12). */
  readonly list: 'human' | 'workload';
  readonly form: string;
  readonly class: IdentityClass;
  /** What decided the class. */
  readonly because: string;
  /** What it can do, one capability a line; null: not all of it could be seen. */
  readonly reach: readonly string[] | null;
  /** null: never; `not seen`: nobody could see. */
  readonly lastUsed: Instant | null | 'not seen';
  readonly owners: readonly string[];
  /** Agents and workloads that act as it. */
  readonly usedBy: readonly string[];
}

/** A waiver, attestation, scope statement, exclusion or override that was given. */
export interface ExceptionEntry {
  readonly id: string;
  readonly kind: 'waiver' | 'attestation' | 'scope-statement' | 'exclusion' | 'override' | 'inline-suppression';
  readonly state: 'applied' | 'unused' | 'expired' | 'lapsed' | 'listed';
  readonly covers: string;
  readonly reason: string;
  readonly requestedBy?: string;
  readonly owner?: string;
  readonly approver?: string;
  readonly created?: Instant;
  readonly expires?: Instant;
  readonly compensatingControl?: string;
  /** The file it came from, relative, with the SHA-256 of its content. */
  readonly source: { readonly path: string; readonly line?: number; readonly digest: string };
  /** Fingerprints that it answers. */
  readonly answers: readonly string[];
  /** Why it does not apply, when it does not. */
  readonly note?: string;
}

/** Passes are counted, with a digest over them, per check and scope. */
export interface VerdictCount {
  readonly check: string;
  readonly scope: ScopeId;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly passDigest: string;
}

/** What a run says, and all that it rests on. */
export interface Report {
  readonly schema: typeof reportSchema;
  readonly tool: { readonly name: 'nhi-ready'; readonly version: string };
  readonly assessedAt: Instant;
  /** True when `--now` set the clock. */
  readonly replayed: boolean;
  readonly inventory: { readonly digest: string; readonly takenAt: Instant; readonly fingerprintKeyId: string };
  readonly targets: readonly TargetState[];
  readonly options: readonly string[];
  readonly systems: readonly SystemReport[];
  /** Findings on things outside every system assessed; they do not gate. */
  readonly outside: readonly Finding[];
  readonly coverage: readonly Coverage[];
  readonly gaps: readonly Gap[];
  readonly frameworks: readonly FrameworkResult[];
  readonly exceptions: readonly ExceptionEntry[];
  /** Every identity that was found, each plane's own; a declared one stands behind its live side. */
  readonly access: readonly AccessEntry[];
  readonly verdicts: readonly VerdictCount[];
  /** Title, why and fix of each check named here, once. */
  readonly checks: readonly {
    readonly id: string;
    readonly title: string;
    readonly theme: ThemeId;
    readonly severity: Severity;
    readonly why: string;
    readonly fix: string;
    readonly verify?: string;
    readonly references: readonly string[];
  }[];
}
