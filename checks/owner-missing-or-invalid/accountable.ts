import { defineCheck, fail, none, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, edge, owner, sampleGap } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const team = owner('@acme/claims');
const robot = owner('@acme-bot', { type: 'bot' });
const accountable: ReadonlySet<string> = new Set(['person', 'team']);

export default defineCheck({
  id: 'owner-missing-or-invalid/accountable',
  title: 'Owners are people or teams, not bots, mailboxes or everyone',
  theme: 'owner-missing-or-invalid',
  subject: ['agent', 'tool', 'identity', 'credential'],
  severity: { base: 'medium', adjust: [{ when: (one) => one.kind === 'agent', to: 'high', why: 'an agent acts by itself' }] },
  why: 'A bot, a shared mailbox or everyone cannot be asked why.',
  fix: 'Name the person or the team that answers for it.',
  references: ['https://airc.nist.gov/airmf-resources/airmf/5-sec-core/'],
  options: {},
  examples: [
    { name: 'a team', entities: [bot, team], edges: [edge(bot, 'names-owner', team)], expect: 'pass' },
    { name: 'a bot owns an agent', entities: [bot, robot], edges: [edge(bot, 'names-owner', robot)], expect: 'fail' },
    {
      name: 'a bot owns it, and the owners file is cut short',
      entities: [bot, robot],
      edges: [edge(bot, 'names-owner', robot)],
      gaps: [sampleGap('CODEOWNERS', 'files.owners')],
      expect: 'unknown',
    },
  ],
  evaluate(one, { graph }) {
    const owners = graph.owners(one);
    if (owners.items.length === 0) {
      const missing = none(owners);
      return missing === true || missing === false
        ? notApplicable('no owner is named, which another check judges')
        : undecided(`who owns ${one.name}`, missing.gaps, { evidence: seen(one) });
    }
    const described = owners.items.map(({ owner: who }) => `${who.handle} (${who.type})`).toSorted();
    const evidence = seen(one, { owner: described.join(', ') });
    if (owners.items.some(({ owner: who }) => accountable.has(who.type))) return pass({ evidence });
    if (!owners.complete) return undecided(`who else owns ${one.name}`, owners.gaps, { evidence });
    return fail(`${one.name} is owned by ${described.join(', ')}: no person and no team`, {
      evidence,
      mend: { key: `accountable:${described.join()}`, title: `Name a person or a team instead of ${described.join(', ')}` },
    });
  },
});
