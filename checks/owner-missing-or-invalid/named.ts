import { defineCheck, fail, none, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, edge, identity, owner, sampleGap } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const team = owner('@acme/claims');

export default defineCheck({
  id: 'owner-missing-or-invalid/named',
  title: 'Every agent, tool, identity and credential names an owner',
  theme: 'owner-missing-or-invalid',
  subject: ['agent', 'tool', 'identity', 'credential'],
  severity: { base: 'medium', adjust: [{ when: (one) => one.kind === 'agent', to: 'high', why: 'an agent acts by itself' }] },
  why: 'What nobody answers for is neither rotated, nor reviewed, nor stopped.',
  fix: 'Name a team or a person: in CODEOWNERS, or as owner of the declared agent.',
  references: [
    'https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners',
  ],
  options: {},
  examples: [
    { name: 'CODEOWNERS names a team', entities: [bot, team], edges: [edge(bot, 'names-owner', team)], expect: 'pass' },
    { name: 'nobody is named', entities: [bot], expect: 'fail', severity: 'high' },
    { name: 'a service-linked role', entities: [identity('role', { providerManaged: true })], expect: 'not-applicable' },
    { name: 'the owners file could not be read', entities: [bot], gaps: [sampleGap('CODEOWNERS', 'files.owners')], expect: 'unknown' },
  ],
  evaluate(one, { graph }) {
    if (one.kind === 'identity' && one.providerManaged) return notApplicable('the platform runs it for itself and answers for it');
    const owners = graph.owners(one);
    const [first] = owners.items;
    if (first) return pass({ evidence: seen(one, { owner: first.owner.handle, by: first.by }) });
    const missing = none(owners);
    if (missing !== true) return undecided(`who owns ${one.name}`, missing === false ? [] : missing.gaps, { evidence: seen(one) });
    const place = one.places[0]?.file?.path ?? one.scope;
    return fail(`${one.name} has no owner`, {
      evidence: seen(one, { owner: 'none' }),
      mend: { key: `owner:${place}`, title: `Name an owner for ${place} in CODEOWNERS`, how: `/${place} @your-org/your-team` },
    });
  },
});
