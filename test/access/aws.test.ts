import { describe, expect, it } from 'vitest';
import { awsCapabilities } from '../../src/access/aws.ts';

const allow = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const read = (...statements: object[]) => awsCapabilities(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const kinds = (...statements: object[]) => [...new Set(read(...statements).capabilities.map((one) => one.kind))].toSorted();
const unread = (...statements: object[]) => read(...statements).unread.map((one) => `${one.reason}: ${one.about}`);

describe('what actions let their holder do', () => {
  it.each([
    ['*', ['administer']],
    ['*:*', ['administer']],
    ['iam:PutRolePolicy', ['escalate', 'write-data']],
    ['iam:Attach*', ['escalate', 'write-data']],
    ['iam:*', ['assume-identity', 'change-guardrail', 'delete-data', 'escalate', 'mint-credential', 'read-data', 'write-data']],
    ['iam:CreateAccessKey', ['mint-credential', 'write-data']],
    ['sts:AssumeRole', ['assume-identity']],
    ['secretsmanager:GetSecretValue', ['read-data', 'read-secret']],
    ['secretsmanager:Get*', ['read-data', 'read-secret']],
    ['kms:Decrypt', ['read-secret']],
    ['s3:GetObject', ['read-data']],
    ['s3:*', ['change-guardrail', 'delete-data', 'read-data', 'write-data']],
    ['S3:GETOBJECT', []],
    ['dynamodb:DeleteTable', ['delete-data']],
    ['cloudtrail:StopLogging', ['change-logging', 'write-data']],
    ['bedrock:InvokeModel', []],
    ['lambda:UpdateFunctionCode', ['deploy', 'execute-code', 'write-data']],
  ])('%s: %s', (action, expected) => expect(kinds(allow(action))).toEqual(expected));

  it('passing any role is a way to more; passing one is not', () => {
    expect(kinds(allow('iam:PassRole'))).toContain('escalate');
    expect(kinds(allow('iam:PassRole', 'arn:aws:iam::1:role/task'))).toEqual(['assume-identity']);
    expect(kinds(allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': 'ecs.amazonaws.com' } } }))).toEqual([
      'assume-identity',
    ]);
  });

  it('on what, by which actions, under which conditions', () => {
    const condition = { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-west-2'] } };
    expect(read(allow(['s3:PutObject', 's3:CopyObject'], 'arn:aws:s3:::b/*', { Condition: condition })).capabilities).toEqual([
      {
        kind: 'write-data',
        on: 'arn:aws:s3:::b/*',
        words: ['s3:CopyObject', 's3:PutObject'],
        conditions: ['StringEquals aws:RequestedRegion eu-west-1, eu-west-2'],
      },
    ]);
  });

  it.each([
    ['AdministratorAccess', ['administer'], 0],
    ['job-function/ViewOnlyAccess', ['read-data'], 0],
    ['AmazonBedrockFullAccess', [], 1],
  ])('the managed policy %s: %s', (name, expected, missing) => {
    const rights = awsCapabilities(JSON.stringify({ ManagedPolicy: `arn:aws:iam::aws:policy/${name}` }));
    expect([rights.capabilities.map((one) => one.kind), rights.unread.length]).toEqual([expected, missing]);
  });
});

describe('what could not be told is said', () => {
  it.each([
    [allow('acme:*'), 'unsupported: what acme:* allows'],
    [allow('s3:*Object'), 'unsupported: what s3:*Object allows'],
    [allow('ec2:D*'), 'unsupported: what ec2:D* allows'],
    [allow('*', 'arn:aws:s3:::b'), 'unsupported: what every action on single resources allows'],
    [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, 'unsupported: what a NotAction statement allows'],
    [{ Effect: 'Allow', Action: 's3:*', NotResource: 'a' }, 'unsupported: what a NotResource statement reaches'],
    [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }, 'unsupported: what is left after a Deny statement'],
    [{ Unresolved: '${var.more}' }, 'not-rendered: a statement that an expression makes'],
    [allow('${var.action}'), 'not-rendered: actions that an expression names'],
    [{ Effect: '${var.effect}', Action: '*' }, 'not-rendered: a statement whose effect an expression decides'],
    [{ Effect: 'Allow', Action: '*' }, 'not-rendered: resources that an expression names'],
  ])('%j', (statement, about) => expect(unread(statement)).toContain(about));

  it("a variable of IAM's own is no expression", () => {
    expect(unread(allow('s3:GetObject', 'arn:aws:s3:::b/${aws:username}/*'))).toEqual([]);
  });

  it('what was read beside it still stands, unless something is denied', () => {
    expect(read(allow('*'), { Unresolved: 'x' })).toMatchObject({ capabilities: [{ kind: 'administer' }], denies: false });
    expect(read(allow('*'), { Effect: 'Deny', Action: 'iam:*', Resource: '*' })).toMatchObject({ denies: true });
  });

  it.each(['', 'null', '[]', '"x"', '{"Statement":[null,1,"x",[]]}', '{"Statement":{"__proto__":1}}', '{}'])('no document: %s', (text) => {
    const rights = awsCapabilities(text);
    expect([rights.capabilities, rights.unread.length > 0]).toEqual([[], true]);
  });

  it('patterns made to be slow are not', () => {
    const start = performance.now();
    read(allow(Array.from({ length: 200 }, () => `iam:${'*a'.repeat(90)}`)));
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
