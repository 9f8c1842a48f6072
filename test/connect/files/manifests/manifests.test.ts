import { describe, expect, test } from 'vitest';
import { all, edges, readManifests } from './read.ts';

const deployment = (name: string, pod: string, namespace = 'claims', image = 'registry.acme.example/web:1.2.3') => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: main, image: "${image}" }]
${pod
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
`;
const agentEnv = `containers:
  - name: main
    image: registry.acme.example/langgraph-chat:1
    env:
      - name: ANTHROPIC_API_KEY
        valueFrom: { secretKeyRef: { name: llm, key: api-key } }`;

describe('what runs', () => {
  test('a pod spec: its account, its token, the keys that it is given', () => {
    const batch = readManifests({ 'deploy/a.yaml': deployment('chat', `serviceAccountName: chat\n${agentEnv}`) });
    expect(all(batch, 'agent')).toMatchObject([
      {
        id: 'github.com/acme/claims/deploy/a.yaml#Deployment/claims/chat/agent',
        confidence: 'medium',
        signals: ['image registry.acme.example/langgraph-chat', 'env ANTHROPIC_API_KEY'],
      },
    ]);
    expect(all(batch, 'credential').map(({ name, contents, stored }) => [name, contents, stored])).toEqual([
      ['claims/llm api-key', 'anthropic.api-key', 'env-from-secret'],
      ['token of claims/chat', undefined, 'injected'],
    ]);
    expect(edges(batch, 'uses')).toContain('deploy/a.yaml#Deployment/claims/chat/agent → kubernetes#Secret/claims/llm/api-key');
  });
  test('init and ephemeral containers are containers too', () => {
    const pod =
      'initContainers: [{ name: init, image: x, env: [{ name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }] }]';
    expect(edges(readManifests({ 'a.yaml': deployment('web', pod) }), 'uses')).toContain(
      'a.yaml#Deployment/claims/web → kubernetes#Secret/claims/db/password',
    );
  });
  test.each([
    ['', true],
    ['automountServiceAccountToken: false', false],
    ['serviceAccountName: quiet', false],
    ['serviceAccountName: quiet\nautomountServiceAccountToken: true', true],
  ])('the pod decides over the account whether a token is mounted: %j', (pod, mounted) => {
    const account =
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: quiet, namespace: claims }\nautomountServiceAccountToken: false\n';
    const batch = readManifests({ 'a.yaml': deployment('web', pod), 'b.yaml': account });
    expect(all(batch, 'credential').some(({ form }) => form === 'kubernetes.bound-token')).toBe(mounted);
  });
  test.each([
    ['argoproj.io/v1alpha1', 'Rollout'],
    ['serving.knative.dev/v1', 'Service'],
  ])('a pod template of %s %s', (version, kind) => {
    const text = deployment('web', '').replace('apps/v1', version).replace('kind: Deployment', `kind: ${kind}`);
    expect(all(readManifests({ 'a.yaml': text }), 'workload')).toMatchObject([{ name: 'web', runtime: 'other' }]);
  });
  test('without an account it runs as the default of its namespace', () => {
    expect(all(readManifests({ 'a.yaml': deployment('web', '') }), 'identity')).toMatchObject([
      { name: 'claims/default', isDefault: true },
    ]);
  });
  test('an account that is a cloud role gives a session, and the role', () => {
    const account =
      'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: chat\n  namespace: claims\n  annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/chat" }\n';
    const batch = readManifests({ 'a.yaml': deployment('web', 'serviceAccountName: chat'), 'b.yaml': account });
    expect(all(batch, 'identity').map(({ form, name }) => [form, name])).toContainEqual(['aws.role', 'chat']);
    expect(all(batch, 'credential').map(({ form }) => form)).toContain('aws.oidc-session');
  });
  test.each([
    ['datadog-agent', 'datadog/agent:7', 'DD_API_KEY'],
    ['vault-agent', 'hashicorp/vault:1', 'VAULT_TOKEN'],
    ['buildkite-agent', 'buildkite/agent:3', 'BUILDKITE_AGENT_TOKEN'],
    ['gitlab-agent', 'gitlab/agentk:1', 'GITLAB_TOKEN'],
    ['karmada-agent', 'karmada/karmada-agent:1', 'KUBECONFIG'],
    ['node-agent', 'acme/node-agent:1', 'OPENAI_API_KEY'],
    ['web', 'acme/web:1', 'OPENAI_API_KEY'],
    ['claims-assistant', 'acme/web:1', 'LOG_LEVEL'],
  ])('%s is no agent: one sign is not two, and not every agent is one', (name, image, variable) => {
    const text = deployment(name, `containers: [{ name: main, image: "${image}", env: [{ name: ${variable}, value: x }] }]`);
    expect(all(readManifests({ 'a.yaml': text }), 'agent')).toEqual([]);
  });
});

describe('models', () => {
  const models = (...variables: readonly string[]) => {
    const env = ['{ name: MCP_SERVERS, value: tools }', ...variables].map((one) => `      - ${one}\n`).join('');
    const pod = `containers:\n  - name: main\n    image: registry.acme.example/langgraph-chat:1\n    env:\n${env}`;
    const text = deployment('chat', pod.trimEnd()).replace(/ {6}containers: .*\n(?= {6}containers)/, '');
    return all(readManifests({ 'a.yaml': text }), 'tool').map(({ name, vendorRun, telemetry }) => [
      name.replace(/ .*/, ''),
      vendorRun.known && vendorRun.value,
      telemetry.known && telemetry.value,
    ]);
  };
  test('a model server of the cluster speaks for its own address only', () => {
    expect(models('{ name: OPENAI_BASE_URL, value: "http://ollama:11434" }', '{ name: ANTHROPIC_MODEL, value: claude }')).toEqual([
      ['Anthropic', true, false],
      ['OpenAI', false, false],
    ]);
  });
  test.each([
    ['{ name: OTEL_EXPORTER_OTLP_ENDPOINT, value: "http://otel:4317" }', true],
    ['{ name: LANGSMITH_TRACING, value: "false" }', false],
    ['{ name: OTEL_TRACES_EXPORTER, value: none }', false],
  ])('%s: a telemetry path is %s', (variable, traced) => {
    expect(models('{ name: ANTHROPIC_MODEL, value: claude }', variable)).toEqual([['Anthropic', true, traced]]);
  });
});

describe('Secrets', () => {
  const value = 'Zk3vQ9xWm2Lp7Rt5Yb8N';
  const encoded = Buffer.from(value).toString('base64');
  test('values leave as fingerprints only, wherever they stand', () => {
    const applied = JSON.stringify({ kind: 'Secret', data: { password: encoded } });
    const secret = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  namespace: claims\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '${applied}'\ndata:\n  password: ${encoded}\nstringData:\n  token: ${value}\n`;
    const batch = readManifests({
      'a.yaml': secret,
      'b.yaml': deployment('web', `containers: [{ name: m, image: x, env: [{ name: API_TOKEN, value: ${value} }] }]`),
    });
    const text = JSON.stringify(batch);
    expect(text).not.toContain(value);
    expect(text).not.toContain(encoded);
    const literal = all(batch, 'credential').filter(({ stored }) => stored === 'literal');
    expect(literal.map(({ name }) => name)).toEqual(['claims/db password', 'claims/db token', 'API_TOKEN']);
    // One value in three places has one fingerprint in common.
    const [first] = literal[1]?.fingerprints ?? [];
    expect(literal.every(({ fingerprints }) => first !== undefined && fingerprints.includes(first))).toBe(true);
  });
  test('a token that never expires belongs to its account', () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: t, namespace: claims, annotations: { kubernetes.io/service-account.name: ci } }\ntype: kubernetes.io/service-account-token\n';
    const batch = readManifests({ 'a.yaml': secret });
    expect(all(batch, 'credential')).toMatchObject([
      { form: 'kubernetes.service-account-token', expiresAt: { known: true, value: 'never' } },
    ]);
    expect(edges(batch, 'holds')).toEqual(['kubernetes#ServiceAccount/claims/ci → a.yaml#Secret/claims/t']);
  });
  test('what is encrypted, or filled from outside, lies in no file', () => {
    const sealed =
      'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: db, namespace: claims }\nspec: { encryptedData: { password: AgBy3i4OJSWK } }\n';
    const external =
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: llm, namespace: claims }\nspec: { secretStoreRef: { name: vault }, data: [{ secretKey: api-token, remoteRef: { key: llm } }] }\n';
    const sops = `apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: claims }\nstringData: { token: "ENC[AES256_GCM,data:Zk3vQ9xWm2Lp7Rt5]" }\nsops: { version: 3.9.0 }\n`;
    const batch = readManifests({ 'a.yaml': sealed, 'b.yaml': external, 'c.yaml': sops });
    expect(all(batch, 'credential').map(({ name, stored }) => [name, stored])).toEqual([
      ['claims/db password', 'synced'],
      ['claims/llm api-token', 'synced'],
      ['claims/s token', 'synced'],
    ]);
  });
  test('two that read one entry of one store are one secret', () => {
    const one = (name: string) =>
      `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: ${name}, namespace: claims }\nspec: { secretStoreRef: { name: vault }, data: [{ secretKey: token, remoteRef: { key: llm } }] }\n`;
    expect(readManifests({ 'a.yaml': one('x'), 'b.yaml': one('y') }).edges.filter(({ type }) => type === 'same-as')).toHaveLength(1);
  });
  test.each(['username', 'ca.crt', 'tls.crt', 'host', 'DB_NAME'])('the key %s is no credential', (key) => {
    const pod = `containers: [{ name: m, image: x, env: [{ name: X, valueFrom: { secretKeyRef: { name: db, key: ${key} } } }] }]`;
    expect(all(readManifests({ 'a.yaml': deployment('web', `automountServiceAccountToken: false\n${pod}`) }), 'credential')).toEqual([]);
  });
});

describe('rights', () => {
  const binding = (kind: string, role: string, subject: string, namespace = 'claims') =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { name: b${kind === 'RoleBinding' ? `, namespace: ${namespace}` : ''} }\nroleRef: { apiGroup: rbac.authorization.k8s.io, ${role} }\nsubjects: [${subject}]\n`;
  const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: bot, namespace: claims }\n';
  const document = (files: Readonly<Record<string, string>>) =>
    all(readManifests(files), 'policy').map((policy) => (policy.document.known ? policy.document.value : 'not seen'));
  test('a ClusterRole by a RoleBinding is bound to the namespace', () => {
    const files = {
      'a.yaml': account,
      'b.yaml': binding('RoleBinding', 'kind: ClusterRole, name: cluster-admin', '{ kind: ServiceAccount, name: bot }'),
    };
    expect(document(files)).toEqual([expect.stringContaining('"scope":"claims"')]);
    expect(edges(readManifests(files), 'attached')).toEqual(['a.yaml#ServiceAccount/claims/bot → b.yaml#RoleBinding/claims/b']);
  });
  test('a subject without a namespace is nobody in a ClusterRoleBinding', () => {
    expect(
      document({
        'a.yaml': account,
        'b.yaml': binding('ClusterRoleBinding', 'kind: ClusterRole, name: view', '{ kind: ServiceAccount, name: bot }'),
      }),
    ).toEqual([]);
  });
  test('every account is in the groups of all accounts', () => {
    const files = {
      'a.yaml': account,
      'b.yaml': binding('ClusterRoleBinding', 'kind: ClusterRole, name: view', '{ kind: Group, name: "system:serviceaccounts:claims" }'),
    };
    expect(edges(readManifests(files), 'attached')).toHaveLength(1);
  });
  test('an account without a namespace may be in the group of any, as may one that only a binding names', () => {
    const group = binding(
      'ClusterRoleBinding',
      'kind: ClusterRole, name: cluster-admin',
      '{ kind: Group, name: "system:serviceaccounts:claims" }',
    );
    const files = {
      'a.yaml': account.replace(', namespace: claims', ''),
      'b.yaml': group,
      'c.yaml': binding('RoleBinding', 'kind: ClusterRole, name: view', '{ kind: ServiceAccount, name: gone }'),
    };
    expect(edges(readManifests(files), 'attached').filter((one) => one.endsWith('ClusterRoleBinding/b'))).toEqual([
      'a.yaml#ServiceAccount/bot → b.yaml#ClusterRoleBinding/b',
      'kubernetes#ServiceAccount/claims/gone → b.yaml#ClusterRoleBinding/b',
    ]);
  });
  test('a role that lies in no file is not seen; neither is the account that it is for', () => {
    const batch = readManifests({
      'b.yaml': binding('RoleBinding', 'kind: Role, name: elsewhere', '{ kind: ServiceAccount, name: gone }'),
    });
    expect(all(batch, 'policy')[0]?.document.known).toBe(false);
    expect(all(batch, 'identity')[0]?.enabled.known).toBe(false);
  });
  test('an aggregated role is what its parts are, and what a controller may add is not seen', () => {
    const role = (name: string, rest: string) =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: ${name}, labels: { part: "${name}" } }\n${rest}\n`;
    const files = {
      'a.yaml': account,
      'b.yaml': binding('ClusterRoleBinding', 'kind: ClusterRole, name: whole', '{ kind: ServiceAccount, name: bot, namespace: claims }'),
      'c.yaml': role('whole', 'aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: piece } }] }\nrules: []'),
      'd.yaml': role('piece', 'rules: [{ apiGroups: [""], resources: [secrets], verbs: [get] }]'),
    };
    expect(document(files)).toEqual([expect.stringContaining('secrets'), 'not seen']);
  });
});

describe('egress', () => {
  const policy = (spec: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p, namespace: claims }\nspec: { podSelector: { matchLabels: { app: web } }, ${spec} }\n`;
  test.each([
    ['policyTypes: [Egress]', 'listed'],
    ['policyTypes: [Egress], egress: [{}]', 'everything'],
    ['policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]', 'everything'],
    ['policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/1 } }, { ipBlock: { cidr: 128.0.0.0/1 } }] }]', 'everything'],
    ['policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]', 'listed'],
    ['policyTypes: [Egress], egress: [{ ports: [{ port: 443 }] }]', 'everything'],
    ['policyTypes: [Egress], egress: [{ ports: [{ port: 53 }] }]', 'listed'],
    ['egress: [{ to: [{ podSelector: {} }] }]', 'listed'],
    ['policyTypes: [Ingress]', undefined],
  ])('%s', (spec, reach) => {
    const batch = readManifests({ 'a.yaml': policy(spec), 'b.yaml': deployment('web', '') });
    expect(all(batch, 'guardrail').map((one) => one.reach)).toEqual(reach === undefined ? [] : [{ known: true, value: reach }]);
    expect(edges(batch, 'guarded-by')).toHaveLength(reach === undefined ? 0 : 1);
  });
  test.each([
    ['egress: [{ toEndpoints: [{}] }]', 'listed'],
    ['egress: [{ toFQDNs: [{ matchName: api.acme.example }] }]', 'listed'],
    ['egress: [{ toPorts: [{ ports: [{ port: "53" }] }] }]', 'listed'],
    ['egress: [{}]', 'everything'],
    ['egress: [{ toPorts: [{ ports: [{ port: "443" }] }] }]', 'everything'],
    ['egress: [{ toEntities: [world-ipv4] }]', 'everything'],
    ['egress: [{ toCIDRSet: [{ cidr: 0.0.0.0/0, except: [10.0.0.0/8] }] }]', 'everything'],
    ['egress: [{ toFQDNs: [{ matchPattern: "*" }] }]', 'everything'],
    ['egress: [{ toEndpoints: [{}] }], enableDefaultDeny: { egress: false }', 'everything'],
  ])('Cilium: %s', (spec, reach) => {
    const cilium = `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: p, namespace: claims }\nspec: { endpointSelector: {}, ${spec} }\n`;
    const batch = readManifests({ 'a.yaml': cilium, 'b.yaml': deployment('web', '') });
    expect(all(batch, 'guardrail').map((one) => one.reach)).toEqual([{ known: true, value: reach }]);
  });
  test('where a namespace is not told, a policy that opens counts and one that limits does not', () => {
    const guards = (spec: string) => edges(readManifests({ 'a.yaml': policy(spec), 'b.yaml': deployment('web', '', '""') }), 'guarded-by');
    expect(guards('policyTypes: [Egress]')).toEqual([]);
    expect(guards('policyTypes: [Egress], egress: [{}]')).toHaveLength(1);
  });
  test('another pod, or another namespace, is not selected', () => {
    expect(
      edges(
        readManifests({
          'a.yaml': policy('policyTypes: [Egress]'),
          'b.yaml': deployment('other', ''),
          'c.yaml': deployment('web', '', 'elsewhere'),
        }),
        'guarded-by',
      ),
    ).toEqual([]);
  });
});

describe('agent platforms', () => {
  test('a kagent agent: its tools, what of them asks, its key', () => {
    const files = {
      'a.yaml': `apiVersion: kagent.dev/v1alpha2
kind: Agent
metadata: { name: ops, namespace: kagent }
spec:
  type: Declarative
  declarative:
    modelConfig: openai
    tools:
      - type: McpServer
        mcpServer: { kind: RemoteMCPServer, name: cluster, toolNames: [get_pods, delete_pod, scale_deployment], requireApproval: [delete_pod] }
---
apiVersion: kagent.dev/v1alpha2
kind: ModelConfig
metadata: { name: openai, namespace: kagent }
spec: { provider: OpenAI, model: m, apiKeySecret: openai-key, apiKeySecretKey: OPENAI_API_KEY }
---
apiVersion: kagent.dev/v1alpha2
kind: RemoteMCPServer
metadata: { name: cluster, namespace: kagent }
spec: { url: "https://mcp.vendor.example/mcp" }
`,
    };
    const batch = readManifests(files);
    expect(all(batch, 'agent')).toMatchObject([{ platform: 'kagent', autonomy: { known: true, value: 'asks-for-some' } }]);
    expect(all(batch, 'tool')).toMatchObject([
      {
        destructive: { known: true, value: ['scale_deployment'] },
        approval: { known: true, value: 'partly' },
        vendorRun: { known: true, value: true },
      },
    ]);
    expect(all(batch, 'credential')).toMatchObject([{ contents: 'openai.api-key' }]);
  });
  test.each([
    ['', 'none', false],
    ['audit: { enabled: true }', 'none', true],
    ['oidcConfigRef: { name: corp }, telemetryConfigRef: { name: otel }', 'oauth', true],
  ])('a ToolHive server with %j', (spec, auth, telemetry) => {
    const text = `apiVersion: toolhive.stacklok.dev/v1alpha1\nkind: MCPServer\nmetadata: { name: fetch, namespace: tools }\nspec: { image: "ghcr.io/acme/fetch:1.0.0", ${spec} }\n`;
    expect(all(readManifests({ 'a.yaml': text }), 'tool')).toMatchObject([
      { auth: { known: true, value: auth }, telemetry: { known: true, value: telemetry } },
    ]);
  });
});

describe('where objects come from', () => {
  const gapsOf = (files: Readonly<Record<string, string>>) =>
    readManifests(files)
      .gaps.filter(({ dataset }) => dataset !== undefined)
      .map(({ about, reason }) => [about, reason]);
  test('several documents, comments only, a List, JSON', () => {
    const json = (name: string) => JSON.stringify({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'claims' } });
    const batch = readManifests({
      'a.yaml': `# only a comment\n---\n${json('one')}\n---\n---\napiVersion: v1\nkind: List\nitems: [${json('two')}]\n`,
      'b.json': `{"apiVersion":"v1","kind":"ServiceAccountList","items":[${json('three')}]}`,
    });
    expect(all(batch, 'identity').map(({ name }) => name)).toEqual(['claims/one', 'claims/two', 'claims/three']);
    expect(batch.coverage).toMatchObject([{ complete: true }]);
  });
  test('a chart is not rendered: one gap, and no object of it', () => {
    const files = {
      'chart/Chart.yaml': 'apiVersion: v2\nname: x\n',
      'chart/templates/a.yaml': deployment('{{ .Release.Name }}', ''),
      'chart/templates/b.yaml': '{{- include "lib.deployment" . }}\n',
    };
    expect(gapsOf(files)).toEqual([['what the chart chart makes', 'not-rendered']]);
    expect(readManifests(files).entities.filter(({ kind }) => kind === 'workload')).toEqual([]);
    expect(readManifests(files).coverage).toMatchObject([{ complete: false }]);
  });
  test('where something is not rendered, no account has all its rights seen', () => {
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: bot, namespace: claims }\n';
    const batch = readManifests({
      'chart/Chart.yaml': 'name: x\n',
      'chart/templates/a.yaml': 'apiVersion: v1\nkind: {{ .Values.kind }}\n',
      'a.yaml': account,
    });
    expect(all(batch, 'policy').map(({ document }) => document.known)).toEqual([false]);
  });
  test('templates of others than Helm; braces in strings are none', () => {
    expect(gapsOf({ 'a.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n{% if x %}\n  name: y\n{% endif %}\n' })).toEqual([
      ['what a.yaml says', 'not-rendered'],
    ]);
    expect(
      gapsOf({ 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { a: "{{ $labels.job }} is down" }\n' }),
    ).toEqual([]);
  });
  test('a kustomization gives a namespace; what it changes otherwise is not seen', () => {
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: bot }\n';
    const plain = { 'k/kustomization.yaml': 'resources: [a.yaml]\nnamespace: claims\n', 'k/a.yaml': account };
    expect(all(readManifests(plain), 'identity')).toMatchObject([{ name: 'claims/bot' }]);
    expect(gapsOf(plain)).toEqual([]);
    const patched = {
      'k/kustomization.yaml': 'resources: [a.yaml]\npatches: [{ path: p.yaml }]\n',
      'k/a.yaml': account,
      'k/p.yaml': deployment('web', ''),
    };
    expect(gapsOf(patched)).toEqual([['what the kustomization k makes', 'not-rendered']]);
    expect(all(readManifests(patched), 'workload')).toEqual([]);
  });
  test('an account that a kustomization moves stays the subject of what is bound to it in the whole cluster', () => {
    const files = {
      'k/kustomization.yaml': 'resources: [a.yaml, b.yaml]\nnamespace: claims\n',
      'k/a.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: bot, namespace: system }\n',
      'k/b.yaml':
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: b }\nroleRef: { kind: ClusterRole, name: cluster-admin }\nsubjects: [{ kind: ServiceAccount, name: bot, namespace: system }]\n',
    };
    expect(edges(readManifests(files), 'attached')).toEqual(['k/a.yaml#ServiceAccount/claims/bot → k/b.yaml#ClusterRoleBinding/b']);
  });
  test('what a kustomization takes from outside, and Secrets that it makes, are not seen', () => {
    expect(gapsOf({ 'k/kustomization.yaml': 'resources: [../../base]\n' })).toEqual([['what the kustomization k makes', 'not-rendered']]);
    expect(gapsOf({ 'k/kustomization.yaml': 'secretGenerator: [{ name: llm, envs: [llm.env] }]\n' })).toEqual([
      ['what the kustomization k makes', 'not-rendered'],
    ]);
  });
  test('two objects of one name that differ: what they say differently is not known', () => {
    const limits = 'containers: [{ name: main, image: "web:1", resources: { limits: { memory: 1Gi } } }]';
    const web = (pod: string) => deployment('web', pod).replace(/ {6}containers: .*\n(?= {6}containers)/, '');
    for (const files of [
      { 'a.yaml': web(limits), 'b.yaml': deployment('web', '') },
      { 'a.yaml': deployment('web', ''), 'b.yaml': web(limits) },
    ]) {
      const batch = readManifests(files);
      expect(all(batch, 'workload').map((one) => one.limits.known)).toEqual([false]);
      expect(batch.gaps.map(({ reason }) => reason)).toContain('conflict');
    }
    expect(all(readManifests({ 'a.yaml': web(limits), 'b.yaml': web(limits) }), 'workload')[0]?.limits).toEqual({
      known: true,
      value: true,
    });
  });
  test('lists of lists of lists are not read, and said', () => {
    let text = '{ apiVersion: v1, kind: ServiceAccount, metadata: { name: bot } }';
    for (let depth = 0; depth < 5; depth += 1) text = `{ apiVersion: v1, kind: List, items: [${text}] }`;
    expect(gapsOf({ 'a.yaml': text })).toEqual([['what a.yaml says', 'too-large']]);
  });
  test('what examples hold meets only its own kind', () => {
    const binding = `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: b }\nroleRef: { kind: ClusterRole, name: cluster-admin }\nsubjects: [{ kind: ServiceAccount, name: bot, namespace: claims }]\n`;
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: bot, namespace: claims }\n';
    expect(edges(readManifests({ 'examples/b.yaml': binding, 'deploy/a.yaml': account }), 'attached')).not.toContain(
      'deploy/a.yaml#ServiceAccount/claims/bot → examples/b.yaml#ClusterRoleBinding/b',
    );
  });
});

describe('hostile manifests end as gaps, quickly', () => {
  const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n';
  test.each([
    ['half a JSON', 'a.json', '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"data":{"a":'],
    [
      'an alias bomb',
      'a.yaml',
      `${head}a: &a [x, x]\n${Array.from(
        { length: 30 },
        (_, at) =>
          `b${at}: &b${at} [${Array(9)
            .fill(at === 0 ? '*a' : `*b${at - 1}`)
            .join(', ')}]`,
      ).join('\n')}\n`,
    ],
    ['ten thousand levels', 'a.yaml', `${head}data: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
    ['ten thousand levels of JSON', 'a.json', `{"apiVersion":"v1","kind":"Secret","data":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_001)}`],
    ['a broken document among whole ones', 'a.yaml', `${head}---\na: [1\n---\n${head}`],
    [
      'merges of merges',
      'a.yaml',
      `${head}base: &m0 {${Array.from({ length: 2000 }, (_, at) => `k${at}: 1`).join(', ')}}\n${Array.from({ length: 50 }, (_, at) => `m${at + 1}: &m${at + 1} { <<: *m${at} }`).join('\n')}\n`,
    ],
  ])('%s', (_name, path, text) => {
    const started = performance.now();
    const batch = readManifests({ [path]: text });
    expect(performance.now() - started).toBeLessThan(2000);
    expect(
      batch.gaps.some(({ dataset, reason }) => dataset === 'files.manifests' && (reason === 'unparsable' || reason === 'too-large')),
    ).toBe(true);
    expect(batch.coverage).toMatchObject([{ complete: false }]);
  });
  test('a huge line, names of prototypes, control characters', () => {
    const long = `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: __proto__, namespace: constructor, annotations: { a: "${'x'.repeat(3_000_000)}" } }\n`;
    expect(all(readManifests({ 'a.yaml': long }), 'identity')).toMatchObject([{ name: 'constructor/__proto__' }]);
  });
  test('one broken document costs itself', () => {
    const account = (name: string) => `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name}, namespace: claims }\n`;
    const batch = readManifests({ 'a.yaml': `${account('one')}---\na: [1\n---\n${account('two')}` });
    expect(all(batch, 'identity').map(({ name, places }) => [name, places[0]?.file?.line])).toEqual([
      ['claims/one', 3],
      ['claims/two', 9],
    ]);
  });
});
