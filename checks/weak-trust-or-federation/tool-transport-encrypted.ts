import { defineCheck, fail, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { hidden, notSeen, tool } from '../../src/model/sample.ts';

const remote = tool('docs', { transport: 'http', endpoint: 'https://docs.acme.example/mcp', tls: known(true) });

export default defineCheck({
  id: 'weak-trust-or-federation/tool-transport-encrypted',
  title: 'Remote tools are called over TLS',
  theme: 'weak-trust-or-federation',
  subject: ['tool'],
  severity: { base: 'high' },
  why: 'Over plain HTTP anyone on the way reads the credential and rewrites what the agent is told.',
  fix: 'Call the tool by https.',
  references: ['https://modelcontextprotocol.io/specification/2025-06-18/basic/authorization'],
  options: {},
  examples: [
    { name: 'https', entities: [remote], expect: 'pass' },
    { name: 'plain http', entities: [{ ...remote, tls: known(false) }], expect: 'fail' },
    { name: 'nobody could see the address', entities: [{ ...remote, tls: notSeen }], gaps: [hidden], expect: 'unknown' },
    { name: 'a local program', entities: [tool('local')], expect: 'not-applicable' },
  ],
  evaluate(one) {
    if (one.transport !== 'http' && one.transport !== 'sse') return notApplicable('it is not called over a network');
    if (!one.tls.known) return undecided(`whether ${one.name} is called over TLS`, one.tls.gaps, { evidence: seen(one) });
    const evidence = seen(one, { endpoint: one.endpoint ?? 'not told' });
    return one.tls.value
      ? pass({ evidence })
      : fail(`${one.name} is called over plain HTTP`, { evidence, mend: { key: `tls:${one.id}`, title: `Call ${one.name} by https` } });
  },
});
