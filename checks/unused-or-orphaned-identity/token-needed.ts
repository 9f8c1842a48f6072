import { defineCheck, fail, formOf, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, credential, edge, hidden, identity, notSeen, policy } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const account = identity('claims/claims-bot', { form: 'k8s.service-account' });
const token = credential('token', { form: 'kubernetes.bound-token' });
const mounted = [edge(bot, 'runs-as', account), edge(bot, 'uses', token)];
const rules = (verbs: readonly string[]) =>
  policy('rights', {
    language: 'kubernetes-rbac',
    document: known(
      JSON.stringify({ rules: verbs.length === 0 ? [] : [{ apiGroups: [''], resources: ['configmaps'], verbs }], scope: 'claims' }),
    ),
  });

export default defineCheck({
  id: 'unused-or-orphaned-identity/token-needed',
  title: 'Agents are given a cluster token only when it is of use',
  theme: 'unused-or-orphaned-identity',
  subject: ['agent'],
  severity: { base: 'low' },
  why: 'A token that its holder needs for nothing is there for whoever gets into the pod.',
  fix: 'Set automountServiceAccountToken: false where the API server is not called.',
  references: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/'],
  options: {},
  examples: [
    {
      name: 'a token with rights',
      entities: [bot, account, token, rules(['get'])],
      edges: [...mounted, edge(account, 'attached', rules(['get']))],
      expect: 'pass',
    },
    {
      name: 'a token that may do nothing',
      entities: [bot, account, token, rules([])],
      edges: [...mounted, edge(account, 'attached', rules([]))],
      expect: 'fail',
    },
    {
      name: 'nobody could see what it may do',
      entities: [bot, account, token, policy('rights', { language: 'kubernetes-rbac', document: notSeen })],
      edges: [...mounted, edge(account, 'attached', rules([]))],
      gaps: [hidden],
      expect: 'unknown',
    },
    { name: 'no token is mounted', entities: [bot, account], edges: [edge(bot, 'runs-as', account)], expect: 'not-applicable' },
  ],
  evaluate(one, { graph }) {
    const uses = graph.related(one, 'uses', 'credential');
    const token = uses.items.find(({ form }) => form === 'kubernetes.bound-token');
    if (token === undefined && !uses.complete)
      return undecided(`whether ${one.name} is given a cluster token`, uses.gaps, { evidence: seen(one) });
    if (token === undefined) return notApplicable('no cluster token is mounted');
    const identities = graph.related(one, 'runs-as', 'identity');
    const accounts = identities.items.filter(({ form }) => form === 'k8s.service-account');
    const evidence = [
      ...seen(one, { token: formOf(token.form).label }),
      ...accounts.flatMap((item) => seen(item, { identity: item.name })),
    ];
    const rights = accounts.map((item) => graph.capabilities(item));
    if (accounts.some((item) => graph.certainCapabilities(item).length > 0)) return pass({ evidence });
    const gaps = rights.flatMap((fact) => (fact.known ? [] : fact.gaps));
    if (gaps.length > 0) return undecided(`whether ${one.name} needs the token that it is given`, gaps, { evidence });
    return fail(`${one.name} is given a cluster token that may do nothing`, {
      evidence,
      mend: { key: `token:${one.id}`, title: `Do not mount a token into ${one.name}`, how: 'automountServiceAccountToken: false' },
    });
  },
});
