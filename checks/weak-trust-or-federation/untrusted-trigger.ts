import {
  allOf,
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
import { agent, credential, edge, hidden, identity, notSeen, policy, workload } from '../../src/model/sample.ts';

const open = agent('claims-bot', { triggers: known([{ who: 'anyone', how: 'issue_comment' }]) });
const key = credential('model-key', { expiresAt: known('never') });
const job = workload('triage', { triggers: known([{ who: 'anyone', how: 'issues' }]) });
const token = identity('token');
const read = policy('rights');

/** Whether it holds a standing credential or a right to change something. */
function holdsSomething(graph: Graph, one: Agent | Workload): Truth {
  const standing = some(graph.related(one, 'uses', 'credential'), (held) => holds(held.expiresAt, (end) => end !== 'short-lived'));
  return anyOf([standing, canChange(graph, one)]);
}

/**
 * Whether a stranger decides what is done with it. An agent acts on the stranger's words; the steps of a job are fixed
 * beforehand, unless they run what the stranger wrote or hand it to an agent.
 */
function obeysStrangers(graph: Graph, one: Agent | Workload): Truth {
  if (one.kind === 'agent') return holdsSomething(graph, one);
  const agents = some(graph.related(one, 'runs-in', 'agent', 'in'), (agent) => openToAnyone(agent.triggers));
  return anyOf([holds(one.runsUntrustedCode, (runs) => runs), allOf([agents, holdsSomething(graph, one)])]);
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
        when: (one, { graph }) => holdsSomething(graph, one),
        to: 'medium',
        why: 'its steps hold a standing credential or a right to change something',
      },
      {
        when: (one, { graph }) => obeysStrangers(graph, one),
        to: 'critical',
        why: 'a standing credential or a right to change something is within reach of what a stranger wrote',
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
      name: 'an issue by anyone starts fixed steps that hold a key',
      entities: [job, key],
      edges: [edge(job, 'uses', key)],
      expect: 'fail',
      severity: 'medium',
    },
    {
      name: 'an issue by anyone starts steps that run what it says',
      entities: [{ ...job, runsUntrustedCode: known(true) }],
      expect: 'fail',
      severity: 'critical',
    },
    {
      name: 'an issue by anyone starts a job that hands its key to an agent',
      entities: [job, open, key],
      edges: [edge(job, 'uses', key), edge(open, 'runs-in', job)],
      expect: 'fail',
      severity: 'critical',
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
