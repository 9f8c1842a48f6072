import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { CliError, nearest, visible } from '../cli/errors.ts';
import { explainFinding } from '../cli/explain-finding.ts';
import { readReport } from '../cli/state.ts';
import { credentialForms, formOf, gapReasons, type GapReason } from '../model/index.ts';

function isReason(id: string): id is GapReason {
  return Object.hasOwn(gapReasons, id);
}

async function explainKnown(id: string): Promise<string | undefined> {
  const { checks } = await import('../../checks/index.ts');
  const check = checks.find((one) => one.id === id || one.formerly?.includes(id));
  if (check) {
    const adjust = (check.severity.adjust ?? []).map((one) => `  ${one.to} when ${one.why}`);
    return [
      `${check.id}: ${check.title}`,
      '',
      check.why,
      `To mend: ${check.fix}`,
      `Severity: ${check.severity.base}`,
      ...adjust,
      `Asked of: ${check.subject.join(', ')}`,
      'Examples:',
      ...check.examples.map((example) => `  ${example.expect.padEnd(14)} ${example.name}`),
      'See:',
      ...check.references.map((reference) => `  ${reference}`),
    ].join('\n');
  }
  const { themes, frameworks } = await (await import('../frameworks/load.ts')).loadFrameworks();
  const theme = themes.find((one) => one.id === id);
  if (theme) {
    const own = checks.filter((one) => one.theme === theme.id);
    return [
      `${theme.id}: ${theme.title}`,
      '',
      theme.asks,
      `Planes that can answer it: ${theme.planes.join(', ') || 'none; the assessment itself answers it'}`,
      'Checks:',
      ...(own.length > 0 ? own.map((one) => `  ${one.id}  ${one.title}`) : ['  none in this version']),
    ].join('\n');
  }
  for (const framework of frameworks) {
    const control = framework.controls.find((one) => one.id === id || `${framework.id}/${one.id}` === id);
    if (control === undefined) continue;
    return [
      `${framework.title} ${framework.version}, ${control.id}: ${control.title}`,
      '',
      control.description,
      ...(control.themes.length > 0 ? ['Evidence toward it:'] : ['No check bears on it; a person must state it.']),
      ...control.themes.map((row) => `  ${row.theme} (${row.relation}): ${row.rationale}`),
      ...(framework.scopeNote === undefined ? [] : ['', framework.scopeNote]),
    ].join('\n');
  }
  if (credentialForms.some((form) => form.id === id)) {
    const form = formOf(id);
    const expires = {
      never: 'it has no expiry',
      optional: 'it may be given an expiry',
      always: 'it ends by itself',
      depends: 'that depends on what it holds',
    };
    return [
      `${form.id}: ${form.label} (${form.provider})`,
      '',
      `Expiry: ${expires[form.expires]}`,
      `Age limit: ${form.ageLimitDays} days`,
      form.insteadOf === null
        ? 'Instead of it: nothing that the provider offers to a workload'
        : `Instead of it: ${form.insteadOf.offer} (${form.insteadOf.documentation})`,
      `To revoke: ${form.revoke}`,
    ].join('\n');
  }
  return isReason(id) ? `${id}: ${gapReasons[id]}` : undefined;
}

async function ids(): Promise<readonly string[]> {
  const { checks } = await import('../../checks/index.ts');
  const { themes } = await (await import('../frameworks/load.ts')).loadFrameworks();
  return [
    ...checks.map((one) => one.id),
    ...themes.map((one) => one.id),
    ...credentialForms.map((one) => one.id),
    ...Object.keys(gapReasons),
  ];
}

export default class Explain extends BaseCommand {
  static override summary = 'Say what a finding, check, theme, control, credential form or gap reason means.';
  static override description =
    'A finding goes by the short id that the report prints, and is read from the last report or from --report. Everything is answered offline.';
  static override args = {
    id: Args.string({ description: 'A short id such as K7F3, or the id of a check, theme, control, form or gap reason.', required: true }),
  };
  static override flags = { report: Flags.string({ description: 'A saved report (JSON) instead of the last one.', helpValue: 'FILE' }) };
  static override examples = [
    '<%= config.bin %> <%= command.id %> long-lived-credential/expires',
    '<%= config.bin %> <%= command.id %> K7F3',
    '<%= config.bin %> <%= command.id %> PR.AA-05',
  ];

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain);
    const known = await explainKnown(args.id);
    if (known !== undefined) {
      process.stdout.write(`${visible(known)}\n`);
      return;
    }
    if (/^[0-9a-f]{4,64}$/i.test(args.id)) {
      const report = await readReport(flags.report, this.config.dataDir, this.config.root);
      process.stdout.write(`${visible(await explainFinding(report, args.id))}\n`);
      return;
    }
    const meant = await nearest(args.id, await ids());
    throw new CliError(`nothing is named ${args.id}`, meant === undefined ? 'see nhi-ready list checks' : `did you mean ${meant}?`);
  }
}
