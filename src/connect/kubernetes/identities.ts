import { known, unknown, type Gap, type Identity, type Policy } from '../../model/index.ts';
import { ByName, fullName, type Head } from './object.ts';
import { Roles, type AccountObject, type BindingObject, type RoleObject, type Subject } from './rbac.ts';
import { credentialOf } from './credentials.ts';
import type { ClusterSink, Named } from './sink.ts';

/** The ServiceAccounts that objects declare or name, each once, and what they may become in a cloud. */
export class Accounts {
  readonly #sink: ClusterSink;
  readonly #declared = new ByName<AccountObject>();
  readonly #made = new Map<string, Identity>();
  readonly #heads = new Map<string, AccountObject>();

  constructor(sink: ClusterSink, declared: readonly AccountObject[]) {
    this.#sink = sink;
    for (const account of declared) this.#declared.add(account.head.namespace, account.head.name, account);
    for (const account of declared) this.of(account.head.namespace, account.head.name);
  }

  all(): readonly Identity[] {
    return [...this.#made.values()];
  }

  /** Whether the account itself says if its token is mounted; undefined: it does not, and the default is yes. */
  automount(identity: Identity): boolean | undefined {
    return this.#heads.get(identity.id)?.automount;
  }

  /** The identity of an account, declared or only named. `near`: what names it. */
  of(namespace: string, name: string, near?: Head): Identity {
    const account = this.#declared.find(namespace, name);
    const named: Named =
      account === undefined
        ? {
            id: this.#sink.context.idOfUnseen('ServiceAccount', namespace, name),
            name: fullName({ namespace, name }),
            places: near === undefined ? [] : [near.place],
            production: near === undefined ? known(true) : this.#sink.production(near),
          }
        : this.#sink.named(account.head);
    const before = this.#made.get(named.id);
    if (before !== undefined) return before;
    const unseen = this.#sink.unseen('when ServiceAccounts were made and last used');
    const role = account?.head.annotations.get('eks.amazonaws.com/role-arn');
    const identity: Identity = {
      kind: 'identity',
      ...this.#sink.base(named),
      ...(role === undefined ? {} : { labels: [{ name: 'eks.amazonaws.com/role-arn', value: role.slice(0, 256) }] }),
      form: 'k8s.service-account',
      createdAt: unseen,
      lastUsedAt: unseen,
      maxSession: known(3600),
      enabled:
        account === undefined && name !== 'default' ? this.#sink.unseen(`whether the ServiceAccount ${named.name} exists`) : known(true),
      providerManaged: false,
      ...(name === 'default' ? { isDefault: true } : {}),
    };
    this.#made.set(identity.id, identity);
    if (account !== undefined) this.#heads.set(identity.id, account);
    this.#sink.add(identity);
    return identity;
  }

  /** The cloud identity that an account may become by federation: IRSA, GKE Workload Identity, Entra Workload ID. */
  federated(identity: Identity): { readonly cloud: Identity; readonly form: string } | undefined {
    const head = this.#heads.get(identity.id)?.head;
    if (head === undefined) return undefined;
    for (const [annotation, form, session] of federations) {
      const value = head.annotations.get(annotation);
      if (value === undefined || value === '') continue;
      const principal = value.slice(0, 256);
      const unseen = this.#sink.missing({
        about: `the identity ${principal}`,
        reason: 'no-target',
        detail: 'it lies in the cloud account',
        closes:
          form === 'aws.role' ? { by: 'target', plane: 'aws', target: 'aws' } : { by: 'attestation', hint: `say what ${principal} may do` },
      });
      const cloud: Identity = {
        kind: 'identity',
        ...this.#sink.base({
          id: this.#sink.context.idOfUnseen('cloud-identity', '', principal),
          name: principal.replace(/^arn:.*\//, ''),
          places: [head.place],
          production: this.#sink.production(head),
        }),
        form,
        createdAt: unseen,
        lastUsedAt: unseen,
        maxSession: unseen,
        enabled: unseen,
        providerManaged: false,
      };
      this.#sink.add(cloud);
      return { cloud, form: session };
    }
    return undefined;
  }

  /** The bound token that a pod of this account is given. */
  token(identity: Identity): ReturnType<typeof credentialOf> {
    return this.#sink.add(
      credentialOf(
        this.#sink,
        {
          id: `${identity.id}${identity.id.includes('#') ? '/' : '#'}token`,
          name: `token of ${identity.name}`,
          places: identity.places,
          production: identity.production,
        },
        { form: 'kubernetes.bound-token', stored: 'injected', expiresAt: known('short-lived') },
      ),
    );
  }
}

const federations = [
  ['eks.amazonaws.com/role-arn', 'aws.role', 'aws.oidc-session'],
  ['iam.gke.io/gcp-service-account', 'google.service-account', 'google.oidc-session'],
  ['azure.workload.identity/client-id', 'azure.application', 'azure.oidc-session'],
] as const;

/** Accounts that a subject stands for: itself, or all of a namespace or of the cluster by the groups that every account is in. */
function accountsOf(subject: Subject, accounts: Accounts, binding: Head): readonly Identity[] {
  if (subject.kind === 'ServiceAccount') return [accounts.of(subject.namespace, subject.name, binding)];
  const user = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject.name);
  if (subject.kind === 'User' && user?.[1] !== undefined && user[2] !== undefined) return [accounts.of(user[1], user[2], binding)];
  if (subject.kind !== 'Group') return [];
  if (subject.name === 'system:serviceaccounts' || subject.name === 'system:authenticated') return accounts.all();
  const namespace = /^system:serviceaccounts:([^:]+)$/.exec(subject.name)?.[1];
  // An account that states no namespace may be applied in this one.
  return namespace === undefined ? [] : accounts.all().filter(({ name }) => name.startsWith(`${namespace}/`) || !name.includes('/'));
}

/** Bindings as policies of the accounts that they name. */
export function readBindings(
  sink: ClusterSink,
  bindings: readonly BindingObject[],
  roles: readonly RoleObject[],
  accounts: Accounts,
): void {
  const all = new Roles(roles);
  // Accounts first: whoever a binding names is in the groups of all accounts too.
  for (const { head, subjects } of bindings) for (const subject of subjects) accountsOf(subject, accounts, head);
  for (const binding of bindings) {
    const { head, role } = binding;
    const holders = new Map(binding.subjects.flatMap((subject) => accountsOf(subject, accounts, head)).map((one) => [one.id, one]));
    if (holders.size === 0) continue;
    const referred = all.of(binding);
    const scope = head.kind === 'ClusterRoleBinding' ? '*' : head.namespace === '' ? 'its namespace' : head.namespace;
    const named = { ...sink.named(head), name: `${fullName(head)} (${role.name})` };
    const policy: Policy = {
      kind: 'policy',
      ...sink.base(named),
      language: 'kubernetes-rbac',
      document:
        referred === undefined
          ? sink.unseen(`the ${role.kind} ${role.name}, which ${fullName(head)} refers to`)
          : known(JSON.stringify({ rules: referred.rules, scope })),
    };
    sink.add(policy);
    for (const holder of holders.values()) sink.edge(holder, 'attached', policy, head.place);
    if (referred?.partly !== true) continue;
    const rest: Policy = {
      ...policy,
      id: sink.context.idOf(head, 'aggregated'),
      name: `what a controller adds to ${role.name}`,
      document: sink.unseen(`which other ClusterRoles are added to ${role.name}`),
    };
    sink.add(rest);
    for (const holder of holders.values()) sink.edge(holder, 'attached', rest, head.place);
  }
}

/** Where something was not read, it may bind more to any account: a policy that nobody could see. */
export function readUnread(sink: ClusterSink, gaps: readonly Gap[], accounts: Accounts): void {
  if (gaps.length === 0 || accounts.all().length === 0) return;
  const policy: Policy = {
    kind: 'policy',
    ...sink.base({
      id: sink.context.idOfUnseen('policies', '', 'not-read'),
      name: 'what was not read',
      places: gaps.slice(0, 10).flatMap(({ place }) => place ?? []),
      production: known(true),
    }),
    language: 'kubernetes-rbac',
    document: unknown(...gaps.map(({ id }) => id)),
  };
  sink.add(policy);
  for (const account of accounts.all()) sink.edge(account, 'attached', policy);
}
