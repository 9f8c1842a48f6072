import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { CliError, nearest } from '../cli/errors.ts';
import { connectors } from '../cli/connectors.ts';
import { credentialForms } from '../model/index.ts';

/** What can be listed: each gives rows of an id and a title. */
const lists: Readonly<Record<string, (plane: string | undefined) => Promise<readonly (readonly [string, string])[]>>> = {
  checks: async () => (await import('../../checks/index.ts')).checks.map((check) => [check.id, check.title]),
  themes: async () => (await (await import('../frameworks/load.ts')).loadFrameworks()).themes.map((theme) => [theme.id, theme.asks]),
  controls: async () =>
    (await (await import('../frameworks/load.ts')).loadFrameworks()).frameworks.flatMap((framework) =>
      framework.controls.map((control): readonly [string, string] => [`${framework.id}/${control.id}`, control.title]),
    ),
  gates: async () => {
    const { builtInGates } = await import('../frameworks/gates.ts');
    return (await builtInGates()).map((gate) => [gate.id, gate.title]);
  },
  connectors: async () => connectors.map((connector) => [connector.plane, `${connector.title}: ${connector.targetSyntax}`]),
  formats: async () => (await import('../render/reporter.ts')).reporters.map((reporter) => [reporter.id, reporter.title]),
  forms: async () => credentialForms.map((form) => [form.id, form.label]),
  permissions: async (plane) => {
    const connector = connectors.find((one) => one.plane === plane);
    if (connector === undefined)
      throw new CliError(`permissions of ${plane ?? 'which plane'}?`, `name one of ${connectors.map((one) => one.plane).join(', ')}`);
    return connector.permissions.map((row) => [row.collector, row.permission]);
  },
};

export default class List extends BaseCommand {
  static override summary = 'List what there is: checks, themes, controls, gates, formats and more.';
  static override description = 'Prints an id and a title a line. explain says more of any id.';
  static override args = {
    what: Args.string({ description: Object.keys(lists).join(', '), required: true }),
    plane: Args.string({ description: 'For permissions: the plane.' }),
  };
  static override examples = [
    '<%= config.bin %> <%= command.id %> checks',
    '<%= config.bin %> <%= command.id %> formats',
    '<%= config.bin %> <%= command.id %> permissions files',
  ];

  async run(): Promise<void> {
    const { args } = await this.parse(List);
    const rows = Object.hasOwn(lists, args.what) ? lists[args.what] : undefined;
    if (rows === undefined) {
      const meant = await nearest(args.what, Object.keys(lists));
      throw new CliError(
        `there is no list of ${args.what}`,
        meant === undefined ? `the lists are ${Object.keys(lists).join(', ')}` : `did you mean ${meant}?`,
      );
    }
    const all = await rows(args.plane);
    const width = Math.min(56, Math.max(...all.map(([id]) => id.length)));
    process.stdout.write(all.map(([id, title]) => `${id.padEnd(width)}  ${title}\n`).join(''));
  }
}
