/** The readiness questions; titles, planes and control ids are data in the crosswalk. */
export const themeIds = [
  'long-lived-credential',
  'shared-credential',
  'owner-missing-or-invalid',
  'unused-or-orphaned-identity',
  'excessive-privilege',
  'privilege-escalation-path',
  'weak-trust-or-federation',
  'human-workload-separation',
  'missing-approval-or-sod',
  'missing-runtime-enforcement',
  'secret-exposure',
  'rotation-revocation-lifecycle',
  'log-gap',
  'log-retention-immutability',
  'escalation-alerting',
  'opaque-vendor-telemetry',
  'undeclared-agent-or-tool',
  'evidence-attestation',
] as const;

export type ThemeId = (typeof themeIds)[number];
