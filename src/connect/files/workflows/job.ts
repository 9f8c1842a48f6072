import { known, type Edge, type Entity, type Gap, type Workload } from '../../../model/index.ts';
import type { FilesContext } from '../collector.ts';
import { readActions } from './actions.ts';
import { readAgent, readCopilot, readServers } from './agent-entities.ts';
import { agentsOf, type AgentStep } from './agents.ts';
import { jobTriggers } from './calls.ts';
import { reachable, readSecrets, readSession } from './credentials.ts';
import { secretsIn } from './expressions.ts';
import { cloudLoginOf, modelLoginOf } from './logins.ts';
import type { Job, Step } from './parse.ts';
import { deploysBy, hostedByGithub } from './purpose.ts';
import { readApproval, readToken } from './rights.ts';
import { JobScope } from './scope.ts';
import type { Triggers } from './triggers.ts';
import { runsUntrusted } from './untrusted.ts';

export interface JobBatch {
  readonly entities: readonly Entity[];
  readonly edges: readonly Edge[];
  readonly gaps: readonly Gap[];
}

/** What the rest of the repository says of one job. */
export interface Around {
  readonly inherited?: Triggers;
  /** The jobs without which it does not run. */
  readonly needed: readonly Job[];
  /** Whether another job of its file runs an agent too. */
  readonly othersRunAgents: boolean;
}

/** The agents of a job's steps. */
export function agentSteps(job: Job): readonly { readonly step: Step; readonly agent: AgentStep }[] {
  const called = job.uses === undefined ? [] : [{ ...bareStep(job.line), uses: job.uses }];
  if (job.isCalled) return [];
  const agents = [...job.steps, ...job.innerSteps, ...called].flatMap((step) => agentsOf(step).map((agent) => ({ step, agent })));
  return job.compiledAgent && agents.length === 0 ? [{ step: bareStep(job.line), agent: compiled }] : agents;
}

/** Reads one job into the model: the workload, its token and rights, what it uses and calls, its agents, who approves. */
export function readJob(job: Job, context: FilesContext, { inherited, needed, othersRunAgents }: Around): JobBatch {
  const at = new JobScope(job, context, jobTriggers(job, inherited, needed));
  const file = job.path.replace(/^.*\//, '');
  const name = job.composite ? job.path : `${job.id} (${file})`;
  const agents = agentSteps(job);
  const logins = job.steps.flatMap((step) => {
    const login = cloudLoginOf(step);
    return login ? [{ step, login: reachable(at, login) }] : [];
  });
  const deploys = deploysBy(job, logins.length > 0);
  const workload: Workload = {
    kind: 'workload',
    ...at.base(at.id(), name, job.line),
    runtime: 'workflow-job',
    purpose:
      deploys === undefined
        ? at.unread(`whether ${name} deploys`, 'it calls a workflow of another repository', 'scan the repository of the called workflow')
        : known(deploys ? 'deploy' : agents.length > 0 ? 'agent' : 'build'),
    triggers: at.triggeredBy(),
    runsUntrustedCode: runsUntrusted(at),
    limits: known(true),
    sandbox: hostedByGithub(job) ? known(true) : at.unseen(`what the runner of ${name} is`),
  };
  at.entities.push(workload);
  const token = job.composite ? undefined : readToken(at, workload);
  const approval = readApproval(at, workload);
  const secrets = readSecrets(
    at,
    workload,
    logins.map(({ login }) => login),
    agents.map(({ step, agent }) => modelLoginOf(step, agent)),
  );
  for (const { step, login } of logins) readSession(at, login, [workload], step.line);
  const stem = job.composite ? job.path.replace(/\/?action\.ya?ml$/, '') || 'action' : file.replace(/(?:\.lock)?\.ya?ml$/, '');
  const seen = new Map<string, number>();
  for (const { step, agent } of agents) {
    const count = (seen.get(agent.name) ?? 0) + 1;
    seen.set(agent.name, count);
    const isRepeated = agents.filter((one) => one.agent.name === agent.name).length > 1;
    const key = isRepeated ? `${agent.name} at ${step.uses ?? 'run'} ${count}` : agent.name;
    // People know an agent by its workflow; its job and its program are named only where they tell two apart.
    const told = [stem, ...(othersRunAgents ? [job.id] : []), ...(agents.length > 1 ? [agent.name] : []), ...(isRepeated ? [count] : [])];
    const entity = readAgent(at, step, agent, workload, { key, title: told.join('/') });
    if (token) at.link(entity, 'runs-as', token, step.line);
    if (approval) at.link(entity, 'approved-by', approval, job.line);
    readSession(at, modelLoginOf(step, agent), [entity], step.line);
    const shared = job.environmentTexts.map(({ text }) => text);
    const used = new Set([...shared, ...step.with.values(), ...step.env.values(), step.run].flatMap(secretsIn));
    for (const [secret, credential] of secrets) if (used.has(secret)) at.link(entity, 'uses', credential, step.line, [`secret ${secret}`]);
    readServers(at, entity, step, agent, secrets);
  }
  if (job.id === 'copilot-setup-steps') readCopilot(at, workload, token);
  const called = job.steps.flatMap(({ uses, line }) => (uses === undefined ? [] : [{ uses, line }]));
  if (job.uses !== undefined) called.push({ uses: job.uses, line: job.line });
  readActions(at, workload, called);
  return { entities: at.entities, edges: at.edges, gaps: at.gaps };
}

/** What `gh aw compile` makes of a text for an agent, where no program of the list is named. */
const compiled: AgentStep = { name: 'gh-aw', keys: [], federated: [], checksActor: false };

function bareStep(line: number): Step {
  return { condition: '', with: new Map(), env: new Map(), line };
}
