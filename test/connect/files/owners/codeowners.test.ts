import { expect, test } from 'vitest';
import { attributeOwners, matchCodeowners, ownersCollector, parseCodeowners } from '../../../../src/connect/files/owners/index.ts';

const context = { scope: 'github.com/acme/claims', at: '2026-01-01T00:00:00Z', fingerprint: () => 'x' };
const file = (path: string, text: string) => ({ path, text, localOnly: false });

test.each([
  ['*', 'a/b/c.ts', true],
  ['*.js', 'deep/x.js', true],
  ['*.js', 'deep/x.ts', false],
  ['/build/logs/', 'build/logs/a/b.log', true],
  ['/build/logs/', 'x/build/logs/a.log', false],
  ['docs/*', 'docs/start.md', true],
  ['docs/*', 'docs/build/start.md', false],
  ['apps/', 'x/apps/y.ts', true],
  ['/docs/', 'docs/a.md', true],
  ['**/logs', 'x/logs/a/b', true],
  ['a\\ b.md', 'a b.md', true],
  ['/.github/workflows/*.yml', '.github/workflows/deploy.yml', true],
])('%s on %s: %s', (pattern, path, matches) => {
  expect(matchCodeowners(parseCodeowners(`${pattern} @jane`).rules, path) !== undefined).toBe(matches);
});

test('the last match wins, and a rule without owners takes ownership away', () => {
  const { rules } = parseCodeowners('* @all-of-it # note\n/apps/ @acme/apps\n/apps/github\n');
  expect(matchCodeowners(rules, 'apps/x')?.owners).toEqual(['@acme/apps']);
  expect(matchCodeowners(rules, 'apps/github/x')?.owners).toEqual([]);
});

test('lines that GitHub skips are told', () => {
  expect(parseCodeowners('!a @x\n[ab] @x\n\\#a @x\nok @x\nbad jane').invalid).toEqual([1, 2, 3, 5]);
  expect(parseCodeowners(`${'*a'.repeat(51)} @x`).invalid).toEqual([1]);
});

test('a hostile pattern and 100,000 lines end quickly', () => {
  const start = performance.now();
  const { rules } = parseCodeowners(`${'*a'.repeat(50)}b @x\n`.repeat(5) + '/x/y.ts @acme/a\n'.repeat(99_000));
  expect(matchCodeowners(rules, 'a'.repeat(2000))).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(2000);
});

test('.github comes before the root, and the catch-all is named', () => {
  const files = [file('CODEOWNERS', '* @root'), file('.github/CODEOWNERS', '* @acme/all')];
  const batch = ownersCollector.normalise(files, context);
  expect(batch.entities.map((one) => one.name)).toEqual(['@acme/all']);
  expect(batch.coverage[0]?.complete).toBe(true);
  expect(attributeOwners(batch, files, context)).toEqual([]);
});
