import { defineCheck, fail, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { hidden, notSeen, tool } from '../../src/model/sample.ts';

const remote = tool('docs', { transport: 'http', auth: known('oauth') });

export default defineCheck({
  id: 'weak-trust-or-federation/tool-authenticates',
  title: 'Remote tools know who calls them',
  theme: 'weak-trust-or-federation',
  subject: ['tool'],
  severity: { base: 'high' },
  why: 'A tool server that accepts everyone acts for everyone, and its log names nobody.',
  fix: 'Require OAuth or a credential of the caller.',
  references: ['https://modelcontextprotocol.io/specification/2025-06-18/basic/authorization'],
  options: {},
  examples: [
    { name: 'OAuth', entities: [remote], expect: 'pass' },
    { name: 'accepts everyone', entities: [{ ...remote, auth: known('none') }], expect: 'fail' },
    {
      name: 'no credential in the file: clients negotiate at run time',
      entities: [{ ...remote, auth: notSeen }],
      gaps: [hidden],
      expect: 'unknown',
      severity: 'high',
    },
  ],
  evaluate(one) {
    if (one.transport !== 'http' && one.transport !== 'sse') return notApplicable('it is not called over a network');
    if (!one.auth.known)
      return undecided(`how callers of ${one.name} prove who they are`, one.auth.gaps, {
        evidence: seen(one),
      });
    const evidence = seen(one, { authentication: one.auth.value });
    return one.auth.value === 'none'
      ? fail(`${one.name} accepts everyone`, { evidence, mend: { key: `auth:${one.id}`, title: `Require a credential at ${one.name}` } })
      : pass({ evidence });
  },
});
