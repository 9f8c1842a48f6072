import { defineCheck, fail, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, declaration, sampleGap } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const stated = declaration('agent', 'claims-bot');

export default defineCheck({
  id: 'undeclared-agent-or-tool/observed',
  title: 'Every declared agent and tool was found',
  theme: 'undeclared-agent-or-tool',
  subject: ['declaration'],
  severity: { base: 'medium' },
  why: 'A declaration without its thing describes a system that does not exist, or one that runs where nobody looked.',
  fix: 'Remove the declaration, mend its id, or add the target where the thing runs.',
  references: ['https://csrc.nist.gov/pubs/cswp/29/the-nist-cybersecurity-framework-csf-20/final'],
  options: {},
  examples: [
    { name: 'it was found', entities: [bot, stated], expect: 'pass' },
    {
      name: 'nothing of that name was found',
      entities: [bot, declaration('agent', 'retired-bot')],
      about: 'github.com/acme/claims/declared/retired-bot',
      expect: 'fail',
    },
    {
      name: 'a workflow could not be read',
      entities: [bot, declaration('agent', 'retired-bot')],
      about: 'github.com/acme/claims/declared/retired-bot',
      gaps: [sampleGap('a workflow', 'files.workflows')],
      expect: 'unknown',
    },
  ],
  evaluate(one, { graph }) {
    const found = graph.observed(one);
    if (found) return pass({ evidence: seen(found, { declaration: one.id }) });
    const gaps = graph.inventory.header.targets.flatMap((target) => graph.settled(one.of, target.plane, target.scope).gaps);
    if (gaps.length > 0) return undecided(`where the declared ${one.of} ${one.matches} is`, [...new Set(gaps)], { evidence: seen(one) });
    return fail(`${one.matches} is declared and was not found`, {
      evidence: seen(one, { of: one.of }),
      mend: { key: `declaration:${one.id}`, title: `Remove or mend the declaration of ${one.matches}` },
    });
  },
});
