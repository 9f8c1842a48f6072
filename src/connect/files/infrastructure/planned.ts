import { posix } from 'node:path';
import type { Module, Resource } from './resources.ts';
import type { TerraformModule } from './terraform.ts';
import { mapOf, type MapValue, type Value } from './value.ts';

/**
 * Lets a plan speak for the folder that it lies in: its values replace the expressions of the code, what its modules make
 * joins the folder, and the folders of those modules are read no second time. The places stay those of the code.
 */
export function withPlans(
  modules: readonly TerraformModule[],
  plans: readonly Module[],
): { readonly modules: readonly Module[]; readonly covered: (module: Module, call: string) => boolean } {
  const planned = new Map<string, TerraformModule>();
  const called = new Set<string>();
  const alone: Module[] = [];
  for (const plan of plans) {
    const code = modules.find((module) => module.place === posix.dirname(plan.place));
    if (code === undefined) alone.push(plan);
    else {
      planned.set(code.place, merged(code, plan));
      for (const folder of foldersBelow(code, modules)) called.add(folder);
    }
  }
  const kept = modules.filter((module) => !called.has(module.place)).map((module) => planned.get(module.place) ?? module);
  return {
    modules: [...kept, ...alone],
    covered: (module, call) =>
      planned.has(module.place) && [...module.resources.keys()].some((address) => address.startsWith(`module.${call}.`)),
  };
}

function foldersBelow(root: Module, modules: readonly Module[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [root];
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    for (const { folder } of module.calls) {
      const next = modules.find((one) => one.place === folder);
      if (next === undefined || next === root || found.has(next.place)) continue;
      found.add(next.place);
      waiting.push(next);
    }
  }
  return found;
}

function merged(code: TerraformModule, plan: Module): TerraformModule {
  const resources = new Map<string, Resource>();
  const whole: TerraformModule = { ...code, resources };
  for (const [address, resource] of code.resources) resources.set(address, { ...resource, module: whole });
  for (const [address, known] of plan.resources) {
    // An instance of a count or a loop is the resource that the code writes once.
    const written = resources.get(address) ?? resources.get(address.replace(/\[[^\]]*\]$/, ''));
    if (written === undefined || written.address !== address)
      resources.set(address, { ...known, ...(written ? placeOf(written) : {}), module: whole });
    else resources.set(address, { ...written, body: over(written.body, known.body), certain: true });
  }
  for (const address of code.resources.keys()) {
    const planned = [...plan.resources.keys()].some((one) => one.startsWith(`${address}[`));
    if (planned) resources.delete(address);
  }
  return whole;
}

function placeOf(resource: Resource): Pick<Resource, 'path' | 'localOnly' | 'at'> {
  return { path: resource.path, localOnly: resource.localOnly, at: resource.at };
}

/** What the plan knows replaces what the code says; what only apply will tell stays as the code says it. */
function over(code: MapValue, plan: MapValue): MapValue {
  const entries = new Map<string, Value>(code.entries);
  for (const [key, value] of plan.entries) {
    const nothing = (value.kind === 'scalar' && value.value === null) || (value.kind === 'list' && value.items.length === 0);
    const reference = value.kind === 'template';
    if (!(entries.has(key) && (nothing || reference))) entries.set(key, value);
  }
  return mapOf(entries, code.at);
}
