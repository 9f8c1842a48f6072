/** What an identity can do, in one vocabulary over all planes. */
export const capabilityKinds = [
  'administer',
  'escalate',
  'assume-identity',
  'mint-credential',
  'read-secret',
  'impersonate-human',
  'execute-code',
  'deploy',
  'merge',
  'approve',
  'delete-data',
  'write-data',
  'read-data',
  'change-logging',
  'change-guardrail',
  'change-network',
] as const;

export type CapabilityKind = (typeof capabilityKinds)[number];

export interface Capability {
  readonly kind: CapabilityKind;
  /** On what: `*`, an ARN pattern, a namespace, a repository. */
  readonly on: string;
  /** The plane's own words for it: actions, verbs, permissions. */
  readonly words: readonly string[];
  /** Empty: unconditionally. */
  readonly conditions: readonly string[];
}

/** Capabilities that change something; the rest only read or prove. */
export const changing: ReadonlySet<CapabilityKind> = new Set(
  capabilityKinds.filter((kind) => kind !== 'read-data' && kind !== 'read-secret' && kind !== 'assume-identity'),
);
