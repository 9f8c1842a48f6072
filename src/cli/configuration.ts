import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyConfiguration, loadConfiguration, type Configuration } from '../config/load.ts';
import { CliError } from './errors.ts';
import { registryOf, type Registry } from './registry.ts';

const fileName = 'nhi-ready.yaml';

async function isFile(path: string): Promise<boolean> {
  // A link could lead out of the target: it is no configuration of it.
  return (await lstat(path).catch(() => undefined))?.isFile() === true;
}

/**
 * The one configuration of a run and the targets: `--config`, else that of the one directory target, else that of the
 * working folder. Never two merged. One found in a target may not do what only a trusted one may.
 */
export async function configurationFor(
  named: readonly string[],
  config: string | undefined,
  now: string,
): Promise<{ readonly configuration: Configuration; readonly targets: readonly string[]; readonly registry: Registry }> {
  let configuration: Configuration = emptyConfiguration();
  if (config !== undefined) {
    if ((await lstat(config).catch(() => undefined)) === undefined)
      throw new CliError(`the configuration ${config} does not exist`, 'name a file with --config FILE');
    configuration = await loadConfiguration({ file: config, inTarget: false, now });
    const [only, ...others] = named;
    if (only !== undefined && others.length === 0 && (await isFile(join(only, fileName))) && join(only, fileName) !== join(config)) {
      configuration = {
        ...configuration,
        notes: [...configuration.notes, `not read: the ${fileName} inside the target, because --config was given`],
      };
    }
  } else {
    const [only, ...others] = named;
    const folder = only !== undefined && others.length === 0 ? only : '.';
    if (await isFile(join(folder, fileName)))
      configuration = await loadConfiguration({ file: join(folder, fileName), inTarget: true, now });
  }
  const targets = named.length > 0 ? named : configuration.targets.length > 0 ? configuration.targets : ['.'];
  return { configuration, targets, registry: await registryOf(configuration) };
}
