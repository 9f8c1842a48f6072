import type { Dataset } from './completeness.ts';
import type {
  Agent,
  Approval,
  Credential,
  Edge,
  EdgeType,
  EntityBase,
  EntityKind,
  EntityOf,
  Guardrail,
  Identity,
  Log,
  Owner,
  Policy,
  Scope,
  Tool,
  Trust,
  Workload,
  Declaration,
  Alert,
} from './entity.ts';
import { known, unknown } from './fact.ts';
import { gapOf, type Gap } from './gap.ts';

/*
 * Builders for examples and tests: a well-run thing of each kind, with overrides for what the example is about.
 * Everything lies in one scope; a fact that an example calls unknown is `notSeen`.
 */

export const sampleScope = 'github.com/acme/claims';

/** A gap for examples: something that no target of the run could show. */
export function sampleGap(about: string, dataset?: Dataset): Gap {
  return gapOf({
    collector: 'example',
    scope: sampleScope,
    about,
    reason: 'no-target',
    detail: 'the example leaves it out',
    closes: { by: 'target', plane: 'github', target: 'github:acme/claims' },
    ...(dataset === undefined ? {} : { dataset }),
  });
}

/** The gap behind `notSeen`; add it to the example's gaps. */
export const hidden: Gap = sampleGap('something');
/** A fact that nobody could see. */
export const notSeen = unknown<never>(hidden.id);

type Overrides<K extends EntityKind> = Partial<Omit<EntityOf<K>, 'kind'>>;

function base(name: string): Omit<EntityBase, never> {
  return {
    id: `${sampleScope}/${name}`,
    plane: 'files',
    name,
    scope: sampleScope,
    origin: 'declared',
    production: known(true),
    places: [{ scope: sampleScope, file: { path: `${name}.yml`, line: 1 } }],
  };
}

export function agent(name: string, overrides: Overrides<'agent'> = {}): Agent {
  return {
    kind: 'agent',
    ...base(name),
    platform: 'custom-workload',
    confidence: 'high',
    signals: ['declared'],
    triggers: known([{ who: 'members', how: 'workflow_dispatch' }]),
    inboundAuth: known('platform'),
    actsAs: known('own-identity'),
    autonomy: known('asks'),
    stop: known('disable the workflow'),
    ...overrides,
  };
}

export function workload(name: string, overrides: Overrides<'workload'> = {}): Workload {
  return {
    kind: 'workload',
    ...base(name),
    runtime: 'workflow-job',
    purpose: known('build'),
    triggers: known([{ who: 'members', how: 'push' }]),
    runsUntrustedCode: known(false),
    limits: known(true),
    sandbox: known(true),
    ...overrides,
  };
}

export function identity(name: string, overrides: Overrides<'identity'> = {}): Identity {
  return {
    kind: 'identity',
    ...base(name),
    form: 'github.workflow-token',
    createdAt: known('2026-11-01T00:00:00Z'),
    lastUsedAt: known('2026-11-23T00:00:00Z'),
    maxSession: known(3600),
    enabled: known(true),
    providerManaged: false,
    ...overrides,
  };
}

export function credential(name: string, overrides: Overrides<'credential'> = {}): Credential {
  return {
    kind: 'credential',
    ...base(name),
    form: 'aws.oidc-session',
    keyId: notSeen,
    fingerprints: [],
    issuedAt: known('2026-11-20T00:00:00Z'),
    rotatedAt: known({ at: '2026-11-20T00:00:00Z' }),
    expiresAt: known('short-lived'),
    lastUsedAt: known('2026-11-23T00:00:00Z'),
    status: known('active'),
    stored: 'injected',
    visibility: known('one'),
    localOnly: false,
    inAgentConfiguration: false,
    confidence: 'high',
    doubts: [],
    ...overrides,
  };
}

export function tool(name: string, overrides: Overrides<'tool'> = {}): Tool {
  return {
    kind: 'tool',
    ...base(name),
    type: 'mcp-server',
    transport: 'stdio',
    tls: notSeen,
    auth: known('local'),
    pin: known('version'),
    reach: known('listed'),
    destructive: known([]),
    approval: known('required'),
    vendorRun: known(false),
    telemetry: known(true),
    ...overrides,
  };
}

export function policy(name: string, overrides: Overrides<'policy'> = {}): Policy {
  return { kind: 'policy', ...base(name), language: 'github-permissions', document: known('{"contents":"read"}'), ...overrides };
}

export function trust(name: string, overrides: Overrides<'trust'> = {}): Trust {
  return {
    kind: 'trust',
    ...base(name),
    principal: 'oidc',
    subject: known('repo:acme/claims:environment:production'),
    audience: known('sts.amazonaws.com'),
    conditions: [],
    tightness: known('exact'),
    ...overrides,
  };
}

export function approval(name: string, overrides: Overrides<'approval'> = {}): Approval {
  return {
    kind: 'approval',
    ...base(name),
    guards: 'deployment',
    requiredApprovers: known(1),
    approversAreHuman: known(true),
    selfApproval: known('prevented'),
    bypassers: known([]),
    branches: known('protected'),
    evidenceOfUse: known([]),
    ...overrides,
  };
}

export function log(name: string, overrides: Overrides<'log'> = {}): Log {
  return {
    kind: 'log',
    ...base(name),
    records: 'tool-call',
    on: known(true),
    covers: known(['*']),
    delivery: known({ lastAt: '2026-11-23T00:00:00Z', error: null }),
    retention: known(400),
    immutable: known(true),
    integrity: known(true),
    attributable: known('one-actor'),
    ...overrides,
  };
}

export function alert(name: string, overrides: Overrides<'alert'> = {}): Alert {
  return { kind: 'alert', ...base(name), events: ['CreateAccessKey'], enabled: known(true), reachesHuman: known(true), ...overrides };
}

export function guardrail(name: string, overrides: Overrides<'guardrail'> = {}): Guardrail {
  return { kind: 'guardrail', ...base(name), type: 'egress', mode: known('enforce'), ...overrides };
}

export function owner(handle: string, overrides: Overrides<'owner'> = {}): Owner {
  return { kind: 'owner', ...base(handle), type: 'team', handle, active: known(true), members: known(3), ...overrides };
}

export function declaration(of: Declaration['of'], matches: string, overrides: Overrides<'declaration'> = {}): Declaration {
  return { kind: 'declaration', ...base(`declared/${matches}`), of, system: 'claims-assistant', matches, ...overrides };
}

export function scope(name: string, overrides: Overrides<'scope'> = {}): Scope {
  return { kind: 'scope', ...base(name), id: sampleScope, type: 'repository', ...overrides };
}

/** An edge, proved unless said otherwise. */
export function edge(
  from: { readonly id: string },
  type: EdgeType,
  to: { readonly id: string },
  detail: Partial<Omit<Edge, 'from' | 'to' | 'type'>> = {},
): Edge {
  return { type, from: from.id, to: to.id, certainty: 'proved', ...detail };
}
