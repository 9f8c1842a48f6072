import { writeFile } from 'node:fs/promises';
import type { Config } from '@oclif/core';
import type { Configuration } from '../config/load.ts';
import type { Inventory } from '../model/index.ts';
import { assessInventories } from './assess.ts';
import { exitCodeOf } from './exit.ts';
import { outputsOf, writeOutputs } from './output.ts';
import type { Progress } from './progress.ts';
import type { Registry } from './registry.ts';
import { keepReport } from './state.ts';

export interface GateFlags {
  readonly gate?: string | undefined;
  readonly system?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly verdicts?: string | undefined;
  readonly format?: readonly string[] | undefined;
  readonly mask: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Assesses, keeps the report for `explain`, writes it in every format asked for, and exits by the gate. */
export async function runAssessment(
  inventories: readonly Inventory[],
  configuration: Configuration,
  registry: Registry,
  flags: GateFlags,
  time: { readonly now: string; readonly replayed: boolean },
  config: Config,
  progress?: Progress,
): Promise<void> {
  const outputs = await outputsOf(flags.format ?? [], flags.json, registry.reporters);
  const assessed = await assessInventories(inventories, {
    configuration,
    registry,
    ...(flags.gate === undefined ? {} : { gate: flags.gate }),
    ...(flags.system === undefined ? {} : { system: flags.system }),
    only: flags.only ?? [],
    skip: flags.skip ?? [],
    everyVerdict: flags.verdicts !== undefined,
    ...time,
    version: config.version,
  });
  // The report that is kept is the one that was shown: its short ids are what `explain` will be asked for.
  const { report, verdicts } = flags.mask
    ? (await import('./mask.ts')).maskedForSharing(assessed.report, assessed.verdicts, inventories, registry.checks)
    : assessed;
  progress?.stop();
  if (flags.verdicts !== undefined) await writeFile(flags.verdicts, verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join(''));
  await keepReport(config.dataDir, report);
  process.exitCode = exitCodeOf(report.systems);
  await writeOutputs(report, outputs, { verbose: flags.verbose });
}
