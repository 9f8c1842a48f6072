import type { Batch, Instant, Plane, TargetState } from '../model/index.ts';

/** What a connector may use of the run: its clock, its fingerprint key, its options. */
export interface ConnectContext {
  readonly now: Instant;
  /** HMAC-SHA-256 of a value under the run's key, in hexadecimal. The only thing that leaves a collector of a secret value. */
  fingerprint(value: string): string;
  /** The scope id for a directory target, from the configuration. */
  readonly directoryName?: string;
  /** Globs, relative to a directory target, that the configuration leaves out. */
  readonly exclude: readonly string[];
  /** True when every exclusion has a reason, an approver and an expiry: then it is listed instead of being a gap. */
  readonly excludeIsStated?: boolean;
  /** The people and teams that the configuration knows, as rows of its owners directory. */
  readonly directory?: readonly DirectoryEntry[];
  /** Tells a person what is happening; never carries a secret. */
  progress(text: string): void;
}

/** One person or team of the owners directory. */
export interface DirectoryEntry {
  readonly handle: string;
  readonly type: 'person' | 'team' | 'bot';
  readonly aliases: readonly string[];
  /** Handles of the members of a team. */
  readonly members: readonly string[];
  /** The day a person left; they answer for nothing from then on. */
  readonly left?: Instant;
}

/** What one target gave. */
export interface Collected {
  readonly state: TargetState;
  readonly batch: Batch;
}

/** How to reach one plane; the only place where its SDK is imported, and only when used. */
export interface Connector {
  readonly plane: Plane;
  readonly title: string;
  /** How a target of it is written, for `list connectors` and for errors. */
  readonly targetSyntax: string;
  /** What the scanner needs to be allowed, per collector: read permissions in the plane's own words. */
  readonly permissions: readonly { readonly collector: string; readonly permission: string }[];
  accepts(target: string): boolean;
  /** Never rejects for what a target shows or hides: that becomes gaps. Rejects with a `CliError` when the target does not exist. */
  collect(target: string, context: ConnectContext): Promise<Collected>;
}

/** A target that does not exist or cannot be one: says which, and what to do. */
export class TargetError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = 'TargetError';
    this.hint = hint;
  }
}
