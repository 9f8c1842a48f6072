import {
  anyOf,
  canChange,
  defineCheck,
  fail,
  holds,
  known,
  openToAnyone,
  pass,
  seen,
  some,
  undecided,
  type Agent,
  type Graph,
  type Truth,
  type Workload,
} from '../../src/model/index.ts';
import { agent, credential, edge, hidden, identity, notSeen, policy } from '../../src/model/sample.ts';

const open = agent('claims-bot', { triggers: known([{ who: 'anyone', how: 'issue_comment' }]) });
const key = credential('model-key', { expiresAt: known('never') });
const token = identity('token');
const read = policy('rights');

/** Whether a standing credential or a right to change something is within reach of whoever sets it off. */
function reachable(graph: Graph, one: Agent | Workload): Truth {
  const standing = some(graph.related(one, 'uses', 'credential'), (held) => holds(held.expiresAt, (end) => end !== 'short-lived'));
  const untrusted = one.kind === 'workload' ? holds(one.runsUntrustedCode, (runs) => runs) : false;
  return anyOf([standing, untrusted, canChange(graph, one)]);
}

export default defineCheck({
  id: 'weak-trust-or-federation/untrusted-trigger',
  title: 'People without write access cannot set off what holds credentials or rights',
  theme: 'weak-trust-or-federation',
  subject: ['agent', 'workload'],
  severity: {
    base: 'low',
    adjust: [
      {
        when: (one, { graph }) => reachable(graph, one),
        to: 'critical',
        why: 'a standing credential or a right to change something is within reach',
      },
    ],
  },
  why: 'An issue, a comment or a fork is written by a stranger; what it sets off acts on the words of that stranger.',
  fix: "Trigger on events of members only, or split the job: read the stranger's text without credentials, act after an approval.",
  references: ['https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/'],
  options: {},
  examples: [
    { name: 'members only', entities: [agent('claims-bot')], expect: 'pass' },
    {
      name: 'a comment by anyone reaches a standing key',
      entities: [open, key],
      edges: [edge(open, 'uses', key)],
      expect: 'fail',
      severity: 'critical',
    },
    {
      name: 'a comment by anyone reaches a credential of which nobody could see whether it stands',
      entities: [open, credential('model-key', { expiresAt: notSeen })],
      edges: [edge(open, 'uses', key)],
      gaps: [hidden],
      expect: 'fail',
      severity: 'critical',
    },
    {
      name: 'a comment by anyone, nothing within reach',
      entities: [open, token, read],
      edges: [edge(open, 'runs-as', token), edge(token, 'attached', read)],
      expect: 'fail',
      severity: 'low',
    },
    {
      name: 'nobody could see what sets it off',
      entities: [agent('claims-bot', { triggers: notSeen })],
      gaps: [hidden],
      expect: 'unknown',
    },
  ],
  evaluate(one) {
    const answer = openToAnyone(one.triggers);
    const how = one.triggers.known ? one.triggers.value.map((trigger) => `${trigger.how} (${trigger.who})`).join(', ') : 'not seen';
    const evidence = seen(one, { triggers: how });
    if (answer === false) return pass({ evidence });
    if (answer !== true) return undecided(`who can set off ${one.name}`, answer.gaps, { evidence });
    const by = one.triggers.known
      ? one.triggers.value
          .filter((trigger) => trigger.who === 'anyone')
          .map((trigger) => trigger.how)
          .join(', ')
      : '';
    const path = one.places[0]?.file?.path ?? one.id;
    return fail(`anyone can set off ${one.name} by ${by}`, {
      evidence,
      mend: {
        key: `trigger:${path}`,
        title: `Let only members set off ${path}`,
        how: 'if: contains(fromJSON(\'["OWNER","MEMBER"]\'), github.event.comment.author_association)',
      },
    });
  },
});
