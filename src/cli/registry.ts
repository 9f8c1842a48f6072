import { checks } from '../../checks/index.ts';
import type { Configuration } from '../config/load.ts';
import type { Check } from '../model/index.ts';
import { reporters, type Reporter } from '../render/reporter.ts';

/** What a run judges and shows with: what nhi-ready brings, and what the extensions of its configuration add. */
export interface Registry {
  readonly checks: readonly Check[];
  readonly reporters: readonly Reporter[];
  /** Names the code from outside that took part, with its digest, for the report. */
  readonly notes: readonly string[];
}

export const builtIn: Registry = { checks, reporters, notes: [] };

/** The registry of a configuration. An extension that cannot be loaded is an error, before anything is collected. */
export async function registryOf(configuration: Configuration): Promise<Registry> {
  if (configuration.extensions.length === 0) return builtIn;
  const { loadExtensions } = await import('../extend/load.ts');
  const loaded = await loadExtensions(configuration.extensions, configuration.folder ?? '.', {
    checks: checks.map(({ id }) => id),
    reporters: reporters.map(({ id }) => id),
  });
  return {
    checks: [...checks, ...loaded.flatMap((one) => one.checks)],
    reporters: [...reporters, ...loaded.flatMap((one) => one.reporters)],
    notes: loaded.map(({ name, digest }) => `extension=${name} sha256:${digest}`),
  };
}
