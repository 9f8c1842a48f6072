import { defineCheck, fail, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, edge, owner, sampleGap } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const team = owner('@acme/claims');

export default defineCheck({
  id: 'owner-missing-or-invalid/explicit-rule',
  title: 'Files that configure agents and workflows have an owner rule of their own',
  theme: 'owner-missing-or-invalid',
  subject: ['agent', 'tool', 'workload'],
  severity: { base: 'low' },
  why: 'A catch-all rule sends the change of an agent to people who do not know what it may do.',
  fix: 'Add a CODEOWNERS rule for the path.',
  references: [
    'https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners',
  ],
  options: {},
  examples: [
    {
      name: 'a rule for the path',
      entities: [bot, team],
      edges: [edge(bot, 'names-owner', team, { signals: ['CODEOWNERS:2 explicit'] })],
      expect: 'pass',
    },
    {
      name: 'only the catch-all',
      entities: [bot, team],
      edges: [edge(bot, 'names-owner', team, { signals: ['CODEOWNERS:1 catch-all'] })],
      expect: 'fail',
    },
    { name: 'the owners file could not be read', entities: [bot], gaps: [sampleGap('CODEOWNERS', 'files.owners')], expect: 'unknown' },
  ],
  evaluate(one, { graph }) {
    const path = one.places.find((place) => place.file !== undefined)?.file?.path;
    if (path === undefined) return notApplicable('it lies in no file');
    const owners = graph.owners(one);
    if (owners.items.some(({ by }) => by === 'explicit' || by === 'declared')) return pass({ evidence: seen(one, { path }) });
    if (!owners.complete) return undecided(`which rule owns ${path}`, owners.gaps, { evidence: seen(one) });
    return fail(`${path} has no owner rule of its own`, {
      evidence: seen(one, { rule: owners.items.length > 0 ? 'catch-all' : 'none' }),
      mend: { key: `rule:${path}`, title: `Add a rule for ${path} to CODEOWNERS`, how: `/${path} @your-org/your-team` },
    });
  },
});
