import type { IdentityClass, Plane } from './entity.ts';
import type { Instant } from './fact.ts';
import type { ThemeId } from './theme.ts';

/** Where an exception was written: a path relative to its configuration, its line, and the SHA-256 of the file. */
export interface ExceptionSource {
  readonly path: string;
  readonly line?: number;
  readonly digest: string;
}

/** Answers a fail: somebody accepts it, with reasons, until a day. */
export interface Waiver {
  readonly id: string;
  /** A check id; with `*`, a pattern. */
  readonly check: string;
  /** An entity id; with `*`, a pattern; `\*` is a star of the id itself. */
  readonly entity: string;
  readonly about?: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly owner: string;
  readonly approver: string;
  readonly created: Instant;
  readonly expires: Instant;
  readonly compensatingControl?: string;
  /** The digest of the facts that decided the finding when it was approved. */
  readonly digest: string;
  readonly source: ExceptionSource;
}

/** Answers an unknown or a control of mode attested: a person states it, until a day. */
export interface Attestation {
  readonly id: string;
  readonly check?: string;
  readonly entities?: readonly string[];
  readonly control?: { readonly framework: string; readonly id: string };
  readonly statement: string;
  readonly human: string;
  readonly date: Instant;
  readonly expires: Instant;
  readonly evidence: { readonly link: string; readonly digest: string };
  readonly compensatingControl?: string;
  readonly source: ExceptionSource;
}

/** Takes a theme, or a theme on one plane, out of a system's scope. */
export interface ScopeStatement {
  readonly id: string;
  readonly system: string;
  readonly theme?: ThemeId;
  readonly plane?: Plane;
  readonly reason: string;
  readonly approver: string;
  readonly expires: Instant;
  readonly source: ExceptionSource;
}

/** A file or folder that was left out, or a class or owner that was set by hand. */
export interface Override {
  readonly id: string;
  readonly kind: 'exclusion' | 'override';
  readonly covers: string;
  readonly class?: IdentityClass;
  readonly reason: string;
  readonly approver: string;
  readonly expires: Instant;
  readonly source: ExceptionSource;
}

export interface Exceptions {
  readonly waivers: readonly Waiver[];
  readonly attestations: readonly Attestation[];
  readonly scopeStatements: readonly ScopeStatement[];
  readonly overrides: readonly Override[];
}

/** What is to be promoted. */
export interface SystemSpec {
  readonly name: string;
  readonly stage: string;
  /** Scope ids, or `plane:label`; none: every target of the run. */
  readonly scopes: readonly string[];
}
