import { formOf, known, type Credential } from '../../model/index.ts';
import { contentsOf } from '../files/secrets/names.ts';
import { contentsOfKey, credentialOf, credentialOfKey, credentialOfValue, syncedKeys } from './credentials.ts';
import type { Accounts } from './identities.ts';
import { ByName, fullName, type Head } from './object.ts';
import type { SecretUse } from './pods.ts';
import type { SecretObject, SyncedObject } from './secrets.ts';
import type { ClusterSink } from './sink.ts';

/** A use of a Secret, and the variable that it fills. */
export interface NotedUse extends SecretUse {
  readonly target?: string;
}

/** Secrets by their keys, whoever names them: those that manifests hold, those that operators fill, those that are only referred to. */
export class Secrets {
  readonly #sink: ClusterSink;
  readonly #declared = new ByName<SecretObject>();
  readonly #synced = new ByName<SyncedObject>();
  /** The credentials of the keys that are known. */
  readonly #keys = new ByName<Map<string, Credential>>();

  constructor(sink: ClusterSink, declared: readonly SecretObject[], synced: readonly SyncedObject[], accounts: Accounts) {
    this.#sink = sink;
    for (const secret of declared) this.#declared.add(secret.head.namespace, secret.head.name, secret);
    for (const secret of synced) this.#synced.add(secret.head.namespace, secret.target, secret);
    for (const secret of declared) this.#read(secret, accounts);
    const sources = new Map<string, Credential>();
    for (const secret of synced) {
      for (const { key, contents } of syncedKeys(secret)) {
        const named = sink.named(secret.head, key);
        const credential = credentialOfKey(sink, {
          named: { ...named, name: `${fullName({ namespace: secret.head.namespace, name: secret.target })} ${key}` },
          contents,
          stored: 'synced',
          generated: secret.generated,
        });
        this.#keep(secret.head.namespace, secret.target, key, sink.add(credential));
        // Two that read one entry of one store are one secret.
        const from = secret.keys.find((one) => one.key === key)?.from;
        const before = from === undefined ? undefined : sources.get(from);
        if (from !== undefined && before === undefined) sources.set(from, credential);
        if (before !== undefined && before.id !== credential.id) sink.sameAs(before, credential, secret.head.place);
      }
    }
  }

  #keep(namespace: string, name: string, key: string, credential: Credential): void {
    const slot = this.#slot(namespace, name);
    slot.set(key, credential);
  }

  #slot(namespace: string, name: string): Map<string, Credential> {
    const before = this.#keys.find(namespace, name);
    if (before !== undefined) return before;
    const made = new Map<string, Credential>();
    this.#keys.add(namespace, name, made);
    return made;
  }

  #read(secret: SecretObject, accounts: Accounts): void {
    const { head, secretType } = secret;
    if (secretType === 'kubernetes.io/service-account-token') {
      const account = head.annotations.get('kubernetes.io/service-account.name');
      const named = { ...this.#sink.named(head), name: fullName(head) };
      const token = this.#sink.add(
        credentialOf(this.#sink, named, {
          form: 'kubernetes.service-account-token',
          stored: 'provider-only',
          expiresAt: known('never'),
          localOnly: head.localOnly,
        }),
      );
      this.#keep(head.namespace, head.name, 'token', token);
      if (account !== undefined) this.#sink.edge(accounts.of(head.namespace, account, head), 'holds', token, head.place);
    }
    for (const value of secret.values) {
      const { file, ...rest } = head.place;
      const place = file === undefined ? rest : { ...rest, file: { path: file.path, line: value.line, column: value.column } };
      const credential = credentialOfValue(this.#sink, secret, value, place);
      if (credential !== undefined) this.#keep(head.namespace, head.name, value.key, this.#sink.add(credential));
    }
    if (!secret.encrypted) return;
    for (const key of secret.keys) {
      const contents = contentsOfKey(key);
      if (contents === undefined) continue;
      const named = this.#sink.named(head, key);
      this.#keep(
        head.namespace,
        head.name,
        key,
        this.#sink.add(credentialOfKey(this.#sink, { named: { ...named, name: `${named.name} ${key}` }, contents, stored: 'synced' })),
      );
    }
  }

  /** Makes the credentials of keys that somebody names, before anybody who takes a Secret as a whole is read. */
  note(head: Head, use: NotedUse): void {
    for (const key of use.keys) {
      const slot = this.#slot(head.namespace, use.name);
      if (slot.has(key)) continue;
      const contents = contentsOfKey(key, use.target);
      if (contents === undefined) continue;
      slot.set(key, this.#sink.add(this.#referred(head, use, contents, key)));
    }
  }

  #referred(head: Head, use: NotedUse, contents: string | null, ...keys: readonly string[]): Credential {
    const owner = this.#declared.find(head.namespace, use.name) ?? this.#synced.find(head.namespace, use.name);
    const name = [fullName({ namespace: head.namespace, name: use.name }), ...keys].join(' ');
    const id =
      owner === undefined
        ? this.#sink.context.idOfUnseen('Secret', head.namespace, use.name, ...keys)
        : this.#sink.context.idOf(owner.head, ...keys);
    return credentialOfKey(this.#sink, {
      named: { id, name, places: [use.place], production: this.#sink.production(head) },
      contents,
      stored: owner?.type === 'synced-secret' ? 'synced' : use.as === 'env' ? 'env-from-secret' : 'file-from-secret',
      generated: owner?.type === 'synced-secret' && owner.generated,
      isProved: contents !== null && ['model', 'cloud', 'agent-platform', 'source-host'].includes(formOf(contents).family),
    });
  }

  /** What a use of a Secret gives: the credentials of the keys named, or of all that are known; of a Secret whose keys nobody tells, itself. */
  of(head: Head, use: NotedUse): readonly Credential[] {
    const slot = this.#slot(head.namespace, use.name);
    if (use.keys.length > 0) return use.keys.flatMap((key) => slot.get(key) ?? []);
    const isDeclared = this.#declared.find(head.namespace, use.name) !== undefined;
    if (isDeclared || /(?:^|-)(?:ca|tls|cert|certs|certificate|ca-bundle)$/.test(use.name)) return [...slot.values()];
    const whole = slot.get('') ?? this.#sink.add(this.#referred(head, use, contentsOf(use.name) ?? null));
    slot.set('', whole);
    return [...slot.values()];
  }
}
