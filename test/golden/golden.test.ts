import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { filesConnector } from '../../src/connect/files/index.ts';
import { fingerprinter, keyFrom } from '../../src/connect/fingerprint.ts';
import { inventoryText, readInventory } from '../../src/evidence/inventory-file.ts';
import { canonical, mergeInventories } from '../../src/link/merge.ts';
import { inventorySchema, type Finding, type Inventory } from '../../src/model/index.ts';
import schema from '../../docs/schema/inventory-line.schema.json' with { type: 'json' };
import { judge } from '../support/assess.ts';
import { sampleNow } from '../support/inventory.ts';
import { awsAccount, cluster, organization } from './estates.ts';

const estates = { aws: awsAccount, kubernetes: cluster, github: organization } as const;
const names = ['aws', 'kubernetes', 'github'] as const;

/** The checkout of the example, as the connector reads it. */
async function checkout(): Promise<Inventory> {
  const folder = fileURLToPath(new URL('../../examples/claims-assistant', import.meta.url));
  const { keyId, fingerprint } = fingerprinter(keyFrom('golden'));
  const { state, batch } = await filesConnector.collect(folder, {
    now: sampleNow,
    fingerprint,
    directoryName: 'github.com/acme/claims-assistant',
    exclude: [],
    progress: () => {},
  });
  const tool = { name: 'nhi-ready', version: '0.0.0' } as const;
  return {
    header: { schema: inventorySchema, tool, takenAt: sampleNow, targets: [state], fingerprintKeyId: keyId, options: [], excluded: [] },
    ...batch,
  };
}

/** What a reader of a golden wants to see: the decision, then a line a finding. */
function summary(one: Inventory): string {
  const lines: string[] = [];
  for (const gate of ['pilot', 'production'] as const) {
    const [system] = judge([one], checks, gate).report.systems;
    if (system === undefined) continue;
    const { verdict, rule, otherReasons } = system.decision;
    lines.push(`${gate}: ${verdict}: ${[rule, ...otherReasons].join('; ')}`);
  }
  const { report, verdicts } = judge([one], checks);
  const line = ({ severity, outcome, check, subject, message }: Finding) =>
    `${severity.padEnd(8)} ${outcome.padEnd(7)} ${check} · ${subject.name} · ${message}`;
  const passes = verdicts.filter(({ outcome }) => outcome === 'pass');
  return [
    ...lines,
    '',
    ...report.systems.flatMap(({ findings }) => findings.map(line)),
    '',
    'passes',
    ...passes.map(({ check, subject }) => `  ${check} · ${subject.name}`).toSorted(),
    '',
  ].join('\n');
}

/** Ids of the checks that fail on something of an inventory. */
function failing(one: Inventory): ReadonlySet<string> {
  return new Set(judge([one], checks).verdicts.flatMap(({ outcome, check }) => (outcome === 'fail' ? [check] : [])));
}

describe.each(names)('%s', (name) => {
  const inventory = mergeInventories([estates[name]()]);
  test('the inventory is on file, and reads back as it was', async () => {
    const text = inventoryText(inventory);
    await expect(text).toMatchFileSnapshot(`inventories/${name}.jsonl`);
    expect(await readInventory(text, name, schema)).toEqual(JSON.parse(JSON.stringify(inventory)));
  });
  test('its report is as it was read by eye', async () => {
    await expect(summary(inventory)).toMatchFileSnapshot(`reports/${name}.txt`);
  });
});

describe('the same checks', () => {
  let files: Inventory;
  beforeAll(async () => {
    files = await checkout();
  });
  test('find defects in a checkout and on the platforms', () => {
    const here = failing(files);
    const elsewhere = names.map((name) => [...failing(estates[name]())].filter((check) => here.has(check)));
    expect(elsewhere.map((list) => list.length).filter((count) => count < 5)).toEqual([]);
    expect(new Set(elsewhere.flat()).size).toBeGreaterThanOrEqual(8);
  });
  test('judge all planes as one, in whatever order they come', () => {
    const all = [files, ...names.map((name) => estates[name]())];
    const { report } = judge(all, checks, 'production');
    expect(report.systems[0]?.decision.verdict).toBe('not-ready');
    expect(new Set(report.systems[0]?.findings.map(({ subject }) => subject.plane))).toEqual(new Set(['aws', 'files', 'github', 'kubernetes']));
    expect(canonical(judge(all.toReversed(), checks, 'production').report)).toBe(canonical(report));
  });
});
