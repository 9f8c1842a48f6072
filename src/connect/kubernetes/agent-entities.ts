import { known, type Agent, type Fact, type Tool } from '../../model/index.ts';
import { nodeAt, textAt } from '../node.ts';
import type { AgentResource, Called } from './agent-resources.ts';
import { flagAt, fullName } from './object.ts';
import type { ClusterSink } from './sink.ts';

/** Verbs of tool names that change, spend or run something. */
const changing =
  /(?:^|[_-])(?:delete|remove|drop|write|exec|execute|run|deploy|merge|push|create|update|apply|patch|scale|drain|cordon|rollout|restart|send|pay|transfer|label|annotate|install|uninstall|upgrade)(?:[_-]|$)/i;

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
