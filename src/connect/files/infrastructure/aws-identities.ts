import { known, type Fact, type Identity, type Policy, type Trust } from '../../../model/index.ts';
import { issuerOf } from './issuers.ts';
import { canonicalPolicy, policyOf } from './policy-document.ts';
import { calledBy, referredBy, valueOf, wordOf, type Module, type Resource } from './resources.ts';
import type { Sink } from './sink.ts';
import { readTrust } from './trusts.ts';
import { field, holeOf, itemsOf, mentionsOf, nowhere, shown, textOf, type Value } from './value.ts';

export const roleTypes = ['aws_iam_role', 'AWS::IAM::Role'];
const userTypes = ['aws_iam_user', 'AWS::IAM::User'];
const groupTypes = ['aws_iam_group', 'AWS::IAM::Group'];
const policyTypes = ['aws_iam_policy', 'AWS::IAM::ManagedPolicy'];
const providerTypes = ['aws_iam_openid_connect_provider', 'AWS::IAM::OIDCProvider'];

export function nameOf(resource: Resource): string {
  const keys = [
    'name',
    'RoleName',
    'UserName',
    'GroupName',
    'ManagedPolicyName',
    'function_name',
    'FunctionName',
    'agent_name',
    'AgentName',
  ];
  for (const key of keys) {
    const text = wordOf(resource, key);
    if (text !== undefined && text !== '') return text.slice(0, 200);
  }
  return resource.address;
}

/** A role or user as an identity, with its trust and its own policies. */
export function readIdentity(resource: Resource, sink: Sink): Identity | undefined {
  const role = roleTypes.includes(resource.type);
  if (!role && !userTypes.includes(resource.type)) return undefined;
  const live = sink.live('aws');
  const session = Number(wordOf(resource, 'max_session_duration') ?? wordOf(resource, 'MaxSessionDuration') ?? 3600);
  const identity: Identity = sink.add({
    kind: 'identity',
    ...sink.base(resource, resource.at, nameOf(resource)),
    form: role ? 'aws.role' : 'aws.user',
    createdAt: live,
    lastUsedAt: live,
    // The default of IAM is one hour (CreateRole, MaxSessionDuration). A user needs no session.
    maxSession: role && Number.isFinite(session) ? known(session) : live,
    enabled: resource.certain ? known(true) : sink.notRendered(resource, `whether ${resource.address} is made at all`),
    providerManaged: false,
  });
  if (role) readRoleTrust(resource, identity, sink);
  readOwnPolicies(resource, identity, sink);
  return identity;
}

function readRoleTrust(resource: Resource, identity: Identity, sink: Sink): void {
  const document = valueOf(resource, 'assume_role_policy') ?? valueOf(resource, 'AssumeRolePolicyDocument');
  const policy = policyOf(document);
  const unwritten = {
    notRendered: (about: string) => sink.notRendered(resource, `${about} (${resource.address})`),
    unsupported: (about: string) =>
      sink.missing({
        about: `${about} (${resource.address})`,
        reason: 'unsupported',
        detail: 'nhi-ready has no rule for the subjects of this issuer',
        closes: { by: 'attestation', hint: 'say who can get a token from this issuer, and what the condition admits' },
      }),
  };
  const terms =
    policy === undefined
      ? [
          {
            key: 'unread',
            name: 'its trust policy',
            principal: 'anyone' as const,
            subject: unwritten.notRendered('who may assume the role'),
            audience: unwritten.notRendered('who may assume the role'),
            conditions: [],
            tightness: unwritten.notRendered('who may assume the role'),
          },
        ]
      : readTrust(policy, unwritten, (provider) => issuerOfProvider(provider, resource.module));
  for (const { key, name, ...rest } of terms) {
    const trust: Trust = {
      kind: 'trust',
      ...sink.base(resource, document?.at ?? resource.at, `trust of ${identity.name} in ${name}`, 'trust', key),
      ...rest,
    };
    sink.add(trust);
    sink.edge(identity.id, 'trusted-by', trust.id);
  }
}

/** The issuer behind a `Federated` principal: of its ARN, or of the provider that the code makes. */
function issuerOfProvider(provider: Value, module: Module): string | undefined {
  const text = shown(provider);
  if (/oidc-provider\//.test(text)) {
    const issuer = text.replace(/^.*oidc-provider\//s, '');
    const target = /^\$\{[^}]*\}$/.test(issuer) ? undefined : issuer;
    if (target !== undefined) return issuerOf(target);
  }
  if (text === 'accounts.google.com' || text === 'cognito-identity.amazonaws.com') return text;
  const made = referredBy(provider, module, providerTypes, '') ?? dataProvider(provider, module);
  const url = made === undefined ? undefined : (wordOf(made, 'url') ?? wordOf(made, 'Url'));
  return url === undefined ? undefined : issuerOf(url);
}

function dataProvider(provider: Value, module: Module): Resource | undefined {
  const target = holeOf(provider)?.target;
  const found = target === undefined ? undefined : module.resources.get(target);
  return found?.type === 'data.aws_iam_openid_connect_provider' ? found : undefined;
}

/** Adds a policy of a resource and attaches it. A document that is not written down is unknown, and says so. */
function attach(
  sink: Sink,
  owner: Resource,
  identity: Identity,
  name: string,
  document: Value | undefined,
  from: Resource,
  ...keys: string[]
): void {
  const policy = policyOf(document);
  const entity: Policy = {
    kind: 'policy',
    ...sink.base(from, document?.at ?? from.at, name, ...keys),
    language: 'aws-iam',
    document:
      policy === undefined ? sink.notRendered(from, `what the policy ${name} of ${owner.address} allows`) : known(canonicalPolicy(policy)),
  };
  sink.add(entity);
  sink.edge(identity.id, 'attached', entity.id);
}

/** Attaches a managed policy: of this code, of AWS by its name, or one that lies in the account. */
function attachManaged(sink: Sink, identity: Identity, arn: Value, from: Resource): void {
  const made = referredBy(arn, from.module, policyTypes, 'name') ?? referredBy(arn, from.module, policyTypes, 'ManagedPolicyName');
  if (made) {
    const document = valueOf(made, 'policy') ?? valueOf(made, 'PolicyDocument');
    attach(sink, made, identity, nameOf(made), document, made);
    return;
  }
  const data = from.module.resources.get(holeOf(arn)?.target ?? '');
  const text = (data?.type === 'data.aws_iam_policy' ? (wordOf(data, 'arn') ?? managedArn(wordOf(data, 'name'))) : undefined) ?? shown(arn);
  const managed = /^arn:(?:\$\{[^}]*\}|[^:])*:iam::aws:policy\/(.+)$/.exec(text)?.[1];
  const name = managed?.split('/').at(-1) ?? text.slice(0, 200);
  const hidden = () =>
    holeOf(arn) === undefined && textOf(arn) !== undefined
      ? sink.missing({
          about: `what the managed policy ${name} allows`,
          reason: 'no-target',
          detail: 'it lies in the account, not in the code',
          closes: { by: 'target', plane: 'aws', target: 'aws' },
        })
      : sink.notRendered(from, `which policy ${from.address} attaches`);
  const entity: Policy = {
    kind: 'policy',
    ...sink.base(from, arn.at, name, 'attached', name),
    language: 'aws-iam',
    document: managed === undefined ? hidden() : known(JSON.stringify({ ManagedPolicy: `arn:aws:iam::aws:policy/${managed}` })),
  };
  sink.add(entity);
  sink.edge(identity.id, 'attached', entity.id);
}

function managedArn(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `arn:aws:iam::aws:policy/${name}`;
}

function readOwnPolicies(resource: Resource, identity: Identity, sink: Sink): void {
  for (const block of [...itemsOf(valueOf(resource, 'inline_policy')), ...itemsOf(valueOf(resource, 'Policies'))]) {
    const name = textOf(field(block, 'name') ?? field(block, 'PolicyName')) ?? 'inline';
    attach(sink, resource, identity, name, field(block, 'policy') ?? field(block, 'PolicyDocument'), resource, 'policy', name);
  }
  const managed = valueOf(resource, 'managed_policy_arns') ?? valueOf(resource, 'ManagedPolicyArns');
  for (const arn of itemsOf(managed)) attachManaged(sink, identity, arn, resource);
  const boundary = valueOf(resource, 'permissions_boundary') ?? valueOf(resource, 'PermissionsBoundary');
  if (boundary !== undefined) {
    const entity: Policy = {
      kind: 'policy',
      ...sink.base(resource, boundary.at, 'permissions boundary', 'boundary'),
      language: 'aws-boundary',
      document: sink.notRendered(resource, `what the permissions boundary of ${resource.address} allows`),
    };
    sink.add(entity);
    sink.edge(identity.id, 'attached', entity.id);
  }
}

/** How each kind of attachment names whom it attaches to, and what. */
const attachments: Readonly<
  Record<string, { readonly to: readonly string[]; readonly types: readonly string[]; readonly document?: string; readonly arn?: string }>
> = {
  aws_iam_role_policy: { to: ['role'], types: roleTypes, document: 'policy' },
  aws_iam_user_policy: { to: ['user'], types: userTypes, document: 'policy' },
  aws_iam_group_policy: { to: ['group'], types: groupTypes, document: 'policy' },
  aws_iam_role_policy_attachment: { to: ['role'], types: roleTypes, arn: 'policy_arn' },
  aws_iam_user_policy_attachment: { to: ['user'], types: userTypes, arn: 'policy_arn' },
  aws_iam_group_policy_attachment: { to: ['group'], types: groupTypes, arn: 'policy_arn' },
  aws_iam_policy_attachment: { to: ['roles', 'users', 'groups'], types: [...roleTypes, ...userTypes, ...groupTypes], arn: 'policy_arn' },
  'AWS::IAM::Policy': { to: ['Roles', 'Users', 'Groups'], types: [...roleTypes, ...userTypes, ...groupTypes], document: 'PolicyDocument' },
  'AWS::IAM::RolePolicy': { to: ['RoleName'], types: roleTypes, document: 'PolicyDocument' },
  'AWS::IAM::UserPolicy': { to: ['UserName'], types: userTypes, document: 'PolicyDocument' },
  'AWS::IAM::ManagedPolicy': {
    to: ['Roles', 'Users', 'Groups'],
    types: [...roleTypes, ...userTypes, ...groupTypes],
    document: 'PolicyDocument',
  },
};

const nameKeys = ['name', 'RoleName', 'UserName', 'GroupName'];

/** Reads what attaches policies to the identities of a module, and what may. */
export function readAttachments(module: Module, identities: ReadonlyMap<string, Identity>, sink: Sink, all: readonly Module[]): void {
  const members = groupMembers(module);
  for (const resource of module.resources.values()) {
    const row = Object.hasOwn(attachments, resource.type) ? attachments[resource.type] : undefined;
    if (row === undefined) continue;
    for (const to of row.to.flatMap((key) => itemsOf(valueOf(resource, key)))) {
      const found = nameKeys.flatMap((key) => referredBy(to, module, row.types, key) ?? [])[0];
      const targets = found === undefined ? [] : groupTypes.includes(found.type) ? (members.get(found.address) ?? []) : [found.address];
      for (const address of targets) {
        const identity = identities.get(address);
        const owner = module.resources.get(address);
        if (identity === undefined || owner === undefined) continue;
        if (row.arn !== undefined) for (const arn of itemsOf(valueOf(resource, row.arn))) attachManaged(sink, identity, arn, resource);
        else attach(sink, owner, identity, nameOf(resource), valueOf(resource, row.document ?? ''), resource);
      }
      if (found === undefined) attachThroughModule(to, resource, module, sink, all);
    }
  }
  // What a module is handed, it may attach to.
  for (const call of module.calls) {
    const mentioned = mentionsOf(call.arguments);
    for (const [address, identity] of identities) {
      if (!mentioned.has(address)) continue;
      attachUnseen(
        sink,
        identity,
        `what the module ${call.name} attaches to ${address}`,
        { path: call.path, module, address, at: call.at },
        call.name,
      );
    }
  }
}

/** An attachment to a role that a local module makes: which of its roles, its outputs decide. */
function attachThroughModule(to: Value, resource: Resource, module: Module, sink: Sink, all: readonly Module[]): void {
  const folder = calledBy(holeOf(to), module)?.folder;
  const called = folder === undefined ? undefined : all.find((one) => one.place === folder);
  for (const role of called?.resources.values() ?? []) {
    if (!roleTypes.includes(role.type)) continue;
    const identity = sink.get(sink.base(role, role.at, '').id);
    if (identity?.kind === 'identity')
      attachUnseen(sink, identity, `what ${resource.address} attaches to a role of ${folder ?? ''}`, resource, resource.address);
  }
}

/** Rights that may be there and that nobody could read. */
export function attachUnseen(
  sink: Sink,
  identity: Identity,
  about: string,
  from: Pick<Resource, 'path' | 'module' | 'address' | 'at'>,
  key: string,
  document: Fact<string> = sink.notRendered(from, about),
): void {
  const entity: Policy = {
    kind: 'policy',
    ...sink.base(from, from.at ?? nowhere, `rights that were not seen`, 'unseen', key, identity.name),
    language: 'aws-iam',
    document,
  };
  sink.add(entity);
  sink.edge(identity.id, 'attached', entity.id);
}

/** Which users are in which group, as far as it is written down. */
function groupMembers(module: Module): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, string[]>();
  const add = (group: Value, user: Value) => {
    const to = nameKeys.flatMap((key) => referredBy(group, module, groupTypes, key) ?? [])[0];
    const who = nameKeys.flatMap((key) => referredBy(user, module, userTypes, key) ?? [])[0];
    if (to && who) members.set(to.address, [...(members.get(to.address) ?? []), who.address]);
  };
  for (const resource of module.resources.values()) {
    const [user, groups] =
      resource.type === 'aws_iam_user_group_membership'
        ? [itemsOf(valueOf(resource, 'user')), itemsOf(valueOf(resource, 'groups'))]
        : resource.type === 'aws_iam_group_membership'
          ? [itemsOf(valueOf(resource, 'users')), itemsOf(valueOf(resource, 'group'))]
          : resource.type === 'AWS::IAM::UserToGroupAddition'
            ? [itemsOf(valueOf(resource, 'Users')), itemsOf(valueOf(resource, 'GroupName'))]
            : resource.type === 'AWS::IAM::User'
              ? [[selfReference(resource)], itemsOf(valueOf(resource, 'Groups'))]
              : [[], []];
    for (const one of user) for (const group of groups) add(group, one);
  }
  return members;
}

function selfReference(resource: Resource): Value {
  return { kind: 'template', parts: [{ text: resource.address, target: resource.address, path: [], mentions: [] }], at: resource.at };
}
