import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/index.ts';
import { commandInHome, root } from '../support/command.ts';

const { run, folder } = await commandInHome();
const target = join(root, 'examples/claims-assistant-ready');

/** A configuration that names one extension with this text; it may import what the package exports. */
async function configured(extension: string, configuration = 'extensions: [./extension.mjs]\n'): Promise<string> {
  const exported = JSON.stringify(join(root, 'dist/src/index.js'));
  const path = await folder({ 'extension.mjs': extension.replaceAll('NHI_READY', exported), 'nhi-ready.yaml': configuration });
  for (const file of ['owners.csv']) await copyFile(join(target, file), join(path, file));
  return join(path, 'nhi-ready.yaml');
}

const check = (evaluate: string, more = '') => `import { defineCheck, defineExtension } from NHI_READY;
const one = defineCheck({ id: 'secret-exposure/ours', title: 'Ours', theme: 'secret-exposure', subject: ['agent'], severity: { base: 'critical' },
  why: 'w', fix: 'f', references: [], options: {}, examples: [], ${more} evaluate(one, { graph }) { ${evaluate} } });
export default defineExtension({ name: 'ours', checks: [one] });`;

describe('an extension that cannot be used is exit 2 with its name, before anything is collected', () => {
  test.each([
    ['is not there', '', 'extensions: [./nowhere.mjs]\n', 'nowhere.mjs'],
    ['is not installed', '', 'extensions: [no-such-package-here]\n', 'no-such-package-here'],
    ['does not parse', 'export default {', undefined, 'extension.mjs'],
    ['throws when it is loaded', "throw new Error('at once')", undefined, 'at once'],
    ['exports nothing', 'export const a = 1;', undefined, 'default export'],
    ['brings what no extension can', "export default { name: 'ours', conectors: [] };", undefined, 'conectors'],
    [
      'brings a check without a theme',
      check('return []').replace("theme: 'secret-exposure'", "theme: 'nothing'"),
      undefined,
      'checks.0.theme',
    ],
    [
      'brings a check that exists',
      check('return []').replace('secret-exposure/ours', 'secret-exposure/not-in-files'),
      undefined,
      'exists already',
    ],
  ])('%s', async (_name, text, configuration, said) => {
    const config = await configured(text, configuration);
    const { code, err, out } = await run(['scan', target, '--config', config]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(said);
  });
});

describe('a check that misbehaves leaves the answer open, and the report whole', () => {
  test.each([
    ['throws', "throw new Error('boom')"],
    ['gives nothing', 'return undefined'],
    ['gives an empty list', 'return []'],
    ['gives a promise', "return Promise.resolve({ outcome: 'pass', evidence: [{ fields: [] }] })"],
    ['gives an outcome that is none', "return { outcome: 'passed', evidence: [] }"],
    ['passes on no evidence', "return { outcome: 'pass', evidence: [] }"],
    ['does not say what is missing', "return { outcome: 'unknown', message: 'm', gaps: [], evidence: [] }"],
    ['names a gap that is none', "return { outcome: 'unknown', message: 'm', gaps: ['x'], evidence: [] }"],
    [
      'throws over its severity',
      "return { outcome: 'pass', evidence: [{ fields: [] }] }",
      "severity: { base: 'low', adjust: [{ when() { throw new Error('x') }, to: 'critical', why: 'w' }] },",
    ],
  ])('%s', async (_name, evaluate, more = '') => {
    const config = await configured(check(evaluate, more));
    const { code, out } = await run(['scan', target, '--config', config, '--gate', 'pilot', '-f', 'json']);
    expect(code).toBe(3);
    const report: Report = JSON.parse(out);
    const found = report.systems.flatMap(({ findings }) => findings).filter((one) => one.check === 'secret-exposure/ours');
    expect(found.map(({ outcome, severity }) => `${outcome} ${severity}`)).toEqual(Array(5).fill('unknown critical'));
    expect(report.gaps.filter(({ about, reason }) => about.includes('secret-exposure/ours') && reason === 'failed')).toHaveLength(5);
    expect(report.options.some((option) => /^extension=ours sha256:[0-9a-f]{64}$/.test(option))).toBe(true);
  });

  test('one that behaves is judged like ours', async () => {
    const config = await configured(check("return { outcome: 'fail', message: one.name + ' is not ours', evidence: [] }"));
    const { code, out } = await run(['scan', target, '--config', config, '--gate', 'pilot']);
    expect([code, out.includes('is not ours')]).toEqual([1, true]);
  });
});

test('a format that throws is named, the others are written, and the decision is said', async () => {
  const config = await configured(
    "export default { name: 'ours', reporters: [{ id: 'bad', title: 't', mediaType: 'text/plain', render() { throw new Error('no ink') } }] };",
  );
  const { code, out, err } = await run(['scan', target, '--config', config, '-f', 'bad=bad.txt', '-f', 'terminal'], {
    cwd: join(config, '..'),
  });
  expect(code).toBe(70);
  expect(err).toMatch(/bad: no ink[\s\S]*the decision stands/);
  expect(out).toContain('gate pilot');
});

test('the example of an extension works', async () => {
  const config = join(root, 'examples/extension/nhi-ready.yaml');
  const { code, out } = await run(['scan', join(root, 'examples/claims-assistant'), '--config', config, '-f', 'one-line']);
  expect([code, out]).toEqual([1, expect.stringMatching(/^claims-assistant: not-ready \(\d+ block\)\n$/)]);
});
