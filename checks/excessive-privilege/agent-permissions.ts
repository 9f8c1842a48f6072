import { allOf, defineCheck, fail, known, openToAnyone, pass, rightsOf, seen, undecided } from '../../src/model/index.ts';
import { agent, edge, hidden, identity, notSeen, policy } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const open = agent('claims-bot', { triggers: known([{ who: 'anyone', how: 'issues' }]) });
const token = identity('token');
const read = policy('rights');
const write = policy('rights', { document: known('{"contents":"write"}') });
const unseen = policy('rights', { document: notSeen });
const grave = [
  'administer',
  'escalate',
  'mint-credential',
  'execute-code',
  'deploy',
  'merge',
  'approve',
  'delete-data',
  'change-guardrail',
  'change-logging',
] as const;

export default defineCheck({
  id: 'excessive-privilege/agent-permissions',
  title: 'Agents cannot merge, approve, deploy or delete by themselves',
  theme: 'excessive-privilege',
  subject: ['agent'],
  severity: {
    base: 'high',
    adjust: [{ when: (one) => allOf([openToAnyone(one.triggers)]), to: 'critical', why: 'people without write access can set it off' }],
  },
  why: 'A model that was talked into something does it with the rights that it holds.',
  fix: 'Take the write permission away, or let a second job with an approval do the writing.',
  references: ['https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/'],
  options: {},
  examples: [
    {
      name: 'an agent that only reads',
      entities: [bot, token, read],
      edges: [edge(bot, 'runs-as', token), edge(token, 'attached', read)],
      expect: 'pass',
    },
    {
      name: 'an agent that anyone sets off may push',
      entities: [open, token, write],
      edges: [edge(open, 'runs-as', token), edge(token, 'attached', write)],
      expect: 'fail',
      severity: 'critical',
    },
    {
      name: 'nobody could see its rights',
      entities: [bot, token, unseen],
      edges: [edge(bot, 'runs-as', token), edge(token, 'attached', unseen)],
      gaps: [hidden],
      expect: 'unknown',
      severity: 'high',
    },
  ],
  evaluate(one, { graph }) {
    const { kinds, gaps, identities } = rightsOf(graph, one);
    const held = grave.filter((kind) => kinds.has(kind));
    const evidence = [
      ...seen(one, { capabilities: [...kinds].toSorted().join(', ') || 'none' }),
      ...identities.flatMap((identity) => seen(identity, { identity: identity.name })),
    ];
    if (held.length > 0)
      return fail(`${one.name} may ${held.join(', ')} without a human`, {
        evidence,
        mend: {
          key: `permissions:${one.id}`,
          title: `Take ${held.join(', ')} away from ${one.name}`,
          how: 'permissions:\n  contents: read',
        },
      });
    return gaps.length > 0 ? undecided(`what ${one.name} may do`, gaps, { evidence }) : pass({ evidence });
  },
});
