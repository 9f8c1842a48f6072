import { known, type Agent, type Identity, type Workload } from '../../../model/index.ts';
import { nameOf, roleTypes } from './aws-identities.ts';
import { referredBy, valueOf, type Resource } from './resources.ts';
import type { Sink } from './sink.ts';
import { field, itemsOf, shown, textOf, type Value } from './value.ts';

interface Kind {
  readonly platform: string;
  /** The argument that names its role. */
  readonly role: readonly string[];
  /** Where its inbound authorizer is set; absent when only callers with an AWS credential may invoke it. */
  readonly authorizer?: string;
  readonly stop: string;
}

const agents: Readonly<Record<string, Kind>> = {
  aws_bedrockagent_agent: { platform: 'bedrock-agent', role: ['agent_resource_role_arn'], stop: 'delete its aliases, or deny bedrock:InvokeAgent' },
  'AWS::Bedrock::Agent': { platform: 'bedrock-agent', role: ['AgentResourceRoleArn'], stop: 'delete its aliases, or deny bedrock:InvokeAgent' },
  aws_bedrockagentcore_agent_runtime: {
    platform: 'agentcore-runtime',
    role: ['role_arn'],
    authorizer: 'authorizer_configuration',
    stop: 'delete its endpoints, or deny bedrock-agentcore:InvokeAgentRuntime',
  },
  'AWS::BedrockAgentCore::Runtime': {
    platform: 'agentcore-runtime',
    role: ['RoleArn'],
    authorizer: 'AuthorizerConfiguration',
    stop: 'delete its endpoints, or deny bedrock-agentcore:InvokeAgentRuntime',
  },
}; // prettier-ignore

const workloads: Readonly<Record<string, { readonly runtime: Workload['runtime']; readonly role: readonly string[] }>> = {
  aws_lambda_function: { runtime: 'lambda', role: ['role'] },
  'AWS::Lambda::Function': { runtime: 'lambda', role: ['Role'] },
  'AWS::Serverless::Function': { runtime: 'lambda', role: ['Role'] },
  aws_ecs_task_definition: { runtime: 'ecs-task', role: ['task_role_arn'] },
  'AWS::ECS::TaskDefinition': { runtime: 'ecs-task', role: ['TaskRoleArn'] },
};

const roleNames = ['name', 'RoleName'];

function runsAs(resource: Resource, keys: readonly string[], identities: ReadonlyMap<string, Identity>, sink: Sink): void {
  const value = keys.map((key) => valueOf(resource, key)).find((one) => one !== undefined);
  const role = roleNames.flatMap((key) => referredBy(value, resource.module, roleTypes, key) ?? [])[0];
  const identity = role === undefined ? undefined : identities.get(role.address);
  const { id } = sink.base(resource, resource.at, '');
  if (identity) sink.edge(id, 'runs-as', identity.id);
  else if (value !== undefined) sink.edge(id, 'runs-as', elsewhere(resource, value, sink).id);
}

/** A role that this code names and does not make. */
function elsewhere(resource: Resource, value: Value, sink: Sink): Identity {
  const live = sink.live('aws');
  const arn = textOf(value);
  const name = (arn?.split('/').at(-1) ?? shown(value)).slice(0, 200);
  const hidden =
    arn === undefined
      ? sink.notRendered(resource, `which role ${resource.address} runs as`)
      : sink.missing({
          about: `what the role ${name} may do`,
          reason: 'no-target',
          detail: 'it lies in the account, not in the code',
          closes: { by: 'target', plane: 'aws', target: 'aws' },
        });
  const identity = sink.add<Identity>({
    kind: 'identity',
    ...sink.base(resource, value.at, name, 'role'),
    form: 'aws.role',
    createdAt: live,
    lastUsedAt: live,
    maxSession: hidden,
    enabled: hidden,
    providerManaged: false,
  });
  const policy = sink.add({
    kind: 'policy' as const,
    ...sink.base(resource, value.at, `rights of ${name}`, 'role', 'rights'),
    language: 'aws-iam' as const,
    document: hidden,
  });
  sink.edge(identity.id, 'attached', policy.id);
  return identity;
}

/** Agents and workloads that the code plainly makes, with the role that each runs as. */
export function readActor(resource: Resource, identities: ReadonlyMap<string, Identity>, sink: Sink): void {
  const kind = Object.hasOwn(agents, resource.type) ? agents[resource.type] : undefined;
  if (kind) {
    readAgent(resource, kind, sink);
    runsAs(resource, kind.role, identities, sink);
    return;
  }
  const workload = Object.hasOwn(workloads, resource.type) ? workloads[resource.type] : undefined;
  if (workload === undefined) return;
  sink.add<Workload>({
    kind: 'workload',
    ...sink.base(resource, resource.at, nameOf(resource)),
    runtime: workload.runtime,
    purpose: known('other'),
    triggers: sink.live('aws'),
    runsUntrustedCode: known(false),
    limits: known(true),
    sandbox: known(true),
  });
  runsAs(resource, workload.role, identities, sink);
}

function readAgent(resource: Resource, kind: Kind, sink: Sink): void {
  const live = sink.live('aws');
  const authorizer = kind.authorizer === undefined ? undefined : valueOf(resource, kind.authorizer);
  const jwt = itemsOf(authorizer).some(
    (one) => field(one, 'custom_jwt_authorizer') !== undefined || field(one, 'CustomJWTAuthorizer') !== undefined,
  );
  sink.add<Agent>({
    kind: 'agent',
    ...sink.base(resource, resource.at, nameOf(resource)),
    platform: kind.platform,
    confidence: 'high',
    signals: [`${resource.type} in infrastructure code`],
    triggers: live,
    // Without an authorizer of its own only a caller that AWS authenticates may invoke it.
    inboundAuth:
      authorizer === undefined
        ? known('platform')
        : jwt
          ? known('oauth')
          : sink.notRendered(resource, `who may invoke ${resource.address}`),
    actsAs: live,
    autonomy: live,
    stop: known(kind.stop),
  });
}
