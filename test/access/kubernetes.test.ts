import { describe, expect, test } from 'vitest';
import { kubernetesCapabilities } from '../../src/access/kubernetes.ts';

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const rule = (group: string, resource: string, ...verbs: readonly string[]): Rule => ({ apiGroups: [group], resources: [resource], verbs });
const rights = (rules: readonly Rule[], scope = 'claims') => kubernetesCapabilities(JSON.stringify({ rules, scope })).capabilities;
const kinds = (rules: readonly Rule[], scope?: string) => [...new Set(rights(rules, scope).map(({ kind }) => kind))].toSorted();
const rbac = 'rbac.authorization.k8s.io';

describe('what a rule gives', () => {
  test.each([
    ['secrets to read', rule('', 'secrets', 'list'), ['read-secret']],
    ['a shell in a pod', rule('', 'pods/exec', 'create'), ['execute-code', 'write-data']],
    ['a shell by a web socket, which get opens', rule('', 'pods/exec', 'get'), ['execute-code', 'read-data']],
    ['tokens of other accounts', rule('', 'serviceaccounts/token', 'create'), ['mint-credential', 'write-data']],
    ['roles that give more than one has', rule(rbac, 'roles', 'escalate'), ['escalate']],
    ['roles to others', rule(rbac, 'clusterroles', 'bind'), []],
    ['another account', rule('', 'serviceaccounts', 'impersonate'), ['assume-identity', 'escalate']],
    ['deployments', rule('apps', 'deployments', 'patch'), ['deploy', 'write-data']],
    ['network policies', rule('networking.k8s.io', 'networkpolicies', 'delete'), ['change-network', 'delete-data']],
    ['a subresource of everything', rule('', '*/exec', 'create'), ['execute-code', 'write-data']],
    ['questions, which change nothing', rule('authentication.k8s.io', 'tokenreviews', 'create'), []],
    ['an address of the API server', { nonResourceURLs: ['/metrics'], verbs: ['get'] }, ['read-data']],
  ] as const)('%s', (_name, one, expected) => {
    expect(kinds([one])).toEqual(expected);
  });
  test('things of the cluster only by a binding of the cluster', () => {
    const nodes = rule('', 'nodes/proxy', 'get');
    expect(kinds([nodes], 'claims')).toEqual(['read-data']);
    expect(kinds([nodes], '*')).toEqual(['execute-code', 'read-data']);
    expect(kinds([rule(rbac, 'clusterroles', 'bind')], '*')).toEqual(['escalate']);
    expect(kinds([rule('admissionregistration.k8s.io', 'mutatingwebhookconfigurations', 'create')], '*')).toContain('change-guardrail');
  });
  test('everything administers the cluster; in a namespace it is not the cluster', () => {
    const every = rule('*', '*', '*');
    expect(kinds([every], '*')).toContain('administer');
    expect(kinds([every], 'claims')).not.toContain('administer');
    expect(kinds([every], 'claims')).toContain('escalate');
  });
});

describe('a rule is read as one', () => {
  test('a group of one rule and a resource of another give nothing together', () => {
    expect(kinds([rule('apps', 'secrets', 'get'), rule('', 'configmaps', 'get')])).toEqual(['read-data']);
    expect(kinds([rule('', 'secrets', 'delete'), rule('', 'configmaps', 'get')])).not.toContain('read-secret');
  });
  test('names narrow what it is on, and a verb without a name to check gives nothing', () => {
    const named = { ...rule('', 'secrets', 'get', 'create'), resourceNames: ['claims-crm'] };
    expect(rights([named]).filter(({ kind }) => kind === 'read-secret')).toMatchObject([{ on: 'claims/claims-crm' }]);
    expect(kinds([named])).not.toContain('mint-credential');
  });
  test('a namespace is named in what it is on', () => {
    expect(rights([rule('', 'secrets', 'get')])).toMatchObject([{ kind: 'read-secret', on: 'claims/*', words: ['get secrets'] }]);
    expect(rights([rule('', 'secrets', 'get')], '*')).toMatchObject([{ on: '*' }]);
  });
});

test.each(['', 'null', '[]', '{"rules":3}', '{"rules":[3]}', '{"rules":[{"verbs":["${VERB}"]}]}', '{"rules":[{"verbs":"get"}]}'])(
  'what cannot be read is told: %s',
  (document) => {
    expect(kubernetesCapabilities(document).unread).toHaveLength(1);
  },
);
