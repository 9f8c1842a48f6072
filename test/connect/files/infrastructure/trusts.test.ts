import { describe, expect, it } from 'vitest';
import { all, githubTrust, linked, only, terraform, trustOf, value } from './read.ts';

const sub = (operator: string, ...subjects: string[]) =>
  `${operator} = { "token.actions.githubusercontent.com:sub" = ${JSON.stringify(subjects)} }`;
const claim = (operator: string, name: string, text: string) =>
  `${operator} = { "token.actions.githubusercontent.com:${name}" = "${text}" }`;

describe("GitHub's tokens", () => {
  it.each([
    ['one environment', sub('StringEquals', 'repo:acme/claims:environment:production'), 'exact'],
    ['two named environments', sub('StringEquals', 'repo:acme/claims:environment:a', 'repo:acme/claims:environment:b'), 'exact'],
    ['immutable ids', sub('StringEquals', 'repo:acme@12/claims@34:ref:refs/heads/main'), 'exact'],
    ['any ref', sub('StringLike', 'repo:acme/claims:*'), 'bounded'],
    ['any branch', sub('StringLike', 'repo:acme/claims:ref:refs/heads/*'), 'bounded'],
    ['pull requests', sub('StringEquals', 'repo:acme/claims:pull_request'), 'bounded'],
    ['any repository of an owner', sub('StringLike', 'repo:acme/*'), 'bounded'],
    ['the worse of two', sub('StringLike', 'repo:acme/claims:environment:a', 'repo:*'), 'open'],
    ['an owner that only begins so', sub('StringLike', 'repo:acme*/claims:*'), 'open'],
    ['everything', sub('StringLike', '*'), 'open'],
    ['a star that StringEquals takes for itself', sub('StringEquals', 'repo:acme/*'), 'bounded'],
    ['ForAllValues, which holds when there is none', sub('"ForAllValues:StringLike"', 'repo:acme/claims:*'), 'open'],
    ['what it must not be', sub('StringNotEquals', 'repo:acme/claims:*'), 'open'],
    ['only the audience', claim('StringEquals', 'aud', 'sts.amazonaws.com'), 'open'],
    ['the id of a repository', claim('StringEquals', 'repository_id', '123'), 'bounded'],
    ['the id of an owner', claim('StringEquals', 'repository_owner_id', '123'), 'bounded'],
    ['one reusable workflow', claim('StringLike', 'job_workflow_ref', 'acme/flows/.github/workflows/deploy.yml@*'), 'exact'],
    ['nothing', '', 'open'],
  ])('%s: %s is %s', async (_name, conditions, tightness) => {
    expect(value((await githubTrust(conditions)).tightness)).toBe(tightness);
  });

  it('an input inside a pattern may be a star itself: unknown; inside StringEquals it is one word', async () => {
    const like = await githubTrust(
      'StringLike = { "token.actions.githubusercontent.com:sub" = "repo:${var.repository}:environment:prod" }',
    );
    expect(value(like.tightness)).toBe('unknown: not-rendered');
    const equal = await githubTrust(
      'StringEquals = { "token.actions.githubusercontent.com:sub" = "repo:${var.repository}/x:environment:prod" }',
    );
    expect(value(equal.tightness)).toBe('exact');
    const whole = await githubTrust('StringEquals = { "token.actions.githubusercontent.com:sub" = var.subjects }');
    expect(value(whole.tightness)).toBe('unknown: not-rendered');
  });

  it('the audience is told', async () => {
    expect(value((await githubTrust(sub('StringEquals', 'repo:a/b:environment:c'))).audience)).toBe('any');
    const both = `StringEquals = { "token.actions.githubusercontent.com:sub" = "repo:a/b:environment:c", "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }`;
    expect(value((await githubTrust(both)).audience)).toBe('sts.amazonaws.com');
  });

  it('the provider that the code makes tells the issuer', async () => {
    const batch = await terraform(`
      resource "aws_iam_openid_connect_provider" "github" { url = "https://token.actions.githubusercontent.com" }
      resource "aws_iam_role" "ci" {
        name = "ci"
        assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Federated = aws_iam_openid_connect_provider.github.arn } }] })
      }`);
    const trust = all(batch, 'trust').find((one) => one.name.includes('trust of ci'));
    expect([trust?.issuer, trust && value(trust.tightness)]).toEqual(['token.actions.githubusercontent.com', 'open']);
    expect(linked(batch, only(batch, 'identity'), 'trusted-by')).toEqual(['trust of ci in token.actions.githubusercontent.com']);
  });
});

const provider = (issuer: string) => `Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${issuer}" }`;
const eks = 'oidc.eks.eu-west-1.amazonaws.com/id/ABC';

describe('other issuers', () => {
  it.each([
    [eks, `StringEquals = { "${eks}:sub" = "system:serviceaccount:claims:bot" }`, 'exact'],
    [eks, `StringLike = { "${eks}:sub" = "system:serviceaccount:claims:*" }`, 'bounded'],
    [eks, `StringLike = { "${eks}:sub" = "system:serviceaccount:*:bot" }`, 'open'],
    [eks, `StringEquals = { "${eks}:aud" = "sts.amazonaws.com" }`, 'open'],
    ['gitlab.com', `StringLike = { "gitlab.com:sub" = "project_path:acme/claims:ref_type:branch:ref:main" }`, 'exact'],
    ['gitlab.com', `StringLike = { "gitlab.com:sub" = "project_path:acme/*:ref_type:branch:ref:main" }`, 'bounded'],
    ['gitlab.com', ``, 'open'],
    ['app.terraform.io', `StringLike = { "app.terraform.io:sub" = "organization:acme:project:p:workspace:w:run_phase:*" }`, 'exact'],
    ['app.terraform.io', `StringLike = { "app.terraform.io:sub" = "organization:*:workspace:w:*" }`, 'open'],
    ['oidc.circleci.com/org/1234', ``, 'bounded'],
    ['id.acme.example', `StringEquals = { "id.acme.example:sub" = "claims" }`, 'exact'],
    ['id.acme.example', `StringEquals = { "id.acme.example:aud" = "sts" }`, 'unknown: unsupported'],
  ])('%s with %s is %s', async (issuer, conditions, tightness) => {
    expect(value((await trustOf(`${provider(issuer)}, Condition = { ${conditions} }`)).tightness)).toBe(tightness);
  });
});

describe('other principals', () => {
  it.each([
    ['a service that takes roles from its own account', 'Principal = { Service = "lambda.amazonaws.com" }', 'service', 'exact'],
    ['a service in this region', 'Principal = { Service = "states.${var.region}.amazonaws.com" }', 'service', 'exact'],
    ['a service for many customers', 'Principal = { Service = "bedrock.amazonaws.com" }', 'service', 'bounded'],
    [
      'the same, for one account',
      'Principal = { Service = "bedrock.amazonaws.com" }, Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }',
      'service',
      'exact',
    ],
    ['an account', 'Principal = { AWS = "arn:aws:iam::111122223333:root" }', 'account', 'bounded'],
    ['the own account', 'Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }', 'account', 'bounded'],
    ['one role', 'Principal = { AWS = "arn:aws:iam::111122223333:role/deploy" }', 'account', 'exact'],
    ['an input', 'Principal = { AWS = var.trusted }', 'account', 'unknown: not-rendered'],
    ['everyone', 'Principal = "*"', 'anyone', 'open'],
    ['everyone, as an account', 'Principal = { AWS = "*" }', 'anyone', 'open'],
    [
      'everyone of an organisation',
      'Principal = { AWS = "*" }, Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1" } }',
      'anyone',
      'bounded',
    ],
    ['everyone with multi-factor', 'Principal = "*", Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }', 'anyone', 'open'],
    ['everyone but one', 'NotPrincipal = { AWS = "111122223333" }', 'anyone', 'open'],
    ['an expression', 'Principal = var.principal', 'anyone', 'unknown: not-rendered'],
  ])('%s', async (_name, statement, principal, tightness) => {
    const trust = await trustOf(statement);
    expect([trust.principal, value(trust.tightness)]).toEqual([principal, tightness]);
  });

  it('a Deny gives nobody anything; an unread document hides who', async () => {
    const denied = await terraform(
      `resource "aws_iam_role" "r" { assume_role_policy = jsonencode({ Statement = [{ Effect = "Deny", Principal = "*" }] }) }`,
    );
    expect(all(denied, 'trust')).toEqual([]);
    const unread = await terraform(`resource "aws_iam_role" "r" { assume_role_policy = file("trust.json") }`);
    expect(value(only(unread, 'trust').tightness)).toBe('unknown: not-rendered');
  });
});

describe('Google and Entra', () => {
  it.each([
    ['', 'open'],
    ['attribute_condition = "assertion.repository_owner == \'acme\'"', 'bounded'],
    ["attribute_condition = \"assertion.sub == 'repo:acme/claims:environment:prod' && assertion.repository_owner == 'acme'\"", 'exact'],
    ['attribute_condition = "assertion.repository.startsWith(\'acme/\')"', 'unknown: unsupported'],
    ['attribute_condition = var.condition', 'unknown: not-rendered'],
  ])('a workload identity provider with %s is %s', async (condition, tightness) => {
    const batch = await terraform(`resource "google_iam_workload_identity_pool_provider" "github" {
      ${condition}
      oidc { issuer_uri = "https://token.actions.githubusercontent.com" }
    }`);
    expect(value(only(batch, 'trust').tightness)).toBe(tightness);
  });

  it('a federated credential belongs to its application', async () => {
    const batch = await terraform(`
      resource "azuread_application" "bot" { display_name = "claims-bot" }
      resource "azuread_application_federated_identity_credential" "ci" {
        application_id = azuread_application.bot.id
        issuer    = "https://token.actions.githubusercontent.com"
        subject   = "repo:acme/claims:pull_request"
        audiences = ["api://AzureADTokenExchange"]
      }`);
    expect(value(only(batch, 'trust').tightness)).toBe('bounded');
    expect(linked(batch, only(batch, 'identity'), 'trusted-by')).toHaveLength(1);
  });
});
