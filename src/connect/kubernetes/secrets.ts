import { fieldsAt, nodeAt, textAt, type Node, type ObjectNode } from '../node.ts';
import { itemsAt, textsOf, type Head } from './object.ts';

/** One key of a Secret with its value in clear. The value goes no further than its fingerprint. */
export interface SecretValue {
  readonly key: string;
  readonly value: string;
  /** As written, when that is base64. */
  readonly encoded?: string;
  readonly line: number;
  readonly column: number;
}

export interface SecretObject {
  readonly type: 'secret';
  readonly head: Head;
  readonly secretType: string;
  /** Keys with or without a readable value. */
  readonly keys: readonly string[];
  readonly values: readonly SecretValue[];
  /** Values are encrypted for somebody: SOPS, a SealedSecret. */
  readonly encrypted: boolean;
}

/** Something that fills a Secret from outside: an ExternalSecret, a Vault secret. */
export interface SyncedObject {
  readonly type: 'synced-secret';
  readonly head: Head;
  readonly target: string;
  readonly keys: readonly { readonly key: string; readonly from?: string }[];
  /** A generator makes it afresh, such as a registry or session token. */
  readonly generated: boolean;
}

const base64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

export function readSecret(node: ObjectNode, head: Head): SecretObject | undefined {
  if (head.group === 'bitnami.com' && head.kind === 'SealedSecret') {
    const name = textAt(node, 'spec', 'template', 'metadata', 'name') ?? head.name;
    const keys = [...textsOf(nodeAt(node, 'spec', 'encryptedData')).keys()];
    return {
      type: 'secret',
      head: { ...head, name },
      secretType: textAt(node, 'spec', 'template', 'type') ?? 'Opaque',
      keys,
      values: [],
      encrypted: true,
    };
  }
  if (head.group !== '' || head.kind !== 'Secret') return undefined;
  const encrypted = nodeAt(node, 'sops') !== undefined;
  const values = encrypted
    ? []
    : [...valuesOf(nodeAt(node, 'data'), true), ...valuesOf(nodeAt(node, 'stringData'), false), ...appliedValues(node)];
  const keys = ['data', 'stringData'].flatMap((field) => [...textsOf(nodeAt(node, field)).keys()]);
  return { type: 'secret', head, secretType: textAt(node, 'type') ?? 'Opaque', keys: [...new Set(keys)], values, encrypted };
}

function valuesOf(node: Node | undefined, isEncoded: boolean): readonly SecretValue[] {
  return fieldsAt(node)
    .slice(0, 1000)
    .flatMap(([key, at]) => {
      if (at.kind !== 'scalar' || at.value === null || String(at.value) === '') return [];
      const text = String(at.value);
      const { line, column } = at;
      if (!isEncoded) return [{ key, value: text, line, column }];
      // What is no base64 is a placeholder or a template's hole: read as it stands.
      if (!base64.test(text)) return [{ key, value: text, line, column }];
      return [{ key, value: Buffer.from(text, 'base64').toString('utf8'), encoded: text, line, column }];
    });
}

/** `kubectl apply` writes the whole object, values too, into an annotation that everybody who may list metadata reads. */
function appliedValues(node: ObjectNode): readonly SecretValue[] {
  const at = nodeAt(node, 'metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration');
  if (at?.kind !== 'scalar' || typeof at.value !== 'string' || at.value.length > 1_000_000) return [];
  let applied: unknown;
  try {
    applied = JSON.parse(at.value);
  } catch {
    return [];
  }
  if (typeof applied !== 'object' || applied === null) return [];
  return Object.entries(applied).flatMap(([field, map]: [string, unknown]) => {
    if ((field !== 'data' && field !== 'stringData') || typeof map !== 'object' || map === null) return [];
    return Object.entries(map)
      .slice(0, 1000)
      .flatMap(([key, value]: [string, unknown]) => {
        if (typeof value !== 'string' || value === '') return [];
        const decoded = field === 'data' ? Buffer.from(value, 'base64').toString('utf8') : value;
        return [{ key, value: decoded, line: at.line, column: at.column, ...(field === 'data' ? { encoded: value } : {}) }];
      });
  });
}

/** Objects of the operators that fill Secrets: External Secrets, Vault Secrets Operator, Infisical, Doppler, 1Password. */
export function readSynced(node: ObjectNode, head: Head): SyncedObject | undefined {
  if (head.group === 'external-secrets.io' && (head.kind === 'ExternalSecret' || head.kind === 'ClusterExternalSecret')) {
    const spec = head.kind === 'ExternalSecret' ? nodeAt(node, 'spec') : nodeAt(node, 'spec', 'externalSecretSpec');
    const store = textAt(spec, 'secretStoreRef', 'name') ?? '';
    const keys = itemsAt(spec, 'data').flatMap((item) => {
      const key = textAt(item, 'secretKey');
      const remote = textAt(item, 'remoteRef', 'key');
      const property = textAt(item, 'remoteRef', 'property') ?? '';
      return key === undefined ? [] : [{ key, ...(remote === undefined ? {} : { from: `${store}\n${remote}\n${property}` }) }];
    });
    const sources = [...itemsAt(spec, 'data'), ...itemsAt(spec, 'dataFrom')];
    const generated = sources.length > 0 && sources.every((item) => nodeAt(item, 'sourceRef', 'generatorRef') !== undefined);
    return { type: 'synced-secret', head, target: textAt(spec, 'target', 'name') ?? head.name, keys, generated };
  }
  const target =
    head.group === 'secrets.hashicorp.com'
      ? (textAt(node, 'spec', 'destination', 'name') ?? textAt(node, 'spec', 'syncConfig', 'name'))
      : head.group === 'secrets.infisical.com'
        ? textAt(node, 'spec', 'managedSecretReference', 'secretName')
        : head.group === 'secrets.doppler.com'
          ? textAt(node, 'spec', 'managedSecret', 'name')
          : head.group === 'onepassword.com'
            ? head.name
            : undefined;
  if (target === undefined) return undefined;
  return { type: 'synced-secret', head, target, keys: [], generated: head.kind === 'VaultDynamicSecret' };
}
