import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { runAssessment } from '../cli/gate-command.ts';
import { aboutMask, assessFlags, clock, configFlag, outputFlags } from '../cli/flags.ts';
import { collectTargets, sawNothing } from '../cli/collect.ts';
import { configurationFor } from '../cli/configuration.ts';
import { CliError } from '../cli/errors.ts';
import { exit } from '../cli/exit.ts';
import { startProgress } from '../cli/progress.ts';

export default class Scan extends BaseCommand {
  static override summary = 'Look at targets and say whether the system may be promoted.';
  static override description = `Collects, assesses and reports in one go. Exits 0 when ready, 1 when not ready, 2 on a wrong flag or configuration, 3 when evidence that the gate asks for is missing, 4 when nothing could be looked at.${aboutMask}`;
  static override strict = false;
  static override args = {
    target: Args.string({ description: 'What to look at: a folder. Default: the targets of the configuration, else the working folder.' }),
  };
  static override flags = { config: configFlag, ...assessFlags, ...outputFlags };
  static override examples = [
    '<%= config.bin %> <%= command.id %> .',
    '<%= config.bin %> <%= command.id %> . --gate production',
    '<%= config.bin %> <%= command.id %> . -f terminal -f json=report.json -f sarif=report.sarif',
    '<%= config.bin %> <%= command.id %> . --gate none -f markdown=comment.md --mask',
  ];

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Scan);
    const time = clock(flags.now);
    const { configuration, targets, registry } = await configurationFor(argv.map(String), flags.config, time.now);
    const progress = await startProgress();
    try {
      const inventory = await collectTargets({
        targets,
        configuration,
        now: time.now,
        version: this.config.version,
        environment: process.env,
        progress: progress.say,
      });
      if (sawNothing(inventory)) {
        throw new CliError(
          `nothing to assess in ${targets.join(', ')}`,
          'name a folder that holds the system: its workflows, agent configuration and sources',
          exit.nothing,
        );
      }
      progress.say('assessing');
      await runAssessment([inventory], configuration, registry, flags, time, this.config, progress);
    } finally {
      progress.stop();
    }
  }
}
