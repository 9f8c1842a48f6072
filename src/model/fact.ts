import type { GapId } from './gap.ts';
import type { Place } from './place.ts';

/** An instant, ISO 8601 in UTC, such as `2026-11-24T08:00:00Z`. */
export type Instant = string;

export interface Known<T> {
  readonly known: true;
  readonly value: T;
  readonly from?: Place;
}

/** What could not be seen. `conflict` is there when two sources disagree: each value with its place. */
export interface Unknown<T> {
  readonly known: false;
  readonly gaps: readonly GapId[];
  readonly conflict?: readonly { readonly value: T; readonly from?: Place }[];
}

/** A value that may be unknown, and then says why. */
export type Fact<T> = Known<T> | Unknown<T>;

export function known<T>(value: T, from?: Place): Known<T> {
  return from === undefined ? { known: true, value } : { known: true, value, from };
}

export function unknown<T = never>(...gaps: readonly GapId[]): Unknown<T> {
  return { known: false, gaps };
}

/** Neither true nor false: what is missing to say. */
export interface Unsure {
  readonly gaps: readonly GapId[];
}

/** Three-valued truth. Compare with `=== true` and `=== false`; the rest is `Unsure`. */
export type Truth = boolean | Unsure;

/** Asks a fact a yes-or-no question; an unknown fact gives `Unsure` with its gaps. */
export function holds<T>(fact: Fact<T>, test: (value: T) => boolean): Truth {
  return fact.known ? test(fact.value) : { gaps: fact.gaps };
}

export function not(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}

/** False if one is false, else unsure if one is unsure, else true. */
export function allOf(truths: Iterable<Truth>): Truth {
  const gaps: GapId[] = [];
  let unsure = false;
  for (const truth of truths) {
    if (truth === false) return false;
    if (truth !== true) {
      unsure = true;
      gaps.push(...truth.gaps);
    }
  }
  return unsure ? { gaps: [...new Set(gaps)] } : true;
}

/** True if one is true, else unsure if one is unsure, else false. */
export function anyOf(truths: Iterable<Truth>): Truth {
  return not(allOf([...truths].map(not)));
}
