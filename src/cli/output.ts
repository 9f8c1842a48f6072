import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Report } from '../model/index.ts';
import type { Reporter } from '../render/reporter.ts';
import { CliError, nearest, visible } from './errors.ts';
import { exit } from './exit.ts';

/** One `--format NAME[=FILE]`. */
export interface Output {
  readonly reporter: Reporter;
  readonly file?: string;
}

/** Reads the formats asked for: at most one goes to stdout; the terminal is the default. */
export async function outputsOf(formats: readonly string[], json: boolean, reporters: readonly Reporter[]): Promise<readonly Output[]> {
  const named = [...formats, ...(json ? ['json'] : [])];
  const outputs: Output[] = [];
  for (const text of named.length === 0 ? ['terminal'] : named) {
    const [name = '', ...rest] = text.split('=');
    const file = rest.join('=');
    const reporter = reporters.find((one) => one.id === name);
    if (reporter === undefined) {
      const meant = await nearest(
        name,
        reporters.map((one) => one.id),
      );
      throw new CliError(
        `there is no format ${name}`,
        meant === undefined ? `the formats are ${reporters.map((one) => one.id).join(', ')}` : `did you mean ${meant}?`,
      );
    }
    if (rest.length > 0 && file === '') throw new CliError(`--format ${name}= names no file`, `write --format ${name}=FILE`);
    outputs.push(file === '' ? { reporter } : { reporter, file });
  }
  if (outputs.filter((output) => output.file === undefined).length > 1) {
    throw new CliError('two formats would both go to stdout', 'give all but one a file: --format sarif=report.sarif');
  }
  return outputs;
}

/** Renders and writes; stdout carries the report and nothing else. A format that fails is named, after the others are written. */
export async function writeOutputs(report: Report, outputs: readonly Output[], { verbose }: { readonly verbose: boolean }): Promise<void> {
  const failed: string[] = [];
  for (const { reporter, file } of outputs) {
    const toTerminal = file === undefined && process.stdout.isTTY;
    let text: unknown;
    try {
      text = await reporter.render(report, {
        columns: toTerminal ? Math.max(40, process.stdout.columns) : 80,
        colour: toTerminal && (process.env['NO_COLOR'] ?? '') === '',
        verbose,
      });
    } catch (error) {
      failed.push(`${reporter.id}: ${error instanceof Error ? error.message : 'it throws'}`);
      continue;
    }
    if (typeof text !== 'string') failed.push(`${reporter.id}: it gave no text`);
    else if (file === undefined) await toStdout(text);
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }
  const decided = report.systems.map(({ name, decision }) => `${name} ${decision.verdict}`).join(', ');
  if (failed.length === 0) {
    // Who asked for files only still learns what was decided, and stdout stays empty.
    const files = outputs.flatMap(({ file }) => file ?? []);
    if (files.length === outputs.length) process.stderr.write(`nhi-ready: ${visible(decided)}; written to ${visible(files.join(', '))}\n`);
    return;
  }
  throw new CliError(
    `the report could not be shown as ${failed.join('; ')}`,
    `the decision stands (${decided}); choose another format`,
    exit.internal,
  );
}

function toStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) =>
    // A reader that has seen enough (`| head`) changes nothing of the decision.
    process.stdout.write(text, (error) => (error && !('code' in error && error.code === 'EPIPE') ? reject(error) : resolve())),
  );
}
