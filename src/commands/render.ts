import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { outputFlags } from '../cli/flags.ts';
import { outputsOf, writeOutputs } from '../cli/output.ts';
import { readReport } from '../cli/state.ts';

export default class Render extends BaseCommand {
  static override summary = 'Show a saved report in any format.';
  static override args = { report: Args.string({ description: 'A report that scan or assess wrote as JSON; default: the last one.' }) };
  static override flags = { ...outputFlags };
  static override examples = ['<%= config.bin %> <%= command.id %> report.json -f sarif=report.sarif'];

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Render);
    const outputs = await outputsOf(flags.format ?? [], flags.json);
    const report = await readReport(args.report, this.config.dataDir, this.config.root);
    await writeOutputs(report, outputs, { verbose: flags.verbose });
  }
}
