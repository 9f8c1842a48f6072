import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presetPrefilter, shapePrefilter } from '../../../../src/connect/files/secrets/index.ts';
import { shapeRules } from '../../../../src/connect/files/secrets/rules.ts';
import { lintText } from '../../../../src/connect/files/secrets/secretlint.ts';
import { credentialsIn, random, scan } from './scan.ts';

const preset = createRequire(import.meta.url).resolve('@secretlint/secretlint-rule-preset-recommend');
const source = await readFile(preset, 'utf8');

/** Every pattern that the preset's rules look for, as its code has them: a rule that a new version brings is here by itself. */
const presetPatterns = source
  .slice(source.indexOf('NPM_ACCESS_TOKEN_PATTERN'), source.indexOf('HTML_COMMENT_REGEXP'))
  .split('\n')
  .flatMap((line) => /(?:const \w+ =|const pattern =)\s+\/(.+)\/[a-z]*;\s*$/.exec(line)?.[1] ?? []);

/** Strings of a pattern; what must not stand beside a match is left to the text around it. */
function stringsOf(pattern: string): fc.Arbitrary<string> {
  const bare = pattern
    .replaceAll(/\(\?<?!(?:[^()]|\([^()]*\))*\)/g, '')
    .replaceAll(/\(\?<\w+>/g, '(')
    .replaceAll('\\b', '')
    .replaceAll('\\p{L}', 'a');
  return fc.stringMatching(new RegExp(`^(?:${bare})$`));
}

const contexts: readonly ((value: string) => string)[] = [
  (value) => `TOKEN=${value}\n`,
  (value) => `{"token": "${value}"}\n`,
  (value) => `token: '${value}'\n`,
  (value) => `<!-- secretlint-disable -->\nconst token = "${value}";\n`,
];

describe('no prefilter loses what its rules find', () => {
  test.each(shapeRules.map((rule) => [rule.form, rule.shape.source, rule] as const))('%s %s', (_form, pattern, rule) => {
    fc.assert(
      fc.property(stringsOf(pattern), fc.constantFrom(...contexts), (value, context) => {
        const text = context(value);
        rule.shape.lastIndex = 0;
        if (rule.shape.test(text)) expect([text, shapePrefilter.test(text), text.includes(rule.keyword)]).toEqual([text, true, true]);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('the patterns of the preset are all here', () => expect(presetPatterns.length).toBeGreaterThan(30));

  test.each(presetPatterns)('of the preset: %s', async (pattern) => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(stringsOf(pattern), fc.constantFrom(...contexts), async (value, context) => {
        const text = context(value);
        const hits = await lintText('app/settings.txt', text);
        found += hits.length;
        if (hits.length > 0) expect([text, presetPrefilter.test(text)]).toEqual([text, true]);
      }),
      { numRuns: 25, seed: 1 },
    );
    // A pattern whose strings the rule never reports proves nothing; those need a checksum or a name beside them.
    expect({ pattern, found: found > 0 || needsMore.some((one) => pattern.includes(one)) }).toEqual({ pattern, found: true });
  });
});

/** Patterns that a rule reports only together with more: a decoded key, a user and a password, a payload. */
const needsMore: readonly string[] = ['PRIVATE KEY', '^(MI', 'ops_', 'mongodb', 'mysql', 'postgres', 'SG\\.'];

test('over real files, the filtered run finds what the unfiltered one finds', async () => {
  const root = join(preset, '../../../../..');
  const texts = new Set(['.js', '.ts', '.json', '.md', '.yml', '.yaml', '.toml', '.mjs', '.cjs', '']);
  let bytes = 0;
  let hits = 0;
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !texts.has(extname(entry.name)) || bytes > 12_000_000) continue;
    const text = await readFile(join(entry.parentPath, entry.name), 'utf8');
    if (text.length > 200_000) continue;
    bytes += text.length;
    if (presetPrefilter.test(text)) continue;
    // What the prefilter leaves out must hold nothing.
    hits += (await lintText(entry.name, text)).length;
  }
  expect(bytes).toBeGreaterThan(5_000_000);
  expect(hits).toBe(0);
});

test('a comment that asks to be spared is reported, not obeyed', async () => {
  const ours = ['sk-ant', 'api03', random('ours', 95)].join('-');
  // Only secretlint knows this one.
  const theirs = ['tskey', 'auth', random('a', 20), random('b', 32)].join('-');
  for (const comment of ['secretlint-disable', 'gitleaks:allow', 'pragma: allowlist secret'])
    for (const value of [ours, theirs])
      expect(await credentialsIn('app.py', `# ${comment}\nkey = "${value}"  # ${comment}\n`)).toHaveLength(1);
  const { coverage } = await scan({ 'app.py': `key = "${ours}"  # secretlint-disable-line\n` });
  expect(coverage[0]?.read).toContainEqual({ what: 'inline suppressions not obeyed', count: 1 });
});
