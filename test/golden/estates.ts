import { gapOf, known, unknown, type Dataset, type Edge, type Entity, type Gap, type GapReason, type Inventory, type Plane } from '../../src/model/index.ts';
import {
  agent,
  alert,
  approval,
  credential,
  edge,
  guardrail,
  identity,
  log,
  owner,
  policy,
  scope,
  tool,
  trust,
  workload,
} from '../../src/model/sample.ts';
import { inventory } from '../support/inventory.ts';

/*
 * Three small estates as their planes would show them, written by hand: what is right, what is wrong, what nobody could
 * see. They prove that the checks ask about identities, credentials and agents, not about a vendor.
 */

interface Estate {
  readonly plane: Plane;
  readonly scope: string;
}

/** An entity of the estate, with the id and the name that its platform gives it. */
function place<E extends Entity>({ plane, scope: at }: Estate, entity: E, id: string, name: string): E {
  return { ...entity, id, name, plane, scope: at, origin: 'live', places: [{ scope: at, object: id }] };
}

function unseen({ scope: at }: Estate, about: string, reason: GapReason, closes: Gap['closes'], dataset?: Dataset): Gap {
  return gapOf({ collector: 'golden', scope: at, about, reason, detail: 'as the platform answered', closes, ...(dataset ? { dataset } : {}) });
}

/** An AWS account: two agents on one role, keys that never end, a trust that is open, logs that miss what agents do. */
export function awsAccount(): Inventory {
  const here: Estate = { plane: 'aws', scope: '111122223333' };
  const arn = (service: string, rest: string, region = 'eu-central-1') => `arn:aws:${service}:${region}:111122223333:${rest}`;
  const iam = (rest: string) => arn('iam', rest, '');
  const noAlerts = unseen(here, 'who is told of a change to IAM', 'denied', { by: 'permission', permission: 'events:ListRules' }, 'aws.alerts');
  const vault = unseen(here, 'when the key of claims-crm was rotated', 'unsupported', { by: 'attestation', hint: 'attest the rotation of claims-crm' });

  const account = place(here, scope('claims-prod', { type: 'account' }), '111122223333', 'claims-prod');
  const summary = place(here, agent('a', { platform: 'bedrock-agent', autonomy: known('asks-for-some') }), arn('bedrock', 'agent/CLAIMSUM01'), 'claims-summary');
  const triage = place(
    here,
    agent('a', { platform: 'agentcore-runtime', inboundAuth: known('none'), autonomy: known('never-asks'), triggers: known([{ who: 'anyone', how: 'InvokeAgentRuntime' }]) }),
    arn('bedrock-agentcore', 'runtime/claims_triage-8Hq2'),
    'claims_triage',
  );
  const role = place(here, identity('i', { form: 'aws.role' }), iam('role/claims-agents'), 'claims-agents');
  const deploy = place(here, identity('i', { form: 'aws.role' }), iam('role/deploy'), 'deploy');
  const people = place(here, identity('i', { form: 'aws.role' }), iam('role/aws-reserved/sso.amazonaws.com/ClaimsEngineer'), 'ClaimsEngineer');
  const linked = place(here, identity('i', { form: 'aws.role', providerManaged: true }), iam('role/aws-service-role/support'), 'AWSServiceRoleForSupport');
  const glass = place(here, identity('i', { form: 'aws.role', statedClass: 'break-glass', lastUsedAt: known(null) }), iam('role/break-glass'), 'break-glass');
  const batch = place(here, identity('i', { form: 'aws.user' }), iam('user/legacy-batch'), 'legacy-batch');
  const bedrockUser = place(here, identity('i', { form: 'aws.user' }), iam('user/BedrockAPIKey-x1'), 'BedrockAPIKey-x1');
  const oldKey = place(
    here,
    credential('c', {
      form: 'aws.access-key',
      keyId: known('AKIAEXAMPLEBATCH0001'),
      issuedAt: known('2025-05-01T09:00:00Z'),
      rotatedAt: known({ at: '2025-05-01T09:00:00Z' }),
      expiresAt: known('never'),
      stored: 'provider-only',
    }),
    iam('user/legacy-batch/key/2025-05-01T09:00:00Z'),
    'key of legacy-batch',
  );
  const bedrockKey = place(
    here,
    credential('c', { form: 'aws.bedrock-api-key', expiresAt: known('never'), stored: 'provider-only' }),
    iam('user/BedrockAPIKey-x1/service-specific/ACCAEXAMPLE01'),
    'Bedrock key of BedrockAPIKey-x1',
  );
  const crmKey = place(
    here,
    credential('c', { form: 'aws.agentcore-api-key-provider', expiresAt: unknown(vault.id), rotatedAt: unknown(vault.id), stored: 'platform-vault' }),
    arn('bedrock-agentcore', 'token-vault/default/apikeycredentialprovider/claims-crm'),
    'claims-crm',
  );
  const agentsPolicy = place(
    here,
    policy('p', { language: 'aws-iam', document: known('{"Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"arn:aws:s3:::claims-documents/*"}],"Version":"2012-10-17"}') }),
    iam('role/claims-agents/policy/data'),
    'data',
  );
  const admin = place(
    here,
    policy('p', { language: 'aws-iam', document: known('{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}') }),
    'arn:aws:iam::aws:policy/AdministratorAccess',
    'AdministratorAccess',
  );
  const fromGithub = place(
    here,
    trust('t', { issuer: 'https://token.actions.githubusercontent.com', subject: known('repo:acme/*'), tightness: known('open') }),
    iam('role/deploy/trust/0'),
    'trust of deploy',
  );
  const fromBedrock = place(here, trust('t', { principal: 'service', subject: known('bedrock.amazonaws.com'), audience: known(''), tightness: known('bounded') }), iam('role/claims-agents/trust/0'), 'trust of claims-agents');
  const fromPeople = place(here, trust('t', { principal: 'saml', subject: known('AWSSSO'), audience: known('https://signin.aws.amazon.com/saml') }), iam('role/ClaimsEngineer/trust/0'), 'trust of ClaimsEngineer');
  const pay = place(
    here,
    tool('t', { type: 'action-group', transport: 'platform', destructive: known(['PayClaim']), approval: known('none'), tls: known(true), pin: known('provider-run') }),
    arn('bedrock', 'agent/CLAIMSUM01/actiongroup/PAY01'),
    'payments',
  );
  const lookup = place(here, tool('t', { type: 'gateway-target', transport: 'http', tls: known(true), auth: known('static') }), arn('bedrock-agentcore', 'gateway/claims/target/CRM01'), 'crm-lookup');
  const trail = place(here, log('l', { records: 'control-plane', covers: known(['management events']) }), arn('cloudtrail', 'trail/organization'), 'organization');
  const invocations = place(here, log('l', { records: 'model-invocation', on: known(false) }), arn('bedrock', 'model-invocation-logging'), 'model invocation logging');
  const engine = place(here, guardrail('g', { type: 'policy-engine', mode: known('log-only') }), arn('bedrock-agentcore', 'policy-engine/claims'), 'claims policy engine');
  const team = place(here, owner('claims-platform'), 'tag/owner/claims-platform', 'claims-platform');
  const gone = place(here, owner('jane.doe@acme.example', { type: 'person', active: known(false), members: known(0) }), 'tag/owner/jane.doe@acme.example', 'jane.doe@acme.example');
  const edges: Edge[] = [
    edge(summary, 'runs-as', role),
    edge(triage, 'runs-as', role),
    edge(summary, 'calls', pay),
    edge(triage, 'calls', lookup),
    edge(lookup, 'authenticates-with', crmKey),
    edge(role, 'attached', agentsPolicy),
    edge(deploy, 'attached', admin),
    edge(deploy, 'trusted-by', fromGithub),
    edge(role, 'trusted-by', fromBedrock),
    edge(people, 'trusted-by', fromPeople),
    edge(batch, 'holds', oldKey),
    edge(bedrockUser, 'holds', bedrockKey),
    edge(account, 'logged-to', trail),
    edge(summary, 'logged-to', invocations),
    edge(triage, 'guarded-by', engine),
    ...[summary, role, deploy, pay, lookup, crmKey].map((one) => edge(one, 'names-owner', team)),
    ...[batch, oldKey].map((one) => edge(one, 'names-owner', gone)),
  ];
  return inventory({
    entities: [account, summary, triage, role, deploy, people, linked, glass, batch, bedrockUser, oldKey, bedrockKey, crmKey, agentsPolicy, admin, fromGithub, fromBedrock, fromPeople, pay, lookup, trail, invocations, engine, team, gone],
    edges,
    gaps: [noAlerts, vault],
    scanner: 'arn:aws:sts::111122223333:assumed-role/readiness-reader/scan',
  });
}

/** A cluster: two agents on one ServiceAccount and one Secret, an administrator that nobody needs, no sight of the audit log. */
export function cluster(): Inventory {
  const uid = 'k8s:5f1c9a52-8d3e-4c1b-9b8e-0d6a7f2f4e11';
  const here: Estate = { plane: 'kubernetes', scope: uid };
  const id = (kind: string, name: string, namespace = 'claims') => `${uid}/${namespace}/${kind}/${name}`;
  const noAudit = unseen(here, 'whether the API server writes an audit log', 'unsupported', { by: 'target', plane: 'aws', target: 'aws' }, 'kubernetes.audit');
  const noSecrets = unseen(here, 'when the Secret claims/llm-credentials last changed', 'denied', { by: 'permission', permission: 'secrets: list (metadata)' });
  const noDirectory = unseen(here, 'whether claims-team is still there', 'no-target', { by: 'target', plane: 'github', target: 'github:ORG' });

  const whole = place(here, scope('prod', { type: 'cluster' }), uid, 'prod');
  const claims = place(here, scope('claims', { type: 'namespace', parent: uid }), `${uid}/claims`, 'claims');
  const bots = ['claims-bot', 'triage-bot'].map((name) => ({
    run: place(here, workload(name, { runtime: 'deployment', images: [`registry.acme.example/${name}@sha256:${'0'.repeat(64)}`], purpose: known('agent'), triggers: known([{ who: 'service', how: 'Service' }]) }), id('Deployment', name), name),
    bot: place(here, agent(name, { signals: ['env ANTHROPIC_API_KEY', 'image langgraph'], triggers: known([{ who: 'service', how: 'Service' }]), autonomy: known('never-asks') }), id('agent', name), name),
  }));
  const [first, second] = bots;
  if (!first || !second) throw new Error('two bots');
  const account = place(here, identity('i', { form: 'k8s.service-account' }), id('ServiceAccount', 'claims-agents'), 'claims/claims-agents');
  const ci = place(here, identity('i', { form: 'k8s.service-account' }), id('ServiceAccount', 'ci-deployer'), 'claims/ci-deployer');
  const modelKey = place(
    here,
    credential('c', { form: 'kubernetes.opaque-secret', contents: 'anthropic.api-key', expiresAt: known('never'), issuedAt: unknown(noSecrets.id), rotatedAt: unknown(noSecrets.id), stored: 'env-from-secret' }),
    id('Secret', 'llm-credentials#ANTHROPIC_API_KEY'),
    'claims/llm-credentials ANTHROPIC_API_KEY',
  );
  const legacy = place(
    here,
    credential('c', { form: 'kubernetes.service-account-token', expiresAt: known('never'), issuedAt: known('2024-02-01T10:00:00Z'), rotatedAt: known({ at: '2024-02-01T10:00:00Z', atLeast: true }), lastUsedAt: known('2026-11-20T00:00:00Z'), stored: 'provider-only' }),
    id('Secret', 'ci-deployer-token'),
    'claims/ci-deployer-token',
  );
  const bound = place(here, credential('c', { form: 'kubernetes.bound-token', stored: 'injected' }), id('ServiceAccount', 'claims-agents#token'), 'token of claims/claims-agents');
  const reader = place(here, policy('p', { language: 'kubernetes-rbac', document: known('{"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get"]}],"scope":"claims"}') }), id('RoleBinding', 'claims-agents'), 'claims/claims-agents');
  const admin = place(here, policy('p', { language: 'kubernetes-rbac', document: known('{"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}],"scope":"*"}') }), id('ClusterRoleBinding', 'ci-deployer', ''), 'ci-deployer (cluster-admin)');
  const database = place(
    here,
    tool('t', { transport: 'http', endpoint: 'http://policy-db.claims.svc:8080/mcp', tls: known(false), auth: known('none'), pin: known('floating'), destructive: known(['execute_sql']), approval: known('none') }),
    id('MCPServer', 'policy-db'),
    'claims/policy-db',
  );
  const egress = place(here, guardrail('g'), id('NetworkPolicy', 'claims-bot-egress'), 'claims/claims-bot-egress');
  const team = place(here, owner('claims-team', { active: unknown(noDirectory.id), members: unknown(noDirectory.id) }), `${uid}/owner/claims-team`, 'claims-team');
  const bot = place(here, owner('argocd-bot', { type: 'bot' }), `${uid}/owner/argocd-bot`, 'argocd-bot');
  return inventory({
    entities: [whole, claims, first.run, first.bot, second.run, second.bot, account, ci, modelKey, legacy, bound, reader, admin, database, egress, team, bot],
    edges: [
      ...bots.flatMap(({ run, bot: one }) => [
        edge(one, 'runs-in', run),
        edge(one, 'runs-as', account),
        edge(run, 'runs-as', account),
        edge(one, 'uses', modelKey),
        edge(run, 'uses', modelKey),
      ]),
      edge(first.bot, 'calls', database),
      edge(account, 'holds', bound),
      edge(ci, 'holds', legacy),
      edge(account, 'attached', reader),
      edge(ci, 'attached', admin),
      edge(first.bot, 'guarded-by', egress),
      ...[first.bot, second.bot, database, account, modelKey, bound].map((one) => edge(one, 'names-owner', team)),
      ...[ci, legacy].map((one) => edge(one, 'names-owner', bot)),
    ],
    gaps: [noAudit, noSecrets, noDirectory],
    scanner: 'system:serviceaccount:readiness:reader',
  });
}

/** An organisation: a deploy that its author may approve, keys that never end, a bot that merges past the rule, an owner who left. */
export function organization(): Inventory {
  const repo = 'github.com/acme/claims';
  const here: Estate = { plane: 'github', scope: repo };
  const id = (rest: string) => `${repo}/${rest}`;
  const noStream = unseen(here, 'whether the audit log is streamed', 'not-on-plan', { by: 'attestation', hint: 'attest where the audit log is kept' }, 'github.audit');
  const noValue = unseen(here, 'when a GitHub secret was last used', 'unsupported', { by: 'attestation', hint: 'GitHub does not show the last use of a secret' });

  const repository = place(here, scope('claims'), repo, 'acme/claims');
  const copilot = place(here, agent('a', { platform: 'copilot-cloud-agent', signals: ['cloud agent enabled'], triggers: known([{ who: 'members', how: 'issue assignment' }]), autonomy: known('never-asks') }), id('copilot-cloud-agent'), 'Copilot cloud agent');
  const deploy = place(here, workload('w', { purpose: known('deploy') }), id('.github/workflows/deploy.yml/jobs/deploy'), 'deploy (deploy.yml)');
  const publish = place(here, workload('w', { purpose: known('deploy') }), id('.github/workflows/publish.yml/jobs/publish'), 'publish (publish.yml)');
  const app = place(here, identity('i', { form: 'github.app' }), 'github.com/apps/acme-release', 'acme-release');
  const token = place(here, identity('i', { form: 'github.app' }), 'github.com/apps/copilot-swe-agent', 'copilot-swe-agent');
  const release = place(here, policy('p', { document: known('{"administration":"write","contents":"write","workflows":"write"}') }), id('installation/acme-release'), 'installation of acme-release');
  const copilotRights = place(here, policy('p', { document: known('{"contents":"write","pull_requests":"write"}') }), id('installation/copilot-swe-agent'), 'installation of copilot-swe-agent');
  const awsKey = place(
    here,
    credential('c', { form: 'github.actions-secret', contents: 'aws.access-key', expiresAt: known('never'), rotatedAt: known({ at: '2025-03-01T00:00:00Z' }), lastUsedAt: unknown(noValue.id), stored: 'platform-vault', visibility: known('all') }),
    'github.com/acme/actions-secret/AWS_SECRET_ACCESS_KEY',
    'AWS_SECRET_ACCESS_KEY',
  );
  const agentsKey = place(
    here,
    credential('c', { form: 'github.agents-secret', contents: 'anthropic.api-key', expiresAt: known('never'), lastUsedAt: unknown(noValue.id), stored: 'platform-vault' }),
    id('agents-secret/ANTHROPIC_API_KEY'),
    'ANTHROPIC_API_KEY',
  );
  const deployKey = place(
    here,
    credential('c', { form: 'github.deploy-key', expiresAt: known('never'), issuedAt: known('2025-04-01T00:00:00Z'), rotatedAt: known({ at: '2025-04-01T00:00:00Z' }), lastUsedAt: known(null), stored: 'provider-only' }),
    id('deploy-key/90210'),
    'deploy key 90210',
  );
  const production = place(here, approval('a', { selfApproval: known('possible'), bypassers: known(['administrators']) }), id('environment/production'), 'production');
  const pages = place(here, approval('a', { requiredApprovers: known(0), approversAreHuman: known(true), branches: known('any') }), id('environment/pages'), 'pages');
  const main = place(here, approval('a', { guards: 'merge', requiredApprovers: known(2) }), id('branch-rule/main'), 'rule of main');
  const scanning = place(here, guardrail('g', { type: 'admission' }), id('push-protection'), 'push protection');
  const docs = place(here, tool('t', { transport: 'http', tls: known(true), auth: known('oauth'), reach: known('everything'), pin: known('provider-run'), vendorRun: known(true) }), id('copilot-cloud-agent/mcp/docs'), 'docs');
  const team = place(here, owner('@acme/claims'), 'github.com/acme/team/claims', '@acme/claims');
  const left = place(here, owner('@jane', { type: 'person', active: known(false), members: known(0) }), 'github.com/jane', '@jane');
  const told = place(here, alert('a', { events: ['secret_scanning_alert'] }), id('alert/secret-scanning'), 'secret scanning alerts');
  return inventory({
    entities: [repository, copilot, deploy, publish, app, token, release, copilotRights, awsKey, agentsKey, deployKey, production, pages, main, scanning, docs, team, left, told],
    edges: [
      edge(copilot, 'runs-as', token),
      edge(copilot, 'uses', agentsKey),
      edge(copilot, 'calls', docs),
      edge(token, 'attached', copilotRights),
      edge(app, 'attached', release),
      edge(repository, 'holds', deployKey),
      edge(deploy, 'uses', awsKey),
      edge(publish, 'uses', awsKey),
      edge(deploy, 'approved-by', production),
      edge(publish, 'approved-by', pages),
      edge(repository, 'approved-by', main),
      edge(repository, 'guarded-by', scanning),
      edge(repository, 'alerts', told),
      edge(repository, 'names-owner', team),
      edge(deployKey, 'names-owner', left),
    ],
    gaps: [noStream, noValue],
    scanner: 'GitHub App readiness-reader (installation 77)',
  });
}
