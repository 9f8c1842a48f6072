import { defineCheck, fail, formOf, known, notApplicable, pass, seen, undecided, gapsOf } from '../../src/model/index.ts';
import { credential, hidden, notSeen } from '../../src/model/sample.ts';

const literal = credential('password', {
  form: 'database.password',
  stored: 'literal',
  expiresAt: known('never'),
  inAgentConfiguration: false,
});

export default defineCheck({
  id: 'secret-exposure/not-in-files',
  title: 'Files hold no credentials',
  theme: 'secret-exposure',
  subject: ['credential'],
  severity: { base: 'critical' },
  why: 'Anyone who can read the repository, its history or a copy of it can use the credential.',
  fix: 'Revoke the credential at its provider, remove it from the file, and read it from a secret store at run time.',
  verify: 'Scan again; and show that the old value is refused by its provider.',
  references: ['https://owasp.org/www-project-non-human-identities-top-10/2025/2-secret-leakage/'],
  options: {},
  examples: [
    {
      name: 'a credential that only the platform holds',
      entities: [credential('secret', { stored: 'platform-vault', inAgentConfiguration: false })],
      expect: 'pass',
    },
    { name: 'a password in a file of the repository', entities: [literal], expect: 'fail', severity: 'critical' },
    {
      name: 'a value that reads like a placeholder',
      entities: [{ ...literal, confidence: 'low', doubts: ['it reads like a placeholder'], lastUsedAt: notSeen }],
      gaps: [hidden],
      expect: 'unknown',
      severity: 'low',
    },
  ],
  evaluate(one) {
    if (one.form === 'terraform.state' || /\.tfstate(\.|$)/.test(one.places[0]?.file?.path ?? ''))
      return notApplicable('the state file is judged as a whole');
    if (one.inAgentConfiguration) return notApplicable('another check judges where it lies');
    if (one.stored !== 'literal' && one.plane !== 'files') return notApplicable('its platform holds it: where it lies, no file is');
    if (one.stored !== 'literal') return pass({ evidence: seen(one, { stored: one.stored }) });
    const { label, revoke } = formOf(one.form);
    const path = one.places[0]?.file?.path ?? one.scope;
    const evidence = seen(one, {
      form: label,
      values: String(Math.max(1, one.fingerprints.length)),
      doubts: one.doubts.join('; ') || 'none',
    });
    if (one.confidence === 'low') {
      return undecided(
        `whether ${one.name} in ${path} is a real credential: ${one.doubts.join('; ')}`,
        gapsOf(one.lastUsedAt, one.status),
        { evidence, atMost: { severity: 'low', why: 'it is likely none' } },
      );
    }
    return fail(`${one.name} (${label}) is readable in ${path}`, {
      evidence,
      mend: { key: `credential:${one.id}`, title: `Revoke and move ${one.name} out of ${path}`, how: `To revoke it: ${revoke}.` },
      ...(one.localOnly ? { atMost: { severity: 'low', why: 'git ignores the file: only this machine holds it' } } : {}),
      ...(one.confidence === 'medium' && !one.localOnly ? { atMost: { severity: 'medium', why: one.doubts.join('; ') } } : {}),
    });
  },
});
