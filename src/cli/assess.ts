import { assess, type Assessment } from '../assess/assess.ts';
import type { Configuration } from '../config/load.ts';
import { inventoryDigest } from '../evidence/inventory-file.ts';
import { loadGate, type Gate } from '../frameworks/gates.ts';
import { loadFrameworks } from '../frameworks/load.ts';
import { linkMerged } from '../link/link.ts';
import { mergeInventories } from '../link/merge.ts';
import { withStatedClasses } from '../link/stated.ts';
import type { Check, IdentityClass, Inventory, SystemSpec } from '../model/index.ts';
import { CliError, nearest } from './errors.ts';
import type { Registry } from './registry.ts';

export interface AssessRequest {
  readonly configuration: Configuration;
  readonly registry: Registry;
  readonly gate?: string;
  readonly system?: string;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Whether every verdict is asked for, evidence of passes included. */
  readonly everyVerdict: boolean;
  readonly now: string;
  readonly replayed: boolean;
  readonly version: string;
}

/** Ids of the checks that globs over check and theme ids leave out. A glob that names nothing is an error: a misspelt skip must not pass for a full run. */
async function leftOut(all: readonly Check[], only: readonly string[], skip: readonly string[]): Promise<ReadonlySet<string>> {
  const { default: picomatch } = await import('picomatch');
  const ids = all.flatMap((check) => [check.id, check.theme]);
  for (const glob of [...only, ...skip]) {
    const fits = picomatch(glob);
    if (ids.some((id) => fits(id))) continue;
    const meant = await nearest(glob, [...new Set(ids)]);
    throw new CliError(`no check or theme is named ${glob}`, meant === undefined ? 'see nhi-ready list checks' : `did you mean ${meant}?`);
  }
  const named = (globs: readonly string[]) => (check: Check) =>
    globs.some((glob) => picomatch(glob)(check.id) || picomatch(glob)(check.theme));
  return new Set(all.filter((check) => (only.length > 0 && !named(only)(check)) || named(skip)(check)).map((check) => check.id));
}

function systemsOf(configuration: Configuration, name: string | undefined): readonly SystemSpec[] {
  if (name === undefined) return configuration.systems;
  const system = configuration.systems.find((one) => one.name === name);
  if (system) return [system];
  const known = configuration.systems.map((one) => one.name).join(', ');
  throw new CliError(`no system is named ${name}`, known === '' ? 'the configuration names no system' : `the configuration names ${known}`);
}

/** Classes of identities that the configuration states and that have not expired. */
function classesOf(configuration: Configuration, now: string): ReadonlyMap<string, IdentityClass> {
  return new Map(
    configuration.exceptions.overrides.flatMap((one) =>
      one.class !== undefined && Date.parse(one.expires) > Date.parse(now) ? [[one.covers, one.class]] : [],
    ),
  );
}

/** Assesses inventories: everything that depends on gates, checks and exceptions, and nothing that needs credentials. */
export async function assessInventories(inventories: readonly Inventory[], request: AssessRequest): Promise<Assessment> {
  const { configuration, registry } = request;
  const { checks } = registry;
  const merged = mergeInventories(inventories);
  const systems = systemsOf(configuration, request.system);
  const gates = new Map<string, Gate>();
  for (const name of new Set([request.gate ?? '', ...systems.map((system) => request.gate ?? system.stage), 'pilot'])) {
    if (name !== '') gates.set(name, await loadGate(name));
  }
  for (const id of configuration.checkOptions.keys()) {
    if (checks.some((check) => check.id === id)) continue;
    const meant = await nearest(
      id,
      checks.map((check) => check.id),
    );
    throw new CliError(
      `the configuration sets options of ${id}, which is no check`,
      meant === undefined ? 'see nhi-ready list checks' : `did you mean ${meant}?`,
    );
  }
  return assess({
    graph: linkMerged(withStatedClasses(merged, classesOf(configuration, request.now))),
    inventoryDigest: inventoryDigest(merged),
    checks,
    frameworks: await loadFrameworks(),
    gateOf: (system) => {
      const gate = gates.get(request.gate ?? system.stage);
      if (gate === undefined) throw new CliError(`there is no gate for the stage ${system.stage}`, 'see nhi-ready list gates');
      return gate;
    },
    systems,
    exceptions: configuration.exceptions,
    checkOptions: configuration.checkOptions,
    passEvidence: request.everyVerdict,
    leftOut: await leftOut(checks, request.only, request.skip),
    options: [
      ...(request.gate === undefined ? [] : [`gate=${request.gate}`]),
      ...(request.system === undefined ? [] : [`system=${request.system}`]),
      ...request.only.map((glob) => `only=${glob}`),
      ...request.skip.map((glob) => `skip=${glob}`),
      ...configuration.notes,
      ...registry.notes,
    ],
    now: request.now,
    replayed: request.replayed,
    version: request.version,
  });
}
