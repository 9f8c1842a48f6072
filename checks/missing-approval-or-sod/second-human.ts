import { allOf, defineCheck, fail, gapsOf, holds, known, pass, seen, undecided } from '../../src/model/index.ts';
import { approval, hidden, notSeen } from '../../src/model/sample.ts';

export default defineCheck({
  id: 'missing-approval-or-sod/second-human',
  title: 'An approval needs a human who is not the requester',
  theme: 'missing-approval-or-sod',
  subject: ['approval'],
  severity: { base: 'high' },
  why: 'An approval that a bot gives, or that the requester gives to themselves, is none.',
  fix: 'Require a reviewer, prevent self-review, and let nobody bypass it.',
  references: ['https://docs.github.com/actions/reference/workflows-and-actions/deployments-and-environments'],
  options: {},
  examples: [
    { name: 'a human reviewer, no self-review, no bypass', entities: [approval('production')], expect: 'pass' },
    { name: 'the requester may approve', entities: [approval('production', { selfApproval: known('possible') })], expect: 'fail' },
    {
      name: 'nobody asked the source host',
      entities: [approval('production', { requiredApprovers: notSeen, selfApproval: notSeen })],
      gaps: [hidden],
      expect: 'unknown',
    },
  ],
  evaluate(one) {
    const reasons = [
      holds(one.requiredApprovers, (count) => count > 0) === false ? 'nobody has to approve' : '',
      holds(one.approversAreHuman, (human) => human) === false ? 'its approvers are not human' : '',
      holds(one.selfApproval, (self) => self === 'prevented') === false ? 'the requester may approve' : '',
      one.bypassers.known && one.bypassers.value.length > 0 ? `${one.bypassers.value.join(', ')} may bypass it` : '',
      holds(one.branches, (from) => from !== 'any') === false ? 'any branch may start it' : '',
    ].filter((reason) => reason !== '');
    const evidence = seen(one, { approval: one.name });
    if (reasons.length > 0)
      return fail(`${one.name}: ${reasons.join('; ')}`, {
        evidence,
        mend: {
          key: `approval:${one.id}`,
          title: `Require a second human for ${one.name}`,
          how: 'required reviewers: a team; prevent self-review: on; administrators bypass: off',
        },
      });
    const facts = [one.requiredApprovers, one.approversAreHuman, one.selfApproval, one.bypassers, one.branches];
    return allOf(facts.map((fact) => holds<unknown>(fact, () => true))) === true
      ? pass({ evidence })
      : undecided(`who may approve ${one.name}`, gapsOf(...facts), { evidence });
  },
});
