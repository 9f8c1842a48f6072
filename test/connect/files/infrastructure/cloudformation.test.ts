import { describe, expect, it } from 'vitest';
import { all, collect, linked, only, told, value } from './read.ts';

const head = "AWSTemplateFormatVersion: '2010-09-09'\n";

describe('CloudFormation', () => {
  it('mints keys, for the user that it names', async () => {
    const batch = await collect({
      't.yaml': `${head}Resources:
  Bot: { Type: 'AWS::IAM::User', Properties: { UserName: claims-bot } }
  Key: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: !Ref Bot } }
  Maybe: { Type: 'AWS::IAM::AccessKey', Condition: Legacy, Properties: { UserName: { Ref: Bot } } }
`,
    });
    expect(linked(batch, only(batch, 'identity'), 'holds')).toEqual(['Key', 'Maybe']);
    expect(all(batch, 'credential').map((one) => [told(one), value(one.status)])).toEqual([
      ['t.yaml:4 Key aws.access-key provider-only', 'active'],
      ['t.yaml:5 Maybe aws.access-key provider-only', 'unknown: not-rendered'],
    ]);
  });

  const role = (json: boolean) => {
    const properties = {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } } }],
      },
      ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AdministratorAccess']] }],
      Policies: [
        { PolicyName: 'own', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: { 'Fn::GetAtt': 'B.Arn' } }] } },
      ],
    };
    const template = { AWSTemplateFormatVersion: '2010-09-09', Resources: { R: { Type: 'AWS::IAM::Role', Properties: properties } } };
    if (json) return { 't.json': JSON.stringify(template) };
    return {
      't.yaml': `${head}Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: !Sub 'arn:aws:iam::\${AWS::AccountId}:root' } }] }
      ManagedPolicyArns: [!Join ['', ['arn:', !Ref 'AWS::Partition', ':iam::aws:policy/AdministratorAccess']]]
      Policies: [{ PolicyName: own, PolicyDocument: { Statement: [{ Effect: Allow, Action: '*', Resource: !GetAtt B.Arn }] } }]
`,
    };
  };
  it.each([
    ['YAML with tags', false],
    ['JSON in long form', true],
  ])('reads roles in %s', async (_name, json) => {
    const batch = await collect(role(json));
    expect(linked(batch, only(batch, 'identity'), 'attached')).toEqual(['AdministratorAccess', 'own']);
    expect(value(only(batch, 'trust').tightness)).toBe('bounded');
    expect(all(batch, 'policy').map((one) => value(one.document))).toEqual([
      '{"ManagedPolicy":"arn:aws:iam::aws:policy/AdministratorAccess"}',
      '{"Statement":[{"Action":"*","Effect":"Allow","Resource":"${B.Arn}"}]}',
    ]);
  });

  it('literals: hidden parameters, secret properties', async () => {
    const batch = await collect({
      't.yaml': `${head}Parameters:
  Hidden: { Type: String, NoEcho: true, Default: kd82hsLq0zz1 }
  Size: { Type: String, Default: kd82hsLq0zz1 }
Resources:
  Db: { Type: 'AWS::RDS::DBInstance', Properties: { MasterUserPassword: hG7kd92hsQ1zz } }
  Ok: { Type: 'AWS::RDS::DBInstance', Properties: { MasterUserPassword: !Ref Hidden } }
  Dynamic: { Type: 'AWS::RDS::DBInstance', Properties: { MasterUserPassword: '{{resolve:secretsmanager:db:SecretString:password}}' } }
`,
    });
    expect(all(batch, 'credential').map(told)).toEqual([
      't.yaml:6 Db.MasterUserPassword database.password literal',
      't.yaml:3 Hidden password literal',
    ]);
  });

  it('SAM: a function without a role gets one, with its policies', async () => {
    const batch = await collect({
      't.yaml': `${head}Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies: [AdministratorAccess, { S3ReadPolicy: { BucketName: !Ref B } }, { Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] }]
`,
    });
    expect(linked(batch, only(batch, 'workload'), 'runs-as')).toEqual(['FRole']);
    expect(linked(batch, only(batch, 'identity'), 'attached')).toEqual([
      'AWSLambdaBasicExecutionRole',
      'AdministratorAccess',
      'inline',
      'policy',
    ]);
    expect(batch.coverage[0]?.complete).toBe(true);
  });

  it('a macro adds what nobody can see; another YAML file is none of it', async () => {
    const macro = await collect({ 't.yaml': `${head}Transform: [Own]\nResources: { B: { Type: 'AWS::S3::Bucket' } }\n` });
    expect(macro.gaps.filter((gap) => gap.dataset !== undefined).map((gap) => gap.reason)).toEqual(['not-rendered']);
    const other = await collect({ 'schema.json': '{"AWS::IAM::Role": {"Resources": 1}}' });
    expect([other.entities, other.coverage[0]?.complete]).toEqual([[], true]);
  });
});
