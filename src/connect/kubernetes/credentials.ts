import { formOf, known, type Credential, type Fact, type FormId, type Place } from '../../model/index.ts';
import { bare, classify } from '../files/secrets/literal.ts';
import { capitals, contentsOf } from '../files/secrets/names.ts';
import type { Head } from './object.ts';
import type { SecretObject, SecretValue, SyncedObject } from './secrets.ts';
import type { ClusterSink, Named } from './sink.ts';

/** Names that tell a credential without telling which. */
const credentialWord = /(?:^|_)(?:TOKEN|KEY|SECRET|PASS|PASSWD|PASSWORD|CRED|CREDS|CREDENTIALS?|AUTH|DSN|PAT)(?:_|$)/;
const noCredential = /(?:^|_)(?:USER|USERNAME|HOST|PORT|NAME|ID|URL|REGION|ENDPOINT|CA|CRT|CERT|PUB|PUBLIC)$|^(?:CA|TLS)_(?:CRT|CERT|PEM)$/;

/** What a key of a Secret holds, by the variable that it fills and by its own name; null: a name that tells nothing; undefined: no credential. */
export function contentsOfKey(key: string, variable?: string): FormId | null | undefined {
  const told = (variable === undefined ? undefined : contentsOf(variable)) ?? contentsOf(key);
  if (told !== undefined) return told;
  const names = [variable ?? '', key].map(capitals);
  if (names.some((name) => noCredential.test(name))) return undefined;
  return names.some((name) => credentialWord.test(name)) ? null : undefined;
}

/** One gap for all of them. */
const ages = 'when Secrets were last changed and used, and when what they hold expires';

/** When what a name tells ends by itself; a cluster or its provider knows the rest. */
function expiryOf(sink: ClusterSink, contents: FormId | undefined): Credential['expiresAt'] {
  const expires = formOf(contents ?? 'api-key').expires;
  if (expires === 'never') return known('never');
  return expires === 'always' ? known('short-lived') : sink.unseen(ages);
}

interface Made {
  readonly form: FormId;
  readonly contents?: FormId;
  readonly stored: Credential['stored'];
  readonly expiresAt?: Credential['expiresAt'];
  readonly fingerprints?: readonly string[];
  readonly confidence?: Credential['confidence'];
  readonly doubts?: readonly string[];
  readonly localOnly?: boolean;
}

/** A credential with everything that is not told left to the cluster. */
export function credentialOf(sink: ClusterSink, named: Named, made: Made): Credential {
  const age: Fact<never> = sink.unseen(ages);
  const isOwn = made.form === 'kubernetes.bound-token' || made.form.endsWith('-session');
  return {
    kind: 'credential',
    ...sink.base(named),
    form: made.form,
    ...(made.contents === undefined ? {} : { contents: made.contents }),
    keyId: age,
    fingerprints: made.fingerprints ?? [],
    issuedAt: isOwn ? known(sink.context.at) : age,
    rotatedAt: isOwn ? known({ at: sink.context.at }) : age,
    expiresAt: made.expiresAt ?? expiryOf(sink, made.contents ?? made.form),
    lastUsedAt: age,
    status: known('active'),
    stored: made.stored,
    visibility: isOwn ? known('one') : age,
    localOnly: made.localOnly ?? false,
    inAgentConfiguration: false,
    confidence: made.confidence ?? 'high',
    doubts: made.doubts ?? [],
  };
}

/** One key of a Secret that somebody uses or something fills; `values` are those that lie readable in a manifest. */
export interface KeyOfSecret {
  readonly named: Named;
  readonly contents: FormId | null;
  readonly stored: 'synced' | 'env-from-secret' | 'file-from-secret';
  readonly generated?: boolean;
  /** The variable that it fills is one that a provider documents: then its name proves what it holds. */
  readonly isProved?: boolean;
}

export function credentialOfKey(sink: ClusterSink, { named, contents, stored, generated, isProved }: KeyOfSecret): Credential {
  return credentialOf(sink, named, {
    form: 'kubernetes.opaque-secret',
    ...(contents === null ? {} : { contents }),
    stored,
    ...(generated === true ? { expiresAt: known('short-lived') } : {}),
    ...(isProved === true ? {} : { confidence: 'medium', doubts: ['only its name tells what it holds'] }),
  });
}

/** A value that is readable in a manifest, or undefined when it is no credential. Holds no part of it. */
export function literalOf(
  sink: ClusterSink,
  named: Named,
  key: string,
  value: string,
  head: Head,
  encoded?: string,
): Credential | undefined {
  const found = classify(key, value, head.path ?? '');
  if (found === undefined) return undefined;
  const prints = [bare(value), ...(encoded === undefined ? [] : [encoded.trim()])].map((text) => sink.context.fingerprint(text));
  return credentialOf(sink, named, {
    ...found,
    stored: 'literal',
    fingerprints: [...new Set(prints)].toSorted(),
    localOnly: head.localOnly,
  });
}

/** Forms that the type of a Secret states for its keys. */
const typed: Readonly<Record<string, readonly [key: RegExp, form: FormId]>> = {
  'kubernetes.io/dockerconfigjson': [/^\.dockerconfigjson$/, 'kubernetes.registry-credential'],
  'kubernetes.io/dockercfg': [/^\.dockercfg$/, 'kubernetes.registry-credential'],
  'kubernetes.io/tls': [/^tls\.key$/, 'tls.private-key'],
  'kubernetes.io/ssh-auth': [/^ssh-privatekey$/, 'ssh.private-key'],
  'kubernetes.io/basic-auth': [/^password$/, 'password'],
  'bootstrap.kubernetes.io/token': [/^token-secret$/, 'kubernetes.bootstrap-token'],
};

/** The credential of one key of a Secret whose value lies in a manifest. */
export function credentialOfValue(
  sink: ClusterSink,
  secret: SecretObject,
  { key, value, encoded }: SecretValue,
  place: Place,
): Credential | undefined {
  const { head, secretType } = secret;
  const before = sink.named(head, key);
  const named = { ...before, name: `${before.name} ${key}`, places: [place] };
  const row = Object.hasOwn(typed, secretType) ? typed[secretType] : undefined;
  // A registry credential is a JSON document: its values are judged as they stand, and its form is known.
  if (row?.[0].test(key) === true) {
    const told = classify(row[1] === 'kubernetes.registry-credential' ? 'auth_token' : 'password', innermost(value), head.path ?? '');
    if (told === undefined) return undefined;
    const prints = [value, ...(encoded === undefined ? [] : [encoded.trim()])].map((text) => sink.context.fingerprint(text));
    return credentialOf(sink, named, {
      ...told,
      form: row[1],
      stored: 'literal',
      fingerprints: prints.toSorted(),
      localOnly: head.localOnly,
    });
  }
  return literalOf(sink, named, key, value, head, encoded);
}

/** The password inside a docker configuration; any other text itself, without its line ends. */
function innermost(value: string): string {
  const auth = /"(?:auth|password)"\s*:\s*"([^"]{1,2000})"/.exec(value)?.[1];
  return (
    auth ??
    value
      .replaceAll(/\s+/g, '')
      .replace(/^-+BEGIN.*?KEY-+/, '')
      .slice(0, 2000)
  );
}

/** What an operator fills, key by key. */
export function syncedKeys(secret: SyncedObject): readonly { readonly key: string; readonly contents: FormId | null }[] {
  return secret.keys.flatMap(({ key }) => {
    const contents = contentsOfKey(key);
    return contents === undefined ? [] : [{ key, contents }];
  });
}
