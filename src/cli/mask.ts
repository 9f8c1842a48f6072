import { createHmac, randomBytes } from 'node:crypto';
import type { Check, Finding, Inventory, Report } from '../model/index.ts';
import { maskReport } from '../render/mask.ts';

/** The key that `NHI_READY_MASK_KEY` gives, so that two masked reports can be compared; else one that nobody keeps. */
function maskKey(): Uint8Array {
  const given = process.env['NHI_READY_MASK_KEY'];
  return given === undefined || given === '' ? randomBytes(32) : createHmac('sha256', 'nhi-ready mask key').update(given).digest();
}

/** A report as it may be shown to somebody who must not learn whose it is; names that only the inventory holds are masked in its sentences too. */
export function maskedForSharing(
  report: Report,
  verdicts: readonly Finding[],
  inventories: readonly Inventory[],
  checks: readonly Check[],
): { readonly report: Report; readonly verdicts: readonly Finding[] } {
  return maskReport(report, verdicts, {
    key: maskKey(),
    texts: checks.flatMap((check) => [check.id, check.title, check.why, check.fix, check.verify ?? '']),
    names: inventories.flatMap((inventory) =>
      inventory.entities.flatMap((entity) => [
        entity.id,
        entity.name,
        entity.scope,
        ...(entity.kind === 'owner' ? [entity.handle] : []),
        ...(entity.kind === 'tool' ? [entity.endpoint ?? '', entity.runs ?? ''] : []),
        ...(entity.kind === 'declaration' ? [entity.system, entity.owner ?? ''] : []),
      ]),
    ),
  });
}
