import { describe, expect, it } from 'vitest';
import { infrastructureCollector } from '../../../../src/connect/files/infrastructure/index.ts';
import { all, collect, linked, only, told, value } from './read.ts';

const resource = (address: string, values: object) => {
  const [type, name] = address.replace(/^module\.\w+\./, '').split('.');
  return { address, mode: 'managed', type, name, values };
};
const plan = (resources: object[], modules: object[] = [], configuration: object[] = []) =>
  JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: { root_module: { resources, child_modules: modules } },
    configuration: { root_module: { resources: configuration } },
  });

describe('a plan', () => {
  it('fills in what the code leaves to expressions, at the place of the code', async () => {
    const code = `
variable "principal" {}
resource "aws_iam_role" "ci" {
  name               = var.name
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = var.principal }] })
}`;
    const before = only(await collect({ 'main.tf': code }), 'trust');
    expect(value(before.tightness)).toBe('unknown: not-rendered');
    const trust = '{"Statement":[{"Effect":"Allow","Principal":"*"}]}';
    const batch = await collect({
      'main.tf': code,
      'plan.json': plan([resource('aws_iam_role.ci', { name: 'ci', assume_role_policy: trust })]),
    });
    const after = only(batch, 'trust');
    expect([value(after.tightness), after.places[0]?.file?.path]).toEqual(['open', 'main.tf']);
    expect(only(batch, 'identity').name).toBe('ci');
  });

  it('shows what modules make, and closes their gap', async () => {
    const code = 'module "user" { source = "acme/user/aws" }';
    expect((await collect({ 'main.tf': code })).coverage[0]?.complete).toBe(false);
    const batch = await collect({
      'main.tf': code,
      'plan.json': plan([], [{ resources: [resource('module.user.aws_iam_access_key.this', { user: 'bot' })] }]),
    });
    expect(batch.coverage[0]?.complete).toBe(true);
    expect(all(batch, 'credential').map(told)).toEqual(['plan.json:1 module.user.aws_iam_access_key.this aws.access-key provider-only']);
  });

  it('links by reference what only apply will tell, and counts instances', async () => {
    const batch = await collect({
      'plan.json': plan(
        [
          resource('aws_iam_user.bot', { name: 'bot' }),
          resource('aws_iam_access_key.bot', { user: null }),
          resource('aws_iam_access_key.more["a"]', { user: 'bot' }),
        ],
        [],
        [{ address: 'aws_iam_access_key.bot', expressions: { user: { references: ['aws_iam_user.bot.id', 'aws_iam_user.bot'] } } }],
      ),
    });
    expect(linked(batch, only(batch, 'identity'), 'holds')).toEqual(['aws_iam_access_key.bot', 'aws_iam_access_key.more["a"]']);
  });
});

describe('a state file', () => {
  const state = JSON.stringify({
    version: 4,
    terraform_version: '1.11.4',
    outputs: { db_password: { value: 'kd82hsLq0zz1', sensitive: true } },
    resources: [
      { mode: 'managed', type: 'aws_iam_access_key', name: 'bot', instances: [{ attributes: { id: 'AKIAQWERTYUIOPASDFGH', secret: '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' } }] },
      { mode: 'managed', type: 'aws_s3_bucket', name: 'logs', instances: [{ attributes: { bucket: 'acme-logs' } }] },
    ],
  }); // prettier-ignore

  it('is one container, and each sensitive value in it a credential', async () => {
    const batch = await collect({ 'terraform.tfstate': state });
    expect(all(batch, 'credential').map((one) => [one.name, one.form])).toEqual([
      ['aws_iam_access_key.bot.secret', 'aws.access-key'],
      ['output.db_password', 'database.password'],
      ['terraform.tfstate', 'terraform.state'],
    ]);
    const container = all(batch, 'credential').find((one) => one.form === 'terraform.state');
    expect(container?.labels).toEqual([
      { name: 'resources', value: '3' },
      { name: 'sensitive values', value: '2' },
      { name: 'forms', value: 'AWS access key 1, database password 1' },
    ]);
    expect([container?.confidence, container?.fingerprints]).toEqual(['high', []]);
  });

  it.each([
    ['terraform.tfstate', true],
    ['terraform.tfstate.backup', true],
    ['env/prod.tfstate', true],
    ['terraform.tfstate.1700000000.backup', true],
    ['main.tf', true],
    ['main.tofu', true],
    ['prod.auto.tfvars', true],
    ['README.md', false],
  ])('%s is read: %s', (path, wanted) => expect(infrastructureCollector.wants(path)).toBe(wanted));

  it('one of a test is doubted; one that is no JSON is a gap; an old one is read', async () => {
    const batch = await collect({
      'test/fixtures/a.tfstate': state,
      'broken.tfstate': '{',
      'old.tfstate': JSON.stringify({ version: 3, modules: [{ resources: { 'aws_db_instance.main': { type: 'aws_db_instance', primary: { attributes: { password: 'kd82hsLq0zz1' } } } } }] }),
    }); // prettier-ignore
    const containers = all(batch, 'credential').filter((one) => one.form === 'terraform.state');
    expect(containers.map((one) => [one.name, one.confidence])).toEqual([
      ['broken.tfstate', 'low'],
      ['old.tfstate', 'high'],
      ['a.tfstate', 'medium'],
    ]);
    expect(all(batch, 'credential').map((one) => one.name)).toContain('aws_db_instance.main.password');
  });
});
