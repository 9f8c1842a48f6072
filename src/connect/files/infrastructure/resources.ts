import { field, holeOf, textOf, type At, type Hole, type MapValue, type Value } from './value.ts';

/** One thing that infrastructure code makes, of Terraform or CloudFormation. */
export interface Resource {
  readonly path: string;
  /** True when git ignores the file. */
  readonly localOnly: boolean;
  /** `aws_iam_role.bot`, `module.ci.aws_iam_user.this`, or a logical id. */
  readonly address: string;
  /** `aws_iam_role`, `AWS::IAM::Role`. */
  readonly type: string;
  readonly body: MapValue;
  readonly at: At;
  /** False when a count, a loop or a condition decides whether there is one. */
  readonly certain: boolean;
  readonly module: Module;
}

/** A call of another module, with what it is handed. */
export interface ModuleCall {
  readonly name: string;
  readonly path: string;
  readonly at: At;
  /** The folder of a local module; undefined for one that lies elsewhere. */
  readonly folder?: string;
  readonly arguments: MapValue;
}

/** What shares one namespace of addresses: a Terraform folder, a plan, a CloudFormation template. */
export interface Module {
  readonly language: 'terraform' | 'cloudformation';
  /** The folder of a Terraform module, else the file. */
  readonly place: string;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly calls: readonly ModuleCall[];
  /** The value with everything filled in that the code itself writes down elsewhere. */
  resolve(value: Value): Value;
}

/** A field of a resource, filled in. Several keys lead through blocks: of a block that repeats, the first. */
export function valueOf(resource: Resource, ...keys: readonly string[]): Value | undefined {
  let at: Value | undefined = resource.body;
  for (const key of keys) {
    const inner: Value | undefined = at?.kind === 'list' ? at.items[0] : at;
    const next = field(inner, key);
    at = next === undefined ? undefined : resource.module.resolve(next);
  }
  return at;
}

/** The text of a field, when it is written down. */
export function wordOf(resource: Resource, ...keys: readonly string[]): string | undefined {
  return textOf(valueOf(resource, ...keys));
}

/** The resource that a value refers to, by its address or by a name or ARN that only that resource has. */
export function referredBy(value: Value | undefined, module: Module, types: readonly string[], nameKey: string): Resource | undefined {
  const target = holeOf(value)?.target;
  const direct = target === undefined ? undefined : module.resources.get(target);
  if (direct) return types.includes(direct.type) ? direct : undefined;
  const text = textOf(value);
  if (text === undefined || text === '') return undefined;
  const name = text.replace(/^arn:[^:]*:iam::[^:]*:(?:role|user|group|policy)\/(?:.*\/)?/, '');
  return [...module.resources.values()].find((one) => types.includes(one.type) && textOf(field(one.body, nameKey)) === name);
}

/** The module call that a value comes from: `module.roles.name`. */
export function calledBy(hole: Hole | undefined, module: Module): ModuleCall | undefined {
  const [word, name] = hole?.target?.split('.') ?? [];
  return word === 'module' ? module.calls.find((call) => call.name === name) : undefined;
}
