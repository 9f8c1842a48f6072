import { createHmac } from 'node:crypto';
import { capabilityKinds, credentialForms, edgeTypes, gapReasons, planes, severities, themeIds, type Report } from '../../model/index.ts';
import { innerPattern, partsOf, shapesPattern, sortOf, word, type Sort } from './shapes.ts';
import { publicWords } from './words.ts';

export interface MaskOptions {
  readonly key: Uint8Array;
  /** Texts that the product itself is made of; their words stay. */
  readonly texts: readonly string[];
  /** Names that the report need not hold and its sentences may: those of the inventory. */
  readonly names: readonly string[];
}

/** Values of these keys are terms of ours; one that is not shaped like a term is somebody else's. */
const termKeys: ReadonlySet<string> = new Set(
  `check theme kind plane outcome severity state mode status relation framework verdict collector dataset by platform askAlso
  themesWithoutEvidence class form list service operation`.split(/\s+/),
);
const longestTerm = 100;
const term = /^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/i;
/** Values of these keys are the product's own texts, or references within the report. */
const ownKeys: ReadonlySet<string> = new Set(`rationale key gaps permission`.split(' '));
/** Values of these keys are names or ids; what they hold is looked for in every sentence. */
const nameKeys: ReadonlySet<string> = new Set(
  `id name scope target label scanner path object handle owner approver requestedBy answeredBy owners usedBy requestId`.split(/\s+/),
);

/** `m` and nine characters of base 32: 45 bits, so that 20,000 names hardly ever share one. */
const alphabet = 'abcdefghjkmnpqrstvwxyz0123456789';

/** Longer than any word of ours: a name, whatever it is made of. */
const longestWord = 64;
/** A name of so many characters is looked for inside longer words too. */
const insideFrom = 5;

/** The group that matched, from the arguments of a replacer. */
function shapeOf(rest: readonly unknown[]): string {
  const [shape = 'word'] = Object.entries(rest.at(-1) ?? {}).find(([, value]) => value !== undefined) ?? [];
  return shape;
}

/** A field of evidence: its name is a word of ours. */
function isField(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).toSorted().join(' ') === 'name value';
}

/** Tells names from our own words in the texts of one report, and replaces them. */
export class Masker {
  readonly #key: Uint8Array;
  readonly #names = new Set<string>();
  /** Never masked, unless as a handle. */
  readonly #own: Set<string>;
  /** Stays in a sentence, unless it is a name too: vendors, controls. */
  readonly #soft: ReadonlySet<string>;
  readonly #urls: ReadonlySet<string>;
  readonly #words = new Map<string, string>();
  readonly #texts = new Map<string, string>();

  constructor({ key, texts }: MaskOptions, report: Report) {
    this.#key = key;
    const words = (list: readonly string[]) =>
      new Set(list.flatMap((text) => text.match(word) ?? []).flatMap((one) => [one.toLowerCase(), ...partsOf(one)]));
    this.#own = words([
      ...texts,
      ...themeIds,
      ...planes,
      ...severities,
      ...capabilityKinds,
      ...Object.keys(edgeTypes),
      ...Object.entries(gapReasons).flat(),
      ...report.systems.flatMap((system) => system.themes.map((theme) => theme.title)),
      ...report.checks.flatMap((check) => [check.id, check.title, check.why, check.fix, check.verify ?? '']),
    ]);
    for (const one of credentialForms.flatMap((form) => form.id.match(word) ?? [])) if (one.includes('-')) this.#own.add(one);
    this.#soft = words([
      ...credentialForms.flatMap((form) => [form.id, form.label, form.provider, form.revoke, form.insteadOf?.offer ?? '']),
      ...report.frameworks.flatMap((framework) => [framework.id, framework.title, ...framework.controls.map((control) => control.id)]),
    ]);
    this.#urls = new Set([
      ...credentialForms.flatMap((form) => (form.insteadOf === null ? [] : [form.insteadOf.documentation])),
      ...report.checks.flatMap((check) => check.references),
    ]);
  }

  #hmac(text: string): Uint8Array {
    return createHmac('sha256', this.#key).update(text).digest();
  }

  /** The pseudonym of a word, whatever its case: handles and hosts have none. */
  #pseudonym(text: string): string {
    return `m${Array.from(this.#hmac(`name ${text.toLowerCase()}`).subarray(0, 9), (byte) => alphabet[byte % 32]).join('')}`;
  }

  /** An id that only other ids of the report refer to. */
  opaque(text: string, prefix: string): string {
    return `${prefix}-${this.#pseudonym(text)}`;
  }

  /** A digest of guessable things must not be compared with the guesses: hexadecimal again, under the key. */
  digest(text: string): string {
    return Buffer.from(this.#hmac(`digest ${text.toLowerCase()}`))
      .toString('hex')
      .repeat(4)
      .slice(0, text.length);
  }

  #stays(lower: string, sort: Sort): boolean {
    return (
      publicWords.has(lower) ||
      /^v?\d{1,6}$|^(?:19|20)\d{6}$|^[a-z]{2}-(?:gov-|isob?-)?[a-z]{4,9}-\d$/.test(lower) ||
      (sort !== 'handle' && this.#own.has(lower))
    );
  }

  #isName(lower: string): boolean {
    return this.#names.has(lower);
  }

  /** Whether a word of a sentence of ours looks like, or holds, somebody's name. */
  #suspicious(text: string, lower: string): boolean {
    const parts = partsOf(text);
    if (this.#isName(lower) || parts.some((part) => this.#isName(part))) return true;
    const plain = (part: string) => this.#stays(part, 'free') || this.#soft.has(part);
    if (plain(lower) || parts.every((part) => plain(part))) return false;
    for (let from = 0; from + insideFrom <= lower.length; from += 1)
      for (let to = from + insideFrom; to <= Math.min(lower.length, from + 40); to += 1)
        if (this.#isName(lower.slice(from, to))) return true;
    return /[\d_-]|\p{Ll}\p{Lu}|^\p{Lu}{5,}$/u.test(text);
  }

  #word(text: string, sort: Sort): string {
    const key = `${sort} ${text}`;
    const before = this.#words.get(key);
    if (before !== undefined) return before;
    const masked = this.#judge(text, sort);
    this.#words.set(key, masked);
    return masked;
  }

  #judge(text: string, sort: Sort): string {
    const lower = text.toLowerCase();
    if (/^[0-9a-f]{16,}$/.test(lower)) return this.digest(lower);
    if (text.length > longestWord) return this.#pseudonym(text);
    if (text.length === 1) return text;
    if (this.#stays(lower, sort)) return text;
    return sort !== 'free' || this.#suspicious(text, lower) ? this.#pseudonym(text) : text;
  }

  #whole(found: string, shape: string, sort: Sort): string {
    if (shape === 'instant') return found;
    if (shape === 'word') return this.#word(found, sort);
    return shape === 'ipv4' && /^(?:127\.|0\.0\.0\.0$)/.test(found) ? found : this.#pseudonym(found);
  }

  /** Replaces in one pass, by the first shape that fits; what stands in a shape is judged as what the shape tells. */
  text(text: string, sort: Sort): string {
    const key = `${sort} ${text}`;
    const before = this.#texts.get(key);
    if (before !== undefined) return before;
    const masked = text.replace(shapesPattern, (found: string, ...rest: unknown[]) => {
      const shape = shapeOf(rest);
      if (shape === 'url' && this.#urls.has(found.replace(/[.,;:]+$/, ''))) return found;
      const inner = sortOf(shape);
      if (inner === undefined) return this.#whole(found, shape, sort);
      // A sort only ever gets stricter: what a handle holds is no mere name.
      const stricter = sort === 'handle' ? 'handle' : inner;
      return found.replace(innerPattern, (one: string, ...more: unknown[]) => this.#whole(one, shapeOf(more), stricter));
    });
    this.#texts.set(key, masked);
    return masked;
  }

  /** Remembers the words of a name, so that they are found in sentences. Of a name of several words, and of a compound, those that we do not use ourselves. */
  learn(name: string): void {
    for (const found of name.slice(0, 20_000).match(word) ?? []) {
      const lower = found.toLowerCase();
      for (const one of [lower, ...partsOf(found).filter((part) => part.length >= 3)])
        if (one.length >= 2 && one.length <= longestWord && !this.#stays(one, 'name')) this.#names.add(one);
    }
  }

  /** Every string of a value, by the key that it stands under. What is not known to be ours is masked: a new field is masked until somebody says otherwise. */
  value(value: unknown, key: string): unknown {
    if (typeof value === 'string')
      return ownKeys.has(key) || (termKeys.has(key) && value.length <= longestTerm && term.test(value))
        ? value
        : this.text(value, nameKeys.has(key) || key === 'value' ? 'name' : 'free');
    if (Array.isArray(value)) return value.map((one) => this.value(one, key));
    if (typeof value !== 'object' || value === null) return value;
    const field = isField(value);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.value(one, field && name === 'name' ? '' : name)]));
  }

  /** Learns the names of a value, by the keys that hold names. */
  learnFrom(value: unknown, key: string): void {
    if (typeof value === 'string') {
      if (nameKeys.has(key)) this.learn(value);
    } else if (Array.isArray(value)) for (const one of value) this.learnFrom(one, key);
    else if (isField(value)) return;
    else if (typeof value === 'object' && value !== null) for (const [name, one] of Object.entries(value)) this.learnFrom(one, name);
  }
}
