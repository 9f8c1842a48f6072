import { defineCheck, fail, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, declaration } from '../../src/model/sample.ts';

const bot = agent('claims-bot');

export default defineCheck({
  id: 'undeclared-agent-or-tool/declared',
  title: 'Every agent that was found is declared',
  theme: 'undeclared-agent-or-tool',
  subject: ['agent'],
  severity: { base: 'high' },
  why: 'An agent that nobody declared was approved by nobody.',
  fix: 'Declare the agent with its owner in nhi-ready.yaml, or remove it.',
  references: ['https://csrc.nist.gov/pubs/cswp/29/the-nist-cybersecurity-framework-csf-20/final'],
  options: {},
  examples: [
    { name: 'the configuration declares it', entities: [bot, declaration('agent', 'claims-bot')], expect: 'pass' },
    { name: 'the configuration declares another one only', entities: [bot, declaration('agent', 'other-bot')], expect: 'fail' },
    { name: 'no configuration declares agents', entities: [bot], expect: 'unknown', severity: 'high' },
  ],
  evaluate(one, { graph }) {
    const evidence = seen(one, { platform: one.platform, signals: one.signals.join(', ') });
    const stated = graph.declared(one);
    if (stated) return pass({ evidence: seen(one, { declaration: stated.id }) });
    if (!graph.declares)
      return undecided(`whether ${one.name} is declared`, ['configuration|*|which agents are declared|no-target'], { evidence });
    return fail(`${one.name} was found and is not declared`, {
      evidence,
      mend: {
        key: `declare:${one.id}`,
        title: `Declare ${one.name} with its owner, or remove it`,
        how: `agents:\n  - id: ${one.id}\n    owner: "@your-org/your-team"`,
      },
    });
  },
});
