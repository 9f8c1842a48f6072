import { defineCheck, fail, gapsOf, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { hidden, notSeen, tool } from '../../src/model/sample.ts';

export default defineCheck({
  id: 'missing-approval-or-sod/destructive-tools',
  title: 'Tools that change or delete are confirmed by a human',
  theme: 'missing-approval-or-sod',
  subject: ['tool'],
  severity: { base: 'high' },
  why: 'A call that cannot be taken back needs somebody who looked at it.',
  fix: 'Require approval for these tools, or offer read-only ones.',
  references: ['https://modelcontextprotocol.io/specification/2025-06-18/server/tools'],
  options: {},
  examples: [
    { name: 'a human confirms', entities: [tool('db', { destructive: known(['execute']) })], expect: 'pass' },
    {
      name: 'deletes are approved beforehand',
      entities: [tool('db', { destructive: known(['delete_row']), approval: known('none') })],
      expect: 'fail',
    },
    {
      name: 'nobody could see what it can do',
      entities: [tool('db', { destructive: notSeen, approval: known('none') })],
      gaps: [hidden],
      expect: 'unknown',
      severity: 'high',
    },
    { name: 'it changes nothing', entities: [tool('docs', { approval: known('none') })], expect: 'not-applicable' },
  ],
  evaluate(one, { graph }) {
    if (one.type === 'workflow-action') return notApplicable('an action is a step of its job, which is judged as a whole');
    if (one.approval.known && one.approval.value === 'required') return pass({ evidence: seen(one, { approval: 'required' }) });
    if (!one.destructive.known || !one.approval.known)
      return undecided(`whether ${one.name} changes or deletes without a human`, gapsOf(one.destructive, one.approval), {
        evidence: seen(one),
      });
    if (one.destructive.value.length === 0) return notApplicable('it changes nothing');
    const abilities = one.destructive.value.slice(0, 5).join(', ');
    const agents = graph.related(one, 'calls', 'agent', 'in').items.map(({ name }) => name);
    // A tool of the agent's own is known by what it does: `Bash(rm *)`.
    const sentence =
      one.type === 'built-in'
        ? `${agents[0] ?? 'an agent'} may use ${one.name} without asking`
        : `${one.name} may ${abilities} without asking`;
    return fail(sentence, {
      evidence: seen(one, { destructive: one.destructive.value.slice(0, 20).join(', '), approval: one.approval.value }),
      mend: { key: `approval:${one.id}`, title: `Require approval for ${one.name}` },
    });
  },
});
