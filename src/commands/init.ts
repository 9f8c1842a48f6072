import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { collectTargets, sawNothing } from '../cli/collect.ts';
import { draftConfiguration } from '../cli/draft-configuration.ts';
import { CliError, visible } from '../cli/errors.ts';
import { exit } from '../cli/exit.ts';
import { startProgress } from '../cli/progress.ts';
import { emptyConfiguration } from '../config/load.ts';
import { linkInventory } from '../link/link.ts';

/** Makes a file and never opens one that is there; a link is one that is there, wherever it leads. */
async function writeNew(file: string, text: string): Promise<void> {
  const refused = new CliError(`${file} is there already, and init overwrites nothing`, 'name another file with --out FILE');
  if ((await lstat(file).catch(() => undefined)) !== undefined) throw refused;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const handle = await open(file, flags).catch((error: unknown) => {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
    throw code === 'EEXIST' || code === 'ELOOP'
      ? refused
      : new CliError(`${file} cannot be written (${code})`, 'name a file in a folder that exists and may be written, with --out FILE');
  });
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

export default class Init extends BaseCommand {
  static override summary = 'Write a first nhi-ready.yaml for a folder.';
  static override description =
    'Looks at the folder and writes down the system, the agents that were found, their owners where a rule of its own in CODEOWNERS names a person or a team, and their tools. What only people know is left as FILL-IN and stays open until somebody fills it in. Overwrites nothing.';
  static override args = { folder: Args.string({ description: 'The folder that holds the system.', default: '.' }) };
  static override flags = {
    out: Flags.string({ char: 'o', description: 'File to write; default: nhi-ready.yaml in the folder.', helpValue: 'FILE' }),
  };
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> services/claims --out claims.yaml',
  ];

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Init);
    const file = flags.out ?? join(args.folder, 'nhi-ready.yaml');
    if ((await lstat(file).catch(() => undefined)) !== undefined) await writeNew(file, '');
    if (/^(aws|k8s|github)(:|$)/.test(args.folder) || args.folder === '-')
      throw new CliError(`${args.folder} is no folder`, 'name the folder that holds the system');
    const progress = await startProgress();
    try {
      const inventory = await collectTargets({
        targets: [args.folder],
        configuration: emptyConfiguration(),
        now: new Date().toISOString(),
        version: this.config.version,
        environment: process.env,
        progress: progress.say,
      });
      if (sawNothing(inventory))
        throw new CliError(`nothing to describe in ${args.folder}`, 'name a folder that holds the system', exit.nothing);
      const draft = await draftConfiguration(linkInventory(inventory));
      await writeNew(file, draft.yaml);
      progress.stop();
      const used = flags.out === undefined ? '' : ` --config ${file}`;
      process.stdout.write(
        visible(
          `Wrote ${file}: ${draft.agents} ${draft.agents === 1 ? 'agent' : 'agents'}, ${draft.owned} with an owner; ${draft.open} lines say FILL-IN.\nNext: nhi-ready scan ${args.folder}${used}\n`,
        ),
      );
    } finally {
      progress.stop();
    }
  }
}
