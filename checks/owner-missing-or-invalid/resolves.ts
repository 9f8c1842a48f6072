import {
  defineCheck,
  fail,
  known,
  notApplicable,
  pass,
  restingOn,
  ruledBy,
  thingsText,
  undecided,
  type Graph,
  type Owner,
} from '../../src/model/index.ts';
import { agent, edge, hidden, notSeen, owner } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const team = owner('@acme/claims');
const left = owner('@jane', { type: 'person', active: known(false) });
const unseen = owner('@acme/claims', { active: notSeen, members: notSeen });

/** Somebody who can be asked, and is there. */
const isThere = (graph: Graph) => (owner: Owner) => (owner.type === 'bot' || owner.type === 'mailbox' ? false : graph.resolves(owner));

export default defineCheck({
  id: 'owner-missing-or-invalid/resolves',
  title: 'Named owners are living people or teams with members',
  theme: 'owner-missing-or-invalid',
  subject: ['owner'],
  severity: {
    base: 'medium',
    adjust: [
      {
        when: (one, { graph }) => restingOn(graph, one, isThere(graph)).anAgent,
        to: 'high',
        why: 'an agent is among what they answer for',
      },
    ],
  },
  why: 'An owner who left, or a team without members, answers for nothing.',
  fix: 'Name somebody who is there, and give the scan a directory that shows it.',
  references: ['https://csrc.nist.gov/pubs/cswp/29/the-nist-cybersecurity-framework-csf-20/final'],
  options: {},
  examples: [
    { name: 'a team with three members', entities: [bot, team], edges: [edge(bot, 'names-owner', team)], expect: 'pass' },
    { name: 'the only owner left', entities: [bot, left], edges: [edge(bot, 'names-owner', left)], expect: 'fail', severity: 'high' },
    {
      name: 'one owner left, another is there',
      entities: [bot, left, team],
      edges: [edge(bot, 'names-owner', left), edge(bot, 'names-owner', team)],
      about: left.id,
      expect: 'fail',
      severity: 'low',
    },
    {
      name: 'no directory shows whether the team exists',
      entities: [bot, unseen],
      edges: [edge(bot, 'names-owner', unseen)],
      gaps: [hidden],
      expect: 'unknown',
      severity: 'high',
    },
  ],
  evaluate(one, { graph }) {
    if (one.type !== 'person' && one.type !== 'team' && one.type !== 'unverified')
      return notApplicable('it is no person and no team, which another check judges');
    const there = graph.resolves(one);
    if (there === true) return pass({ evidence: ruledBy(graph, one, { type: one.type }) });
    const { certain, unsure, gaps } = restingOn(graph, one, isThere(graph));
    const alone = certain.length > 0 ? certain : unsure;
    const things = alone.length > 0 ? alone : graph.ownedBy(one).items;
    const detail = {
      evidence: ruledBy(graph, one, { type: one.type, 'answers for': thingsText(things) }),
      members: things.map(({ id }) => id),
      ...(alone.length === 0 && gaps.length === 0
        ? { atMost: { severity: 'low' as const, why: 'somebody who is there answers for all of it too' } }
        : {}),
    };
    if (there !== false)
      return undecided(`whether ${one.handle}, who answers for ${thingsText(things)}, is still there`, there.gaps, detail);
    return fail(`${one.handle} answers for ${thingsText(things)}, and is not there`, {
      ...detail,
      mend: { key: `owner:${one.id}`, title: `Replace ${one.handle} by an owner who is there` },
    });
  },
});
