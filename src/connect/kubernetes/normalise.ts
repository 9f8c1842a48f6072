import {
  formOf,
  known,
  type Agent,
  type Batch,
  type Credential,
  type Entity,
  type Gap,
  type Guardrail,
  type Tool,
  type Workload,
} from '../../model/index.ts';
import { contentsOf } from '../files/secrets/names.ts';
import { textAt } from '../node.ts';
import {
  accountOf,
  agentOf,
  callsOf,
  literalsOf,
  narrowed,
  resourceOf,
  secretsOf,
  toolOf,
  type AgentResource,
  type Called,
} from './agent-resources.ts';
import { agentSigns, modelSigns } from './agents.ts';
import { contentsOfKey, credentialOf, credentialOfKey, credentialOfValue, literalOf, syncedKeys } from './credentials.ts';
import { Accounts, readBindings, readUnread } from './identities.ts';
import { EgressPolicies, type EgressObject } from './network.ts';
import { ByName, fullName, sameNamespace, type Head } from './object.ts';
import type { SecretUse, WorkloadObject } from './pods.ts';
import type { KubernetesObject } from './read.ts';
import { ClusterSink, type ClusterContext } from './sink.ts';

type OfType<T extends KubernetesObject['type']> = Extract<KubernetesObject, { readonly type: T }>;

/**
 * What all objects of one estate say, as entities: the same for manifests and for what an API server shows. `unread` are
 * the gaps of what may hold more objects. Pure.
 */
export function normaliseObjects(
  objects: readonly KubernetesObject[],
  unread: readonly Gap[],
  context: ClusterContext,
): Omit<Batch, 'coverage'> {
  const sink = new ClusterSink(context);
  const all = <T extends KubernetesObject['type']>(type: T) => unique(objects.filter((one): one is OfType<T> => one.type === type));
  const accounts = new Accounts(sink, all('service-account'));
  const secrets = new Secrets(sink, all('secret'), all('synced-secret'), accounts);
  const workloads = all('workload');
  const resources = all('agent-resource');
  const users = [...workloads.map((one) => workloadUses(one)), ...resources.map((one) => ({ head: one.head, uses: secretsOf(one) }))];
  for (const { head, uses } of users) for (const use of uses) secrets.note(head, use);
  const limits = all('limits');
  const egress = new EgressPolicies(all('egress-policy'));
  for (const object of workloads)
    readWorkload(sink, object, {
      accounts,
      secrets,
      egress,
      hasDefaults: limits.some(({ head }) => sameNamespace(head.namespace, object.head.namespace)),
    });
  readResources(sink, resources, accounts, secrets);
  readBindings(sink, all('binding'), all('role'), accounts);
  readUnread(sink, unread, accounts);
  return sink.batch();
}

/** One object of a kind, namespace and name: of two files that both hold it, the first by path gives the id, and both are read. */
function unique<T extends { readonly head: Head }>(objects: readonly T[]): readonly T[] {
  const first = new Map<string, Head>();
  return objects.map((object) => {
    const { head } = object;
    const key = `${head.group} ${head.kind} ${head.namespace} ${head.name}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, head);
    return before === undefined || before.path === head.path || head.path === undefined
      ? object
      : { ...object, head: { ...head, path: before.path ?? head.path, place: head.place } };
  });
}

interface Around {
  readonly accounts: Accounts;
  readonly secrets: Secrets;
  readonly egress: EgressPolicies;
  /** A LimitRange of the namespace gives limits to containers that state none. */
  readonly hasDefaults: boolean;
}

interface NotedUse extends SecretUse {
  readonly target?: string;
}

function workloadUses({ head, pod }: WorkloadObject): { readonly head: Head; readonly uses: readonly NotedUse[] } {
  const keyed = pod.variables.flatMap(({ name, secret, place }) =>
    secret === undefined ? [] : [{ name: secret.name, keys: [secret.key], as: 'env' as const, place, target: name }],
  );
  return { head, uses: [...keyed, ...pod.secrets] };
}

/** Secrets by their keys, whoever names them: those that manifests hold, those that operators fill, those that are only referred to. */
class Secrets {
  readonly #sink: ClusterSink;
  readonly #declared = new ByName<OfType<'secret'>>();
  readonly #synced = new ByName<OfType<'synced-secret'>>();
  /** The credentials of the keys that are known. */
  readonly #keys = new ByName<Map<string, Credential>>();

  constructor(sink: ClusterSink, declared: readonly OfType<'secret'>[], synced: readonly OfType<'synced-secret'>[], accounts: Accounts) {
    this.#sink = sink;
    for (const secret of declared) this.#declared.add(secret.head.namespace, secret.head.name, secret);
    for (const secret of synced) this.#synced.add(secret.head.namespace, secret.target, secret);
    for (const secret of declared) this.#read(secret, accounts);
    const sources = new Map<string, Credential>();
    for (const secret of synced) {
      for (const { key, contents } of syncedKeys(secret)) {
        const named = sink.named(secret.head, key);
        const credential = credentialOfKey(sink, {
          named: { ...named, name: `${fullName({ namespace: secret.head.namespace, name: secret.target })} ${key}` },
          contents,
          stored: 'synced',
          generated: secret.generated,
        });
        this.#keep(secret.head.namespace, secret.target, key, sink.add(credential));
        // Two that read one entry of one store are one secret.
        const from = secret.keys.find((one) => one.key === key)?.from;
        const before = from === undefined ? undefined : sources.get(from);
        if (from !== undefined && before === undefined) sources.set(from, credential);
        if (before !== undefined && before.id !== credential.id) sink.sameAs(before, credential, secret.head.place);
      }
    }
  }

  #keep(namespace: string, name: string, key: string, credential: Credential): void {
    const slot = this.#slot(namespace, name);
    slot.set(key, credential);
  }

  #slot(namespace: string, name: string): Map<string, Credential> {
    const before = this.#keys.find(namespace, name);
    if (before !== undefined) return before;
    const made = new Map<string, Credential>();
    this.#keys.add(namespace, name, made);
    return made;
  }

  #read(secret: OfType<'secret'>, accounts: Accounts): void {
    const { head, secretType } = secret;
    if (secretType === 'kubernetes.io/service-account-token') {
      const account = head.annotations.get('kubernetes.io/service-account.name');
      const named = { ...this.#sink.named(head), name: `${fullName(head)}` };
      const token = this.#sink.add(
        credentialOf(this.#sink, named, {
          form: 'kubernetes.service-account-token',
          stored: 'provider-only',
          expiresAt: known('never'),
          localOnly: head.localOnly,
        }),
      );
      this.#keep(head.namespace, head.name, 'token', token);
      if (account !== undefined) this.#sink.edge(accounts.of(head.namespace, account, head), 'holds', token, head.place);
    }
    for (const value of secret.values) {
      const { file, ...rest } = head.place;
      const place = file === undefined ? rest : { ...rest, file: { path: file.path, line: value.line, column: value.column } };
      const credential = credentialOfValue(this.#sink, secret, value, place);
      if (credential !== undefined) this.#keep(head.namespace, head.name, value.key, this.#sink.add(credential));
    }
    if (!secret.encrypted) return;
    for (const key of secret.keys) {
      const contents = contentsOfKey(key);
      if (contents === undefined) continue;
      const named = this.#sink.named(head, key);
      this.#keep(
        head.namespace,
        head.name,
        key,
        this.#sink.add(credentialOfKey(this.#sink, { named: { ...named, name: `${named.name} ${key}` }, contents, stored: 'synced' })),
      );
    }
  }

  /** Makes the credentials of keys that somebody names, before anybody who takes a Secret as a whole is read. */
  note(head: Head, use: NotedUse): void {
    for (const key of use.keys) {
      const slot = this.#slot(head.namespace, use.name);
      if (slot.has(key)) continue;
      const contents = contentsOfKey(key, use.target);
      if (contents === undefined) continue;
      slot.set(key, this.#sink.add(this.#referred(head, use, contents, key)));
    }
  }

  #referred(head: Head, use: NotedUse, contents: string | null, ...keys: readonly string[]): Credential {
    const owner = this.#declared.find(head.namespace, use.name) ?? this.#synced.find(head.namespace, use.name);
    const name = [fullName({ namespace: head.namespace, name: use.name }), ...keys].join(' ');
    const id =
      owner === undefined
        ? this.#sink.context.idOfUnseen('Secret', head.namespace, use.name, ...keys)
        : this.#sink.context.idOf(owner.head, ...keys);
    return credentialOfKey(this.#sink, {
      named: { id, name, places: [use.place], production: this.#sink.production(head) },
      contents,
      stored: owner?.type === 'synced-secret' ? 'synced' : use.as === 'env' ? 'env-from-secret' : 'file-from-secret',
      generated: owner?.type === 'synced-secret' && owner.generated,
      isProved: contents !== null && ['model', 'cloud', 'agent-platform', 'source-host'].includes(formOf(contents).family),
    });
  }

  /** What a use of a Secret gives: the credentials of the keys named, or of all that are known; of a Secret whose keys nobody tells, itself. */
  of(head: Head, use: NotedUse): readonly Credential[] {
    const slot = this.#slot(head.namespace, use.name);
    if (use.keys.length > 0) return use.keys.flatMap((key) => slot.get(key) ?? []);
    const isDeclared = this.#declared.find(head.namespace, use.name) !== undefined;
    if (isDeclared || /(?:^|-)(?:ca|tls|cert|certs|certificate|ca-bundle)$/.test(use.name)) return [...slot.values()];
    const whole = slot.get('') ?? this.#sink.add(this.#referred(head, use, contentsOf(use.name) ?? null));
    slot.set('', whole);
    return [...slot.values()];
  }
}

function readWorkload(sink: ClusterSink, object: WorkloadObject, { accounts, secrets, egress, hasDefaults }: Around): void {
  const { head, pod, runtime } = object;
  const signs = agentSigns(object);
  const named = { ...sink.named(head), name: head.name };
  // A controller starts pods, by the clock or to keep their number; who may ask an agent something is a question of its own.
  const triggers = known([{ who: object.schedule === undefined ? 'service' : 'schedule', how: head.kind } as const]);
  const workload: Workload = sink.add({
    kind: 'workload',
    ...sink.base(named),
    runtime,
    images: [...new Set(pod.containers.map(({ image }) => image.slice(0, 300)))].toSorted(),
    purpose: known(signs === undefined ? 'other' : 'agent'),
    triggers,
    runsUntrustedCode: known(false),
    limits: known(hasDefaults || pod.containers.every(({ hasLimits }) => hasLimits)),
    sandbox: known(/gvisor|kata|runsc|firecracker/i.test(pod.runtimeClass ?? '')),
  });
  const agent = signs === undefined ? undefined : sink.add(customAgent(sink, object, signs));
  const actors: readonly (Workload | Agent)[] = agent === undefined ? [workload] : [workload, agent];
  if (agent) sink.edge(agent, 'runs-in', workload, head.place);
  const account = accounts.of(head.namespace, pod.serviceAccount === '' ? 'default' : pod.serviceAccount, head);
  const isMounted = pod.automount ?? accounts.automount(account) ?? true;
  for (const actor of actors) sink.edge(actor, 'runs-as', account, head.place);
  if (isMounted) {
    const token = accounts.token(account);
    sink.edge(account, 'holds', token, head.place);
    for (const actor of actors) sink.edge(actor, 'uses', token, head.place);
  }
  const federated = accounts.federated(account);
  if (federated) {
    const session = sink.add(
      credentialOf(
        sink,
        { ...named, id: sink.context.idOf(head, 'session'), name: `cloud session of ${head.name}` },
        { form: federated.form, stored: 'injected', expiresAt: known('short-lived') },
      ),
    );
    for (const actor of actors) {
      sink.edge(actor, 'runs-as', federated.cloud, head.place);
      sink.edge(actor, 'uses', session, head.place);
    }
  }
  for (const use of workloadUses(object).uses) {
    const how = use.target === undefined ? `${use.as === 'env' ? 'variables' : 'files'} from Secret ${use.name}` : `env ${use.target}`;
    for (const credential of secrets.of(head, use)) for (const actor of actors) sink.edge(actor, 'uses', credential, use.place, [how]);
  }
  for (const variable of pod.variables) {
    if (variable.value === undefined) continue;
    const own = {
      ...named,
      id: sink.context.idOf(head, variable.container, 'env', variable.name),
      name: variable.name,
      places: [variable.place],
    };
    const credential = literalOf(sink, own, variable.name, variable.value, head);
    if (credential === undefined) continue;
    sink.add(credential);
    for (const actor of actors) sink.edge(actor, 'uses', credential, variable.place, [`env ${variable.name}`]);
  }
  for (const store of pod.stores) {
    const id = sink.context.idOfUnseen('SecretProviderClass', head.namespace, store.name);
    const stored = sink.add(
      credentialOf(
        sink,
        { id, name: `what SecretProviderClass ${store.name} mounts`, places: [store.place], production: named.production },
        { form: 'kubernetes.opaque-secret', stored: 'injected' },
      ),
    );
    for (const actor of actors) sink.edge(actor, 'uses', stored, store.place, [`files from SecretProviderClass ${store.name}`]);
  }
  for (const policy of egress.of(object)) {
    const guardrail = sink.add(egressGuardrail(sink, policy));
    for (const actor of actors) sink.edge(actor, 'guarded-by', guardrail, policy.head.place);
  }
  if (agent) readModels(sink, object, agent);
}

function egressGuardrail(sink: ClusterSink, { head, reach }: EgressObject): Guardrail {
  return { kind: 'guardrail', ...sink.base(sink.named(head)), type: 'egress', mode: known('enforce'), reach: known(reach) };
}

function customAgent(
  sink: ClusterSink,
  { head, runtime, schedule }: WorkloadObject,
  signs: NonNullable<ReturnType<typeof agentSigns>>,
): Agent {
  const name = fullName(head);
  const place = head.namespace === '' ? '' : ` -n ${head.namespace}`;
  return {
    kind: 'agent',
    ...sink.base({ ...sink.named(head, 'agent'), name: head.name }),
    platform: 'custom-workload',
    confidence: signs.confidence,
    signals: signs.signals,
    triggers:
      schedule === undefined
        ? sink.unsaid(`what sets off ${name}`, 'a manifest does not say who calls a pod', `say who may call ${name}`)
        : known([{ who: 'schedule', how: 'cron' }]),
    inboundAuth:
      runtime === 'cronjob'
        ? known('platform')
        : sink.unsaid(`who may invoke ${name}`, 'its own code decides it', `say how callers of ${name} authenticate`),
    actsAs: sink.unsaid(`whom ${name} acts for`, 'its own code decides it', `say whether ${name} acts for its caller`),
    autonomy: sink.unsaid(`whether ${name} asks before it acts`, 'its own code decides it', `say what ${name} does without asking`),
    stop: known(
      runtime === 'cronjob'
        ? `kubectl patch cronjob ${head.name}${place} -p '{"spec":{"suspend":true}}'`
        : runtime === 'deployment' || runtime === 'statefulset'
          ? `kubectl scale ${runtime} ${head.name}${place} --replicas=0`
          : `kubectl delete ${head.kind.toLowerCase()} ${head.name}${place}`,
    ),
  };
}

const vendors: readonly (readonly [RegExp, string])[] = [
  [/ANTHROPIC|CLAUDE(?!_CODE_USE_BEDROCK)/, 'Anthropic'],
  [/AZURE_?OPENAI/, 'Azure OpenAI'],
  [/OPENAI/, 'OpenAI'],
  [/BEDROCK/, 'Amazon Bedrock'],
  [/GEMINI|GOOGLE/, 'Google'],
  [/MISTRAL/, 'Mistral'],
  [/GROQ/, 'Groq'],
  [/COHERE/, 'Cohere'],
  [/OPENROUTER/, 'OpenRouter'],
];
const telemetry =
  /^(?:OTEL_EXPORTER_OTLP|OTEL_TRACES_EXPORTER|LANGFUSE_|LANGSMITH_TRACING|LANGCHAIN_TRACING|PHOENIX_COLLECTOR|HELICONE_|TRACELOOP_|MLFLOW_TRACKING_URI|DD_LLMOBS)/;

/** The model endpoints that an agent's variables name, and whether a telemetry path is declared beside them. */
function readModels(sink: ClusterSink, object: WorkloadObject, agent: Agent): void {
  const { head, pod } = object;
  const traced =
    pod.variables.some(({ name }) => telemetry.test(name)) ||
    [...pod.annotations.keys()].some((name) => name.startsWith('instrumentation.opentelemetry.io/inject'));
  const inside = pod.variables.some(
    ({ name, value }) =>
      /BASE_URL|API_BASE/.test(name) && /^https?:\/\/(?:localhost|[\w-]+(?::\d+)?(?:\/|$)|[\w.-]+\.svc\b)/.test(value ?? ''),
  );
  const found = new Set(modelSigns(object).flatMap((sign) => vendors.find(([pattern]) => pattern.test(sign))?.[1] ?? []));
  for (const vendor of found) {
    const name = `${vendor} (model of ${head.name})`;
    const tool: Tool = sink.add({
      kind: 'tool',
      ...sink.base({ ...sink.named(head, 'model', vendor), name }),
      type: 'model-endpoint',
      transport: 'platform',
      tls: known(true),
      auth: known('platform'),
      pin: known('provider-run'),
      reach: known('listed'),
      destructive: known([]),
      approval: known('none'),
      vendorRun: known(!inside),
      telemetry: traced
        ? known(true)
        : pod.hasMoreVariables
          ? sink.unseen(`which variables ${fullName(head)} is given as a whole`)
          : known(false),
    });
    sink.edge(agent, 'calls', tool, head.place);
  }
}

function readResources(sink: ClusterSink, resources: readonly AgentResource[], accounts: Accounts, secrets: Secrets): void {
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
