import { defineCheck, effectiveForm, fail, heldByProductionAgent, known, pass, seen, undecided, gapsOf } from '../../src/model/index.ts';
import { agent, credential, edge, hidden, notSeen } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const key = credential('model-key', { form: 'openai.api-key', expiresAt: known('never'), stored: 'literal' });

export default defineCheck({
  id: 'long-lived-credential/expires',
  title: 'Credentials end by themselves',
  theme: 'long-lived-credential',
  subject: ['credential'],
  severity: {
    base: 'medium',
    adjust: [{ when: (one, { graph }) => heldByProductionAgent(graph, one), to: 'high', why: 'an agent in production holds it' }],
  },
  why: 'A credential without an end works for whoever copies it, for as long as nobody notices.',
  fix: 'Replace it by short-lived access, or give it an expiry.',
  references: ['https://owasp.org/www-project-non-human-identities-top-10/2025/7-long-lived-secrets/'],
  options: {},
  examples: [
    { name: 'a session of one hour', entities: [credential('session')], expect: 'pass' },
    {
      name: 'a model key without an expiry, held by an agent',
      entities: [bot, key],
      edges: [edge(bot, 'uses', key)],
      expect: 'fail',
      severity: 'high',
    },
    {
      name: 'nobody could see when it expires',
      entities: [credential('secret', { expiresAt: notSeen })],
      gaps: [hidden],
      expect: 'unknown',
    },
  ],
  evaluate(one) {
    const form = effectiveForm(one);
    const named = one.form === form.id ? form.label : `${form.label} in a ${one.form}`;
    if (one.confidence === 'low')
      return undecided(`whether ${one.name} is a real credential (${one.doubts.join('; ')})`, gapsOf(one.expiresAt, one.lastUsedAt), {
        atMost: { severity: 'low', why: 'it is likely none' },
        evidence: seen(one),
      });
    if (!one.expiresAt.known) return undecided(`when ${one.name} expires`, one.expiresAt.gaps, { evidence: seen(one) });
    if (one.expiresAt.value !== 'never') return pass({ evidence: seen(one, { expires: one.expiresAt.value }) });
    return fail(`${one.name} never expires (${named})`, {
      evidence: seen(one, { form: form.label, expires: 'never' }),
      mend: {
        key: `credential:${one.id}`,
        title: form.insteadOf === null ? `Replace ${one.name} by short-lived access` : `Replace ${one.name} by ${form.insteadOf.offer}`,
        ...(form.insteadOf === null ? {} : { how: form.insteadOf.documentation }),
      },
      ...(one.confidence === 'medium' ? { atMost: { severity: 'medium', why: one.doubts.join('; ') } } : {}),
      ...(one.localOnly ? { atMost: { severity: 'low', why: 'only this machine holds it' } } : {}),
    });
  },
});
