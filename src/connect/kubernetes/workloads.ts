import { known, type Agent, type Guardrail, type Workload } from '../../model/index.ts';
import { agentSigns } from './agents.ts';
import { credentialOf, literalOf } from './credentials.ts';
import type { Accounts } from './identities.ts';
import { readModels } from './models.ts';
import { egressOf, type EgressObject } from './network.ts';
import { fullName, type Head } from './object.ts';
import type { WorkloadObject } from './pods.ts';
import type { NotedUse, Secrets } from './secret-keys.ts';
import type { ClusterSink } from './sink.ts';

/** What the rest of the estate gives to a workload. */
export interface Around {
  readonly accounts: Accounts;
  readonly secrets: Secrets;
  readonly egress: readonly EgressObject[];
  /** A LimitRange of the namespace gives limits to containers that state none. */
  readonly hasDefaults: boolean;
}

/** The Secrets that a pod takes, key by key and as a whole. */
export function workloadUses({ head, pod }: WorkloadObject): { readonly head: Head; readonly uses: readonly NotedUse[] } {
  const keyed = pod.variables.flatMap(({ name, secret, place }) =>
    secret === undefined ? [] : [{ name: secret.name, keys: [secret.key], as: 'env' as const, place, target: name }],
  );
  return { head, uses: [...keyed, ...pod.secrets] };
}

/** A workload and, where its signs say so, the agent in it: what they run as, use, and are guarded by. */
export function readWorkload(sink: ClusterSink, object: WorkloadObject, { accounts, secrets, egress, hasDefaults }: Around): void {
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
  for (const policy of egressOf(object, egress))
    sink.edge(workload, 'guarded-by', sink.add(egressGuardrail(sink, policy)), policy.head.place);
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
