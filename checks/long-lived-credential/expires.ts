import {
  defineCheck,
  effectiveForm,
  fail,
  formOf,
  heldByProductionAgent,
  known,
  notApplicable,
  pass,
  seen,
  undecided,
  gapsOf,
} from '../../src/model/index.ts';
import { agent, credential, edge, hidden, notSeen } from '../../src/model/sample.ts';

const dayMs = 86_400_000;
const bot = agent('claims-bot');
const key = credential('model-key', { form: 'anthropic.api-key', expiresAt: known('never'), stored: 'literal' });

export default defineCheck({
  id: 'long-lived-credential/expires',
  title: 'Credentials end by themselves',
  theme: 'long-lived-credential',
  subject: ['credential'],
  severity: {
    base: 'high',
    adjust: [
      {
        when: (one, { graph }) => (effectiveForm(one).insteadOf === null ? false : heldByProductionAgent(graph, one)),
        to: 'critical',
        why: 'an agent in production holds it, and its provider offers short-lived access',
      },
    ],
  },
  why: 'A credential without an end works for whoever copies it, for as long as nobody notices.',
  fix: 'Replace it by short-lived access, or give it an expiry.',
  references: ['https://owasp.org/www-project-non-human-identities-top-10/2025/7-long-lived-secrets/'],
  options: { days: 366 },
  examples: [
    { name: 'a session of one hour', entities: [credential('session')], expect: 'pass' },
    {
      name: 'a model key without an expiry, held by an agent',
      entities: [bot, key],
      edges: [edge(bot, 'uses', key)],
      expect: 'fail',
      severity: 'critical',
    },
    {
      name: 'infrastructure code that mints an access key',
      entities: [
        credential('aws_iam_access_key.bot', {
          form: 'aws.access-key',
          expiresAt: known('never'),
          stored: 'provider-only',
          origin: 'declared',
        }),
      ],
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
  evaluate(one, { now, options }) {
    const form = effectiveForm(one);
    if (one.form === 'terraform.state') return notApplicable('what lies in it is judged value by value');
    const named = one.form === form.id ? form.label : `${form.label} in a ${formOf(one.form).label}`;
    if (one.confidence === 'low')
      return undecided(`whether ${one.name} is a real credential (${one.doubts.join('; ')})`, gapsOf(one.expiresAt, one.lastUsedAt), {
        atMost: { severity: 'low', why: 'it is likely none' },
        evidence: seen(one),
      });
    if (!one.expiresAt.known)
      return undecided(`when ${one.name} expires`, one.expiresAt.gaps, {
        evidence: seen(one),
      });
    if (one.stored === 'platform-vault' && !one.status.known)
      return undecided(`whether ${one.name} is still used beside the federated access`, one.status.gaps, { evidence: seen(one) });
    const end = one.expiresAt.value;
    if (end !== 'never' && end !== 'short-lived' && Date.parse(end) - Date.parse(now) > options.days * dayMs) {
      return fail(`${one.name} expires only on ${end} (limit ${options.days} days)`, {
        evidence: seen(one, { form: form.label, expires: end }),
        mend: { key: `credential:${one.id}`, title: `Give ${one.name} an earlier expiry` },
      });
    }
    if (one.expiresAt.value !== 'never') return pass({ evidence: seen(one, { expires: one.expiresAt.value }) });
    // Nobody holds it yet: infrastructure code will make it, again and again.
    const minted = one.origin === 'declared' && one.stored === 'provider-only';
    const path = one.places[0]?.file?.path ?? one.scope;
    return fail(minted ? `${path} mints ${one.name}, which never expires (${named})` : `${one.name} never expires (${named})`, {
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
