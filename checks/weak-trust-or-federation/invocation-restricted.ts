import { canChange, defineCheck, fail, known, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, hidden, notSeen } from '../../src/model/sample.ts';

export default defineCheck({
  id: 'weak-trust-or-federation/invocation-restricted',
  title: 'Agents know who invokes them',
  theme: 'weak-trust-or-federation',
  subject: ['agent'],
  severity: {
    base: 'high',
    adjust: [{ when: (one, { graph }) => canChange(graph, one), to: 'critical', why: 'the agent can change something' }],
  },
  why: 'An agent that takes instructions from everyone lends everyone its rights.',
  fix: 'Restrict who may invoke it: an allow-list, write access, or a signed-in caller.',
  references: ['https://github.com/anthropics/claude-code-action/blob/main/docs/security.md'],
  options: {},
  examples: [
    { name: 'the platform checks write access', entities: [agent('claims-bot')], expect: 'pass' },
    { name: 'everyone may invoke it', entities: [agent('claims-bot', { inboundAuth: known('none') })], expect: 'fail' },
    { name: 'nobody could see who may', entities: [agent('claims-bot', { inboundAuth: notSeen })], gaps: [hidden], expect: 'unknown' },
  ],
  evaluate(one) {
    if (!one.inboundAuth.known) return undecided(`who may invoke ${one.name}`, one.inboundAuth.gaps, { evidence: seen(one) });
    const evidence = seen(one, { 'inbound authentication': one.inboundAuth.value });
    if (one.inboundAuth.value !== 'none') return pass({ evidence });
    return fail(`everyone may invoke ${one.name}`, {
      evidence,
      mend: { key: `invocation:${one.id}`, title: `Restrict who may invoke ${one.name}` },
    });
  },
});
