import { defineCheck, fail, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { credential, edge, hidden, notSeen, tool, workload } from '../../src/model/sample.ts';

const server = tool('crm', { pin: known('floating') });
const action = tool('vendor/action', { type: 'workflow-action', pin: known('floating') });
const job = workload('job');
const key = credential('key');

export default defineCheck({
  id: 'missing-runtime-enforcement/pinned',
  title: 'Tool servers and actions are pinned to what was reviewed',
  theme: 'missing-runtime-enforcement',
  subject: ['tool'],
  severity: { base: 'medium' },
  why: 'A floating version runs whatever its publisher, or whoever took over its account, ships next.',
  fix: 'Pin actions to a full commit SHA, packages to an exact version, images to a digest.',
  references: ['https://docs.github.com/actions/reference/security/secure-use#using-third-party-actions'],
  options: {},
  examples: [
    { name: 'an exact version', entities: [tool('crm')], expect: 'pass' },
    { name: 'a server without a version', entities: [server], expect: 'fail' },
    {
      name: 'a floating action where a credential is at hand',
      entities: [job, action, key],
      edges: [edge(job, 'calls', action), edge(job, 'uses', key)],
      expect: 'fail',
      severity: 'medium',
    },
    { name: 'nobody could see which version runs', entities: [tool('crm', { pin: notSeen })], gaps: [hidden], expect: 'unknown' },
  ],
  evaluate(one, { graph }) {
    if (one.type === 'built-in') return notApplicable('it comes with the agent');
    if (one.type === 'workflow-action') {
      if (one.labels?.some((label) => label.name === 'publisher' && label.value === 'github'))
        return notApplicable('the platform itself publishes it');
      const jobs = graph.related(one, 'calls', 'workload', 'in');
      const near = jobs.items.flatMap((job) => [graph.related(job, 'uses', 'credential'), graph.related(job, 'runs-in', 'agent', 'in')]);
      const atHand = near.some(({ items }) => items.length > 0);
      const open = [jobs, ...near].flatMap(({ gaps }) => gaps);
      if (!atHand && open.length > 0)
        return undecided(`what is at hand where ${one.name} runs`, [...new Set(open)], { evidence: seen(one) });
      if (!atHand) return notApplicable('no credential and no agent is at hand in its job');
    }
    if (!one.pin.known) return undecided(`which version of ${one.name} runs`, one.pin.gaps, { evidence: seen(one) });
    const evidence = seen(one, { pin: one.pin.value });
    if (one.pin.value !== 'floating') return pass({ evidence });
    return fail(`${one.name} is not pinned`, {
      evidence,
      mend: {
        key: `pin:${one.name}`,
        title: `Pin ${one.name}`,
        how: one.type === 'workflow-action' ? `uses: ${one.name}@<full commit SHA>` : 'name an exact version or a digest',
      },
    });
  },
});
