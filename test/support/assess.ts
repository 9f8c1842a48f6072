import { assess, type Assessment, type AssessInput } from '../../src/assess/assess.ts';
import { loadGate } from '../../src/frameworks/gates.ts';
import { loadFrameworks } from '../../src/frameworks/load.ts';
import { linkInventory } from '../../src/link/link.ts';
import type { Check, Inventory } from '../../src/model/index.ts';
import { sampleNow } from './inventory.ts';

const frameworks = await loadFrameworks();
const gates = { pilot: await loadGate('pilot'), production: await loadGate('production'), none: await loadGate('none') };

/** Links and assesses inventories under a built-in gate. */
export function judge(
  inventories: readonly Inventory[],
  checks: readonly Check[],
  gate: keyof typeof gates = 'pilot',
  more: Partial<AssessInput> = {},
): Assessment {
  return assess({
    graph: linkInventory(...inventories),
    inventoryDigest: 'digest',
    checks,
    frameworks,
    gateOf: () => gates[gate],
    systems: [],
    exceptions: { waivers: [], attestations: [], scopeStatements: [], overrides: [] },
    checkOptions: new Map(),
    leftOut: new Set(),
    options: [],
    now: sampleNow,
    replayed: false,
    version: '0.0.0',
    ...more,
  });
}

export function verdictOf(assessment: Assessment): string {
  return assessment.report.systems.map((system) => system.decision.verdict).join(',');
}
