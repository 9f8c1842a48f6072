import type { Place, Workload } from '../../model/index.ts';
import { nodeAt, textAt, type Node, type ObjectNode } from '../node.ts';
import { flagAt, itemsAt, listAt, textsOf, type Head, type Source } from './object.ts';

/** One variable of a container. */
export interface Variable {
  readonly name: string;
  readonly container: string;
  readonly place: Place;
  readonly line: number;
  readonly column: number;
  /** A literal; absent when it is filled in from elsewhere. */
  readonly value?: string;
  readonly secret?: { readonly name: string; readonly key: string };
}

/** A reference to a whole Secret, or to some of its keys. */
export interface SecretUse {
  readonly name: string;
  /** Empty: all of them. */
  readonly keys: readonly string[];
  readonly as: 'env' | 'file';
  readonly place: Place;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly hasLimits: boolean;
  readonly words: readonly string[];
}

/** What a pod template says. */
export interface PodSpec {
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  /** Empty when it names none: then it runs as the namespace's `default`. */
  readonly serviceAccount: string;
  readonly automount: boolean | undefined;
  readonly containers: readonly Container[];
  readonly variables: readonly Variable[];
  readonly secrets: readonly SecretUse[];
  /** True when variables come from a ConfigMap or Secret as a whole: their names are not told here. */
  readonly hasMoreVariables: boolean;
  /** Classes of the Secrets Store CSI driver that it mounts. */
  readonly stores: readonly { readonly name: string; readonly place: Place }[];
  readonly runtimeClass: string | undefined;
}

export interface WorkloadObject {
  readonly type: 'workload';
  readonly head: Head;
  readonly runtime: Workload['runtime'];
  readonly schedule: string | undefined;
  readonly pod: PodSpec;
}

const runtimes: Readonly<Record<string, readonly [group: string, runtime: Workload['runtime'], pod: readonly string[]]>> = {
  Pod: ['', 'pod', []],
  ReplicationController: ['', 'other', ['spec', 'template']],
  Deployment: ['apps', 'deployment', ['spec', 'template']],
  ReplicaSet: ['apps', 'other', ['spec', 'template']],
  StatefulSet: ['apps', 'statefulset', ['spec', 'template']],
  DaemonSet: ['apps', 'daemonset', ['spec', 'template']],
  Job: ['batch', 'job', ['spec', 'template']],
  CronJob: ['batch', 'cronjob', ['spec', 'jobTemplate', 'spec', 'template']],
  Rollout: ['argoproj.io', 'other', ['spec', 'template']],
  Service: ['serving.knative.dev', 'other', ['spec', 'template']],
  DeploymentConfig: ['apps.openshift.io', 'other', ['spec', 'template']],
  ScaledJob: ['keda.sh', 'job', ['spec', 'jobTargetRef', 'template']],
};

/** A workload with its pod template; undefined for other kinds, and for a patch that names no image. */
export function readWorkload(node: ObjectNode, head: Head, source: Source): WorkloadObject | undefined {
  const row = Object.hasOwn(runtimes, head.kind) ? runtimes[head.kind] : undefined;
  if (row === undefined) return undefined;
  const [group, runtime, keys] = row;
  // Old versions of the same kinds lie in `extensions`.
  if (head.group !== group && head.group !== 'extensions') return undefined;
  const template = nodeAt(node, ...keys);
  const pod = podOf(template, source);
  if (pod.containers.length === 0) return undefined;
  return { type: 'workload', head, runtime, schedule: textAt(node, 'spec', 'schedule'), pod };
}

/** Reads a pod template: init and ephemeral containers too. */
export function podOf(template: Node | undefined, source: Source): PodSpec {
  const spec = nodeAt(template, 'spec');
  const all = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) => itemsAt(spec, key));
  const containers: Container[] = [];
  const variables: Variable[] = [];
  const secrets: SecretUse[] = [];
  let hasMoreVariables = false;
  for (const node of all) {
    const image = textAt(node, 'image');
    const name = textAt(node, 'name') ?? '';
    if (image !== undefined)
      containers.push({
        name,
        image,
        hasLimits: textsOf(nodeAt(node, 'resources', 'limits')).has('memory'),
        words: [...listAt(node, 'command'), ...listAt(node, 'args')].slice(0, 100),
      });
    for (const one of itemsAt(node, 'env')) {
      const variable = variableOf(one, name, source);
      if (variable) variables.push(variable);
    }
    for (const one of itemsAt(node, 'envFrom')) {
      hasMoreVariables = true;
      const secret = textAt(one, 'secretRef', 'name');
      if (secret !== undefined) secrets.push({ name: secret, keys: [], as: 'env', place: source.place(one) });
    }
  }
  const { mounted, stores } = volumesOf(spec, source);
  return {
    labels: textsOf(nodeAt(template, 'metadata', 'labels')),
    annotations: textsOf(nodeAt(template, 'metadata', 'annotations')),
    serviceAccount: textAt(spec, 'serviceAccountName') ?? textAt(spec, 'serviceAccount') ?? '',
    automount: flagAt(spec, 'automountServiceAccountToken'),
    containers,
    variables,
    secrets: [...secrets, ...mounted],
    hasMoreVariables,
    stores,
    runtimeClass: textAt(spec, 'runtimeClassName'),
  };
}

function variableOf(node: Node, container: string, source: Source): Variable | undefined {
  const name = textAt(node, 'name');
  if (name === undefined) return undefined;
  const value = nodeAt(node, 'value');
  const key = textAt(node, 'valueFrom', 'secretKeyRef', 'key');
  const secret = textAt(node, 'valueFrom', 'secretKeyRef', 'name');
  const at = value ?? node;
  return {
    name,
    container,
    place: source.place(at),
    line: at.line,
    column: at.column,
    ...(value?.kind === 'scalar' && value.value !== null ? { value: String(value.value) } : {}),
    ...(secret === undefined || key === undefined ? {} : { secret: { name: secret, key } }),
  };
}

function volumesOf(spec: Node | undefined, source: Source): { readonly mounted: readonly SecretUse[]; readonly stores: PodSpec['stores'] } {
  const mounted: SecretUse[] = [];
  const stores: { name: string; place: Place }[] = [];
  const add = (secret: Node, name: string | undefined) => {
    const keys = itemsAt(secret, 'items').flatMap((item) => textAt(item, 'key') ?? []);
    if (name !== undefined) mounted.push({ name, keys, as: 'file', place: source.place(secret) });
  };
  for (const volume of itemsAt(spec, 'volumes')) {
    const secret = nodeAt(volume, 'secret');
    if (secret) add(secret, textAt(secret, 'secretName'));
    for (const part of itemsAt(volume, 'projected', 'sources')) {
      const projected = nodeAt(part, 'secret');
      if (projected) add(projected, textAt(projected, 'name'));
    }
    if (textAt(volume, 'csi', 'driver') === 'secrets-store.csi.k8s.io') {
      const name = textAt(volume, 'csi', 'volumeAttributes', 'secretProviderClass');
      if (name !== undefined) stores.push({ name, place: source.place(volume) });
    }
  }
  return { mounted, stores };
}
