import { known, type Fact, type Trust } from '../../../model/index.ts';
import { safeText } from './policy-document.ts';
import { tightnessOf, type Claim, type Tightness } from './issuers.ts';
import { field, itemsOf, shown, textOf, type MapValue, type Value } from './value.ts';

/** What a trust policy says of one principal: everything of a `Trust` that does not depend on where it stands. */
export interface TrustTerms extends Pick<Trust, 'principal' | 'issuer' | 'subject' | 'audience' | 'conditions' | 'tightness'> {
  /** Names it within its role: never an index. */
  readonly key: string;
  readonly name: string;
}

/** How the facts that the code does not write down become unknown. */
export interface Unwritten {
  /** An expression decides it. */
  notRendered(about: string): Fact<never>;
  /** This version has no rule for it. */
  unsupported(about: string): Fact<never>;
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly Value[];
}

/**
 * Services that act for many customers, and that send the keys by which a role can tell whose call it is.
 * Source: IAM User Guide, "The confused deputy problem"; Bedrock and AgentCore, "Cross-service confused deputy prevention".
 * Others (Lambda, EC2, …) take a role only from its own account.
 */
const deputies = /^(bedrock|bedrock-agentcore|agentcore)\./;
const sourceKeys = /^aws:source(account|arn|orgid|orgpaths)$/i;
/** Keys that name whose principal it is. Source: IAM User Guide, "AWS global condition context keys". */
const principalKeys = /^aws:(principal(orgid|orgpaths|account|arn)|source(account|orgid|arn|vpce|vpc))$/i;

/** Reads every Allow statement of a trust policy, one entry a principal. `issuer` names a provider that a reference points to. */
export function readTrust(policy: MapValue, unwritten: Unwritten, issuer: (provider: Value) => string | undefined): readonly TrustTerms[] {
  const found: TrustTerms[] = [];
  for (const statement of itemsOf(policy.entries.get('Statement'))) {
    if (statement.kind !== 'map') {
      found.push(unread('a statement', unwritten));
      continue;
    }
    const effect = field(statement, 'Effect');
    if (textOf(effect) === 'Deny') continue;
    const conditions = conditionsOf(field(statement, 'Condition'));
    const principal = field(statement, 'Principal');
    if (field(statement, 'NotPrincipal') !== undefined) {
      found.push(plain('anyone', 'everyone but those named', 'not-principal', conditions, unwritten, 'open'));
      continue;
    }
    if (principal === undefined || conditions === undefined || textOf(effect) === undefined) {
      found.push(unread('a principal', unwritten));
      continue;
    }
    if (principal.kind !== 'map') {
      if (textOf(principal) === '*') found.push(anyone(conditions, unwritten));
      else found.push(unread('a principal', unwritten));
      continue;
    }
    for (const [type, list] of principal.entries) {
      for (const one of itemsOf(list)) found.push(termsOf(type, one, conditions, unwritten, issuer));
    }
  }
  const seen = new Map<string, number>();
  return found.map((terms) => {
    const times = (seen.get(terms.key) ?? 0) + 1;
    seen.set(terms.key, times);
    return times === 1 ? terms : { ...terms, key: `${terms.key}~${times}` };
  });
}

/** Undefined when an expression makes them. */
function conditionsOf(value: Value | undefined): readonly Condition[] | undefined {
  if (value === undefined) return [];
  if (value.kind !== 'map') return undefined;
  return [...value.entries].flatMap(([operator, keys]) =>
    keys.kind === 'map'
      ? [...keys.entries].map(([key, values]) => ({ operator, key, values: itemsOf(values) }))
      : [{ operator, key: '', values: [keys] }],
  );
}

function told(conditions: readonly Condition[] | undefined): readonly string[] {
  return (conditions ?? [])
    .map(({ operator, key, values }) => `${operator} ${key} ${values.map((value) => safeText(shown(value), key)).join(', ')}`.slice(0, 500))
    .toSorted();
}

/** Terms of a principal that no token speaks for. Without `tightness` an expression decides it. */
function plain(
  principal: Trust['principal'],
  name: string,
  key: string,
  conditions: readonly Condition[] | undefined,
  { notRendered }: Unwritten,
  tightness?: Tightness,
): TrustTerms {
  return {
    key,
    name,
    principal,
    subject: known(name),
    audience: known('none'),
    conditions: told(conditions),
    tightness: tightness === undefined ? notRendered(`how tightly the trust in ${name} is bound`) : known(tightness),
  };
}

function unread(what: string, unwritten: Unwritten): TrustTerms {
  const gap = unwritten.notRendered(`who ${what} of a trust policy names`);
  return { key: 'unread', name: what, principal: 'anyone', subject: gap, audience: gap, conditions: [], tightness: gap };
}

/** Whether a condition narrows what it is about. `ForAllValues` holds when the key is missing, and so does `IfExists`. */
function narrows({ operator }: Condition): boolean {
  return /^(ForAnyValue:)?(String(Equals|Like)(IgnoreCase)?|Arn(Equals|Like))$/i.test(operator);
}

function anyone(conditions: readonly Condition[], unwritten: Unwritten): TrustTerms {
  const binding = conditions.filter((one) => narrows(one) && principalKeys.test(one.key));
  const open = binding.every(({ values }) => values.some((value) => /^[*?]+$/.test(shown(value))));
  return plain('anyone', 'everyone', 'anyone', conditions, unwritten, open ? 'open' : 'bounded');
}

function termsOf(
  type: string,
  value: Value,
  conditions: readonly Condition[],
  unwritten: Unwritten,
  issuer: (provider: Value) => string | undefined,
): TrustTerms {
  const text = textOf(value);
  const name = safeText(shown(value));
  if (type === 'Service') {
    const bound = conditions.filter((one) => narrows(one) && sourceKeys.test(one.key));
    const loose =
      bound.length === 0 || bound.some(({ values }) => values.some((one) => /^[*?]+$|^arn:[^:]*:[^:]*:[^:]*:\*:/.test(shown(one))));
    // `states.${AWS::Region}.amazonaws.com`: which service it is is told, whatever the region.
    const isTold = text !== undefined || /^[\w.-]+\.(?:\$\{[^}]*\}|[\w.-])*$/.test(shown(value));
    const tightness = deputies.test(shown(value)) && loose ? 'bounded' : 'exact';
    return plain('service', name, `service/${name}`, conditions, unwritten, isTold ? tightness : undefined);
  }
  if (type === 'Federated') {
    const from = issuer(value);
    if (from === undefined) {
      const saml = /saml/i.test(name);
      return plain(saml ? 'saml' : 'oidc', name, `federated/${name}`, conditions, unwritten);
    }
    return federated(from, conditions, unwritten);
  }
  if (text === '*') return anyone(conditions, unwritten);
  if (type === 'AWS') {
    // `arn:aws:iam::${data.aws_caller_identity.current.account_id}:root`: whose account it is is told, whatever its number.
    const arn = /^arn:(?:\$\{[^}]*\}|[^:])*:(?:iam|sts)::((?:\$\{[^}]*\}|[^:])*):(.+)$/.exec(shown(value));
    const resource = arn?.[2] ?? '';
    const wide = /^\d{12}$/.test(name) || resource === 'root' || /[*?]/.test(resource);
    const tightness = wide ? 'bounded' : 'exact';
    return plain('account', name, `account/${name}`, conditions, unwritten, text === undefined && arn === null ? undefined : tightness);
  }
  return plain('anyone', name, `${type}/${name}`, conditions, unwritten);
}

/** The claims that conditions bind, of one issuer: `token.actions.githubusercontent.com:sub`. */
function federated(issuer: string, conditions: readonly Condition[], unwritten: Unwritten): TrustTerms {
  const claims: Claim[] = [];
  let written = true;
  for (const condition of conditions) {
    if (!narrows(condition)) continue;
    const like = /Like/i.test(condition.operator);
    if (condition.values.some((value) => !tellsShape(value, like))) written = false;
    // StringEquals takes `*` for itself. An expression that is a part of a shape stands for one word.
    const patterns = condition.values.map((value) => shown(value).replaceAll(/\$\{[^}]*\}/g, 'x'));
    claims.push({
      name: condition.key.split(':').at(-1) ?? '',
      patterns: like ? patterns : patterns.map((pattern) => pattern.replaceAll(/[*?]/g, '_')),
    });
  }
  const audience = claims.find(({ name }) => name === 'aud')?.patterns ?? [];
  const bound: Tightness | undefined = tightnessOf(issuer, claims);
  const shownSubject = conditions.filter((one) => one.key.endsWith(':sub') && narrows(one)).flatMap(({ values }) => values.map(shown));
  const about = `how tightly the trust in ${issuer} is bound`;
  return {
    key: `oidc/${issuer}${shownSubject.length === 0 ? '' : `/${safeText(shownSubject.toSorted().join(','))}`}`,
    name: issuer,
    principal: 'oidc',
    issuer,
    subject: known(shownSubject.length === 0 ? 'any' : safeText(shownSubject.toSorted().join(', '))),
    audience: known(audience.length === 0 ? 'any' : safeText(audience.toSorted().join(', '))),
    conditions: told(conditions),
    tightness:
      bound === 'open'
        ? known(bound)
        : !written
          ? unwritten.notRendered(about)
          : bound === undefined
            ? unwritten.unsupported(about)
            : known(bound),
  };
}

/** Whether enough of a pattern is written down to judge it: in a pattern with wildcards an input may itself be one. */
function tellsShape(value: Value, like: boolean): boolean {
  if (value.kind !== 'template') return value.kind === 'scalar';
  const shaped = value.parts.some((part) => typeof part === 'string' && /[:/]/.test(part));
  return (
    shaped &&
    (!like ||
      value.parts.every((part) => typeof part === 'string' || !/^(var|local|each|module)\.|\(…\)|^expression|^conditional/.test(part.text)))
  );
}
