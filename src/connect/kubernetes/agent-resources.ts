import { nodeAt, textAt, type Node, type ObjectNode } from '../node.ts';
import { itemsAt, listAt, sameNamespace, type Head, type Source } from './object.ts';
import type { SecretUse } from './pods.ts';

/** A custom resource of an agent platform. Kinds and versions move fast: fields are read where they are, and missed where they are not. */
export interface AgentResource {
  readonly type: 'agent-resource';
  readonly head: Head;
  readonly role: 'agent' | 'tool' | 'model' | 'settings';
  readonly platform: string;
  readonly spec: Node | undefined;
  readonly source: Source;
}

type Role = AgentResource['role'];

/** Groups and kinds by the platforms' own custom resource definitions. */
const kinds: Readonly<Record<string, readonly [platform: string, roles: Readonly<Record<string, Role>>]>> = {
  'kagent.dev': [
    'kagent',
    {
      Agent: 'agent',
      SandboxAgent: 'agent',
      AgentHarness: 'agent',
      ModelConfig: 'model',
      RemoteMCPServer: 'tool',
      ToolServer: 'tool',
      MCPServer: 'tool',
    },
  ],
  'toolhive.stacklok.dev': [
    'toolhive',
    { MCPServer: 'tool', MCPRemoteProxy: 'tool', VirtualMCPServer: 'tool', MCPServerEntry: 'tool', MCPExternalAuthConfig: 'settings' },
  ],
  'agents.x-k8s.io': ['agent-sandbox', { Sandbox: 'agent' }],
  'mcp.kuadrant.io': ['kuadrant', { MCPServerRegistration: 'tool' }],
  'ark.mckinsey.com': ['ark', { Agent: 'agent', MCPServer: 'tool', A2AServer: 'tool', Model: 'model' }],
  'apps.langchain.ai': ['langgraph', { LGP: 'agent' }],
};

export function readAgentResource(node: ObjectNode, head: Head, source: Source): AgentResource | undefined {
  const row = Object.hasOwn(kinds, head.group) ? kinds[head.group] : undefined;
  const role = row !== undefined && Object.hasOwn(row[1], head.kind) ? row[1][head.kind] : undefined;
  if (row === undefined || role === undefined) return undefined;
  return { type: 'agent-resource', head, role, platform: row[0], spec: nodeAt(node, 'spec'), source };
}

/** The name of the ServiceAccount that a resource asks for; undefined: its operator makes one, or takes a default. */
export function accountOf({ spec }: AgentResource): string | undefined {
  const ways = [
    ['serviceAccount'],
    ['serviceAccountName'],
    ['deployment', 'serviceAccountName'],
    ['declarative', 'deployment', 'serviceAccountName'],
    ['byo', 'deployment', 'serviceAccountName'],
    ['podTemplate', 'spec', 'serviceAccountName'],
    ['podTemplateSpec', 'spec', 'serviceAccountName'],
  ];
  return ways.map((keys) => textAt(spec, ...keys)).find((name) => name !== undefined);
}

/** Secrets that a resource names, in the ways of kagent and ToolHive. */
export function secretsOf({ spec, source, head }: AgentResource): readonly (SecretUse & { readonly target?: string })[] {
  const uses: (SecretUse & { readonly target?: string })[] = [];
  const add = (node: Node | undefined, name: string | undefined, key: string | undefined, target?: string) => {
    if (node && name !== undefined)
      uses.push({
        name,
        keys: key === undefined ? [] : [key],
        as: 'env',
        place: source.place(node),
        ...(target === undefined ? {} : { target }),
      });
  };
  const spot = nodeAt(spec, 'apiKeySecret') ?? nodeAt(spec, 'apiKeySecretRef');
  // A ModelConfig's key lies in a Secret that is named, or (v1alpha1) referred to, with or without its namespace.
  if (spot && head.kind === 'ModelConfig')
    add(
      spot,
      spot.kind === 'scalar' ? String(spot.value).replace(/^.*\//, '') : textAt(spot, 'name'),
      textAt(spec, 'apiKeySecretKey') ?? textAt(spot, 'key'),
      `${textAt(spec, 'provider')?.toUpperCase() ?? ''}_API_KEY`,
    );
  for (const one of itemsAt(spec, 'secrets')) add(one, textAt(one, 'name'), textAt(one, 'key'), textAt(one, 'targetEnvName'));
  for (const one of itemsAt(spec, 'deployment', 'secretRefs')) add(one, textAt(one, 'name'), undefined);
  const headers = [
    ...itemsAt(spec, 'headersFrom'),
    ...itemsAt(spec, 'config', 'streamableHttp', 'headersFrom'),
    ...itemsAt(spec, 'config', 'sse', 'headersFrom'),
    ...itemsAt(spec, 'config', 'stdio', 'envFrom'),
  ];
  for (const one of headers) {
    const from = nodeAt(one, 'valueFrom');
    if (/secret/i.test(textAt(from, 'type') ?? ''))
      add(one, textAt(from, 'name') ?? textAt(from, 'valueRef'), textAt(from, 'key'), textAt(one, 'name'));
  }
  const pods = [nodeAt(spec, 'declarative', 'deployment'), nodeAt(spec, 'byo', 'deployment'), nodeAt(spec, 'deployment')];
  for (const one of pods.flatMap((pod) => itemsAt(pod, 'env')))
    add(one, textAt(one, 'valueFrom', 'secretKeyRef', 'name'), textAt(one, 'valueFrom', 'secretKeyRef', 'key'), textAt(one, 'name'));
  const bearer =
    nodeAt(spec, 'bearerToken', 'tokenSecretRef') ??
    nodeAt(spec, 'headerInjection', 'valueSecretRef') ??
    nodeAt(spec, 'tokenExchange', 'clientSecretRef');
  add(bearer, textAt(bearer, 'name'), textAt(bearer, 'key'), 'bearer token');
  return uses;
}

/** A literal header or variable of a resource: what a credential may stand in. */
export function literalsOf({ spec }: AgentResource): readonly { readonly name: string; readonly value: string; readonly at: Node }[] {
  const named = [
    ...itemsAt(spec, 'headersFrom'),
    ...itemsAt(spec, 'env'),
    ...itemsAt(spec, 'declarative', 'deployment', 'env'),
    ...itemsAt(spec, 'byo', 'deployment', 'env'),
  ];
  const fields = [
    ['config', 'streamableHttp', 'headers'],
    ['config', 'sse', 'headers'],
    ['config', 'stdio', 'env'],
    ['deployment', 'env'],
    ['defaultHeaders'],
  ]
    .map((keys) => nodeAt(spec, ...keys))
    .flatMap((node) => (node?.kind === 'object' ? [...node.fields].slice(0, 100) : []));
  return [...named.map((one) => [textAt(one, 'name') ?? '', nodeAt(one, 'value')] as const), ...fields].flatMap(([name, at]) =>
    at?.kind === 'scalar' && at.value !== null ? [{ name, value: String(at.value), at }] : [],
  );
}

/** One server or agent that an agent may call. */
export interface Called {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Empty: whatever it offers. */
  readonly tools: readonly string[];
  readonly approved: readonly string[];
  readonly at: Node;
}

/** What an agent resource may call. */
export function callsOf({ spec, head }: AgentResource): readonly Called[] {
  return itemsAt(nodeAt(spec, 'declarative') ?? spec, 'tools').flatMap((at) => {
    const server = nodeAt(at, 'mcpServer') ?? nodeAt(at, 'McpServer');
    const agent = nodeAt(at, 'agent');
    const target = server ?? agent;
    const stated = textAt(target, 'name') ?? textAt(target, 'ref') ?? textAt(target, 'toolServer');
    if (target === undefined || stated === undefined) return [];
    const slash = stated.indexOf('/');
    return [
      {
        kind: server ? (textAt(server, 'kind') ?? 'MCPServer') : 'Agent',
        name: slash < 0 ? stated : stated.slice(slash + 1),
        namespace: textAt(target, 'namespace') ?? (slash < 0 ? head.namespace : stated.slice(0, slash)),
        tools: listAt(target, 'toolNames'),
        approved: listAt(target, 'requireApproval'),
        at,
      },
    ];
  });
}

/** The resource that a call names. */
export function resourceOf(called: Called, resources: readonly AgentResource[]): AgentResource | undefined {
  return resources.find(
    ({ head }) => head.kind === called.kind && head.name === called.name && sameNamespace(head.namespace, called.namespace),
  );
}
