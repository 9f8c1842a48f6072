import type { EdgeType, EntityKind, Plane } from './entity.ts';

/** What one collector completes in one scope: `plane.subject`. */
export type Dataset = `${string}.${string}`;

/** Which datasets show all things of a kind on a plane. Without them, "there is none" is not known. */
export interface KindRow {
  readonly plane: Plane;
  readonly kinds: readonly EntityKind[];
  readonly settledBy: readonly Dataset[];
}

/**
 * Who settles a relation: `complete` needs every dataset in `settledBy` at the subject's scope.
 * A verdict because there is *none* needs the planes in `mayAlsoBeIn` as well: `same-scope` asks the plane about
 * the same repository, `any` asks for any target there.
 */
export interface EdgeRow {
  readonly plane: Plane;
  readonly from: readonly EntityKind[];
  readonly edge: EdgeType;
  readonly settledBy: readonly Dataset[];
  readonly mayAlsoBeIn: readonly { readonly plane: Plane; readonly at: 'same-scope' | 'any' }[];
}

const github = { plane: 'github', at: 'same-scope' } as const;
const aws = { plane: 'aws', at: 'any' } as const;
const kubernetes = { plane: 'kubernetes', at: 'any' } as const;

export const kindRows: readonly KindRow[] = [
  { plane: 'files', kinds: ['scope'], settledBy: ['files.tree'] },
  {
    plane: 'files',
    kinds: ['agent'],
    settledBy: ['files.tree', 'files.workflows', 'files.agents', 'files.infrastructure', 'files.manifests'],
  },
  { plane: 'files', kinds: ['tool'], settledBy: ['files.tree', 'files.workflows', 'files.agents', 'files.manifests'] },
  {
    plane: 'files',
    kinds: ['workload', 'identity', 'policy', 'trust'],
    settledBy: ['files.tree', 'files.workflows', 'files.infrastructure', 'files.manifests'],
  },
  { plane: 'files', kinds: ['approval'], settledBy: ['files.tree', 'files.workflows'] },
  { plane: 'files', kinds: ['guardrail'], settledBy: ['files.tree', 'files.manifests'] },
  {
    plane: 'files',
    kinds: ['credential'],
    settledBy: ['files.tree', 'files.workflows', 'files.agents', 'files.secrets', 'files.infrastructure', 'files.manifests'],
  },
  { plane: 'files', kinds: ['owner'], settledBy: ['files.tree', 'files.owners'] },
  { plane: 'aws', kinds: ['scope', 'identity', 'policy', 'trust'], settledBy: ['aws.iam'] },
  { plane: 'aws', kinds: ['credential'], settledBy: ['aws.iam', 'aws.credentials'] },
  { plane: 'aws', kinds: ['agent', 'tool', 'guardrail', 'approval'], settledBy: ['aws.agents'] },
  { plane: 'aws', kinds: ['workload'], settledBy: ['aws.workloads'] },
  { plane: 'aws', kinds: ['log'], settledBy: ['aws.logs'] },
  { plane: 'aws', kinds: ['alert'], settledBy: ['aws.alerts'] },
  { plane: 'kubernetes', kinds: ['scope', 'workload'], settledBy: ['kubernetes.workloads'] },
  { plane: 'kubernetes', kinds: ['agent', 'tool', 'approval'], settledBy: ['kubernetes.agents', 'kubernetes.workloads'] },
  { plane: 'kubernetes', kinds: ['identity', 'policy', 'trust'], settledBy: ['kubernetes.rbac'] },
  { plane: 'kubernetes', kinds: ['credential'], settledBy: ['kubernetes.workloads', 'kubernetes.secrets'] },
  { plane: 'kubernetes', kinds: ['guardrail'], settledBy: ['kubernetes.network', 'kubernetes.admission'] },
  { plane: 'kubernetes', kinds: ['log'], settledBy: ['kubernetes.audit'] },
  { plane: 'github', kinds: ['scope'], settledBy: ['github.repositories'] },
  { plane: 'github', kinds: ['agent', 'tool', 'workload'], settledBy: ['github.workflows', 'github.agents'] },
  { plane: 'github', kinds: ['identity', 'policy', 'trust'], settledBy: ['github.members', 'github.apps', 'github.oidc'] },
  { plane: 'github', kinds: ['credential'], settledBy: ['github.secrets', 'github.keys'] },
  { plane: 'github', kinds: ['approval', 'guardrail'], settledBy: ['github.environments', 'github.branch-rules'] },
  { plane: 'github', kinds: ['owner'], settledBy: ['github.members', 'github.owners'] },
  { plane: 'github', kinds: ['log', 'alert'], settledBy: ['github.audit'] },
];

export const edgeRows: readonly EdgeRow[] = [
  // A checkout. Whatever a workflow or a configuration file says is complete once those files are read.
  {
    plane: 'files',
    from: ['workload', 'agent'],
    edge: 'uses',
    settledBy: ['files.tree', 'files.workflows', 'files.agents'],
    mayAlsoBeIn: [],
  },
  { plane: 'files', from: ['workload', 'agent'], edge: 'runs-as', settledBy: ['files.tree', 'files.workflows'], mayAlsoBeIn: [] },
  { plane: 'files', from: ['agent'], edge: 'runs-in', settledBy: ['files.tree', 'files.workflows'], mayAlsoBeIn: [] },
  {
    plane: 'files',
    from: ['workload', 'agent'],
    edge: 'calls',
    settledBy: ['files.tree', 'files.workflows', 'files.agents'],
    mayAlsoBeIn: [],
  },
  { plane: 'files', from: ['tool', 'agent'], edge: 'authenticates-with', settledBy: ['files.tree', 'files.agents'], mayAlsoBeIn: [] },
  { plane: 'files', from: ['identity'], edge: 'attached', settledBy: ['files.tree', 'files.workflows'], mayAlsoBeIn: [aws, kubernetes] },
  { plane: 'files', from: ['identity'], edge: 'holds', settledBy: ['files.tree', 'files.workflows'], mayAlsoBeIn: [aws, github] },
  { plane: 'files', from: ['identity'], edge: 'trusted-by', settledBy: ['files.tree', 'files.workflows'], mayAlsoBeIn: [aws] },
  {
    plane: 'files',
    from: ['agent', 'tool', 'workload', 'identity', 'credential', 'scope'],
    edge: 'names-owner',
    settledBy: ['files.tree', 'files.owners'],
    mayAlsoBeIn: [],
  },
  { plane: 'files', from: ['workload', 'agent'], edge: 'approved-by', settledBy: ['files.tree', 'files.workflows'], mayAlsoBeIn: [] },
  {
    plane: 'files',
    from: ['agent', 'tool', 'workload', 'scope'],
    edge: 'logged-to',
    settledBy: ['files.tree'],
    mayAlsoBeIn: [github, aws, kubernetes],
  },
  {
    plane: 'files',
    from: ['agent', 'tool', 'workload'],
    edge: 'guarded-by',
    settledBy: ['files.tree', 'files.manifests'],
    mayAlsoBeIn: [github, aws, kubernetes],
  },
  { plane: 'files', from: ['agent', 'scope'], edge: 'alerts', settledBy: ['files.tree'], mayAlsoBeIn: [github, aws, kubernetes] },
  // An AWS account.
  { plane: 'aws', from: ['identity'], edge: 'holds', settledBy: ['aws.iam', 'aws.credentials'], mayAlsoBeIn: [] },
  { plane: 'aws', from: ['identity', 'scope'], edge: 'attached', settledBy: ['aws.iam'], mayAlsoBeIn: [] },
  { plane: 'aws', from: ['identity'], edge: 'trusted-by', settledBy: ['aws.iam'], mayAlsoBeIn: [] },
  { plane: 'aws', from: ['identity'], edge: 'member-of', settledBy: ['aws.iam'], mayAlsoBeIn: [] },
  { plane: 'aws', from: ['agent', 'workload'], edge: 'runs-as', settledBy: ['aws.agents', 'aws.workloads'], mayAlsoBeIn: [] },
  { plane: 'aws', from: ['agent', 'workload'], edge: 'uses', settledBy: ['aws.agents', 'aws.workloads'], mayAlsoBeIn: [] },
  { plane: 'aws', from: ['agent', 'workload'], edge: 'calls', settledBy: ['aws.agents'], mayAlsoBeIn: [] },
  { plane: 'aws', from: ['tool', 'agent'], edge: 'authenticates-with', settledBy: ['aws.agents'], mayAlsoBeIn: [] },
  {
    plane: 'aws',
    from: ['agent', 'tool', 'workload', 'identity', 'credential', 'scope'],
    edge: 'names-owner',
    settledBy: ['aws.iam', 'aws.agents'],
    mayAlsoBeIn: [],
  },
  { plane: 'aws', from: ['agent', 'workload', 'tool'], edge: 'approved-by', settledBy: ['aws.agents'], mayAlsoBeIn: [] },
  { plane: 'aws', from: ['agent', 'workload', 'tool', 'scope', 'identity'], edge: 'logged-to', settledBy: ['aws.logs'], mayAlsoBeIn: [] },
  { plane: 'aws', from: ['agent', 'scope', 'identity'], edge: 'alerts', settledBy: ['aws.alerts'], mayAlsoBeIn: [] },
  {
    plane: 'aws',
    from: ['agent', 'tool', 'workload', 'scope', 'identity'],
    edge: 'guarded-by',
    settledBy: ['aws.agents', 'aws.organization'],
    mayAlsoBeIn: [],
  },
  // A cluster.
  { plane: 'kubernetes', from: ['workload', 'agent'], edge: 'runs-as', settledBy: ['kubernetes.workloads'], mayAlsoBeIn: [] },
  { plane: 'kubernetes', from: ['workload', 'agent'], edge: 'uses', settledBy: ['kubernetes.workloads'], mayAlsoBeIn: [] },
  { plane: 'kubernetes', from: ['workload', 'agent'], edge: 'calls', settledBy: ['kubernetes.agents'], mayAlsoBeIn: [] },
  { plane: 'kubernetes', from: ['agent'], edge: 'runs-in', settledBy: ['kubernetes.workloads'], mayAlsoBeIn: [] },
  { plane: 'kubernetes', from: ['tool', 'agent'], edge: 'authenticates-with', settledBy: ['kubernetes.agents'], mayAlsoBeIn: [] },
  { plane: 'kubernetes', from: ['identity'], edge: 'attached', settledBy: ['kubernetes.rbac'], mayAlsoBeIn: [] },
  { plane: 'kubernetes', from: ['identity'], edge: 'holds', settledBy: ['kubernetes.secrets'], mayAlsoBeIn: [] },
  { plane: 'kubernetes', from: ['identity'], edge: 'trusted-by', settledBy: ['kubernetes.rbac'], mayAlsoBeIn: [aws] },
  {
    plane: 'kubernetes',
    from: ['agent', 'tool', 'workload', 'identity', 'credential', 'scope'],
    edge: 'names-owner',
    settledBy: ['kubernetes.workloads', 'kubernetes.rbac'],
    mayAlsoBeIn: [],
  },
  { plane: 'kubernetes', from: ['agent', 'workload', 'tool'], edge: 'approved-by', settledBy: ['kubernetes.agents'], mayAlsoBeIn: [] },
  {
    plane: 'kubernetes',
    from: ['agent', 'workload', 'tool', 'scope'],
    edge: 'logged-to',
    settledBy: ['kubernetes.audit'],
    mayAlsoBeIn: [aws],
  },
  {
    plane: 'kubernetes',
    from: ['agent', 'workload', 'tool', 'scope'],
    edge: 'guarded-by',
    settledBy: ['kubernetes.network', 'kubernetes.admission'],
    mayAlsoBeIn: [],
  },
  { plane: 'kubernetes', from: ['agent', 'scope'], edge: 'alerts', settledBy: ['kubernetes.audit'], mayAlsoBeIn: [aws] },
  // An organisation or a repository.
  { plane: 'github', from: ['workload', 'agent'], edge: 'uses', settledBy: ['github.workflows', 'github.agents'], mayAlsoBeIn: [] },
  { plane: 'github', from: ['workload', 'agent'], edge: 'runs-as', settledBy: ['github.workflows', 'github.agents'], mayAlsoBeIn: [] },
  { plane: 'github', from: ['agent'], edge: 'runs-in', settledBy: ['github.workflows', 'github.agents'], mayAlsoBeIn: [] },
  { plane: 'github', from: ['workload', 'agent'], edge: 'calls', settledBy: ['github.workflows', 'github.agents'], mayAlsoBeIn: [] },
  { plane: 'github', from: ['tool', 'agent'], edge: 'authenticates-with', settledBy: ['github.agents'], mayAlsoBeIn: [] },
  { plane: 'github', from: ['identity', 'scope'], edge: 'holds', settledBy: ['github.keys', 'github.apps'], mayAlsoBeIn: [] },
  { plane: 'github', from: ['identity', 'scope'], edge: 'attached', settledBy: ['github.apps', 'github.members'], mayAlsoBeIn: [] },
  { plane: 'github', from: ['identity'], edge: 'trusted-by', settledBy: ['github.oidc'], mayAlsoBeIn: [aws] },
  { plane: 'github', from: ['identity', 'owner'], edge: 'member-of', settledBy: ['github.members'], mayAlsoBeIn: [] },
  {
    plane: 'github',
    from: ['agent', 'tool', 'workload', 'identity', 'credential', 'scope'],
    edge: 'names-owner',
    settledBy: ['github.owners', 'github.members'],
    mayAlsoBeIn: [],
  },
  {
    plane: 'github',
    from: ['agent', 'workload', 'scope'],
    edge: 'approved-by',
    settledBy: ['github.environments', 'github.branch-rules'],
    mayAlsoBeIn: [],
  },
  {
    plane: 'github',
    from: ['agent', 'workload', 'tool', 'scope', 'identity'],
    edge: 'logged-to',
    settledBy: ['github.audit'],
    mayAlsoBeIn: [],
  },
  { plane: 'github', from: ['agent', 'scope'], edge: 'alerts', settledBy: ['github.audit'], mayAlsoBeIn: [] },
  {
    plane: 'github',
    from: ['agent', 'workload', 'tool', 'scope'],
    edge: 'guarded-by',
    settledBy: ['github.branch-rules', 'github.agents'],
    mayAlsoBeIn: [],
  },
];

export function kindRowOf(plane: Plane, kind: EntityKind): KindRow | undefined {
  return kindRows.find((row) => row.plane === plane && row.kinds.includes(kind));
}

export function edgeRowOf(plane: Plane, from: EntityKind, edge: EdgeType): EdgeRow | undefined {
  return edgeRows.find((row) => row.plane === plane && row.edge === edge && row.from.includes(from));
}
