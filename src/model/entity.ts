import type { Fact, Instant } from './fact.ts';
import type { FormId } from './forms.ts';
import type { Place } from './place.ts';

export const planes = ['aws', 'kubernetes', 'github', 'files'] as const;
export type Plane = (typeof planes)[number];

/** The platform's own id of a scope: an account id, a cluster's UID, `github.com/owner/repo`, a directory's name. */
export type ScopeId = string;
/** Scope and the platform's own name: an ARN, `k8s:<uid>/ns/kind/name`, `github.com/o/r/environment/production`, a path and a keyed pointer. Never a line, an index or a value. */
export type EntityId = string;

/** A tag, label or annotation that matters. */
export interface Label {
  readonly name: string;
  readonly value: string;
}

/** `high`: would hold up in a review; `medium`: likely; `low`: a hint. */
export type Confidence = 'high' | 'medium' | 'low';

/** What every entity has. */
export interface EntityBase {
  readonly id: EntityId;
  readonly plane: Plane;
  /** What people call it. */
  readonly name: string;
  readonly scope: ScopeId;
  /** `live`: the platform showed it. `declared`: a manifest, workflow or infrastructure code says it should be so. */
  readonly origin: 'live' | 'declared';
  /** Whether it serves production. Unknown counts as production. */
  readonly production: Fact<boolean>;
  readonly labels?: readonly Label[];
  readonly places: readonly Place[];
}

/** An account, organisation, cluster, namespace, repository, directory. */
export interface Scope extends EntityBase {
  readonly kind: 'scope';
  readonly type: 'account' | 'organization' | 'cluster' | 'namespace' | 'repository' | 'directory';
  readonly parent?: ScopeId;
  /** Other ids of the same scope: a numeric repository id, an alias. */
  readonly aliases?: readonly string[];
}

/** Who may set a thing in motion. `anyone`: people without write access, a public issue's author included. */
export type TriggeredBy = 'anyone' | 'contributors' | 'members' | 'schedule' | 'service';

export interface Trigger {
  readonly who: TriggeredBy;
  /** The platform's own word: `issue_comment`, `cron`, `sqs`. */
  readonly how: string;
}

/** Something that chooses actions by a model. */
export interface Agent extends EntityBase {
  readonly kind: 'agent';
  /** `bedrock-agent`, `agentcore-runtime`, `kagent`, `github-workflow-step`, `copilot-cloud-agent`, `claude-code`, `langgraph`, `custom-workload`, … */
  readonly platform: string;
  readonly confidence: Confidence;
  /** What told that this is an agent. */
  readonly signals: readonly string[];
  readonly triggers: Fact<readonly Trigger[]>;
  /** Who may invoke it: everyone, whoever an allow-list names, callers with a credential of the platform. */
  readonly inboundAuth: Fact<'none' | 'allow-list' | 'platform' | 'oauth'>;
  readonly actsAs: Fact<'own-identity' | 'on-behalf-of' | 'both'>;
  /** Whether it asks a human before it acts: always, for some tools, never. */
  readonly autonomy: Fact<'asks' | 'asks-for-some' | 'never-asks'>;
  /** How somebody can stop it, in words; null: there is no way. */
  readonly stop: Fact<string | null>;
}

/** What runs: a deployment, a function, a task, a workflow job. */
export interface Workload extends EntityBase {
  readonly kind: 'workload';
  readonly runtime:
    | 'deployment'
    | 'statefulset'
    | 'daemonset'
    | 'cronjob'
    | 'job'
    | 'pod'
    | 'lambda'
    | 'ecs-task'
    | 'instance'
    | 'workflow-job'
    | 'other';
  readonly images?: readonly string[];
  /** What it is for, where that can be told: a deploy job changes production. */
  readonly purpose: Fact<'deploy' | 'build' | 'agent' | 'other'>;
  readonly triggers: Fact<readonly Trigger[]>;
  /** True when it checks out, builds or runs what an untrusted person proposed. */
  readonly runsUntrustedCode: Fact<boolean>;
  readonly limits: Fact<boolean>;
  readonly sandbox: Fact<boolean>;
}

/** Who acts. */
export interface Identity extends EntityBase {
  readonly kind: 'identity';
  /** `aws.role`, `aws.user`, `k8s.service-account`, `github.app`, `github.user`, `github.workflow-token`, `agentcore.workload-identity`, `azure.application`, `google.service-account`, … */
  readonly form: string;
  readonly createdAt: Fact<Instant>;
  /** null: never. */
  readonly lastUsedAt: Fact<Instant | null>;
  /** Longest session, in seconds. */
  readonly maxSession: Fact<number>;
  readonly enabled: Fact<boolean>;
  /** True for what the platform runs for itself, such as a service-linked role. */
  readonly providerManaged: boolean;
  /** What everything acts as that names no identity: a namespace's `default` ServiceAccount. Absent: it is none. */
  readonly isDefault?: boolean;
  /** Stated by an override in the configuration or by the platform; what decides the class is `Graph.classOf`. */
  readonly statedClass?: IdentityClass;
}

export type IdentityClass = 'agent' | 'workload' | 'pipeline' | 'human' | 'provider-managed' | 'break-glass' | 'unclassified';

/** Where a credential lies. `literal`: its value is readable in a document; `provider-only`: only the provider holds it. */
export type Stored = 'literal' | 'env-from-secret' | 'file-from-secret' | 'synced' | 'injected' | 'platform-vault' | 'provider-only';

/** What proves who. One entity per place where it lies. Never holds a value. */
export interface Credential extends EntityBase {
  readonly kind: 'credential';
  /** A row of the credential forms: what it is, or the container it lies in. */
  readonly form: FormId;
  /** What a container's name or use says that it holds, when that differs from `form`. */
  readonly contents?: FormId;
  /** The provider's public id of it, such as an access key id. Never secret. */
  readonly keyId: Fact<string>;
  /** Keyed fingerprints of the values that lie here under this name, sorted; more than one when a place repeats. */
  readonly fingerprints: readonly string[];
  readonly issuedAt: Fact<Instant>;
  /** The last rotation. `atLeast`: it is at least this old. */
  readonly rotatedAt: Fact<{ readonly at: Instant; readonly atLeast?: true }>;
  readonly expiresAt: Fact<Instant | 'never' | 'short-lived'>;
  /** null: never. */
  readonly lastUsedAt: Fact<Instant | null>;
  readonly status: Fact<'active' | 'inactive' | 'expired'>;
  readonly stored: Stored;
  /** How many may use it: one consumer's scope, selected ones, all of an organisation. */
  readonly visibility: Fact<'one' | 'selected' | 'all'>;
  /** True when only a local, git-ignored file holds it. */
  readonly localOnly: boolean;
  /** True when it lies in a file that configures an agent or a tool. */
  readonly inAgentConfiguration: boolean;
  readonly confidence: Confidence;
  /** Why the confidence is not high: a placeholder, a test path, an example key. */
  readonly doubts: readonly string[];
}

/** What an agent can call. */
export interface Tool extends EntityBase {
  readonly kind: 'tool';
  readonly type: 'mcp-server' | 'action-group' | 'gateway-target' | 'model-endpoint' | 'workflow-action' | 'built-in';
  readonly transport: 'stdio' | 'http' | 'sse' | 'in-process' | 'platform';
  /** Redacted: scheme, host and path, no user info, no query. */
  readonly endpoint?: string;
  /** The program or package behind a local tool, without arguments that may hold secrets. */
  readonly runs?: string;
  readonly tls: Fact<boolean>;
  /** How callers prove who they are to it. */
  readonly auth: Fact<'none' | 'static' | 'oauth' | 'platform' | 'local'>;
  readonly pin: Fact<'digest' | 'version' | 'floating' | 'in-repository' | 'provider-run'>;
  readonly reach: Fact<'listed' | 'everything'>;
  /** What it can destroy or change, in its own words; empty: nothing. */
  readonly destructive: Fact<readonly string[]>;
  /** Whether a human confirms its calls. */
  readonly approval: Fact<'required' | 'partly' | 'none'>;
  readonly vendorRun: Fact<boolean>;
  readonly telemetry: Fact<boolean>;
}

/** A document that allows or denies. */
export interface Policy extends EntityBase {
  readonly kind: 'policy';
  readonly language: 'aws-iam' | 'aws-scp' | 'aws-rcp' | 'aws-boundary' | 'aws-resource' | 'kubernetes-rbac' | 'github-permissions';
  /** The redacted document as canonical JSON text. */
  readonly document: Fact<string>;
}

/** Who may become an identity. */
export interface Trust extends EntityBase {
  readonly kind: 'trust';
  readonly principal: 'service' | 'account' | 'oidc' | 'saml' | 'x509' | 'kubernetes' | 'anyone';
  readonly issuer?: string;
  readonly subject: Fact<string>;
  readonly audience: Fact<string>;
  /** The platform's own conditions, redacted, as text. */
  readonly conditions: readonly string[];
  /** exact: one named party; bounded: a named set; open: more than its owner can name. */
  readonly tightness: Fact<'exact' | 'bounded' | 'open'>;
}

/** A human in between. */
export interface Approval extends EntityBase {
  readonly kind: 'approval';
  readonly guards: 'deployment' | 'merge' | 'tool-call' | 'access';
  readonly requiredApprovers: Fact<number>;
  readonly approversAreHuman: Fact<boolean>;
  readonly selfApproval: Fact<'prevented' | 'possible'>;
  readonly bypassers: Fact<readonly string[]>;
  /** From which branches what it guards may start: protected ones, a list, or whatever somebody pushes. */
  readonly branches: Fact<'protected' | 'listed' | 'any'>;
  readonly evidenceOfUse: Fact<readonly { readonly actor: string; readonly approver: string; readonly at: Instant }[]>;
}

/** What is written down. */
export interface Log extends EntityBase {
  readonly kind: 'log';
  readonly records: 'control-plane' | 'data-plane' | 'model-invocation' | 'tool-call' | 'kubernetes-audit' | 'source-host';
  readonly on: Fact<boolean>;
  readonly covers: Fact<readonly string[]>;
  readonly delivery: Fact<{ readonly lastAt: Instant | null; readonly error: string | null }>;
  /** In days; null: for ever. */
  readonly retention: Fact<number | null>;
  readonly immutable: Fact<boolean>;
  readonly integrity: Fact<boolean>;
  readonly attributable: Fact<'one-actor' | 'shared' | 'none'>;
}

/** Who is told. */
export interface Alert extends EntityBase {
  readonly kind: 'alert';
  readonly events: readonly string[];
  readonly enabled: Fact<boolean>;
  readonly reachesHuman: Fact<boolean>;
}

/** What stops it. */
export interface Guardrail extends EntityBase {
  readonly kind: 'guardrail';
  readonly type: 'admission' | 'egress' | 'policy-engine' | 'content' | 'ceiling' | 'sandbox';
  readonly mode: Fact<'enforce' | 'warn' | 'log-only'>;
  /** For `egress`: whether it lets through what it lists, or everything. Absent: it is no question of it. */
  readonly reach?: Fact<'listed' | 'everything'>;
}

/** Who answers for it. */
export interface Owner extends EntityBase {
  readonly kind: 'owner';
  readonly type: 'person' | 'team' | 'bot' | 'mailbox' | 'everyone' | 'placeholder' | 'unverified';
  /** As written: `@acme/claims`, `jane@acme.example`. */
  readonly handle: string;
  readonly active: Fact<boolean>;
  /** Living members, for a team. */
  readonly members: Fact<number>;
}

/** What a manifest promises: a declared agent, tool or identity of a system. */
export interface Declaration extends EntityBase {
  readonly kind: 'declaration';
  readonly of: 'agent' | 'tool' | 'identity';
  readonly system: string;
  /** What the manifest calls it: an entity's id, its local part, or its name. */
  readonly matches: string;
  readonly owner?: string;
}

export type Entity =
  | Scope
  | Agent
  | Workload
  | Identity
  | Credential
  | Tool
  | Policy
  | Trust
  | Approval
  | Log
  | Alert
  | Guardrail
  | Owner
  | Declaration;

export type EntityKind = Entity['kind'];
export const entityKinds = [
  'scope', 'agent', 'workload', 'identity', 'credential', 'tool', 'policy', 'trust', 'approval', 'log', 'alert', 'guardrail', 'owner', 'declaration',
] as const satisfies readonly EntityKind[]; // prettier-ignore

export type EntityOf<K extends EntityKind> = Extract<Entity, { kind: K }>;

/** How sure an edge is, best first. */
export const certainties = ['proved', 'declared', 'indicated'] as const;
export type Certainty = (typeof certainties)[number];

export const edgeTypes = {
  holds: 'identity → credential',
  uses: 'workload, agent → credential',
  'runs-as': 'workload, agent → identity',
  'runs-in': 'agent → workload',
  calls: 'workload, agent → tool',
  'authenticates-with': 'tool, agent → credential',
  attached: 'identity, scope → policy',
  'trusted-by': 'identity → trust',
  'names-owner': 'anything → owner',
  'deployed-from': 'anything → repository',
  'approved-by': 'workload, agent, scope → approval',
  'logged-to': 'anything → log',
  alerts: 'anything → alert',
  'guarded-by': 'anything → guardrail',
  'member-of': 'identity, owner → owner, identity',
  'part-of': 'scope → scope',
  declares: 'declared → live',
  'same-as': 'credential → credential',
} as const;

/** What a relation means, from → to. */
export type EdgeType = keyof typeof edgeTypes;

/** How two entities relate. */
export interface Edge {
  readonly type: EdgeType;
  readonly from: EntityId;
  readonly to: EntityId;
  readonly certainty: Certainty;
  /** What told it, for `indicated`; how it is related, for people: `by a catch-all rule`, `env OPENAI_API_KEY`. */
  readonly signals?: readonly string[];
  readonly place?: Place;
}
