import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { configurationFor } from '../cli/configuration.ts';
import { CliError } from '../cli/errors.ts';
import { exit } from '../cli/exit.ts';
import { aboutMask, assessFlags, clock, configFlag, outputFlags } from '../cli/flags.ts';
import { runAssessment } from '../cli/gate-command.ts';
import { readInventory } from '../evidence/inventory-file.ts';
import type { Inventory } from '../model/index.ts';

export default class Assess extends BaseCommand {
  static override summary = 'Judge saved inventories, without credentials.';
  static override description = `Merges inventories that collect wrote and decides as scan does, with the same exit codes.${aboutMask}`;
  static override strict = false;
  static override args = { inventory: Args.string({ description: 'Inventories to judge together.', required: true }) };
  static override flags = { config: configFlag, ...assessFlags, ...outputFlags };
  static override examples = [
    '<%= config.bin %> <%= command.id %> estate.jsonl --gate production',
    '<%= config.bin %> <%= command.id %> account.jsonl repository.jsonl',
  ];

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Assess);
    const time = clock(flags.now);
    const { configuration, registry } = await configurationFor([], flags.config, time.now);
    const schema: object = JSON.parse(await readFile(join(this.config.root, 'docs/schema/inventory-line.schema.json'), 'utf8'));
    const inventories: Inventory[] = [];
    for (const file of argv.map(String)) {
      const text = await readFile(file, 'utf8').catch(() => {
        throw new CliError(`the inventory ${file} cannot be read`, 'give a file that `nhi-ready collect` wrote', exit.nothing);
      });
      inventories.push(await readInventory(text, basename(file), schema));
    }
    await runAssessment(inventories, configuration, registry, flags, time, this.config);
  }
}
