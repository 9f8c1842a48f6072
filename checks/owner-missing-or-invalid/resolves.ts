import { anyOf, defineCheck, fail, none, notApplicable, pass, seen, undecided, known } from '../../src/model/index.ts';
import { agent, edge, hidden, notSeen, owner } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const team = owner('@acme/claims');
const left = owner('@jane', { type: 'person', active: known(false) });
const unseen = owner('@acme/claims', { active: notSeen, members: notSeen });

export default defineCheck({
  id: 'owner-missing-or-invalid/resolves',
  title: 'Named owners are living people or teams with members',
  theme: 'owner-missing-or-invalid',
  subject: ['agent', 'tool', 'identity', 'credential'],
  severity: { base: 'medium', adjust: [{ when: (one) => one.kind === 'agent', to: 'high', why: 'an agent acts by itself' }] },
  why: 'An owner who left, or a team without members, answers for nothing.',
  fix: 'Name somebody who is there, and give the scan a directory that shows it.',
  references: ['https://csrc.nist.gov/pubs/cswp/29/the-nist-cybersecurity-framework-csf-20/final'],
  options: {},
  examples: [
    { name: 'a team with three members', entities: [bot, team], edges: [edge(bot, 'names-owner', team)], expect: 'pass' },
    { name: 'the only owner left', entities: [bot, left], edges: [edge(bot, 'names-owner', left)], expect: 'fail', severity: 'high' },
    {
      name: 'no directory shows whether the team exists',
      entities: [bot, unseen],
      edges: [edge(bot, 'names-owner', unseen)],
      gaps: [hidden],
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
    const handles = [...new Set(owners.items.map(({ owner: who }) => who.handle))].toSorted().join(', ');
    const answer = anyOf(owners.items.map(({ owner: who }) => graph.resolves(who)));
    const evidence = seen(one, { owner: handles });
    if (answer === true) return pass({ evidence });
    if (answer === false)
      return fail(`${one.name} is owned by ${handles}, and nobody is there`, {
        evidence,
        mend: { key: `resolve:${handles}`, title: `Replace ${handles} by an owner who is there` },
      });
    return undecided(`whether ${handles}, who owns ${one.name}, is still there`, answer.gaps, { evidence });
  },
});
