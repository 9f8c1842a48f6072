import { defineCheck, fail, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { credential, hidden, notSeen } from '../../src/model/sample.ts';

const state = credential('terraform.tfstate', {
  form: 'terraform.state',
  stored: 'literal',
  labels: [
    { name: 'resources', value: '12' },
    { name: 'sensitive values', value: '3' },
    { name: 'forms', value: 'AWS access key 1, database password 2' },
  ],
});

export default defineCheck({
  id: 'secret-exposure/state-not-in-repository',
  title: 'Terraform state lies in no repository',
  theme: 'secret-exposure',
  subject: ['credential'],
  severity: { base: 'critical' },
  why: 'A state file holds every password, key and token of what Terraform made as plain text, for all who can read the repository or its history.',
  fix: 'Move the state to a remote backend with encryption and access control, remove the file from the repository and its history, and rotate every value in it.',
  verify: 'Scan again; and show that the values that lay in it are refused by their providers.',
  references: [
    'https://developer.hashicorp.com/terraform/language/state/sensitive-data',
    'https://owasp.org/www-project-non-human-identities-top-10/2025/2-secret-leakage/',
  ],
  options: {},
  examples: [
    { name: 'a secret of the platform', entities: [credential('secret', { stored: 'platform-vault' })], expect: 'not-applicable' },
    { name: 'a state that only its backend holds', entities: [{ ...state, stored: 'provider-only' }], expect: 'pass' },
    { name: 'a state file among the files of a repository', entities: [state], expect: 'fail', severity: 'critical' },
    {
      name: 'a file of that name that is no JSON',
      entities: [{ ...state, confidence: 'low', doubts: ['it is no JSON'], labels: [], lastUsedAt: notSeen }],
      gaps: [hidden],
      expect: 'unknown',
      severity: 'critical',
    },
  ],
  evaluate(one) {
    if (one.form !== 'terraform.state') return notApplicable('it is no Terraform state');
    const labels = new Map((one.labels ?? []).map(({ name, value }) => [name, value]));
    const evidence = seen(one, Object.fromEntries(labels));
    if (one.stored !== 'literal') return pass({ evidence });
    const path = one.places[0]?.file?.path ?? one.name;
    if (one.confidence === 'low' && !one.lastUsedAt.known)
      return undecided(`what ${path} holds: ${one.doubts.join('; ')}`, one.lastUsedAt.gaps, { evidence });
    const count = Number(labels.get('sensitive values') ?? 0);
    const holds =
      count === 0 ? 'no sensitive value was recognised in it' : `${count} sensitive values lie in it (${labels.get('forms') ?? ''})`;
    return fail(`the Terraform state ${path} is a file of the repository; ${holds}`, {
      evidence,
      mend: {
        key: `credential:${one.id}`,
        title: `Move the state ${path} to a remote backend, and rotate what it holds`,
        how: `git rm --cached ${path}, add it to .gitignore, rewrite the history that holds it`,
      },
      ...(labels.get('resources') === '0' ? { atMost: { severity: 'medium', why: 'it holds no resource yet' } } : {}),
      ...(one.confidence === 'medium' ? { atMost: { severity: 'medium', why: one.doubts.join('; ') } } : {}),
      ...(one.localOnly ? { atMost: { severity: 'low', why: 'git ignores the file: only this machine holds it' } } : {}),
    });
  },
});
