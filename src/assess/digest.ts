import { hash } from 'node:crypto';
import type { Evidence } from '../model/index.ts';

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Stable over time for one thing: two findings never share one. Length-prefixed, so that no two triples give one text. */
export function fingerprintOf(check: string, entity: string, about: string | undefined): string {
  return sha256([check, entity, about ?? ''].map((part) => `${part.length}:${part}`).join(''));
}

/** Fields that change without the facts changing. */
const volatile = /(^|[\s_-])(age|at|date|days|line|column|request.?id|fingerprint|last.?used|rotated|issued|created)($|[\s_-])/i;

/** The facts that decided a verdict, without what changes by itself: dates, ages, lines, request ids, fingerprints. */
export function factsDigest(evidence: readonly Evidence[], more: readonly string[]): string {
  const facts = evidence.map(({ place, fields }) => ({
    where:
      place === undefined
        ? ''
        : [place.scope, place.file?.path, place.object, place.call?.service, place.call?.operation]
            .filter((part) => part !== undefined)
            .join(' '),
    fields: fields
      .filter(({ name, value }) => !volatile.test(name) && !/^\d{4}-\d\d-\d\d/.test(value))
      .map(({ name, value }) => `${name}=${value}`),
  }));
  return sha256(JSON.stringify([facts.map((fact) => JSON.stringify(fact)).toSorted(compareText), more]));
}
