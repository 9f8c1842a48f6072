import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadGate } from '../../src/frameworks/gates.ts';

const own = `id: our-pilot
version: 3
title: May it run at our desk?
blocksOn: [critical]
unknownsBlockOn: [critical]
requires:
  - { theme: secret-exposure, from: critical }
maxInventoryAgeHours: 12
waiverMaxDays: { critical: 7, high: 7, medium: 7, low: 7, info: 7 }
`;

describe('a gate of your own, as a YAML file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nhi-ready-gate-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function file(text: string): Promise<string> {
    const path = join(folder, 'gate.yaml');
    await writeFile(path, text);
    return path;
  }

  test('decides, exempts nothing and asks no history unless it says so', async () => {
    expect(await loadGate(await file(own))).toMatchObject({
      id: 'our-pilot',
      version: 3,
      decides: true,
      exemptNoTargetOutsideRequired: false,
      requiresStability: false,
    });
  });

  test.each([
    ['a severity that does not exist', own.replace('blocksOn: [critical]', 'blocksOn: [urgent]'), 'gate.yaml:4: blocksOn.0'],
    ['a theme that does not exist', own.replace('secret-exposure', 'secrets'), 'gate.yaml:7: requires.0.theme'],
    ['a waiver without end', own.replace('critical: 7', 'critical: 0'), 'gate.yaml:9: waiverMaxDays.critical'],
    ['an unknown key', `${own}blockOn: [high]\n`, 'blockOn'],
    ['broken YAML', own.replace('[critical]', '[critical'), 'gate.yaml:5'],
  ])('%s is refused, with its place', async (_, text, place) => {
    await expect(loadGate(await file(text))).rejects.toThrow(place);
  });

  test('the name of a built-in gate is taken: a weaker file cannot pass for production', async () => {
    await expect(loadGate(await file(own.replace('our-pilot', 'production')))).rejects.toThrow('is the name of a built-in gate');
  });
});

describe('the gates that come along', () => {
  test('pilot blocks on what is critical, and spares what only an absent target could tell', async () => {
    expect(await loadGate('pilot')).toMatchObject({
      blocksOn: ['critical'],
      unknownsBlockOn: ['critical'],
      exemptNoTargetOutsideRequired: true,
      maxInventoryAgeHours: 168,
    });
  });

  test('production spares nothing', async () => {
    expect(await loadGate('production')).toMatchObject({
      blocksOn: ['critical', 'high'],
      unknownsBlockOn: ['critical', 'high'],
      exemptNoTargetOutsideRequired: false,
      maxInventoryAgeHours: 24,
    });
  });

  test('expansion is production with a history', async () => {
    const { id: _, title: __, ...production } = await loadGate('production');
    const expansion = await loadGate('expansion');
    expect(expansion).toMatchObject({ ...production, requiresStability: true });
  });

  test('none decides nothing', async () => {
    expect(await loadGate('none')).toMatchObject({ decides: false, blocksOn: [], unknownsBlockOn: [], requires: [] });
  });

  test('a word far from every name gets the list', async () => {
    await expect(loadGate('qqqqqqqqqqqqqq')).rejects.toMatchObject({ hint: expect.stringContaining('pilot, production, expansion, none') });
  });
});
