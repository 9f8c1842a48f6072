import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { aboutMask, outputFlags } from '../cli/flags.ts';
import { builtIn } from '../cli/registry.ts';
import { outputsOf, writeOutputs } from '../cli/output.ts';
import { keepReport, readReport } from '../cli/state.ts';

export default class Render extends BaseCommand {
  static override summary = 'Show a saved report in any format.';
  static override description = `Reads a report that scan or assess wrote as JSON, or the last one, and decides nothing anew: the exit code is 0 whatever the report says.${aboutMask}`;
  static override args = { report: Args.string({ description: 'A report that scan or assess wrote as JSON; default: the last one.' }) };
  static override flags = { ...outputFlags };
  static override examples = [
    '<%= config.bin %> <%= command.id %> --verbose',
    '<%= config.bin %> <%= command.id %> report.json -f markdown=comment.md -f junit=report.xml',
    '<%= config.bin %> <%= command.id %> report.json --mask -f csv=for-the-vendor.csv',
  ];

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Render);
    const outputs = await outputsOf(flags.format ?? [], flags.json, builtIn.reporters);
    const saved = await readReport(args.report, this.config.dataDir, this.config.root);
    const report = flags.mask ? (await import('../cli/mask.ts')).maskedForSharing(saved, [], [], builtIn.checks).report : saved;
    // Beside the last report, which stays: its short ids are still on somebody's screen.
    if (flags.mask) await keepReport(this.config.dataDir, report, 'last-masked-report.json');
    await writeOutputs(report, outputs, { verbose: flags.verbose });
  }
}
