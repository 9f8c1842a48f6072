import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { complaint, SavedFileError, validatorOf } from '../evidence/inventory-file.ts';
import type { Report } from '../model/index.ts';
import { CliError } from './errors.ts';

/** `last-masked-report.json`: what `render --mask` showed of a report that was not masked; `explain` looks there too. */
export type KeptName = 'last-report.json' | 'last-masked-report.json';

/** Keeps the last report where only its user can read it, never in a target. A machine without such a folder keeps none. */
export async function keepReport(stateDir: string, report: Report, name: KeptName = 'last-report.json'): Promise<void> {
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    const file = join(stateDir, name);
    await writeFile(file, JSON.stringify(report), { mode: 0o600 });
    await chmod(file, 0o600);
  } catch {
    // Only a convenience of `explain`: a read-only home must not fail a scan.
  }
}

/** Reads a saved report, or one that was kept. */
export async function readReport(
  file: string | undefined,
  stateDir: string,
  root: string,
  kept: KeptName = 'last-report.json',
): Promise<Report> {
  const path = file ?? join(stateDir, kept);
  const name = file ?? 'the last report';
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new CliError(
      `${name} cannot be read`,
      file === undefined ? 'run nhi-ready scan first, or give --report FILE' : 'give a file that `nhi-ready scan -f json=FILE` wrote',
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SavedFileError(`${name} is not JSON`, 'give a file that `nhi-ready scan -f json=FILE` wrote, whole');
  }
  const fits = await validatorOf<Report>(JSON.parse(await readFile(join(root, 'docs/schema/report.schema.json'), 'utf8')));
  if (!fits(value)) throw new SavedFileError(`${name}: ${complaint(fits.errors)}`, 'give a file that `nhi-ready scan -f json=FILE` wrote');
  return value;
}
