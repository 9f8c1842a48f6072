import { describe, expect, it } from 'vitest';
import { all, collect, linked, only, terraform, told, value } from './read.ts';

describe('resources that mint credentials', () => {
  it.each([
    ['aws_iam_access_key', 'aws.access-key', 'never'],
    ['aws_iam_user_login_profile', 'aws.login-profile', 'never'],
    ['aws_iam_service_specific_credential', 'aws.service-specific', 'never'],
    ['google_service_account_key', 'google.service-account-key', 'never'],
    ['github_repository_deploy_key', 'github.deploy-key', 'never'],
    ['azuread_application_password', 'azure.client-secret', 'unknown: no-target'],
  ])('%s: %s ends %s', async (type, form, ends) => {
    const key = only(await terraform(`resource "${type}" "bot" {}`), 'credential');
    expect(told(key)).toBe(`main.tf:1 ${type}.bot ${form} provider-only`);
    expect(value(key.expiresAt)).toBe(ends);
    expect([key.id, key.origin]).toEqual([`github.com/acme/claims/main.tf#${type}.bot`, 'declared']);
  });

  it('a key for Bedrock is a Bedrock key; one with an end has one', async () => {
    const batch = await terraform(`
      resource "aws_iam_service_specific_credential" "model" { service_name = "bedrock.amazonaws.com" }
      resource "azuread_application_password" "bot" { end_date = "2027-01-01T00:00:00Z" }
      resource "azuread_application_password" "other" { end_date = var.end }`);
    expect(all(batch, 'credential').map((one) => [one.form, value(one.expiresAt)])).toEqual([
      ['aws.bedrock-api-key', 'never'],
      ['azure.client-secret', '2027-01-01T00:00:00Z'],
      ['azure.client-secret', 'unknown: not-rendered'],
    ]);
  });

  it('belongs to the identity that it is made for', async () => {
    const batch = await terraform(`
      resource "aws_iam_user" "bot" { name = "claims-bot" }
      resource "aws_iam_access_key" "bot" { user = aws_iam_user.bot.name }`);
    expect(linked(batch, only(batch, 'identity'), 'holds')).toEqual(['aws_iam_access_key.bot']);
  });

  it('whether a count makes one is unknown; a count of zero makes none', async () => {
    const batch = await terraform(`
      resource "aws_iam_access_key" "maybe" { count = var.legacy ? 1 : 0 }
      resource "aws_iam_access_key" "each" { for_each = toset(var.users) }
      resource "aws_iam_access_key" "never" { count = 0 }
      resource "aws_iam_access_key" "two" { count = 2 }`);
    expect(all(batch, 'credential').map((one) => [one.name, value(one.status)])).toEqual([
      ['aws_iam_access_key.each', 'unknown: not-rendered'],
      ['aws_iam_access_key.maybe', 'unknown: not-rendered'],
      ['aws_iam_access_key.two', 'active'],
    ]);
  });
});

describe('policies', () => {
  const statement = '{"Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"*"}]}';
  it.each([
    ['jsonencode', 'policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })', ''],
    ['a heredoc', `policy = <<-EOT\n  ${statement}\n  EOT`, ''],
    ['a quoted text', `policy = ${JSON.stringify(statement)}`, ''],
    ['a local', 'policy = local.rights', `locals { rights = jsonencode(local.body)\n body = ${statement.replaceAll('":', '" = ')} }`],
    [
      'a policy document',
      'policy = data.aws_iam_policy_document.rights.json',
      'data "aws_iam_policy_document" "rights" {\n statement {\n actions = ["s3:GetObject"]\n resources = ["*"]\n }\n }',
    ],
  ])('in %s are the same document', async (_name, policy, beside) => {
    const batch = await terraform(`
      ${beside}
      resource "aws_iam_role" "ci" { name = "ci" }
      resource "aws_iam_role_policy" "rights" {
        role = aws_iam_role.ci.id
        ${policy}
      }`);
    const document = value(only(batch, 'policy').document).replaceAll(/\["([^"]*)"\]/g, '"$1"');
    expect(document).toBe(statement);
    expect(linked(batch, only(batch, 'identity'), 'attached')).toEqual(['aws_iam_role_policy.rights']);
  });

  it('AWS managed ones are told by name; those of the account are not seen', async () => {
    const batch = await terraform(`
      resource "aws_iam_role" "ci" {
        managed_policy_arns = ["arn:\${data.aws_partition.now.partition}:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::111122223333:policy/own", var.more]
      }`);
    expect(all(batch, 'policy').map((one) => [one.name, value(one.document)])).toEqual([
      ['${var.more}', 'unknown: not-rendered'],
      ['ReadOnlyAccess', '{"ManagedPolicy":"arn:aws:iam::aws:policy/ReadOnlyAccess"}'],
      ['arn:aws:iam::111122223333:policy/own', 'unknown: no-target'],
    ]);
  });

  it('what an expression names stays marked', async () => {
    const batch = await terraform(`
      resource "aws_iam_role" "ci" {
        inline_policy {
          name = "own"
          policy = jsonencode({ Statement = concat([{ Effect = "Allow", Action = "s3:*", Resource = aws_s3_bucket.b.arn }], var.more) })
        }
      }`);
    expect(value(only(batch, 'policy').document)).toBe('{"Statement":{"Unresolved":"${concat(…)}"}}');
  });

  it('a module that is handed a role may attach to it', async () => {
    const batch = await terraform(`
      resource "aws_iam_role" "ci" { name = "ci" }
      module "rights" {
        source = "terraform-aws-modules/iam/aws"
        role   = aws_iam_role.ci.name
      }`);
    expect(linked(batch, only(batch, 'identity'), 'attached')).toEqual(['rights that were not seen']);
    expect(batch.coverage[0]?.complete).toBe(false);
  });
});

describe('literals in secret fields', () => {
  it('are credentials at their place, named by their address', async () => {
    const batch = await collect({
      'main.tf': `resource "aws_db_instance" "main" {
  password = "kd82hsLq0zz1"
  username = "administrator"
}
variable "api_key" {
  default = "q8Zk2LmN4pR7tV9xB3cD"
}
provider "datadog" {
  api_key = "0123456789abcdef0123456789abcdee"
}
resource "github_actions_secret" "token" {
  secret_name     = "TOKEN"
  plaintext_value = "hR5nQ8wE2yT6uI1oP9aS"
}
`,
      'prod.tfvars': 'db_password = "hG7kd92hsQ1zz"\nregion = "eu-west-1"\n',
    });
    expect(all(batch, 'credential').map(told)).toEqual([
      'main.tf:2 aws_db_instance.main.password database.password literal',
      'main.tf:13 github_actions_secret.token.plaintext_value github.actions-secret literal',
      'main.tf:9 provider.datadog.api_key api-key literal',
      'main.tf:6 var.api_key api-key literal',
      'prod.tfvars:1 var.db_password database.password literal',
    ]);
  });

  it('references are none', async () => {
    const batch = await terraform(`resource "aws_db_instance" "main" {
      password = var.password
      master_password = data.aws_secretsmanager_secret_version.db.secret_string
      token = "\${local.prefix}-\${random_id.x.hex}"
      tags = { secret = "kd82hsLq0zz1" }
    }`);
    expect(all(batch, 'credential')).toEqual([]);
  });

  it('no value leaves the collector', async () => {
    const canary = 'Zq7CanaryX42kLmP9';
    const batch = await collect({
      'main.tf': `
        variable "password" { default = "${canary}" }
        resource "kubernetes_secret" "s" { data = { password = "${canary}" } }
        resource "aws_iam_role" "r" { assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = "111122223333" },
          Condition = { StringEquals = { "sts:ExternalId" = "${canary}" } } }] }) }
        resource "aws_secretsmanager_secret_version" "v" { secret_string = jsonencode({ password = "${canary}" }) }
        resource "broken" "b" { password = "${canary}`,
      'a.tfstate': `{"version":4,"resources":[{"type":"random_password","name":"p","instances":[{"attributes":{"result":"${canary}"}}]}]}`,
      'b.tfstate': `{"password": "${canary}`,
      't.yaml': `AWSTemplateFormatVersion: x\nParameters: { P: { NoEcho: true, Default: ${canary} } }\nResources: { K: { Type: 'AWS::RDS::DBInstance', Properties: { MasterUserPassword: ${canary} } } }`,
    });
    expect(all(batch, 'credential').length).toBeGreaterThan(5);
    expect(JSON.stringify(batch)).not.toContain(canary);
  });
});

describe('agents and workloads', () => {
  it('run as the role that the code gives them', async () => {
    const batch = await terraform(`
      resource "aws_iam_role" "agent" { name = "claims" }
      resource "aws_bedrockagent_agent" "claims" {
        agent_name              = "claims-assistant"
        agent_resource_role_arn = aws_iam_role.agent.arn
      }
      resource "aws_bedrockagentcore_agent_runtime" "chat" {
        role_arn = "arn:aws:iam::111122223333:role/chat"
        authorizer_configuration {
          custom_jwt_authorizer { discovery_url = "https://login.acme.example" }
        }
      }
      resource "aws_lambda_function" "tool" { role = var.role }`);
    const agents = all(batch, 'agent');
    expect(agents.map((one) => [one.name, one.platform, value(one.inboundAuth), linked(batch, one, 'runs-as')])).toEqual([
      ['claims-assistant', 'bedrock-agent', 'platform', ['claims']],
      ['aws_bedrockagentcore_agent_runtime.chat', 'agentcore-runtime', 'oauth', ['chat']],
    ]);
    const [lambda] = all(batch, 'workload');
    expect(lambda && linked(batch, lambda, 'runs-as')).toEqual(['${var.role}']);
  });
});

describe('JSON syntax', () => {
  it('says the same', async () => {
    const batch = await collect({
      'main.tf.json': JSON.stringify({
        resource: {
          aws_iam_user: { bot: { name: 'claims-bot' } },
          aws_iam_access_key: { bot: { user: '${aws_iam_user.bot.name}' } },
        },
        variable: { password: { default: 'kd82hsLq0zz1' } },
      }),
    });
    expect(all(batch, 'credential').map((one) => one.name)).toEqual(['aws_iam_access_key.bot', 'var.password']);
    expect(linked(batch, only(batch, 'identity'), 'holds')).toEqual(['aws_iam_access_key.bot']);
  });
});
