import { writeFile } from 'node:fs/promises';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { collectTargets, sawNothing } from '../cli/collect.ts';
import { configurationFor } from '../cli/configuration.ts';
import { CliError } from '../cli/errors.ts';
import { exit } from '../cli/exit.ts';
import { clock, configFlag } from '../cli/flags.ts';
import { startProgress } from '../cli/progress.ts';
import { inventoryText } from '../evidence/inventory-file.ts';

export default class Collect extends BaseCommand {
  static override summary = 'Look at targets and save what was seen, without judging it.';
  static override description =
    'Writes the inventory as JSON lines. It holds no secret; assess reads it again anywhere, without credentials.';
  static override strict = false;
  static override args = {
    target: Args.string({ description: 'What to look at: a folder. Default: the targets of the configuration, else the working folder.' }),
  };
  static override flags = {
    config: configFlag,
    now: Flags.string({ description: 'The time to write into the inventory.', helpValue: 'ISO-8601' }),
    out: Flags.string({ char: 'o', description: 'File to write; default: stdout.', helpValue: 'FILE' }),
  };
  static override examples = ['<%= config.bin %> <%= command.id %> . -o estate.jsonl'];

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Collect);
    const { now } = clock(flags.now);
    const { configuration, targets } = await configurationFor(argv.map(String), flags.config, now);
    const progress = await startProgress();
    try {
      const inventory = await collectTargets({
        targets,
        configuration,
        now,
        version: this.config.version,
        environment: process.env,
        progress: progress.say,
      });
      if (sawNothing(inventory))
        throw new CliError(`nothing to collect in ${targets.join(', ')}`, 'name a folder that holds the system', exit.nothing);
      const text = inventoryText(inventory);
      progress.stop();
      if (flags.out === undefined) process.stdout.write(text);
      else await writeFile(flags.out, text);
    } finally {
      progress.stop();
    }
  }
}
