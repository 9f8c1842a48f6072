import type { Agent, Entity, Tool } from '../../model/index.ts';
import { textAt } from '../node.ts';
import { agentOf, narrowed, toolOf } from './agent-entities.ts';
import { accountOf, callsOf, literalsOf, resourceOf, secretsOf, type AgentResource, type Called } from './agent-resources.ts';
import { literalOf } from './credentials.ts';
import type { Accounts } from './identities.ts';
import { fullName, sameNamespace } from './object.ts';
import type { Secrets } from './secret-keys.ts';
import type { ClusterSink } from './sink.ts';

/** Agents and tool servers that custom resources declare, and what they call, use and run as. */
export function readResources(sink: ClusterSink, resources: readonly AgentResource[], accounts: Accounts, secrets: Secrets): void {
  const calls = resources.filter(({ role }) => role === 'agent').map((agent) => ({ agent, called: callsOf(agent) }));
  const tools = new Map<AgentResource, Tool>();
  for (const resource of resources) {
    if (resource.role !== 'tool') continue;
    const by = calls.flatMap(({ called }) => called.filter((one) => resourceOf(one, [resource]) !== undefined));
    const tool = sink.add(narrowed(toolOf(sink, resource), by));
    tools.set(resource, tool);
    credentials(sink, secrets, resource, tool, 'authenticates-with');
    const settings = resources.find(
      (one) =>
        one.role === 'settings' && one.head.name === settingsName(resource) && sameNamespace(one.head.namespace, resource.head.namespace),
    );
    if (settings) credentials(sink, secrets, settings, tool, 'authenticates-with');
  }
  for (const { agent: resource, called } of calls) {
    const agent = sink.add(agentOf(sink, resource, called));
    credentials(sink, secrets, resource, agent, 'uses');
    readCalls(sink, agent, resource, called, resources, tools);
    const account = accountOf(resource);
    // kagent's controller makes an account of the agent's name; another platform may do otherwise.
    const stated = account ?? (resource.platform === 'kagent' ? resource.head.name : undefined);
    if (stated !== undefined) sink.edge(agent, 'runs-as', accounts.of(resource.head.namespace, stated, resource.head), resource.head.place);
    const model = resources.find(
      (one) => one.role === 'model' && one.head.name === modelName(resource) && sameNamespace(one.head.namespace, resource.head.namespace),
    );
    if (model) credentials(sink, secrets, model, agent, 'uses');
  }
}

function settingsName({ spec }: AgentResource): string | undefined {
  return textAt(spec, 'externalAuthConfigRef', 'name');
}

function modelName({ spec }: AgentResource): string | undefined {
  return (textAt(spec, 'declarative', 'modelConfig') ?? textAt(spec, 'modelConfig') ?? textAt(spec, 'modelRef', 'name'))?.replace(
    /^.*\//,
    '',
  );
}

function readCalls(
  sink: ClusterSink,
  agent: Agent,
  resource: AgentResource,
  called: readonly Called[],
  resources: readonly AgentResource[],
  tools: ReadonlyMap<AgentResource, Tool>,
): void {
  for (const one of called) {
    if (one.kind === 'Agent') continue;
    const target = resourceOf(one, resources);
    const known = target === undefined ? undefined : tools.get(target);
    const place = resource.source.place(one.at);
    sink.edge(agent, 'calls', known ?? sink.add(unseenTool(sink, one, resource)), place);
  }
}

/** A server that an agent names and that no object declares. */
function unseenTool(sink: ClusterSink, one: Called, resource: AgentResource): Tool {
  const name = fullName(one);
  const unseen = sink.unseen(`the ${one.kind} ${name}`);
  return narrowed(
    {
      kind: 'tool',
      ...sink.base({
        id: sink.context.idOfUnseen(one.kind, one.namespace, one.name),
        name: one.name,
        places: [resource.source.place(one.at)],
        production: sink.production(resource.head),
      }),
      type: 'mcp-server',
      transport: 'http',
      tls: unseen,
      auth: unseen,
      pin: unseen,
      reach: unseen,
      destructive: unseen,
      approval: unseen,
      vendorRun: unseen,
      telemetry: unseen,
    },
    [one],
  );
}

/** Secrets and literals that a resource gives to the thing that it declares. */
function credentials(
  sink: ClusterSink,
  secrets: Secrets,
  resource: AgentResource,
  user: Entity,
  type: 'uses' | 'authenticates-with',
): void {
  for (const use of secretsOf(resource))
    for (const credential of secrets.of(resource.head, use)) sink.edge(user, type, credential, use.place, [`Secret ${use.name}`]);
  for (const { name, value, at } of literalsOf(resource)) {
    const place = resource.source.place(at);
    const named = { ...sink.named(resource.head, 'literal', name), name, places: [place] };
    const credential = literalOf(sink, named, name, value, resource.head);
    if (credential === undefined) continue;
    sink.edge(user, type, sink.add(credential), place, [name]);
  }
}
