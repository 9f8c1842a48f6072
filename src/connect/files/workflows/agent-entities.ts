import {
  known,
  unknown,
  type Agent,
  type Credential,
  type Fact,
  type Identity,
  type Tool,
  type Trigger,
  type Workload,
} from '../../../model/index.ts';
import { runsOf } from '../agents/packages.ts';
import { autonomyOf, inboundOf, type AgentStep } from './agents.ts';
import { allowedTools } from './allowed.ts';
import { narrowed } from './calls.ts';
import { secretsIn } from './expressions.ts';
import { inlineServers, type InlineServer } from './mcp.ts';
import type { Step } from './parse.ts';
import type { JobScope } from './scope.ts';

/** What an agent is called: by ids, and by people. */
interface Names {
  readonly key: string;
  readonly title: string;
}

/**
 * Who reaches an agent: whoever the condition of its step lets through. An action that looks at who started it obeys
 * those who may write, and those whom its list names; a list may name people who may not.
 */
function reachedBy(triggers: Fact<readonly Trigger[]>, agent: AgentStep, inbound: ReturnType<typeof inboundOf>): Fact<readonly Trigger[]> {
  if (!triggers.known || !agent.checksActor || (inbound !== 'platform' && inbound !== 'allow-list')) return triggers;
  const who = inbound === 'platform' ? 'members' : 'contributors';
  return known(triggers.value.map((one) => (one.who === 'anyone' ? { ...one, who } : one)));
}

/** An agent of a step, with the tools that it may use unasked. */
export function readAgent(at: JobScope, step: Step, agent: AgentStep, workload: Workload, { key: name, title }: Names): Agent {
  const job = at.triggeredBy();
  const triggers = job.known ? known(narrowed({ ...at.triggers, known: job.value }, step.condition).known) : job;
  const inbound = inboundOf(step, agent, triggers.known ? triggers.value : at.triggers.known);
  const autonomy = autonomyOf(step, agent);
  const start = `how ${title}`;
  const entity: Agent = {
    kind: 'agent',
    ...at.base(at.id('agent', name), title, step.line),
    platform: 'github-workflow-step',
    confidence: 'high',
    signals: [step.uses ?? `run: ${agent.name}`],
    triggers: reachedBy(triggers, agent, inbound),
    inboundAuth:
      inbound === undefined
        ? at.unread(`${start} chooses whom it obeys`, 'an expression decides it', 'name the users in the workflow')
        : inbound === 'platform' && !triggers.known
          ? unknown(...triggers.gaps)
          : known(inbound),
    actsAs: known('own-identity'),
    autonomy:
      autonomy === undefined
        ? at.unread(
            `${start} is allowed to act`,
            'its arguments are filled in at run time or stand elsewhere',
            'write its arguments into the workflow',
          )
        : known(autonomy),
    stop: known(`disable the workflow ${at.job.path}`),
  };
  at.entities.push(entity);
  at.link(entity, 'runs-in', workload, step.line);
  for (const allowed of allowedTools(step)) {
    const tool: Tool = {
      kind: 'tool',
      ...at.base(at.id('agent', name, 'tool', allowed.name), allowed.name, step.line),
      type: 'built-in',
      transport: 'in-process',
      tls: known(true),
      auth: known('local'),
      pin: known('version'),
      reach: known(allowed.everything ? 'everything' : 'listed'),
      destructive: known(allowed.destructive),
      // A tool that is allowed beforehand is not asked for.
      approval: known('none'),
      vendorRun: known(false),
      telemetry: at.unseen('what the agent logs of its tool calls'),
    };
    at.entities.push(tool);
    at.link(entity, 'calls', tool, step.line);
  }
  return entity;
}

/** The servers that a step hands to its agent, with the secrets that they are given. */
export function readServers(at: JobScope, agent: Agent, step: Step, row: AgentStep, secrets: ReadonlyMap<string, Credential>): void {
  const { servers, unread: notTold } = inlineServers(step);
  const isWritten = servers.length === 0 && at.job.steps.some((other) => other !== step && other.run?.includes('"mcpServers"') === true);
  const unread = notTold ?? (isWritten ? 'a step before writes them' : undefined);
  if (unread !== undefined) {
    const told = at.unread(`the MCP servers of ${agent.name}`, unread, 'write them into the workflow, or into .mcp.json');
    const tool: Tool = {
      kind: 'tool',
      ...at.base(`${agent.id}/mcp`, `the MCP servers of ${agent.name}`, step.line),
      type: 'mcp-server',
      transport: 'http',
      tls: told,
      auth: told,
      pin: told,
      reach: told,
      destructive: told,
      approval: told,
      vendorRun: told,
      telemetry: told,
    };
    at.entities.push(tool);
    at.link(agent, 'calls', tool, step.line);
  }
  const listed = allowedTools(step).map(({ name }) => name);
  for (const server of servers) {
    const tool = serverTool(
      at,
      agent,
      step,
      server,
      autonomyOf(step, row) === 'never-asks' || listed.some((name) => name === '*' || name.startsWith(`mcp__${server.name}`)),
    );
    at.entities.push(tool);
    at.link(agent, 'calls', tool, step.line);
    for (const secret of secretsIn(server.text)) {
      const credential = secrets.get(secret);
      if (credential) at.link(tool, 'authenticates-with', credential, step.line, [`secret ${secret}`]);
    }
  }
}

function serverTool(at: JobScope, agent: Agent, step: Step, server: InlineServer, allowed: boolean): Tool {
  const about = `${server.name} of ${agent.name}`;
  const attest = (what: string) =>
    at.unread(`${what} ${about}`, 'a configuration does not say it, and nothing is contacted', `say ${what} ${server.name}`);
  const { runs, pin } = server.url === undefined ? runsOf(server.command, server.args) : { runs: '', pin: 'provider-run' as const };
  return {
    kind: 'tool',
    ...at.base(`${agent.id}/mcp/${server.name.replaceAll('~', '~0').replaceAll('/', '~1')}`, server.name, step.line),
    type: 'mcp-server',
    transport: server.url === undefined ? 'stdio' : 'http',
    ...(runs === '' ? {} : { runs }),
    tls:
      server.url === undefined || /^https:/i.test(server.url)
        ? known(true)
        : /^http:/i.test(server.url)
          ? known(false)
          : attest('the address of'),
    auth: server.url === undefined ? known('local') : server.hasHeaders ? known('static') : attest('how callers authenticate to'),
    pin: pin === undefined ? attest('the version of') : known(pin),
    reach: attest('what is within reach of'),
    destructive: attest('what can be changed by'),
    approval: known(allowed ? 'none' : 'required'),
    vendorRun: known(server.url !== undefined),
    telemetry: attest('where calls are recorded of'),
  };
}

/** The coding agent that GitHub itself runs after these steps: everything about it is a setting of the repository. */
export function readCopilot(at: JobScope, workload: Workload, token: Identity | undefined): void {
  const unseen = () => at.unseen('the settings of the Copilot cloud agent');
  const agent: Agent = {
    kind: 'agent',
    ...at.base(at.id('agent', 'copilot-cloud-agent'), 'Copilot cloud agent', at.job.line),
    platform: 'copilot-cloud-agent',
    confidence: 'medium',
    signals: ['a job copilot-setup-steps'],
    triggers: unseen(),
    inboundAuth: unseen(),
    actsAs: unseen(),
    autonomy: unseen(),
    stop: known('turn the Copilot cloud agent off in the settings of the repository'),
  };
  at.entities.push(agent);
  at.link(agent, 'runs-in', workload, at.job.line);
  if (token) at.link(agent, 'runs-as', token, at.job.line);
}
