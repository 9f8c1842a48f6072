import { describe, expect, it } from 'vitest';
import { all, collect, terraform, value } from './read.ts';

describe('what is not HCL is a gap with its line, and the rest is read', () => {
  it.each([
    ['half a block', 'resource "aws_iam_role" "x" {\n  name = "', 2],
    ['no value', 'resource "aws_iam_role" "x" {\n  name = \n}', 2],
    ['words', 'this is\nno terraform at all', 1],
    ['a conflict', '<<<<<<< HEAD\nlocals {}\n=======\n>>>>>>> b', 1],
  ])('%s', async (_name, text, line) => {
    const batch = await collect({ 'broken.tf': text, 'good/main.tf': 'resource "aws_iam_access_key" "bot" {}' });
    const gap = batch.gaps.find((one) => one.dataset !== undefined);
    expect([gap?.reason, gap?.place?.file?.path]).toEqual(['unparsable', 'broken.tf']);
    expect(gap?.place?.file?.line).toBeGreaterThanOrEqual(line);
    expect(batch.coverage[0]?.complete).toBe(false);
    expect(all(batch, 'credential')).toHaveLength(1);
  });

  it('what could not be read may attach anything to any identity', async () => {
    const batch = await collect({ 'a.tf': 'resource "aws_iam_role" "r" { name = "r" }', 'b.tf': 'resource "aws_iam_role_policy" {' });
    expect(all(batch, 'policy').map((one) => value(one.document))).toEqual(['unknown: unparsable']);
  });
});

describe('what is made to hurt', () => {
  const locals = (count: number, times: number) =>
    Array.from({ length: count }, (_, at) => `l${at} = [${Array.from({ length: times }, () => `local.l${at + 1}`).join(', ')}]`).join('\n');
  it.each([
    ['deep lists', `locals { a = ${'['.repeat(10_000)}${']'.repeat(10_000)} }`],
    ['deep blocks', `resource "aws_iam_role" "r" {${' a {'.repeat(5_000)}${'}'.repeat(5_000)} }`],
    ['deep calls', `resource "aws_iam_role" "r" { name = ${'jsonencode('.repeat(5_000)}1${')'.repeat(5_000)} }`],
    ['locals in a circle', 'locals {\n a = local.b\n b = "${local.a}-x"\n }\nresource "aws_iam_role" "r" { name = local.a }'],
    ['locals that multiply', `locals {\n${locals(30, 10)}\n}\nresource "aws_iam_role" "r" { assume_role_policy = jsonencode(local.l0) }`],
    ['texts that multiply', `locals {\n${Array.from({ length: 40 }, (_, at) => `l${at} = "\${local.l${at + 1}}\${local.l${at + 1}}"`).join('\n')}\nl40 = "${'x'.repeat(10_000)}"\n}\nresource "aws_iam_role" "r" { name = local.l0 }`],
    ['a module that calls itself', 'module "me" { source = "./" }\nresource "aws_iam_role" "r" { name = module.me.name }'],
    ['many roles', Array.from({ length: 3_000 }, (_, at) => `resource "aws_iam_role" "r${at}" {}`).join('\n')],
    ['a wall of text', `# ${'x'.repeat(900_000)}`],
  ])('%s ends soon', async (_name, text) => {
    const start = performance.now();
    const batch = await terraform(text);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(JSON.stringify(batch).length).toBeLessThan(20_000_000);
  }); // prettier-ignore

  it.each([
    ['deep JSON', 't.json', `{"AWSTemplateFormatVersion":"x","Resources":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`],
    ['deep YAML', 't.yaml', `AWSTemplateFormatVersion: x\nResources: ${'{a: '.repeat(5_000)}1${'}'.repeat(5_000)}`],
    ['aliases that multiply', 't.yaml', `AWSTemplateFormatVersion: x\nA: &a [x,x,x,x,x,x,x,x,x,x]\nB: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nC: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nD: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\nE: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nResources: { R: { Type: 'AWS::IAM::Role', Properties: { Tags: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e] } } }`],
    ['an alias of itself', 't.yaml', `AWSTemplateFormatVersion: x\nResources: &r { R: { Type: 'AWS::IAM::Role', Properties: *r } }`],
    ['a deep plan', 'p.json', `{"format_version":"1","planned_values":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`],
    ['a deep state', 's.tfstate', `{"resources":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ])('%s ends soon', async (_name, path, text) => {
    const start = performance.now();
    await collect({ [path]: text });
    expect(performance.now() - start).toBeLessThan(5_000);
  }); // prettier-ignore

  it('a file larger than the limit is a gap', async () => {
    const batch = await terraform(`# ${'x'.repeat(1_100_000)}`);
    expect(batch.gaps.map((gap) => gap.reason)).toContain('too-large');
  });
});

describe('names that mean something to the machine', () => {
  it('are names like others', async () => {
    const batch = await collect({
      'main.tf': `
        resource "aws_iam_access_key" "__proto__" {}
        resource "__proto__" "constructor" { password = "kd82hsLq0zz1" }
        locals { __proto__ = "x" }
        resource "aws_iam_role" "r" { assume_role_policy = jsonencode({ __proto__ = { a = 1 }, Statement = [] }) }`,
      't.json': '{"AWSTemplateFormatVersion":"x","Resources":{"__proto__":{"Type":"AWS::IAM::AccessKey"}}}',
      'p.json':
        '{"format_version":"1","planned_values":{"root_module":{"resources":[{"address":"a.b","type":"toString","values":{"__proto__":{}}}]}}}',
    });
    expect(all(batch, 'credential').map((one) => one.name)).toEqual([
      '__proto__.constructor.password',
      'aws_iam_access_key.__proto__',
      '__proto__',
    ]);
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
  });
});
