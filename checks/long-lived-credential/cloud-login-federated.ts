import {
  allOf,
  anyOf,
  defineCheck,
  effectiveForm,
  fail,
  holds,
  known,
  notApplicable,
  pass,
  seen,
  undecided,
} from '../../src/model/index.ts';
import { credential, edge, hidden, notSeen, workload } from '../../src/model/sample.ts';

const deploy = workload('deploy', { purpose: known('deploy') });
const key = credential('AWS_SECRET_ACCESS_KEY', { form: 'github.actions-secret', contents: 'aws.access-key', expiresAt: known('never') });

export default defineCheck({
  id: 'long-lived-credential/cloud-login-federated',
  title: 'Cloud log-ins are federated where the provider offers it',
  theme: 'long-lived-credential',
  subject: ['credential'],
  severity: {
    base: 'high',
    adjust: [
      {
        when: (one, { graph }) =>
          anyOf(
            graph
              .related(one, 'uses', 'workload', 'in')
              .items.map((user) =>
                allOf([holds(user.purpose, (purpose) => purpose === 'deploy'), holds(user.production, (production) => production)]),
              ),
          ),
        to: 'critical',
        why: 'a job that deploys to production uses it',
      },
    ],
  },
  why: 'A standing cloud key in a pipeline outlives the job, the branch and the person who made it; federation gives each run its own.',
  fix: 'Log in by OpenID Connect, and delete the key.',
  verify: 'Scan again after the key is deleted at the provider; the job still deploys.',
  references: ['https://docs.github.com/actions/concepts/security/openid-connect'],
  options: {},
  examples: [
    { name: 'a session by OIDC', entities: [credential('session')], expect: 'pass' },
    {
      name: 'a deploy job with a standing AWS key',
      entities: [deploy, key],
      edges: [edge(deploy, 'uses', key)],
      expect: 'fail',
      severity: 'critical',
    },
    {
      name: 'key and role are given at once',
      entities: [credential('AWS_SECRET_ACCESS_KEY', { contents: 'aws.access-key', status: notSeen })],
      gaps: [hidden],
      expect: 'unknown',
    },
    { name: 'a chat token', entities: [credential('SLACK', { form: 'slack.token' })], expect: 'not-applicable' },
  ],
  evaluate(one) {
    const form = effectiveForm(one);
    if (form.family !== 'cloud') return notApplicable('it is no cloud credential');
    if (form.expires === 'always') return pass({ evidence: seen(one, { form: form.label }) });
    if (form.insteadOf === null) return notApplicable(`${form.provider} offers nothing instead`);
    if (one.confidence === 'low') return notApplicable(one.doubts.join('; '));
    // In a file of its own it is a readable secret, which another check judges; here it is about log-ins.
    if (one.stored === 'literal') return notApplicable('it lies readable in a file, which secret-exposure judges');
    // Only its provider holds it: whether it expires is asked of it, and where it logs in, of that place.
    if (one.stored === 'provider-only') return notApplicable('no log-in of it was seen');
    if (!one.status.known)
      return undecided(`whether ${one.name} is still used beside the federated log-in`, one.status.gaps, { evidence: seen(one) });
    if (one.status.value !== 'active') return pass({ evidence: seen(one, { status: one.status.value }) });
    return fail(`${one.name} logs in to ${form.provider} with a standing key; ${form.provider} offers ${form.insteadOf.offer}`, {
      evidence: seen(one, { secret: one.name, form: form.label }),
      mend: { key: `credential:${one.id}`, title: `Replace ${one.name} by ${form.insteadOf.offer}`, how: form.insteadOf.documentation },
    });
  },
});
