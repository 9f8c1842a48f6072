import { known, type Identity } from '../../../model/index.ts';
import { canonicalPolicy, policyOf } from './policy-document.ts';
import { valueOf, type Resource } from './resources.ts';
import type { Sink } from './sink.ts';
import { itemsOf, mapOf, textOf, type Value } from './value.ts';

/**
 * The role that AWS SAM makes for a function without one, with the function's own policies.
 * Source: AWS SAM Developer Guide, `AWS::Serverless::Function`, Policies.
 */
export function readServerlessFunction(resource: Resource, sink: Sink): Identity | undefined {
  if (resource.type !== 'AWS::Serverless::Function' || valueOf(resource, 'Role') !== undefined) return undefined;
  const live = sink.live('aws');
  const identity = sink.add<Identity>({
    kind: 'identity',
    ...sink.base(resource, resource.at, `${resource.address}Role`, 'role'),
    form: 'aws.role',
    createdAt: live,
    lastUsedAt: live,
    maxSession: known(3600),
    enabled: known(true),
    providerManaged: false,
  });
  const { id } = sink.base(resource, resource.at, '');
  sink.edge(id, 'runs-as', identity.id);
  const basic: Value = { kind: 'scalar', value: 'AWSLambdaBasicExecutionRole', at: resource.at };
  const times = new Map<string, number>();
  for (const one of [basic, ...itemsOf(valueOf(resource, 'Policies'))]) {
    const policy = samPolicy(one);
    const kind = policy?.name ?? 'policy';
    times.set(kind, (times.get(kind) ?? 0) + 1);
    const name = times.get(kind) === 1 ? kind : `${kind}~${times.get(kind)}`;
    const entity = sink.add({
      kind: 'policy' as const,
      ...sink.base(resource, one.at, name, 'role', name),
      language: 'aws-iam' as const,
      document: policy === undefined ? sink.notRendered(resource, `what ${resource.address} may do`) : known(policy.document),
    });
    sink.edge(identity.id, 'attached', entity.id);
  }
  return identity;
}

/** An inline document, a managed policy by ARN or name; a policy template of SAM is left to SAM. */
function samPolicy(value: Value): { readonly name: string; readonly document: string } | undefined {
  const text = textOf(value);
  if (text !== undefined) {
    if (text.startsWith('arn:') && !/:iam::aws:policy\//.test(text)) return undefined;
    const arn = text.startsWith('arn:') ? text : `arn:aws:iam::aws:policy/${text}`;
    return { name: text.split('/').at(-1) ?? text, document: JSON.stringify({ ManagedPolicy: arn }) };
  }
  const policy = policyOf(value);
  if (policy?.entries.has('Statement') !== true) return undefined;
  return { name: 'inline', document: canonicalPolicy(mapOf(policy.entries, value.at)) };
}
