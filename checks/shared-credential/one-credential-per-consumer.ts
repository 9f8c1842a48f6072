import { consumersOf, defineCheck, fail, formOf, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, credential, edge, sampleGap, tool } from '../../src/model/sample.ts';

const crm = tool('crm');
const docs = tool('docs');
const bot = agent('claims-bot');
const first = credential('crm-token', { form: 'bearer-token', fingerprints: ['a'] });
const second = credential('docs-token', { form: 'bearer-token', fingerprints: ['a'] });
const named = credential('crm-key', { form: 'environment-variable', name: 'API_KEY' });
const alike = credential('docs-key', { form: 'environment-variable', name: 'API_KEY' });

export default defineCheck({
  id: 'shared-credential/one-credential-per-consumer',
  title: 'Each agent and tool has a credential of its own',
  theme: 'shared-credential',
  subject: ['credential'],
  severity: { base: 'high' },
  why: 'One secret behind several agents or tools breaks attribution, and revoking it stops all of them at once.',
  fix: 'Issue one credential for each agent and tool.',
  references: ['https://owasp.org/www-project-non-human-identities-top-10/2025/9-nhi-reuse/'],
  options: {},
  examples: [
    { name: 'one tool, one token', entities: [crm, first], edges: [edge(crm, 'authenticates-with', first)], expect: 'pass' },
    {
      name: 'the same value behind two tools',
      entities: [crm, docs, first, second],
      edges: [edge(crm, 'authenticates-with', first), edge(docs, 'authenticates-with', second)],
      expect: 'fail',
      severity: 'high',
    },
    {
      name: 'two variables of one name: only a hint',
      entities: [crm, docs, named, alike],
      edges: [edge(crm, 'authenticates-with', named), edge(docs, 'authenticates-with', alike)],
      expect: 'fail',
      severity: 'low',
    },
    {
      name: 'an agent configuration could not be read',
      entities: [bot, first],
      edges: [edge(bot, 'uses', first)],
      gaps: [sampleGap('a configuration that does not parse', 'files.agents')],
      expect: 'unknown',
    },
  ],
  evaluate(one, { graph }) {
    if (formOf(one.form).expires === 'always') return notApplicable('every run gets its own');
    const { proved, indicated } = graph.sameSecret(one);
    const [speaker] = proved;
    if (speaker !== undefined && speaker.id !== one.id)
      return notApplicable(`it is the same secret as ${speaker.id}, which answers for it`);
    const consumers = consumersOf(graph, proved).filter((item) => graph.live(item) === undefined);
    const acting = consumers.filter((item) => item.kind !== 'workload');
    const names = consumers.map((item) => item.name).toSorted();
    const evidence = proved.flatMap((item) => seen(item, { credential: item.id }));
    if (consumers.length > 1 && acting.length > 0) {
      return fail(`${names.join(' and ')} share one ${formOf(one.contents ?? one.form).label}`, {
        evidence,
        mend: { key: `secret:${one.id}`, title: `Give ${names.join(' and ')} a credential each` },
      });
    }
    const alike = consumersOf(graph, indicated).filter((item) => item.kind !== 'workload' && graph.live(item) === undefined);
    if (alike.length > 1 && indicated[0]?.id === one.id) {
      const who = alike.map((item) => item.name).toSorted();
      return fail(`${who.join(' and ')} read a credential of one name, ${one.name}`, {
        evidence: indicated.flatMap((item) => seen(item, { credential: item.id })),
        mend: { key: `secret:${one.id}`, title: `Name the credentials of ${who.join(' and ')} apart, or show that they differ` },
        atMost: { severity: 'low', why: 'only the name is the same' },
      });
    }
    const users = graph.related(one, 'uses', 'agent', 'in');
    const callers = graph.related(one, 'authenticates-with', 'tool', 'in');
    // Nobody else uses it only where every agent and tool was seen.
    const settled = (['agent', 'tool'] as const).flatMap((kind) => graph.settled(kind, one.plane, one.scope).gaps);
    const gaps = [...new Set([...(users.complete ? [] : users.gaps), ...(callers.complete ? [] : callers.gaps), ...settled])];
    if (gaps.length > 0) return undecided(`who else uses ${one.name}`, gaps, { evidence });
    return consumers.length === 0 ? notApplicable('no agent or tool uses it') : pass({ evidence, within: users.within });
  },
});
