import { defineCheck, fail, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { hidden, notSeen, tool } from '../../src/model/sample.ts';

export default defineCheck({
  id: 'excessive-privilege/tool-scope',
  title: 'Tools reach only what is listed',
  theme: 'excessive-privilege',
  subject: ['tool'],
  severity: { base: 'high' },
  why: 'A tool without bounds gives the agent everything behind it: the whole disk, a whole shell, every function of a server.',
  fix: 'List the tools, folders or commands that the task needs.',
  references: ['https://modelcontextprotocol.io/specification/2025-06-18/basic/security_best_practices'],
  options: {},
  examples: [
    { name: 'listed tools', entities: [tool('crm')], expect: 'pass' },
    { name: 'a shell without bounds', entities: [tool('Bash', { reach: known('everything') })], expect: 'fail' },
    {
      name: 'what the server offers is not told',
      entities: [tool('crm', { reach: notSeen })],
      gaps: [hidden],
      expect: 'unknown',
      severity: 'high',
    },
  ],
  evaluate(one) {
    if (one.type === 'workflow-action') return notApplicable('an action runs with the rights of its job');
    if (!one.reach.known)
      return undecided(`what ${one.name} lets its agent reach`, one.reach.gaps, {
        evidence: seen(one),
      });
    if (one.reach.value === 'listed') return pass({ evidence: seen(one, { reach: 'listed' }) });
    return fail(`${one.name} reaches everything`, {
      evidence: seen(one, { reach: 'everything' }),
      mend: { key: `scope:${one.id}`, title: `List what ${one.name} may reach` },
    });
  },
});
