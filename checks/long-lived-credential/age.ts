import { defineCheck, fail, gapsOf, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { credential, hidden, notSeen } from '../../src/model/sample.ts';

const dayMs = 86_400_000;
const old = credential('old-key', { form: 'aws.access-key', expiresAt: known('never'), rotatedAt: known({ at: '2025-06-01T00:00:00Z' }) });

export default defineCheck({
  id: 'long-lived-credential/age',
  title: 'Standing credentials are rotated within their age limit',
  theme: 'long-lived-credential',
  subject: ['credential'],
  severity: { base: 'medium' },
  why: 'The older a standing credential, the more copies of it exist and the fewer people know where.',
  fix: 'Rotate it now, and automate the next rotation.',
  references: ['https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final'],
  options: { days: 90 },
  examples: [
    { name: 'rotated four days ago', entities: [credential('key', { expiresAt: known('never') })], expect: 'pass' },
    { name: 'not rotated for more than a year', entities: [old], expect: 'fail' },
    {
      name: 'nobody could see when it was rotated',
      entities: [credential('key', { expiresAt: known('never'), rotatedAt: notSeen })],
      gaps: [hidden],
      expect: 'unknown',
    },
    { name: 'a session that ends by itself', entities: [credential('session')], expect: 'pass' },
  ],
  evaluate(one, { graph, now, options }) {
    const live = graph.live(one);
    if (live) return notApplicable(`asked of its live side, ${live.name}`);
    if (one.form === 'terraform.state') return notApplicable('what lies in it is judged value by value');
    if (one.expiresAt.known && one.expiresAt.value === 'short-lived') return pass({ evidence: seen(one, { expires: 'short-lived' }) });
    if (!one.rotatedAt.known) return undecided(`how old ${one.name} is`, one.rotatedAt.gaps, { evidence: seen(one) });
    const { at, atLeast } = one.rotatedAt.value;
    const days = Math.floor((Date.parse(now) - Date.parse(at)) / dayMs);
    const evidence = seen(one, { 'age in days': `${atLeast ? 'at least ' : ''}${days}`, limit: String(options.days) });
    if (days > options.days)
      return fail(`${one.name} is ${days} days old (limit ${options.days})`, {
        evidence,
        mend: { key: `credential:${one.id}`, title: `Rotate ${one.name}` },
      });
    return atLeast
      ? undecided(`how much older than ${days} days ${one.name} is`, gapsOf(one.issuedAt, one.lastUsedAt, one.keyId), { evidence })
      : pass({ evidence });
  },
});
