import { defineCheck, effectiveForm, fail, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { credential, hidden, notSeen } from '../../src/model/sample.ts';

const key = credential('ANTHROPIC_API_KEY', { form: 'github.actions-secret', contents: 'anthropic.api-key', expiresAt: known('never') });

export default defineCheck({
  id: 'long-lived-credential/model-access-federated',
  title: 'Agents reach their model without a standing key where federation exists',
  theme: 'long-lived-credential',
  subject: ['credential'],
  severity: { base: 'high' },
  why: 'Whoever copies a model key spends and reads as the agent until somebody revokes it.',
  fix: "Use the provider's workload identity federation, or the model through the cloud the workload already runs in.",
  references: [
    'https://github.com/anthropics/claude-code-action/blob/main/docs/cloud-providers.md',
    'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
  ],
  options: {},
  examples: [
    { name: 'a federated session', entities: [credential('session', { form: 'anthropic.oidc-session' })], expect: 'pass' },
    { name: 'a standing Anthropic key', entities: [key], expect: 'fail' },
    { name: 'key and federation are given at once', entities: [{ ...key, status: notSeen }], gaps: [hidden], expect: 'unknown' },
    {
      name: 'a provider without federation',
      entities: [credential('OPENAI_API_KEY', { form: 'openai.api-key' })],
      expect: 'not-applicable',
    },
  ],
  evaluate(one) {
    const form = effectiveForm(one);
    if (form.family !== 'model') return notApplicable('it is no model credential');
    if (form.expires === 'always') return pass({ evidence: seen(one, { form: form.label }) });
    if (form.insteadOf === null) return notApplicable(`${form.provider} offers no federation`);
    if (one.confidence === 'low') return notApplicable(one.doubts.join('; '));
    if (!one.status.known && one.stored !== 'literal')
      return undecided(`whether ${one.name} is still used beside the federated access`, one.status.gaps, { evidence: seen(one) });
    return fail(`${one.name} is a standing ${form.label}; ${form.provider} offers ${form.insteadOf.offer}`, {
      evidence: seen(one, { form: form.label }),
      mend: { key: `credential:${one.id}`, title: `Replace ${one.name} by ${form.insteadOf.offer}`, how: form.insteadOf.documentation },
    });
  },
});
