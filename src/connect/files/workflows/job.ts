import {
  formOf,
  gapOf,
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
import { runsOf } from '../agents/packages.ts';
import { agentsOf, autonomyOf, inboundOf, type AgentStep } from './agents.ts';
import { allowedTools } from './allowed.ts';
import { jobTriggers } from './calls.ts';
import { allSecrets, secretsIn } from './expressions.ts';
import { cloudLoginOf, modelLoginOf, type Login } from './logins.ts';
import { inlineServers, type InlineServer } from './mcp.ts';
import { textOf, type Job, type Step } from './parse.ts';
import type { Triggers } from './triggers.ts';

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
/** The same by git or gh in a script. */
const untrustedFetch =
  /\bgh\s{1,9}pr\s{1,9}checkout\b|\bgit\s{1,9}(?:fetch|pull|checkout|switch|merge)\b[^\n]{0,300}?(?:pull\/|head_ref|HEAD_REF|head\.(?:ref|sha)|HEAD_SHA)/;
/** Expressions that give what lies in the repository already. */
const trustedRef =
  /^[^$]{0,200}(?:\$\{\{\s{0,9}github\.(?:sha|ref|ref_name|base_ref|repository|event\.(?:pull_request\.base\.(?:sha|ref)|repository\.(?:default_branch|full_name)))\s{0,9}\}\}[^$]{0,200}){1,2}$/;
/** Names of secrets that may hold a credential though nothing tells which, and those that hold none. */
const credentialWord = /TOKEN|KEY|SECRET|PASSWORD|CREDENTIAL|PAT$/;
const identifier = /_(?:ID|IDS|NAME|URL|URI|ARN|REGION|HOST|USER|USERNAME|TENANT|VERSION|BUCKET|PATH)$/;

/** Reads one job into the model: the workload, its token and rights, what it uses and calls, its agents, who approves. */
export function readJob(job: Job, context: FilesContext, inherited?: Triggers): JobBatch {
  return new JobReader(job, context, jobTriggers(job, inherited)).read();
}

class JobReader {
  readonly #job: Job;
  readonly #context: FilesContext;
  readonly #entities: Entity[] = [];
  readonly #edges: Edge[] = [];
  readonly #gaps: Gap[] = [];
  readonly #production: Fact<boolean>;
  readonly #triggers: Triggers;

  constructor(job: Job, context: FilesContext, triggers: Triggers) {
    this.#job = job;
    this.#context = context;
    const { fact, gap } = productionOf(job.environment ?? undefined, context.scope);
    this.#production = fact;
    if (gap) this.#gaps.push(gap);
    this.#triggers = triggers;
  }

  /** Who sets it off. What is not understood hides nobody who was seen: `anyone` stays the answer. */
  #triggeredBy(): Fact<readonly Trigger[]> {
    const { path } = this.#job;
    if (this.#triggers.complete || this.#open().length > 0) return known(this.#triggers.known);
    return this.#unread(`what sets off ${path}`, '`on:` is missing, or names what is not known', `mend \`on:\` of ${path}`);
  }

  #open(): readonly Trigger[] {
    return this.#triggers.known.filter(({ who }) => who === 'anyone');
  }

  /** A fact that the file decides in a way that cannot be read from it. */
  #unread(about: string, detail: string, hint: string): Fact<never> {
    const { path, line } = this.#job;
    const gap = gapOf({
      collector,
      scope: this.#context.scope,
      about,
      reason: 'not-rendered',
      detail,
      closes: { by: 'file', path, hint },
      place: filePlace(this.#context.scope, path, line),
    });
    this.#gaps.push(gap);
    return unknown(gap.id);
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
    const agents = job.steps.flatMap((step) => agentsOf(step).map((agent) => ({ step, agent })));
    if (job.compiledAgent && agents.length === 0) agents.push({ step: bareStep(job.line), agent: compiled });
    const logins = job.steps.flatMap((step) => {
      const login = cloudLoginOf(step);
      return login ? [{ step, login: this.#reachable(login) }] : [];
    });
    const commands = job.steps.map((step) => step.run ?? '').join('\n');
    const deploys =
      (typeof job.environment === 'string' && /prod|live|release/i.test(job.environment)) ||
      deployWord.test(job.id) ||
      deployWord.test(job.name) ||
      deployCommand.test(commands) ||
      (logins.length > 0 && deployWord.test(job.path));
    const workload: Workload = {
      kind: 'workload',
      ...this.#base(this.#id(), name, job.line),
      runtime: 'workflow-job',
      purpose: known(deploys ? 'deploy' : agents.length > 0 ? 'agent' : 'build'),
      triggers: this.#triggeredBy(),
      runsUntrustedCode: this.#runsUntrusted(),
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
      const shared = job.environmentTexts.map(({ text }) => text);
      const used = new Set([...shared, ...step.with.values(), ...step.env.values(), step.run].flatMap(secretsIn));
      for (const [secret, credential] of secrets)
        if (used.has(secret)) this.#link(entity, 'uses', credential, step.line, [`secret ${secret}`]);
      this.#servers(entity, step, agent, secrets);
    }
    if (job.id === 'copilot-setup-steps') this.#copilot(workload, token);
    const called = job.steps.flatMap(({ uses, line }) => (uses === undefined ? [] : [{ uses, line }]));
    if (job.uses !== undefined) called.push({ uses: job.uses, line: job.line });
    this.#actions(workload, called);
    return { entities: this.#entities, edges: this.#edges, gaps: this.#gaps };
  }

  /** Whether a privileged job takes in what a stranger proposed: by a checkout, or by git and gh in a script. */
  #runsUntrusted(): Fact<boolean> {
    const privileged = this.#triggers.known.some(({ who }) => who === 'anyone');
    if (!privileged) return this.#triggers.complete ? known(false) : this.#triggersUnread();
    let unsure = false;
    for (const { uses, with: inputs, run } of this.#job.steps) {
      if (run !== undefined && untrustedFetch.test(run)) return known(true);
      if (uses === undefined || !/^actions\/checkout(@|$)/i.test(uses)) continue;
      const what = `${textOf(inputs.get('ref'))} ${textOf(inputs.get('repository'))}`;
      if (untrustedRef.test(what)) return known(true);
      if (what.includes('${{') && !trustedRef.test(what)) unsure = true;
    }
    if (!unsure) return known(false);
    const about = `which code ${this.#job.path} ${this.#job.id} checks out`;
    return this.#unread(about, 'an expression decides it', 'check out a fixed ref, or one of github.sha, github.ref and the base');
  }

  #triggersUnread(): Fact<never> {
    const fact = this.#triggeredBy();
    return fact.known ? unknown() : unknown(...fact.gaps);
  }

  /** Without `id-token: write` a job gets no OpenID Connect token: then a key beside a role is what logs in. */
  #reachable(login: Login): Login {
    const { permissions } = this.#job;
    const mayFederate =
      permissions === undefined ||
      (typeof permissions === 'string' ? permissions === 'write-all' : permissions.get('id-token') === 'write');
    if (mayFederate || login.standing.length === 0) return login;
    return { provider: login.provider, standing: login.standing };
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
                Object.fromEntries(
                  [...permissions].map(([key, level]) => [key, String(level)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
                ),
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
    const filledInto = new Map<string, FormId>();
    for (const { text, key } of this.#job.texts) {
      const form = contentsOf(key);
      const [only, ...others] = secretsIn(text);
      if (form !== undefined && only !== undefined && others.length === 0 && !filledInto.has(only)) filledInto.set(only, form);
    }
    const add = (name: string, line: number) => {
      if (name === 'GITHUB_TOKEN' || found.has(name)) return;
      // The id of an access key goes with its secret; it is no credential of its own.
      if (/ACCESS_KEY_ID/.test(name)) return;
      const use = proven.get(name);
      const contents = use?.form ?? contentsOf(name) ?? filledInto.get(name);
      if (contents === undefined && name !== allSecrets && (!credentialWord.test(name) || identifier.test(name))) return;
      const expires = formOf(contents ?? 'api-key').expires;
      const credential: Credential = {
        kind: 'credential',
        ...this.#base(secretId(scope, 'actions', name, environment), name === allSecrets ? 'all secrets' : name, line),
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
        visibility: name === allSecrets ? known('all') : this.#unseen(`who else may use the secret ${name}`),
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
      for (const name of secretsIn(text)) add(name, line);
    }
    if (this.#job.secretsInherit) add(allSecrets, this.#job.line);
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
    const inbound = inboundOf(step, agent, this.#open());
    const autonomy = autonomyOf(step, agent);
    const triggers = this.#triggeredBy();
    const start = `how ${workload.name} ${name}`;
    const entity: Agent = {
      kind: 'agent',
      ...this.#base(this.#id('agent', name), `${workload.name} ${name}`, step.line),
      platform: 'github-workflow-step',
      confidence: 'high',
      signals: [step.uses ?? `run: ${agent.name}`],
      triggers,
      inboundAuth:
        inbound === undefined
          ? this.#unread(`${start} chooses whom it obeys`, 'an expression decides it', 'name the users in the workflow')
          : inbound === 'platform' && !triggers.known
            ? unknown(...triggers.gaps)
            : known(inbound),
      actsAs: known('own-identity'),
      autonomy:
        autonomy === undefined
          ? this.#unread(
              `${start} is allowed to act`,
              'its arguments are filled in at run time or stand elsewhere',
              'write its arguments into the workflow',
            )
          : known(autonomy),
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

  /** The servers that a step hands to its agent, with the secrets that they are given. */
  #servers(agent: Agent, step: Step, row: AgentStep, secrets: ReadonlyMap<string, Credential>): void {
    const { servers, unread } = inlineServers(step);
    if (unread) {
      const fact = this.#unread(`the MCP servers of ${agent.name}`, 'they are filled in at run time', 'write them into the workflow');
      const last = this.#gaps.pop();
      if (!fact.known && last) this.#gaps.push({ ...last, dataset: 'files.workflows' });
    }
    const listed = allowedTools(step).map(({ name }) => name);
    for (const server of servers) {
      const tool = this.#server(
        agent,
        step,
        server,
        autonomyOf(step, row) === 'never-asks' || listed.some((name) => name === '*' || name.startsWith(`mcp__${server.name}`)),
      );
      this.#entities.push(tool);
      this.#link(agent, 'calls', tool, step.line);
      for (const secret of secretsIn(server.text)) {
        const credential = secrets.get(secret);
        if (credential) this.#link(tool, 'authenticates-with', credential, step.line, [`secret ${secret}`]);
      }
    }
  }

  #server(agent: Agent, step: Step, server: InlineServer, allowed: boolean): Tool {
    const about = `${server.name} of ${agent.name}`;
    const attest = (what: string) =>
      this.#unread(`${what} ${about}`, 'a configuration does not say it, and nothing is contacted', `say ${what} ${server.name}`);
    const { runs, pin } = server.url === undefined ? runsOf(server.command, server.args) : { runs: '', pin: 'provider-run' as const };
    return {
      kind: 'tool',
      ...this.#base(`${agent.id}/mcp/${server.name.replaceAll('~', '~0').replaceAll('/', '~1')}`, server.name, step.line),
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
  #copilot(workload: Workload, token: Identity | undefined): void {
    const unseen = () => this.#unseen('the settings of the Copilot cloud agent');
    const agent: Agent = {
      kind: 'agent',
      ...this.#base(this.#id('agent', 'copilot-cloud-agent'), 'Copilot cloud agent', this.#job.line),
      platform: 'copilot-cloud-agent',
      confidence: 'medium',
      signals: ['a job copilot-setup-steps'],
      triggers: unseen(),
      inboundAuth: unseen(),
      actsAs: unseen(),
      autonomy: unseen(),
      stop: known('turn the Copilot cloud agent off in the settings of the repository'),
    };
    this.#entities.push(agent);
    this.#link(agent, 'runs-in', workload, this.#job.line);
    if (token) this.#link(agent, 'runs-as', token, this.#job.line);
  }

  /** What it calls, each once; of one that is called in several versions the weakest pin counts. */
  #actions(workload: Workload, called: readonly { readonly uses: string; readonly line: number }[]): void {
    const byName = new Map<string, { pin: ActionPin; version: string; line: number }>();
    for (const { uses, line } of called) {
      const [name = '', version = ''] = uses.split('@');
      const one = { pin: pinOf(uses, version), version, line };
      const before = byName.get(name);
      if (before === undefined || (before.pin !== 'floating' && one.pin === 'floating')) byName.set(name, one);
    }
    for (const [name, one] of byName) {
      const firstParty = /^(actions|github)\//i.test(name);
      const tool: Tool = {
        kind: 'tool',
        ...this.#base(this.#id('uses', name), name, one.line),
        type: 'workflow-action',
        transport: 'in-process',
        runs: name,
        tls: known(true),
        auth: known('local'),
        pin: known(one.pin),
        reach: known('listed'),
        destructive: known([]),
        approval: known('required'),
        vendorRun: known(false),
        telemetry: known(true),
        labels: [{ name: 'publisher', value: firstParty ? 'github' : 'third-party' }],
      };
      this.#entities.push(tool);
      const signals = [one.version === '' ? 'no version' : `version ${one.version.slice(0, 80)}`];
      if (this.#job.secretsInherit && this.#job.uses?.startsWith(name) === true) signals.push('secrets: inherit');
      this.#link(workload, 'calls', tool, one.line, signals);
    }
  }
}

type ActionPin = 'in-repository' | 'digest' | 'floating';

/** Tags and branches of an action can be moved: only a full commit id or an image digest holds it. */
function pinOf(uses: string, version: string): ActionPin {
  if (uses.startsWith('./')) return 'in-repository';
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(version) || /@sha256:[0-9a-f]{64}$/.test(uses) ? 'digest' : 'floating';
}

/** What `gh aw compile` makes of a text for an agent, where no program of the list is named. */
const compiled: AgentStep = { name: 'gh-aw', keys: [], federated: [], checksActor: false };

function bareStep(line: number): Step {
  return { with: new Map(), env: new Map(), line };
}
