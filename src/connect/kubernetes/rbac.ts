import { fieldsAt, nodeAt, textAt, type Node, type ObjectNode } from '../node.ts';
import { ByName, itemsAt, listAt, selects, type Head } from './object.ts';

/** One rule of a role, in the words of the API. */
export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface RoleObject {
  readonly type: 'role';
  readonly head: Head;
  readonly rules: readonly Rule[];
  /** Selectors whose ClusterRoles a controller adds up; the role's own rules are then overwritten. */
  readonly aggregates: readonly Node[];
}

export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

export interface BindingObject {
  readonly type: 'binding';
  readonly head: Head;
  readonly role: { readonly kind: string; readonly name: string };
  readonly subjects: readonly Subject[];
}

export interface AccountObject {
  readonly type: 'service-account';
  readonly head: Head;
  readonly automount: boolean | undefined;
}

const group = 'rbac.authorization.k8s.io';
const fields = ['apiGroups', 'resources', 'verbs', 'resourceNames', 'nonResourceURLs'] as const;

export function readRole(node: ObjectNode, head: Head): RoleObject | undefined {
  if (head.group !== group || (head.kind !== 'Role' && head.kind !== 'ClusterRole')) return undefined;
  return {
    type: 'role',
    head,
    rules: itemsAt(node, 'rules').map((rule) =>
      Object.fromEntries(fields.flatMap((field) => (nodeAt(rule, field) === undefined ? [] : [[field, listAt(rule, field)]]))),
    ),
    aggregates: itemsAt(node, 'aggregationRule', 'clusterRoleSelectors'),
  };
}

/** A binding. A ServiceAccount without a namespace is one of the RoleBinding's own, and nobody in a ClusterRoleBinding. */
export function readBinding(node: ObjectNode, head: Head): BindingObject | undefined {
  if (head.group !== group || (head.kind !== 'RoleBinding' && head.kind !== 'ClusterRoleBinding')) return undefined;
  const name = textAt(node, 'roleRef', 'name');
  if (name === undefined) return undefined;
  return {
    type: 'binding',
    head,
    role: { kind: textAt(node, 'roleRef', 'kind') ?? 'ClusterRole', name },
    subjects: itemsAt(node, 'subjects').flatMap((subject) => {
      const called = textAt(subject, 'name');
      const kind = textAt(subject, 'kind') ?? '';
      const stated = textAt(subject, 'namespace');
      if (called === undefined || (kind === 'ServiceAccount' && stated === undefined && head.kind === 'ClusterRoleBinding')) return [];
      return [{ kind, name: called, namespace: stated ?? head.namespace }];
    }),
  };
}

export function readAccount(node: ObjectNode, head: Head): AccountObject | undefined {
  if (head.group !== '' || head.kind !== 'ServiceAccount') return undefined;
  const automount = fieldsAt(node).find(([key]) => key === 'automountServiceAccountToken')?.[1];
  return {
    type: 'service-account',
    head,
    automount: automount?.kind === 'scalar' && typeof automount.value === 'boolean' ? automount.value : undefined,
  };
}

const everything: readonly Rule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];
const reads = ['get', 'list', 'watch'];
const writes = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const view: readonly Rule[] = [
  { apiGroups: [''], resources: ['configmaps', 'pods', 'pods/log', 'services', 'serviceaccounts', 'events'], verbs: reads },
  { apiGroups: ['apps', 'batch', 'networking.k8s.io'], resources: ['*'], verbs: reads },
];
const edit: readonly Rule[] = [
  ...view,
  { apiGroups: [''], resources: ['secrets'], verbs: [...reads, ...writes] },
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] },
  { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
  { apiGroups: [''], resources: ['pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'], verbs: [...reads, ...writes] },
  { apiGroups: [''], resources: ['configmaps', 'services', 'serviceaccounts', 'persistentvolumeclaims'], verbs: writes },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], verbs: writes },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: writes },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: writes },
];
/** The roles that every cluster ships for people and workloads, as far as capabilities go ("Using RBAC authorization", user-facing roles). */
const shipped: Readonly<Record<string, readonly Rule[]>> = {
  'cluster-admin': everything,
  admin: [...edit, { apiGroups: [group], resources: ['roles', 'rolebindings'], verbs: [...reads, ...writes] }],
  edit,
  view,
};

/** What a binding refers to. `partly`: a controller may add roles that no file holds. */
export type Referred = { readonly rules: readonly Rule[]; readonly partly: boolean } | undefined;

/** All roles, to find the one that a binding refers to: among them, else among those that every cluster ships. */
export class Roles {
  readonly #byKind = { Role: new ByName<RoleObject>(), ClusterRole: new ByName<RoleObject>() };
  readonly #ofCluster: readonly RoleObject[];

  constructor(roles: readonly RoleObject[]) {
    for (const role of roles) {
      if (role.head.kind === 'ClusterRole') this.#byKind.ClusterRole.add('', role.head.name, role);
      else this.#byKind.Role.add(role.head.namespace, role.head.name, role);
    }
    this.#ofCluster = roles.filter(({ head }) => head.kind === 'ClusterRole');
  }

  of({ head, role: { kind, name } }: BindingObject): Referred {
    const role = kind === 'ClusterRole' ? this.#byKind.ClusterRole.find('', name) : this.#byKind.Role.find(head.namespace, name);
    if (role !== undefined) return this.#expanded(role, new Set());
    const rules = kind === 'ClusterRole' && Object.hasOwn(shipped, name) ? shipped[name] : undefined;
    return rules === undefined ? undefined : { rules, partly: false };
  }

  #expanded(role: RoleObject, seen: Set<RoleObject>): { readonly rules: readonly Rule[]; readonly partly: boolean } {
    if (role.aggregates.length === 0) return { rules: role.rules, partly: false };
    seen.add(role);
    const added = this.#ofCluster.filter(
      (other) => !seen.has(other) && role.aggregates.some((selector) => selects(selector, other.head.labels) === true),
    );
    return { rules: added.flatMap((other) => this.#expanded(other, seen).rules), partly: true };
  }
}
