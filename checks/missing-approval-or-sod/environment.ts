import {
  allOf,
  defineCheck,
  fail,
  gapsOf,
  holds,
  known,
  none,
  notApplicable,
  pass,
  seen,
  undecided,
  type Approval,
} from '../../src/model/index.ts';
import { agent, approval, edge, hidden, notSeen, sampleGap, workload } from '../../src/model/sample.ts';

const deploy = workload('deploy', { purpose: known('deploy') });
const gate = approval('production');
const chosen = approval('chosen', { labels: [{ name: 'environment', value: 'chosen by an expression' }], requiredApprovers: notSeen });

function isChosenLater(approval: Approval): boolean {
  return approval.labels?.some(({ name, value }) => name === 'environment' && value === 'chosen by an expression') ?? false;
}

export default defineCheck({
  id: 'missing-approval-or-sod/environment',
  title: 'Deployments and agents in production run behind an approval point',
  theme: 'missing-approval-or-sod',
  subject: ['agent', 'workload'],
  severity: {
    base: 'medium',
    adjust: [
      {
        when: (one) =>
          one.kind === 'workload'
            ? allOf([holds(one.purpose, (purpose) => purpose === 'deploy'), holds(one.production, (production) => production)])
            : false,
        to: 'critical',
        why: 'it changes production',
      },
    ],
  },
  why: 'Without a point where somebody can say no, whatever reaches the branch reaches production.',
  fix: 'Run the job in an environment with required reviewers.',
  references: ['https://docs.github.com/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments'],
  options: {},
  examples: [
    { name: 'a deploy job in an environment', entities: [deploy, gate], edges: [edge(deploy, 'approved-by', gate)], expect: 'pass' },
    { name: 'a production deploy without one', entities: [deploy], expect: 'fail', severity: 'critical' },
    {
      name: 'an agent without one',
      entities: [agent('claims-bot', { platform: 'github-workflow-step' })],
      expect: 'fail',
      severity: 'medium',
    },
    { name: 'a workflow could not be read', entities: [deploy], gaps: [sampleGap('a workflow', 'files.workflows')], expect: 'unknown' },
    {
      name: 'an expression chooses the environment',
      entities: [deploy, chosen],
      edges: [edge(deploy, 'approved-by', chosen)],
      gaps: [hidden],
      expect: 'unknown',
    },
    { name: 'a build job', entities: [workload('build')], expect: 'not-applicable' },
  ],
  evaluate(one, { graph }) {
    if (one.kind === 'workload' && !one.purpose.known)
      return undecided(`whether ${one.name} deploys`, one.purpose.gaps, { evidence: seen(one) });
    if (one.kind === 'workload' && one.purpose.known && one.purpose.value !== 'deploy') return notApplicable('it does not deploy');
    if (one.kind === 'agent' && one.platform !== 'github-workflow-step')
      return notApplicable('no workflow starts it; whether it asks a person is judged by its prompts and tools');
    const approvals = graph.related(one, 'approved-by', 'approval');
    // An expression may choose an environment, or none.
    if (approvals.items.length > 0 && approvals.items.every(isChosenLater))
      return undecided(`whether ${one.name} runs behind an approval`, gapsOf(...approvals.items.map((item) => item.requiredApprovers)), {
        evidence: seen(one),
      });
    if (approvals.items.length > 0)
      return pass({ evidence: seen(one, { environment: approvals.items.map((item) => item.name).join(', ') }) });
    const missing = none(approvals);
    if (missing !== true)
      return undecided(`whether ${one.name} runs behind an approval`, missing === false ? [] : missing.gaps, { evidence: seen(one) });
    const path = one.places[0]?.file?.path ?? one.id;
    return fail(`${one.name} runs without an approval point`, {
      evidence: seen(one, { environment: 'none' }),
      mend: {
        key: `environment:${path}`,
        title: `Run the jobs of ${path} in an environment with required reviewers`,
        how: 'environment: production',
      },
    });
  },
});
