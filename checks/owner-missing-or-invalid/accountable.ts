import { defineCheck, fail, notApplicable, pass, restingOn, ruledBy, thingsText, undecided, type Owner } from '../../src/model/index.ts';
import { agent, edge, owner, sampleGap, tool } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const crm = tool('claims-crm');
const team = owner('@acme/claims');
const robot = owner('@acme-bot', { type: 'bot' });
const everyone = owner('@acme/everyone', { type: 'everyone' });
const canAnswer = ({ type }: Owner) => type === 'person' || type === 'team';

export default defineCheck({
  id: 'owner-missing-or-invalid/accountable',
  title: 'Owners are people or teams, not bots, mailboxes or everyone',
  theme: 'owner-missing-or-invalid',
  subject: ['owner'],
  severity: {
    base: 'medium',
    adjust: [
      { when: (one, { graph }) => restingOn(graph, one, canAnswer).anAgent, to: 'high', why: 'an agent is among what it answers for' },
    ],
  },
  why: 'A bot, a shared mailbox or everyone cannot be asked why.',
  fix: 'Name the person or the team that answers for it.',
  references: ['https://airc.nist.gov/airmf-resources/airmf/5-sec-core/'],
  options: {},
  examples: [
    { name: 'a team', entities: [bot, team], edges: [edge(bot, 'names-owner', team)], expect: 'pass' },
    { name: 'a bot owns an agent', entities: [bot, robot], edges: [edge(bot, 'names-owner', robot)], expect: 'fail', severity: 'high' },
    {
      name: 'everyone owns a tool',
      entities: [crm, everyone],
      edges: [edge(crm, 'names-owner', everyone)],
      expect: 'fail',
      severity: 'medium',
    },
    {
      name: 'a bot beside a team',
      entities: [bot, robot, team],
      edges: [edge(bot, 'names-owner', robot), edge(bot, 'names-owner', team)],
      about: robot.id,
      expect: 'not-applicable',
    },
    {
      name: 'a bot owns it, and the owners file is cut short',
      entities: [bot, robot],
      edges: [edge(bot, 'names-owner', robot)],
      gaps: [sampleGap('CODEOWNERS', 'files.owners')],
      expect: 'unknown',
    },
  ],
  evaluate(one, { graph }) {
    if (canAnswer(one)) return pass({ evidence: ruledBy(graph, one, { type: one.type }) });
    const { certain, unsure, gaps } = restingOn(graph, one, canAnswer);
    const [what, things] = [one.type === 'everyone' ? 'nobody in particular' : `a ${one.type}`, certain.length > 0 ? certain : unsure];
    const evidence = ruledBy(graph, one, { type: one.type, 'answers for': thingsText(things) });
    if (certain.length > 0)
      return fail(`${one.handle} is ${what}, and answers alone for ${thingsText(certain)}`, {
        evidence,
        members: certain.map(({ id }) => id),
        mend: { key: `owner:${one.id}`, title: `Name a person or a team instead of ${one.handle}` },
      });
    return gaps.length > 0
      ? undecided(`who besides ${one.handle} answers for ${thingsText(unsure)}`, gaps, { evidence, members: unsure.map(({ id }) => id) })
      : notApplicable('whatever it owns, a person or a team owns too');
  },
});
