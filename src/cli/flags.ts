import * as Flags from '@oclif/core/flags';
import { CliError } from './errors.ts';

export const configFlag = Flags.string({
  description: 'Configuration to use instead of what the target or the folder holds.',
  helpValue: 'FILE',
});

export const assessFlags = {
  gate: Flags.string({
    description: "Gate to decide by: pilot, production, expansion, none, or a file. Default: the system's stage, else pilot.",
    helpValue: 'NAME|FILE',
  }),
  system: Flags.string({ description: 'The one system of the configuration to decide about.', helpValue: 'NAME' }),
  only: Flags.string({
    description: 'Ask only these checks or themes (glob); the others count as unanswered.',
    multiple: true,
    helpValue: 'GLOB',
  }),
  skip: Flags.string({
    description: 'Leave these checks or themes out (glob); they count as unanswered.',
    multiple: true,
    helpValue: 'GLOB',
  }),
  now: Flags.string({ description: 'The time to judge at, for a replay; the report says so.', helpValue: 'ISO-8601' }),
  verdicts: Flags.string({ description: 'Write every verdict, passes included, as JSON lines.', helpValue: 'FILE' }),
};

export const outputFlags = {
  format: Flags.string({
    char: 'f',
    description: 'Format of the report, repeatable; at most one goes to stdout. Formats: nhi-ready list formats.',
    multiple: true,
    helpValue: 'NAME[=FILE]',
  }),
  mask: Flags.boolean({ description: 'Show pseudonyms instead of names, in every format, for sharing.' }),
  json: Flags.boolean({ description: 'The same as -f json.' }),
  verbose: Flags.boolean({ char: 'v', description: 'Show every finding, gap and framework on the terminal.' }),
};

/** What somebody who shares a masked report may expect; part of the help of each command that has the flag. */
export const aboutMask = `

With --mask, accounts, names, hosts, handles, addresses and your own parts of paths are pseudonyms. Words that nhi-ready itself or most repositories use stay (deploy, .github/workflows, actions/checkout), and so do numbers, lines, dates and what was found. Under the secret NHI_READY_MASK_KEY a name has the same pseudonym in every run; without it, a new one. What is kept for explain is masked too.`;

/** The clock, or what `--now` sets it to. */
export function clock(text: string | undefined): { readonly now: string; readonly replayed: boolean } {
  if (text === undefined) return { now: new Date().toISOString(), replayed: false };
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new CliError(`--now ${text} is no time`, 'write it as 2026-11-24T08:00:00Z');
  return { now: new Date(time).toISOString(), replayed: true };
}
