import { known, type Agent, type Fact, type Tool } from '../../model/index.ts';
import { nodeAt, textAt, type Node, type ObjectNode } from '../node.ts';
import { flagAt, fullName, itemsAt, listAt, sameNamespace, type Head, type Source } from './object.ts';
import type { SecretUse } from './pods.ts';
import type { ClusterSink } from './sink.ts';

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

/** Verbs of tool names that change, spend or run something. */
const changing =
  /(?:^|[_-])(?:delete|remove|drop|write|exec|execute|run|deploy|merge|push|create|update|apply|patch|scale|drain|cordon|rollout|restart|send|pay|transfer|label|annotate|install|uninstall|upgrade)(?:[_-]|$)/i;

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

/** An agent that a custom resource declares. */
export function agentOf(sink: ClusterSink, resource: AgentResource, calls: readonly Called[]): Agent {
  const { head, platform } = resource;
  const name = fullName(head);
  const unasked = calls.flatMap(({ tools, approved }) => tools.filter((tool) => !approved.includes(tool)));
  const open = calls.some(({ tools }) => tools.length === 0);
  const asks = calls.some(({ approved }) => approved.length > 0);
  const autonomy: Agent['autonomy'] =
    platform !== 'kagent'
      ? sink.unsaid(
          `whether ${name} asks before it acts`,
          `a resource of ${platform} does not say it`,
          `say what ${name} does without asking`,
        )
      : asks
        ? known(open || unasked.length > 0 ? 'asks-for-some' : 'asks')
        : known('never-asks');
  return {
    kind: 'agent',
    ...sink.base({ ...sink.named(head, 'agent'), name: head.name }),
    platform,
    confidence: 'high',
    signals: [`${head.group} ${head.kind}`],
    triggers: sink.unsaid(`what sets off ${name}`, 'whoever reaches its endpoint does', `say who may call ${name}`),
    inboundAuth: sink.unsaid(`who may invoke ${name}`, 'its controller answers for all agents', `say how callers of ${name} authenticate`),
    actsAs: flagAt(resource.spec, 'apiKeyPassthrough') === true ? known('both') : known('own-identity'),
    autonomy,
    stop: known(
      `kubectl delete ${head.kind.toLowerCase()}.${head.group} ${head.name}${head.namespace === '' ? '' : ` -n ${head.namespace}`}`,
    ),
  };
}

/** A tool server that a custom resource declares. */
export function toolOf(sink: ClusterSink, resource: AgentResource): Tool {
  const { head, spec } = resource;
  const name = fullName(head);
  const address =
    ['url', 'remoteUrl', 'remoteURL', 'externalUrl', 'serverUrl'].map((key) => textAt(spec, key)).find((text) => text !== undefined) ??
    textAt(spec, 'config', 'streamableHttp', 'url') ??
    textAt(spec, 'config', 'sse', 'url') ??
    textAt(spec, 'address', 'value');
  const remote = address === undefined ? undefined : remoteOf(address);
  const image = textAt(spec, 'image') ?? textAt(spec, 'deployment', 'image');
  const attest = (what: string) =>
    sink.unsaid(`${what} ${name}`, 'its manifest does not say it, and nothing is contacted', `say ${what} ${name}`);
  return {
    kind: 'tool',
    ...sink.base({ ...sink.named(head), name: head.name }),
    type: 'mcp-server',
    transport: 'http',
    ...(remote?.endpoint === undefined ? {} : { endpoint: remote.endpoint }),
    ...(image === undefined ? {} : { runs: image.slice(0, 200) }),
    // What the operator runs is called inside the cluster: whether a mesh encrypts that, no manifest says.
    tls: remote?.secure === undefined ? attest('whether TLS protects calls of') : known(remote.secure),
    auth: authOf(resource) ?? attest('how callers authenticate to'),
    pin:
      remote !== undefined
        ? remote.inside
          ? attest('which version runs of')
          : known('provider-run')
        : (pinOf(image) ?? attest('which version runs of')),
    reach:
      nodeAt(spec, 'tools') !== undefined || nodeAt(spec, 'toolsFilter') !== undefined || nodeAt(spec, 'toolConfigRef') !== undefined
        ? known('listed')
        : attest('which tools are offered by'),
    destructive: attest('what can be changed by'),
    approval: attest('whether a human confirms calls of'),
    vendorRun: remote === undefined ? known(false) : known(!remote.inside),
    telemetry: telemetryOf(resource) ?? attest('where calls are recorded of'),
  };
}

/** ToolHive's proxy takes anybody when no authentication is configured; its audit is off unless switched on. */
function authOf({ head, spec, platform }: AgentResource): Tool['auth'] | undefined {
  // An entry only names a server that runs elsewhere.
  if (platform !== 'toolhive' || head.kind === 'MCPServerEntry') return undefined;
  if (['oidcConfig', 'oidcConfigRef', 'authServerRef'].some((key) => nodeAt(spec, key) !== undefined)) return known('oauth');
  const incoming = textAt(spec, 'incomingAuth', 'type');
  if (incoming !== undefined) return known(incoming === 'oidc' ? 'oauth' : 'none');
  return head.kind === 'VirtualMCPServer' ? undefined : known('none');
}

function telemetryOf({ head, spec, platform }: AgentResource): Fact<boolean> | undefined {
  if (platform !== 'toolhive' || head.kind === 'MCPServerEntry') return undefined;
  const isOn = flagAt(spec, 'audit', 'enabled') === true || flagAt(spec, 'config', 'audit', 'enabled') === true;
  const traces =
    nodeAt(spec, 'telemetryConfigRef') !== undefined ||
    flagAt(spec, 'telemetry', 'openTelemetry', 'enabled') === true ||
    nodeAt(spec, 'config', 'telemetry') !== undefined;
  return known(isOn || traces);
}

function pinOf(image: string | undefined): Tool['pin'] | undefined {
  if (image === undefined) return undefined;
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return known('digest');
  const tag = /:([\w.-]+)$/.exec(image)?.[1];
  return known(tag === undefined || tag === 'latest' ? 'floating' : 'version');
}

/** Scheme, host and path of an address, and whether its host lies in the cluster or a private network. */
function remoteOf(address: string): { readonly endpoint?: string; readonly secure?: boolean; readonly inside: boolean } {
  if (!URL.canParse(address)) return { inside: false };
  const url = new URL(address);
  // `server`, `server.namespace`, and what only a cluster or a private network resolves.
  const inside = /^(?:[\w-]+|[\w-]+\.[\w-]*[-\d][\w-]*)$|\.(?:svc|local|internal|localhost)$|^(?:10|127|192\.168)\.\d/.test(url.hostname);
  const path = url.pathname
    .split('/')
    .map((part) => (part.length >= 20 ? '…' : part))
    .join('/');
  return { endpoint: `${url.protocol}//${url.host}${path}`, secure: url.protocol === 'https:' || url.protocol === 'wss:', inside };
}

/** What all agents that call a server may do with it: what they list, and what of that asks a human. */
export function narrowed(tool: Tool, calls: readonly Called[]): Tool {
  if (calls.length === 0 || calls.some(({ tools }) => tools.length === 0)) return tool;
  const verbs = calls.flatMap(({ tools, approved }) =>
    tools.filter((name) => changing.test(name)).map((name) => ({ name, isAsked: approved.includes(name) })),
  );
  const approval = verbs.every(({ isAsked }) => isAsked) ? 'required' : verbs.some(({ isAsked }) => isAsked) ? 'partly' : 'none';
  return {
    ...tool,
    reach: known('listed'),
    destructive: known([...new Set(verbs.filter(({ isAsked }) => !isAsked).map(({ name }) => name))].toSorted().slice(0, 100)),
    approval: known(approval),
  };
}

/** The resource that a call names. */
export function resourceOf(called: Called, resources: readonly AgentResource[]): AgentResource | undefined {
  return resources.find(
    ({ head }) => head.kind === called.kind && head.name === called.name && sameNamespace(head.namespace, called.namespace),
  );
}
