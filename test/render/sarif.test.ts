import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/index.ts';
import { sarif } from '../../src/render/sarif.ts';
import { finding, hostileReport, reportOf, system } from './sample-report.ts';

const schemaFile = new URL('../../../shared/frameworks/schemas/sarif-2.1.0.schemastore.json', import.meta.url);

function rendered(report: Report) {
  return JSON.parse(sarif.render(report)).runs[0];
}

// A fork has no copy of the publisher's schema; our own pipeline does and allows no skip.
const schemaMissing = !existsSync(schemaFile) && process.env['NHI_READY_NO_SKIPS'] !== '1';

describe.skipIf(schemaMissing)("the publisher's schema (skipped where shared/frameworks/schemas is missing)", () => {
  test.each([
    ['a small report', reportOf([system([finding('aa'), finding('bb', { severity: 'info', outcome: 'waived', answeredBy: 'W-1' })])])],
    ['a report without a finding', reportOf([system([])])],
    ['hostile names', hostileReport()],
  ])('takes %s', (_name, report) => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    formats.default(ajv);
    const valid = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
    valid(JSON.parse(sarif.render(report)));
    expect(valid.errors ?? []).toEqual([]);
  });
});

describe('results', () => {
  test('are the fails and waived fails that stand in a file, gravest first, once for several systems', () => {
    const low = finding('aa', { severity: 'low' });
    const grave = finding('bb');
    const waived = finding('cc', { outcome: 'waived', answeredBy: 'W-1' });
    const unseen = finding('dd', { outcome: 'unknown' });
    const platform = finding('ee', { place: { scope: 'aws', object: 'arn:aws:iam::1:role/x' } });
    const run = rendered(reportOf([system([low, grave, waived, unseen, platform]), system([low])]));
    expect(run.results.map((one: { partialFingerprints: object }) => one.partialFingerprints)).toEqual(
      [grave, waived, low].map(({ fingerprint }) => ({
        'nhiReady/v1': fingerprint,
        primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`,
      })),
    );
    expect(run.results.map((one: { level: string }) => one.level)).toEqual(['error', 'error', 'note']);
    expect(run.results[0].suppressions).toBeUndefined();
    expect(run.results[1].suppressions).toMatchObject([{ kind: 'external', status: 'accepted' }]);
    expect(JSON.stringify(run.invocations)).toContain('only in the report itself: 1.');
  });

  test('keep their line hash when the finding moves to another line', () => {
    const at = (line: number) =>
      rendered(reportOf([system([finding('aa', { place: { scope: 's', file: { path: 'a.yml', line } } })])])).results[0];
    expect(at(90).partialFingerprints).toEqual(at(3).partialFingerprints);
    expect(at(90).locations[0].physicalLocation.region).toEqual({ startLine: 90 });
  });

  test('name a place as a relative URI, and never one outside the root', () => {
    const of = (path: string) =>
      rendered(reportOf([system([finding('aa', { place: { scope: 's', file: { path, line: 1 } } })])])).results.map(
        (one: { locations: { physicalLocation: { artifactLocation: unknown } }[] }) => one.locations[0]?.physicalLocation.artifactLocation,
      );
    expect(of('a b/ü:c%.yml')).toEqual([{ uri: 'a%20b/%C3%BC%3Ac%25.yml', uriBaseId: '%SRCROOT%' }]);
    expect(of('../../etc/passwd')).toEqual([]);
    expect(of('/etc/passwd')).toEqual([]);
  });

  test('cite the controls of their theme, in tags and as taxa', () => {
    const run = rendered(reportOf([system([finding('aa')])]));
    const [rule] = run.tool.driver.rules;
    expect(rule.properties).toEqual({
      tags: ['security', 'long-lived-credential', 'nist-csf-2.0/PR.AA-01'],
      precision: 'high',
      'security-severity': '9.5',
    });
    const [taxon] = run.results[0].taxa;
    expect(run.taxonomies[taxon.toolComponent.index].taxa[taxon.index].id).toBe('PR.AA-01');
    expect(rule.help.markdown).toContain('`${{ secrets.KEY }}`');
  });

  test('escape what a viewer would take for a placeholder, a link or a control', () => {
    const [result] = rendered(reportOf([system([finding('aa', { message: '{0} [x](http://y) \\ \u001b[2J \u202e' })])])).results;
    expect(result.message.text).toBe(String.raw`{{0}} \[x\](http://y) \\ \\u{{1b}}\[2J \\u{{202e}}`);
    expect(sarif.render(hostileReport())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066\u200b\u2028]/);
  });

  test('end at the limit of GitHub, and the run says so', () => {
    const many = Array.from({ length: 25_003 }, (_, index) =>
      finding(`${index}`.padStart(8, '0'), { severity: index < 3 ? 'low' : 'high' }),
    );
    const run = rendered(reportOf([system(many)]));
    expect(run.results).toHaveLength(25_000);
    expect(run.results.every((one: { level: string }) => one.level === 'error')).toBe(true);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toBe(
      'Only the 25000 gravest of 25003 findings are in this file.',
    );
  });
});

test('every gap is a notification: the run does not look complete when it is not', () => {
  const run = rendered(reportOf([system([])]));
  expect(run.invocations[0].toolExecutionNotifications[0].message.text).toBe(
    'Nobody could see who may approve production because no target of this run could show it; to see it: add the target github:acme/claims.',
  );
});
