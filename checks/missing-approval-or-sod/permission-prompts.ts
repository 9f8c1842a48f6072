import { defineCheck, fail, known, openToAnyone, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, hidden, notSeen } from '../../src/model/sample.ts';

export default defineCheck({
  id: 'missing-approval-or-sod/permission-prompts',
  title: 'Agents ask before they act, or act within a list',
  theme: 'missing-approval-or-sod',
  subject: ['agent'],
  severity: {
    base: 'high',
    adjust: [{ when: (one) => openToAnyone(one.triggers), to: 'critical', why: 'people without write access can set it off' }],
  },
  why: 'With prompts switched off, the model is the only one who decides what is run.',
  fix: 'Switch the prompts on again, or list the tools that it may use without asking.',
  references: ['https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/'],
  options: {},
  examples: [
    { name: 'it asks', entities: [agent('claims-bot')], expect: 'pass' },
    {
      name: 'prompts are switched off',
      entities: [agent('claims-bot', { autonomy: known('never-asks') })],
      expect: 'fail',
      severity: 'high',
    },
    { name: 'nobody could see whether it asks', entities: [agent('claims-bot', { autonomy: notSeen })], gaps: [hidden], expect: 'unknown' },
  ],
  evaluate(one) {
    if (!one.autonomy.known) return undecided(`whether ${one.name} asks before it acts`, one.autonomy.gaps, { evidence: seen(one) });
    const evidence = seen(one, { autonomy: one.autonomy.value });
    if (one.autonomy.value !== 'never-asks') return pass({ evidence });
    return fail(`${one.name} never asks before it acts`, {
      evidence,
      mend: { key: `prompts:${one.id}`, title: `Let ${one.name} ask, or list what it may do without asking` },
    });
  },
});
