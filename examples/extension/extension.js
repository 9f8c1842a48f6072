import { defineCheck, defineExtension, fail, pass, sample, seen, undecided } from 'nhi-ready';

const { agent, hidden, notSeen } = sample;

/** Ours: an agent that nobody can stop does not go live. */
const stoppable = defineCheck({
  id: 'missing-runtime-enforcement/stoppable',
  title: 'Somebody can stop every agent',
  theme: 'missing-runtime-enforcement',
  subject: ['agent'],
  severity: { base: 'high' },
  why: 'An agent that goes wrong and cannot be stopped goes on going wrong.',
  fix: 'Name a switch: a workflow to disable, a role to detach, a flag to set.',
  references: [],
  options: {},
  examples: [
    { name: 'a workflow that can be disabled', entities: [agent('claims-bot')], expect: 'pass' },
    { name: 'no way', entities: [agent('claims-bot', { stop: { known: true, value: null } })], expect: 'fail' },
    { name: 'nobody could see', entities: [agent('claims-bot', { stop: notSeen })], gaps: [hidden], expect: 'unknown' },
  ],
  evaluate(one) {
    if (!one.stop.known) return undecided(`how to stop ${one.name}`, one.stop.gaps, { evidence: seen(one) });
    if (one.stop.value === null) return fail(`nobody can stop ${one.name}`, { evidence: seen(one) });
    return pass({ evidence: seen(one, { stop: one.stop.value }) });
  },
});

/** A line a system, for a chat. */
const oneLine = {
  id: 'one-line',
  title: 'One line a system',
  mediaType: 'text/plain',
  render: (report) => report.systems.map(({ name, decision }) => `${name}: ${decision.verdict} (${decision.blocking.length} block)\n`).join(''),
};

export default defineExtension({ name: 'house-rules', checks: [stoppable], reporters: [oneLine] });
