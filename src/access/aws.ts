import type { Capability, CapabilityKind } from '../model/index.ts';
import { grave, managedPolicies, plain, verbs, wholeServices } from './aws-actions.ts';

/** What one IAM policy lets its holder do, and what could not be read of it. */
export interface Rights {
  readonly capabilities: readonly Capability[];
  /** What is missing; empty when all of it was read. */
  readonly unread: readonly Unread[];
  /** True when the policy takes rights away too: then what others give cannot be told without evaluating both. */
  readonly denies: boolean;
}

/** A part that could not be told. */
export interface Unread {
  /** Completes "nobody could see …". */
  readonly about: string;
  readonly reason: 'not-rendered' | 'unsupported' | 'no-target';
}

interface Grant {
  readonly kind: CapabilityKind;
  readonly word: string;
  readonly on: string;
  readonly conditions: readonly string[];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function textsOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((item) => typeof item === 'string');
  return texts.length === value.length ? texts : undefined;
}

/** `${var.actions}`: an expression that the code does not write down. `${aws:username}` is a variable of IAM's own. */
function hasHole(text: string): boolean {
  return /\$\{(?![A-Za-z-]+:[^:}])/.test(text);
}

const unreadable: Unread = { about: 'what a policy that is no JSON document says', reason: 'unsupported' };

/** What is missing, each thing once. */
class Missing {
  readonly #all = new Map<string, Unread>();
  add(reason: Unread['reason'], about: string): void {
    this.#all.set(about, { about, reason });
  }
  list(): readonly Unread[] {
    return [...this.#all].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  }
}

/**
 * Reads one IAM policy document, or `{"ManagedPolicy": ARN}` for one of AWS's own.
 * It claims only what it can tell: an action that it does not know, `NotAction`, `NotResource` and what an expression decides stay unread.
 */
export function awsCapabilities(document: string): Rights {
  let policy: unknown;
  try {
    policy = JSON.parse(document);
  } catch {
    return { capabilities: [], unread: [unreadable], denies: false };
  }
  if (!isObject(policy)) return { capabilities: [], unread: [unreadable], denies: false };
  const managed = own(policy, 'ManagedPolicy');
  if (typeof managed === 'string') return managedRights(managed);
  const statements = own(policy, 'Statement');
  const grants: Grant[] = [];
  const unread = new Missing();
  let denies = false;
  if (statements === undefined) unread.add('not-rendered', 'the statements of a policy');
  for (const statement of Array.isArray(statements) ? statements : [statements]) {
    if (statement === undefined) continue;
    if (!isObject(statement) || Object.hasOwn(statement, 'Unresolved')) {
      unread.add('not-rendered', 'a statement that an expression makes');
      continue;
    }
    const effect = own(statement, 'Effect');
    if (effect === 'Deny') {
      denies = true;
      unread.add('unsupported', 'what is left after a Deny statement');
    } else if (effect === 'Allow') readStatement(statement, grants, unread);
    else unread.add('not-rendered', 'a statement whose effect an expression decides');
  }
  return { capabilities: gathered(grants), unread: unread.list(), denies };
}

function managedRights(arn: string): Rights {
  const name = arn.split('/').at(-1) ?? arn;
  const kinds = managedPolicies.get(name);
  if (kinds === undefined)
    return { capabilities: [], unread: [{ about: `what AWS's managed policy ${name} allows today`, reason: 'no-target' }], denies: false };
  return { capabilities: gathered(kinds.map((kind) => ({ kind, word: name, on: '*', conditions: [] }))), unread: [], denies: false };
}

function readStatement(statement: Readonly<Record<string, unknown>>, grants: Grant[], unread: Missing): void {
  if (Object.hasOwn(statement, 'NotAction')) {
    unread.add('unsupported', 'what a NotAction statement allows');
    return;
  }
  const actions = textsOf(own(statement, 'Action'));
  const resources = textsOf(own(statement, 'Resource'));
  const conditions = conditionsOf(own(statement, 'Condition'));
  if (actions === undefined || actions.some(hasHole)) {
    unread.add('not-rendered', 'actions that an expression names');
    if (actions === undefined) return;
  }
  if (Object.hasOwn(statement, 'NotResource')) {
    unread.add('unsupported', 'what a NotResource statement reaches');
    return;
  }
  // Without a resource the statement reaches nothing, and one that an expression decides may be everything.
  const on = resources ?? ['(an expression)'];
  if (resources === undefined) unread.add('not-rendered', 'resources that an expression names');
  for (const action of (actions ?? []).filter((one) => !hasHole(one))) {
    const kinds = new Set(kindsOf(action, on, unread));
    if (!kinds.has('administer') && matches(action, 'iam:PassRole') && on.some((target) => /^\*+$/.test(target)) && conditions.length === 0)
      kinds.add('escalate');
    for (const kind of kinds) for (const target of on) grants.push({ kind, word: action, on: target, conditions });
  }
}

function conditionsOf(value: unknown): readonly string[] {
  if (!isObject(value)) return value === undefined ? [] : ['(an expression)'];
  if (Object.hasOwn(value, 'Unresolved')) return ['(an expression)'];
  return Object.entries(value)
    .flatMap(([operator, keys]) =>
      isObject(keys)
        ? Object.entries(keys).map(([key, given]) => `${operator} ${key} ${(textsOf(given) ?? [String(given)]).join(', ')}`)
        : [operator],
    )
    .toSorted();
}

/** Whether a pattern of `*` and `?` matches, as IAM compares actions: without regard to case. Linear in both for each `*`. */
function matches(pattern: string, action: string): boolean {
  const glob = pattern.toLowerCase();
  const text = action.toLowerCase();
  let at = 0;
  let star = -1;
  let from = 0;
  for (let index = 0; index < text.length;) {
    if (at < glob.length && (glob[at] === '?' || glob[at] === text[index]) && glob[at] !== '*') {
      at += 1;
      index += 1;
    } else if (glob[at] === '*') {
      star = at;
      from = index;
      at += 1;
    } else if (star >= 0) {
      at = star + 1;
      from += 1;
      index = from;
    } else return false;
  }
  return /^\**$/.test(glob.slice(at));
}

function kindsOf(pattern: string, on: readonly string[], unread: Missing): readonly CapabilityKind[] {
  if (pattern.length > 200) {
    unread.add('unsupported', 'what a very long action pattern allows');
    return [];
  }
  if (/^\*+(:\*+)?$/.test(pattern)) {
    if (on.some((resource) => /^\*+$/.test(resource))) return ['administer'];
    unread.add('unsupported', 'what every action on single resources allows');
    return [];
  }
  const [service = '', name = ''] = pattern.split(':');
  const kinds = new Set<CapabilityKind>();
  for (const [action, ...list] of grave) if (matches(pattern, action)) for (const kind of list) kinds.add(kind);
  if (/^\*+$/.test(name)) {
    const whole = wholeServices.get(service.toLowerCase());
    if (whole === undefined) unread.add('unsupported', `what ${service}:* allows`);
    for (const kind of whole ?? []) kinds.add(kind);
    return [...kinds];
  }
  const told = plain.filter(([action]) => action.toLowerCase() === pattern.toLowerCase());
  for (const [, ...list] of told) for (const kind of list) kinds.add(kind);
  if (told.length > 0) return [...kinds];
  const verb = verbs.find(([word]) => name.startsWith(word) && /^(?:$|[A-Z*?])/.test(name.slice(word.length)));
  const known = grave.some(([action]) => action.toLowerCase() === pattern.toLowerCase());
  // `iam:PassRole` is told by the table alone; `s3:Put*` and `dynamodb:GetItem` by their verb.
  if (verb) kinds.add(verb[1]);
  else if (!known) unread.add('unsupported', `what ${pattern} allows`);
  return [...kinds];
}

/** One capability a kind, target and set of conditions, with the actions that give it; sorted. */
function gathered(grants: readonly Grant[]): readonly Capability[] {
  const groups = new Map<string, { readonly capability: Omit<Capability, 'words'>; readonly words: Set<string> }>();
  for (const { kind, word, on, conditions } of grants) {
    const key = JSON.stringify([kind, on, conditions]);
    const group = groups.get(key) ?? { capability: { kind, on, conditions }, words: new Set<string>() };
    group.words.add(word);
    groups.set(key, group);
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, { capability, words }]) => ({ ...capability, words: [...words].toSorted() }));
}
