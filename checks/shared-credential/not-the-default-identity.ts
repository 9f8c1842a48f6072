import { defineCheck, fail, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, credential, edge, identity, sampleGap } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const own = identity('claims/claims-bot', { form: 'k8s.service-account' });
const shared = identity('claims/default', { form: 'k8s.service-account', isDefault: true });
const token = credential('token', { form: 'kubernetes.bound-token' });

export default defineCheck({
  id: 'shared-credential/not-the-default-identity',
  title: 'Agents do not act as the identity that everything else falls back to',
  theme: 'shared-credential',
  subject: ['agent'],
  severity: { base: 'high' },
  why: 'Whatever names no identity acts as the default one: what the agent did, anything beside it may have done.',
  fix: 'Give the agent an identity of its own.',
  references: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/'],
  options: {},
  examples: [
    { name: 'an identity of its own', entities: [bot, own], edges: [edge(bot, 'runs-as', own)], expect: 'pass' },
    {
      name: 'the default identity, with its token',
      entities: [bot, shared, token],
      edges: [edge(bot, 'runs-as', shared), edge(bot, 'uses', token)],
      expect: 'fail',
      severity: 'high',
    },
    {
      name: 'the default identity, without a token',
      entities: [bot, shared],
      edges: [edge(bot, 'runs-as', shared)],
      expect: 'fail',
      severity: 'low',
    },
    { name: 'nobody could see what it runs as', entities: [bot], gaps: [sampleGap('a workflow', 'files.workflows')], expect: 'unknown' },
  ],
  evaluate(one, { graph }) {
    const identities = graph.related(one, 'runs-as', 'identity');
    const shared = identities.items.find(({ isDefault }) => isDefault === true);
    if (shared === undefined) {
      if (!identities.complete) return undecided(`what ${one.name} runs as`, identities.gaps, { evidence: seen(one) });
      return identities.items.length === 0
        ? notApplicable('it runs as whoever starts it')
        : pass({ evidence: seen(one, { identity: identities.items.map(({ name }) => name).join(', ') }) });
    }
    const holdsToken = graph.related(one, 'uses', 'credential').items.some(({ form }) => form === 'kubernetes.bound-token');
    return fail(`${one.name} acts as ${shared.name}, which everything beside it falls back to`, {
      evidence: [...seen(one, { identity: shared.name }), ...seen(shared)],
      mend: { key: `identity:${one.id}`, title: `Give ${one.name} an identity of its own`, how: `serviceAccountName: ${one.name}` },
      ...(holdsToken ? {} : { atMost: { severity: 'low', why: 'it is given no token' } }),
    });
  },
});
