import type { Capability, CapabilityKind } from '../model/index.ts';

/**
 * What each write permission of a workflow token or an App lets its holder do.
 * Source: GitHub's "Permissions required for GitHub Apps" and "Assigning permissions to jobs".
 */
const write: Readonly<Record<string, readonly CapabilityKind[]>> = {
  actions: ['execute-code'],
  administration: ['administer', 'change-guardrail'],
  attestations: ['write-data'],
  checks: ['write-data'],
  contents: ['merge', 'write-data', 'delete-data'],
  deployments: ['deploy'],
  discussions: ['write-data'],
  environments: ['change-guardrail'],
  'id-token': ['assume-identity'],
  issues: ['write-data'],
  members: ['escalate'],
  organization_administration: ['administer'],
  packages: ['write-data', 'deploy'],
  pages: ['deploy'],
  'pull-requests': ['approve', 'write-data'],
  pull_requests: ['approve', 'write-data'],
  'repository-projects': ['write-data'],
  secrets: ['mint-credential'],
  'security-events': ['write-data'],
  statuses: ['write-data'],
  workflows: ['execute-code', 'escalate'],
};

/** The scopes that `write-all` gives a workflow token. */
const workflowScopes = [
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'packages',
  'pages',
  'pull-requests',
  'repository-projects',
  'security-events',
  'statuses',
];

/** Capabilities of a GitHub permission document: `{"contents":"write"}`, or `"write-all"` / `"read-all"`. */
export function githubCapabilities(document: string, on: string): readonly Capability[] {
  const parsed: unknown = JSON.parse(document);
  const entries: (readonly [string, unknown])[] =
    parsed === 'write-all'
      ? workflowScopes.map((name) => [name, 'write'] as const)
      : parsed === 'read-all'
        ? [['contents', 'read'] as const]
        : typeof parsed === 'object' && parsed !== null
          ? Object.entries(parsed)
          : [];
  const words = new Map<CapabilityKind, string[]>();
  for (const [name, level] of entries) {
    const kinds: readonly CapabilityKind[] =
      level === 'write' || level === 'admin'
        ? Object.hasOwn(write, name)
          ? (write[name] ?? [])
          : ['write-data']
        : level === 'read'
          ? ['read-data']
          : [];
    for (const kind of kinds) words.set(kind, [...(words.get(kind) ?? []), `${name}: ${String(level)}`]);
  }
  return [...words]
    .map(([kind, list]) => ({ kind, on, words: list.toSorted(), conditions: [] }))
    .toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
}
