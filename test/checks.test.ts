import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { checks } from '../checks/index.ts';
import { checkFiles, indexText, readmeText } from '../scripts/generate-checks.ts';
import { evaluate } from '../src/assess/evaluate.ts';
import { linkInventory } from '../src/link/link.ts';
import { themeIds } from '../src/model/index.ts';
import { inventory, sampleNow } from './support/inventory.ts';

describe.each(checks.map((check) => [check.id, check] as const))('%s', (id, check) => {
  test.each(check.examples.map((example) => [`${example.expect}: ${example.name}`, example] as const))('%s', (_name, example) => {
    const graph = linkInventory(
      inventory({
        entities: example.entities,
        edges: example.edges ?? [],
        gaps: example.gaps ?? [],
        ...(example.settled === undefined ? {} : { settled: example.settled }),
      }),
    );
    const about = example.about ?? example.entities.find((entity) => check.subject.includes(entity.kind))?.id;
    const { findings } = evaluate(graph, [check], { now: example.now ?? sampleNow, options: new Map(), leftOut: new Set() });
    const found = findings.filter((finding) => finding.subject.id === about);
    expect(found.map((finding) => finding.outcome)).toContain(example.expect);
    if (example.severity !== undefined) expect(found.map((finding) => finding.severity)).toContain(example.severity);
    for (const finding of found)
      if (finding.outcome === 'unknown') for (const gap of finding.gaps) expect(graph.gap(gap).about).not.toBe('');
  });

  test('is well described', () => {
    const outcomes = new Set(check.examples.map((example) => example.expect));
    expect([...outcomes]).toEqual(expect.arrayContaining(['pass', 'fail', 'unknown']));
    expect(id).toMatch(/^[a-z-]+\/[a-z-]+$/);
    expect(check.theme).toBe(id.split('/')[0]);
    expect(themeIds).toContain(check.theme);
    expect(check.fix).toMatch(/^[A-Z][a-z]+ .*\.$/);
    expect(check.why.split(/[.?!] /).length).toBeLessThanOrEqual(2);
    expect(check.references.length).toBeGreaterThan(0);
  });
});

test('the registry and the reference are those of the folder', async () => {
  const ids = await checkFiles();
  expect(checks.map((check) => check.id)).toEqual(ids);
  expect(await readFile(new URL('../checks/index.ts', import.meta.url), 'utf8')).toBe(indexText(ids));
  expect(await readFile(new URL('../checks/README.md', import.meta.url), 'utf8')).toBe(readmeText(checks));
});
