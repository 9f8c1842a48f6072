import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { loadFrameworks, sources, wrongCitations } from '../../src/frameworks/load.ts';
import { builtInGates, loadGate } from '../../src/frameworks/gates.ts';
import { themeIds } from '../../src/model/index.ts';

describe('frameworks', () => {
  test('the themes are those of the model, and each names planes that exist', async () => {
    const { themes } = await loadFrameworks();
    expect(themes.map((theme) => theme.id).toSorted()).toEqual([...themeIds].toSorted());
    for (const theme of themes) if (theme.id !== 'evidence-attestation') expect(theme.planes.length).toBeGreaterThan(0);
  });

  test('every row of the crosswalk lands on a control', async () => {
    const crosswalk: { themes: { mappings: unknown[] }[] } = JSON.parse(
      await readFile(new URL('../../src/frameworks/crosswalk.json', import.meta.url), 'utf8'),
    );
    const { frameworks } = await loadFrameworks();
    const landed = frameworks.flatMap((framework) => framework.controls.flatMap((control) => control.themes)).length;
    expect(landed).toBe(crosswalk.themes.flatMap((theme) => theme.mappings).length);
  });

  test('a withdrawn id and an id that does not exist are refused', () => {
    const known = new Map([['nist-csf-2.0', new Set(['PR.AA-01', 'ID.AM-06'])]]);
    const row = (id: string) => ({ framework: 'nist-csf-2.0', id });
    expect(wrongCitations([row('PR.AA-01'), row('ID.AM-06'), row('PR.XX-01')], known, new Set(['ID.AM-06']))).toEqual([
      'nist-csf-2.0 ID.AM-06',
      'nist-csf-2.0 PR.XX-01',
    ]);
  });

  test('every catalogue file is some framework, save the withdrawn ids', async () => {
    const files = await readdir(new URL('../../src/frameworks/catalogs/', import.meta.url));
    expect(files.toSorted()).toEqual(
      [...new Set([...sources.map((source) => `${source.file}.json`), 'nist-csf-2.0-withdrawn.json'])].toSorted(),
    );
  });
});

describe('gates', () => {
  test('the built-in ones are valid; production requires every theme', async () => {
    const gates = await builtInGates();
    expect(gates.map((gate) => gate.id)).toEqual(['pilot', 'production', 'expansion', 'none']);
    expect(gates[1]?.requires.map((one) => one.theme).toSorted()).toEqual([...themeIds].toSorted());
    expect(gates[2]?.requiresStability).toBe(true);
  });

  test('a misspelt name gets a suggestion', async () => {
    await expect(loadGate('prodution')).rejects.toMatchObject({ hint: 'did you mean production?' });
  });
});
