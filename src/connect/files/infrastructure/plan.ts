import type { SourceFile } from '../collector.ts';
import type { Module, Resource } from './resources.ts';
import { field, fromData, itemsOf, nowhere, textOf, type MapValue, type Value } from './value.ts';

/** Whether a text may be the output of `terraform show -json`. */
export function maybePlan(text: string): boolean {
  return text.includes('"planned_values"') && text.includes('"format_version"');
}

/**
 * Reads `terraform show -json` of a plan: the values are those that Terraform itself worked out. What only the provider
 * will know after it is applied is not among them.
 * Undefined for JSON of another kind; throws for what is no JSON.
 * Source: Terraform, "JSON Output Format", Plan Representation.
 */
export function readPlan(file: SourceFile): Module | undefined {
  const plan = fromData(JSON.parse(file.text));
  const root = field(plan, 'planned_values', 'root_module');
  if (root === undefined || textOf(field(plan, 'format_version')) === undefined) return undefined;
  const resources = new Map<string, Resource>();
  const module: Module = { language: 'terraform', place: file.path, resources, calls: [], resolve: (value) => value };
  const read = (from: Value, depth: number): void => {
    if (depth > 20 || resources.size > 50_000) return;
    for (const one of itemsOf(field(from, 'resources'))) {
      const address = textOf(field(one, 'address'));
      const type = textOf(field(one, 'type'));
      const values = field(one, 'values');
      if (address === undefined || type === undefined || values?.kind !== 'map') continue;
      const data_ = textOf(field(one, 'mode')) === 'data';
      resources.set(address, {
        path: file.path,
        localOnly: file.localOnly,
        address,
        type: data_ ? `data.${type}` : type,
        body: values,
        at: nowhere,
        certain: true,
        module,
      });
    }
    for (const child of itemsOf(field(from, 'child_modules'))) read(child, depth + 1);
  };
  read(root, 0);
  addReferences(plan, resources);
  return module;
}

/**
 * What is known only after apply is missing from the values; which resource it refers to, the plan's configuration says.
 * Only the root module's references are addresses as they stand.
 */
function addReferences(plan: Value, resources: Map<string, Resource>): void {
  for (const one of itemsOf(field(plan, 'configuration', 'root_module', 'resources'))) {
    const address = textOf(field(one, 'address'));
    const resource = address === undefined ? undefined : resources.get(address);
    const expressions = field(one, 'expressions');
    if (resource === undefined || expressions?.kind !== 'map') continue;
    const entries = new Map(resource.body.entries);
    for (const [key, expression] of expressions.entries) {
      const [first] = itemsOf(field(expression, 'references')).flatMap((item) => textOf(item) ?? []);
      const now = entries.get(key);
      if (first === undefined || (now !== undefined && !(now.kind === 'scalar' && now.value === null))) continue;
      const words = first.split('.');
      const length = words[0] === 'data' ? 3 : 2;
      const target = words.slice(0, length).join('.');
      entries.set(key, { kind: 'template', parts: [{ text: first, target, path: words.slice(length), mentions: [target] }], at: nowhere });
    }
    const body: MapValue = { kind: 'map', entries, at: resource.body.at };
    resources.set(resource.address, { ...resource, body });
  }
}
