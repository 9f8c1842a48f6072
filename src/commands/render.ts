import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { outputFlags } from '../cli/flags.ts';
import { outputsOf, writeOutputs } from '../cli/output.ts';
import { keepReport, readReport } from '../cli/state.ts';

export default class Render extends BaseCommand {
  static override summary = 'Show a saved report in any format.';
  static override args = { report: Args.string({ description: 'A report that scan or assess wrote as JSON; default: the last one.' }) };
  static override flags = { ...outputFlags };
  static override examples = ['<%= config.bin %> <%= command.id %> report.json -f sarif=report.sarif'];

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Render);
    const outputs = await outputsOf(flags.format ?? [], flags.json);
    const saved = await readReport(args.report, this.config.dataDir, this.config.root);
    const report = flags.mask ? (await import('../cli/mask.ts')).maskedForSharing(saved, [], []).report : saved;
    // Beside the last report, which stays: its short ids are still on somebody's screen.
    if (flags.mask) await keepReport(this.config.dataDir, report, 'last-masked-report.json');
    await writeOutputs(report, outputs, { verbose: flags.verbose });
  }
}
