import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { CliError, nearest, visible } from '../cli/errors.ts';
import { explainFinding, hasFinding } from '../cli/explain-finding.ts';
import { explainKnown, knownIds } from '../cli/explain-known.ts';
import { wrapLines } from '../cli/wrap.ts';
import { readReport } from '../cli/state.ts';
import type { Report } from '../model/index.ts';

export default class Explain extends BaseCommand {
  static override summary = 'Say what a finding, check, theme, control or other id means.';
  static override description =
    'A finding goes by the short id that the report prints, and is read from the last report or from --report: what was seen, why it matters, how to mend and verify it, and an exception ready to paste. Checks, themes, frameworks, controls of every framework, credential forms and gap reasons go by their ids, which the lists show. Everything is answered offline.';
  static override args = {
    id: Args.string({
      description: 'A short id such as 9FD8, or the id of a check, theme, framework, control, credential form or gap reason.',
      required: true,
    }),
  };
  static override flags = { report: Flags.string({ description: 'A saved report (JSON) instead of the last one.', helpValue: 'FILE' }) };
  static override examples = [
    '<%= config.bin %> <%= command.id %> long-lived-credential/expires',
    '<%= config.bin %> <%= command.id %> 9FD8',
    '<%= config.bin %> <%= command.id %> PR.AA-05',
    '<%= config.bin %> <%= command.id %> aws.access-key',
    '<%= config.bin %> <%= command.id %> 9FD8 --report report.json',
  ];

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain);
    const columns = process.stdout.isTTY ? Math.max(40, Math.min(process.stdout.columns, 100)) : 80;
    const known = await explainKnown(args.id);
    if (known !== undefined) {
      process.stdout.write(`${wrapLines(visible(known), columns)}\n`);
      return;
    }
    if (/^[0-9a-f]{4,64}$/i.test(args.id)) {
      const report = await this.#report(flags.report, args.id);
      const { text, draft } = await explainFinding(report, args.id);
      process.stdout.write(`${wrapLines(text, columns)}\n${draft === undefined ? '' : `\n${draft}`}`);
      return;
    }
    const meant = await nearest(args.id, await knownIds());
    throw new CliError(`nothing is named ${args.id}`, meant === undefined ? 'see nhi-ready list checks' : `did you mean ${meant}?`);
  }

  /** The report that holds the finding: the one given, else the last one, else what was last shown masked. */
  async #report(file: string | undefined, id: string): Promise<Report> {
    const report = await readReport(file, this.config.dataDir, this.config.root);
    if (file !== undefined || hasFinding(report, id)) return report;
    const masked = await readReport(undefined, this.config.dataDir, this.config.root, 'last-masked-report.json').catch(() => report);
    return hasFinding(masked, id) ? masked : report;
  }
}
