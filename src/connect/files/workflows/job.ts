import {
  formOf,
  known,
  unknown,
  type Agent,
  type Credential,
  type Edge,
  type EdgeType,
  type Entity,
  type Fact,
  type FormId,
  type Gap,
  type Identity,
  type Place,
  type Tool,
  type Trigger,
  type Workload,
} from '../../../model/index.ts';
import type { FilesContext } from '../collector.ts';
import { githubGap, productionOf } from '../facts.ts';
import { environmentId, fileId, filePlace, secretId } from '../ids.ts';
import { contentsOf } from '../secrets/names.ts';
import { agentOf, allowedTools, autonomyOf, inboundOf, type AgentStep } from './agents.ts';
import { cloudLoginOf, modelLoginOf, type Login } from './logins.ts';
import type { Job, Step } from './parse.ts';

export interface JobBatch {
  readonly entities: readonly Entity[];
  readonly edges: readonly Edge[];
  readonly gaps: readonly Gap[];
}

const collector = 'files.workflows';
const deployWord = /(^|[^a-z])(deploy|release|publish|promote|rollout)/i;
const deployCommand =
  /(terraform|tofu)\s+apply|kubectl\s+(apply|set|rollout)|helm\s+upgrade|aws\s+(ecs\s+update|lambda\s+update|cloudformation\s+deploy|s3\s+(sync|cp))|gcloud\s+run\s+deploy|npm\s+publish|cdk\s+deploy|sam\s+deploy|serverless\s+deploy/;
/** Expressions by which a workflow takes what an untrusted person proposed. */
const untrustedRef = /github\.event\.(pull_request\.head|workflow_run\.head)|github\.head_ref|refs\/pull\//;
/** A job that asks who the author is lets only members through. */
const membersOnly = /author_association[^|]{0,200}(OWNER|MEMBER|COLLABORATOR)|(OWNER|MEMBER|COLLABORATOR)[^|]{0,200}author_association/;

/** Reads one job into the model: the workload, its token and rights, what it uses and calls, its agents, who approves. */
export function readJob(job: Job, context: FilesContext): JobBatch {
  return new JobReader(job, context).read();
}

class JobReader {
  readonly #job: Job;
  readonly #context: FilesContext;
  readonly #entities: Entity[] = [];
  readonly #edges: Edge[] = [];
  readonly #gaps: Gap[] = [];
  readonly #production: Fact<boolean>;
  readonly #triggers: readonly Trigger[];

  constructor(job: Job, context: FilesContext) {
    this.#job = job;
    this.#context = context;
    const { fact, gap } = productionOf(job.environment ?? undefined, context.scope);
    this.#production = fact;
    if (gap) this.#gaps.push(gap);
    this.#triggers = membersOnly.test(job.condition)
      ? job.triggers.map((one) => (one.who === 'anyone' ? { ...one, who: 'members' as const } : one))
      : job.triggers;
  }

  #unseen(about: string): Fact<never> {
    const gap = githubGap(this.#context.scope, about, collector);
    this.#gaps.push(gap);
    return unknown(gap.id);
  }

  #base(id: string, name: string, line: number) {
    const { scope } = this.#context;
    const places: Place[] = [filePlace(scope, this.#job.path, line)];
    return { id, plane: 'files' as const, name, scope, origin: 'declared' as const, production: this.#production, places };
  }

  #link(from: Entity, type: EdgeType, to: Entity, line: number, signals: readonly string[] = []): void {
    const place = filePlace(this.#context.scope, this.#job.path, line);
    this.#edges.push({ type, from: from.id, to: to.id, certainty: 'declared', ...(signals.length > 0 ? { signals } : {}), place });
  }

  #id(...keys: readonly string[]): string {
    const { path, id, composite } = this.#job;
    return composite ? fileId(this.#context.scope, path, ...keys) : fileId(this.#context.scope, path, 'jobs', id, ...keys);
  }

  read(): JobBatch {
    const job = this.#job;
    const file = job.path.replace(/^.*\//, '');
    const name = job.composite ? job.path : `${file} ${job.id}`;
    const agents = job.steps.flatMap((step) => {
      const agent = agentOf(step);
      return agent ? [{ step, agent }] : [];
    });
    const logins = job.steps.flatMap((step) => {
      const login = cloudLoginOf(step);
      return login ? [{ step, login }] : [];
    });
    const commands = job.steps.map((step) => step.run ?? '').join('\n');
    const deploys =
      (typeof job.environment === 'string' && /prod|live|release/i.test(job.environment)) ||
      deployWord.test(job.id) ||
      deployCommand.test(commands) ||
      (logins.length > 0 && deployWord.test(job.path));
    const workload: Workload = {
      kind: 'workload',
      ...this.#base(this.#id(), name, job.line),
      runtime: 'workflow-job',
      purpose: known(deploys ? 'deploy' : agents.length > 0 ? 'agent' : 'build'),
      triggers: known(this.#triggers),
      runsUntrustedCode: known(this.#runsUntrusted()),
      limits: known(true),
      sandbox: known(true),
    };
    this.#entities.push(workload);
    const token = job.composite ? undefined : this.#token(workload);
    const approval = this.#approval(workload);
    const secrets = this.#secrets(
      workload,
      logins.map(({ login }) => login),
      agents.map(({ step, agent }) => modelLoginOf(step, agent)),
    );
    for (const { step, login } of logins) this.#session(login, [workload], step.line);
    const seen = new Map<string, number>();
    for (const { step, agent } of agents) {
      const count = (seen.get(agent.name) ?? 0) + 1;
      seen.set(agent.name, count);
      const entity = this.#agent(
        step,
        agent,
        workload,
        agents.filter((one) => one.agent.name === agent.name).length > 1 ? `${agent.name} at ${step.uses ?? 'run'} ${count}` : agent.name,
      );
      if (token) this.#link(entity, 'runs-as', token, step.line);
      if (approval) this.#link(entity, 'approved-by', approval, job.line);
      this.#session(modelLoginOf(step, agent), [entity], step.line);
      const used = new Set([...step.with.values(), ...step.env.values(), step.run].flatMap(namesIn));
      for (const [secret, credential] of secrets)
        if (used.has(secret)) this.#link(entity, 'uses', credential, step.line, [`secret ${secret}`]);
    }
    for (const step of job.steps) if (step.uses !== undefined && agentOf(step) === undefined) this.#action(workload, step.uses, step.line);
    for (const { step } of agents) if (step.uses !== undefined) this.#action(workload, step.uses, step.line);
    if (job.uses !== undefined) this.#action(workload, job.uses, job.line);
    return { entities: this.#entities, edges: this.#edges, gaps: this.#gaps };
  }

  #runsUntrusted(): boolean {
    const privileged = this.#job.triggers.some(({ how }) => how === 'pull_request_target' || how === 'workflow_run');
    return (
      privileged &&
      this.#job.steps.some((step) => /^actions\/checkout@/.test(step.uses ?? '') && untrustedRef.test(String(step.with.get('ref') ?? '')))
    );
  }

  #token(workload: Workload): Identity {
    const { permissions, line } = this.#job;
    const identity: Identity = {
      kind: 'identity',
      ...this.#base(this.#id('token'), `token of ${workload.name}`, line),
      form: 'github.workflow-token',
      createdAt: known(this.#context.at),
      lastUsedAt: known(null),
      maxSession: known(86_400),
      enabled: known(true),
      providerManaged: false,
    };
    const document: Fact<string> =
      permissions === undefined
        ? this.#unseen('the default permissions of the workflow token')
        : typeof permissions === 'string'
          ? known(JSON.stringify(permissions))
          : known(
              JSON.stringify(
                permissions instanceof Map
                  ? Object.fromEntries(
                      [...permissions]
                        .map(([key, level]) => [String(key), String(level)] as const)
                        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
                    )
                  : {},
              ),
            );
    const policy: Entity = {
      kind: 'policy',
      ...this.#base(this.#id('permissions'), `permissions of ${workload.name}`, line),
      language: 'github-permissions',
      document,
    };
    this.#entities.push(identity, policy);
    this.#link(workload, 'runs-as', identity, line);
    this.#link(identity, 'attached', policy, line);
    return identity;
  }

  #approval(workload: Workload): Entity | undefined {
    const { environment, line } = this.#job;
    if (environment === null) return undefined;
    if (environment === undefined) {
      // An expression decides: there may be an environment, and which is not told.
      const gap: Gap = {
        ...githubGap(this.#context.scope, `which environment ${workload.name} runs in`, collector),
        dataset: 'files.workflows',
      };
      this.#gaps.push(gap);
      return undefined;
    }
    const approval: Entity = {
      kind: 'approval',
      ...this.#base(environmentId(this.#context.scope, environment), environment, line),
      guards: 'deployment',
      requiredApprovers: this.#unseen(`who may approve ${environment}`),
      approversAreHuman: this.#unseen(`who may approve ${environment}`),
      selfApproval: this.#unseen(`who may approve ${environment}`),
      bypassers: this.#unseen(`who may approve ${environment}`),
      evidenceOfUse: this.#unseen(`who approved ${environment}`),
    };
    this.#entities.push(approval);
    this.#link(workload, 'approved-by', approval, line);
    return approval;
  }

  /** Every secret that the job names, as credentials of the source host's store. */
  #secrets(workload: Workload, logins: readonly Login[], models: readonly Login[]): ReadonlyMap<string, Credential> {
    const { scope } = this.#context;
    const environment = this.#job.environment ?? undefined;
    const found = new Map<string, Credential>();
    const proven = new Map<string, { readonly form: FormId; readonly alternative: boolean }>();
    for (const login of [...logins, ...models]) {
      for (const { secret, form } of login.standing) proven.set(secret, { form, alternative: login.federated !== undefined });
    }
    const add = (name: string, line: number) => {
      if (name === 'GITHUB_TOKEN' || found.has(name)) return;
      // The id of an access key goes with its secret; it is no credential of its own.
      if (/ACCESS_KEY_ID$/.test(name)) return;
      const use = proven.get(name);
      const contents = use?.form ?? contentsOf(name);
      if (contents === undefined && name !== '*') return;
      const expires = formOf(contents ?? 'api-key').expires;
      const credential: Credential = {
        kind: 'credential',
        ...this.#base(secretId(scope, 'actions', name, environment), name === '*' ? 'all secrets' : name, line),
        form: 'github.actions-secret',
        ...(contents === undefined ? {} : { contents }),
        keyId: this.#unseen(`the secret ${name}`),
        fingerprints: [],
        issuedAt: this.#unseen(`the age of the secret ${name}`),
        rotatedAt: this.#unseen(`the age of the secret ${name}`),
        expiresAt:
          expires === 'never'
            ? known('never')
            : expires === 'always'
              ? known('short-lived')
              : this.#unseen(`when the secret ${name} expires`),
        lastUsedAt: this.#unseen(`the use of the secret ${name}`),
        status: use?.alternative === true ? this.#unseen(`which of two log-ins is set: ${name} or the federated one`) : known('active'),
        stored: 'platform-vault',
        visibility: name === '*' ? known('all') : this.#unseen(`who else may use the secret ${name}`),
        localOnly: false,
        inAgentConfiguration: false,
        confidence: use === undefined ? 'medium' : 'high',
        doubts: use === undefined ? ['only its name tells what it holds'] : [],
      };
      found.set(name, credential);
      this.#entities.push(credential);
      this.#link(workload, 'uses', credential, line, [`secret ${name}`]);
    };
    for (const { text, line } of this.#job.texts) {
      for (const name of namesIn(text)) add(name, line);
      if (/toJSON\(\s{0,5}secrets\s{0,5}\)/.test(text)) add('*', line);
    }
    if (this.#job.secretsInherit) add('*', this.#job.line);
    return found;
  }

  /** The short-lived session of a federated log-in, and whom it acts as. */
  #session(login: Login, users: readonly Entity[], line: number): void {
    const form = login.federated;
    if (form === undefined) return;
    const row = formOf(form);
    for (const user of users) {
      const credential: Credential = {
        kind: 'credential',
        ...this.#base(`${user.id}/session/${form}`, `${row.label} of ${user.name}`, line),
        form,
        keyId: this.#unseen(`sessions of ${user.name}`),
        fingerprints: [],
        issuedAt: known(this.#context.at),
        rotatedAt: known({ at: this.#context.at }),
        expiresAt: known('short-lived'),
        lastUsedAt: this.#unseen(`sessions of ${user.name}`),
        status:
          login.standing.length > 0
            ? this.#unseen(`which of two log-ins is set: ${login.standing.map(({ secret }) => secret).join(', ')} or the federated one`)
            : known('active'),
        stored: 'injected',
        visibility: known('one'),
        localOnly: false,
        inAgentConfiguration: false,
        confidence: 'high',
        doubts: [],
      };
      this.#entities.push(credential);
      this.#link(user, 'uses', credential, line);
      if (login.identity) {
        const identity: Identity = {
          kind: 'identity',
          ...this.#base(`${user.id}/identity/${login.identity.form}`, login.identity.name, line),
          form: login.identity.form,
          createdAt: this.#unseen(`the identity ${login.identity.name}`),
          lastUsedAt: this.#unseen(`the identity ${login.identity.name}`),
          maxSession: this.#unseen(`the identity ${login.identity.name}`),
          enabled: this.#unseen(`the identity ${login.identity.name}`),
          providerManaged: false,
        };
        this.#entities.push(identity);
        this.#link(user, 'runs-as', identity, line);
      }
    }
  }

  #agent(step: Step, agent: AgentStep, workload: Workload, name: string): Agent {
    const open = this.#triggers.some((trigger) => trigger.who === 'anyone');
    const entity: Agent = {
      kind: 'agent',
      ...this.#base(this.#id('agent', name), `${workload.name} ${name}`, step.line),
      platform: 'github-workflow-step',
      confidence: 'high',
      signals: [step.uses ?? `run: ${agent.name}`],
      triggers: known(this.#triggers),
      inboundAuth: known(inboundOf(step, agent, open)),
      actsAs: known('own-identity'),
      autonomy: known(autonomyOf(step)),
      stop: known(`disable the workflow ${this.#job.path}`),
    };
    this.#entities.push(entity);
    this.#link(entity, 'runs-in', workload, step.line);
    for (const allowed of allowedTools(step)) {
      const tool: Tool = {
        kind: 'tool',
        ...this.#base(this.#id('agent', name, 'tool', allowed.name), allowed.name, step.line),
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
        telemetry: this.#unseen('what the agent logs of its tool calls'),
      };
      this.#entities.push(tool);
      this.#link(entity, 'calls', tool, step.line);
    }
    return entity;
  }

  #action(workload: Workload, uses: string, line: number): void {
    const [name = '', version = ''] = uses.split('@');
    const pin: Tool['pin'] = known(
      uses.startsWith('./')
        ? 'in-repository'
        : /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(version) || /@sha256:[0-9a-f]{64}$/.test(uses)
          ? 'digest'
          : 'floating',
    );
    const firstParty = /^(actions|github)\//.test(name);
    const tool: Tool = {
      kind: 'tool',
      ...this.#base(this.#id('uses', name), name, line),
      type: 'workflow-action',
      transport: 'in-process',
      runs: name,
      tls: known(true),
      auth: known('local'),
      pin,
      reach: known('listed'),
      destructive: known([]),
      approval: known('required'),
      vendorRun: known(false),
      telemetry: known(true),
      labels: [{ name: 'publisher', value: firstParty ? 'github' : 'third-party' }],
    };
    this.#entities.push(tool);
    this.#link(workload, 'calls', tool, line, [version === '' ? 'no version' : `version ${version.slice(0, 80)}`]);
  }
}

/** Names of secrets in a text. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'string') return [];
  return [...value.matchAll(/\bsecrets(?:\.([A-Za-z_]\w{0,200})|\[\s{0,5}['"]([A-Za-z_]\w{0,200})['"]\s{0,5}\])/g)].map((match) =>
    (match[1] ?? match[2] ?? '').toUpperCase(),
  );
}
