import type { Dataset } from './completeness.ts';
import type { ScopeId } from './entity.ts';
import type { Place } from './place.ts';

/** `collector|scope|about|reason`: the same gap tomorrow has the same id. */
export type GapId = string;

export const gapReasons = {
  denied: 'the platform refused to show it',
  throttled: 'the platform slowed us down until the deadline passed',
  unsupported: 'this version of the platform or of nhi-ready has no way to show it',
  'not-on-plan': "the platform's subscription plan does not include it",
  'not-requested': 'it was left out by an option or by the configuration',
  'no-target': 'no target of this run could show it',
  'not-rendered': 'it is a template whose values are not filled in',
  unparsable: 'it could not be parsed',
  'too-large': 'it is larger than the limit that bounds a scan',
  timeout: 'it did not answer in time',
  conflict: 'two sources disagree',
  failed: 'reading it failed',
} as const;

/** Why something could not be seen. */
export type GapReason = keyof typeof gapReasons;

/** What would close a gap, as data. */
export type Closes =
  | { readonly by: 'target'; readonly plane: string; readonly target: string }
  | { readonly by: 'permission'; readonly permission: string }
  | { readonly by: 'flag'; readonly flag: string }
  | { readonly by: 'command'; readonly command: string }
  | { readonly by: 'configuration'; readonly key: string; readonly hint?: string }
  | { readonly by: 'file'; readonly path: string; readonly hint: string }
  | { readonly by: 'attestation'; readonly hint: string };

/** What could not be seen: where, why, and what would close it. */
export interface Gap {
  readonly id: GapId;
  readonly collector: string;
  readonly scope: ScopeId;
  /** What could not be seen, as a noun phrase that completes "nobody could see …". */
  readonly about: string;
  readonly reason: GapReason;
  /** One sentence more, without secrets and without paths of the machine. */
  readonly detail: string;
  readonly closes: Closes;
  /** The dataset that this gap leaves unsettled in its scope; absent when only single facts are missing. */
  readonly dataset?: Dataset;
  readonly place?: Place;
}

/** Makes a gap with its id. */
export function gapOf(gap: Omit<Gap, 'id'>): Gap {
  return { id: `${gap.collector}|${gap.scope}|${gap.about}|${gap.reason}`, ...gap };
}

/** What to do to close a gap, as an imperative phrase. */
export function closesText(closes: Closes): string {
  switch (closes.by) {
    case 'target':
      return `add the target ${closes.target}`;
    case 'permission':
      return `grant ${closes.permission}`;
    case 'flag':
      return `run with ${closes.flag}`;
    case 'command':
      return `run ${closes.command}`;
    case 'configuration':
      return closes.hint ?? `set ${closes.key} in nhi-ready.yaml`;
    case 'file':
      return closes.hint;
    case 'attestation':
      return closes.hint;
  }
}
