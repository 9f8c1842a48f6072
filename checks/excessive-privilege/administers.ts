import { defineCheck, fail, gapsOf, isOfClass, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, edge, hidden, identity, notSeen, policy } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const role = identity('claims', { form: 'aws.role' });
const iam = (statement: object) => known(JSON.stringify({ Statement: [{ Effect: 'Allow', Resource: '*', ...statement }] }));
const read = policy('rights', { language: 'aws-iam', document: iam({ Action: 's3:GetObject' }) });
const all = policy('rights', { language: 'aws-iam', document: iam({ Action: '*' }) });
const pass_ = policy('rights', { language: 'aws-iam', document: iam({ Action: 'iam:PutRolePolicy' }) });
const unseen = policy('rights', { language: 'aws-iam', document: notSeen });
const attached = (one: { readonly id: string }) => [edge(role, 'attached', one)];

export default defineCheck({
  id: 'excessive-privilege/administers',
  title: 'Workloads, pipelines and agents do not administer, and cannot give themselves more',
  theme: 'excessive-privilege',
  subject: ['identity'],
  severity: {
    base: 'high',
    adjust: [
      {
        when: (one, { graph }) => isOfClass(graph, one, 'agent', 'pipeline'),
        to: 'critical',
        why: 'an agent or a pipeline acts as it',
      },
    ],
  },
  why: 'Whoever gets hold of such an identity owns the account, the cluster or the organisation.',
  fix: 'Grant the actions that it needs, on the resources that it needs, and keep the management of rights out of it.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html',
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
  ],
  options: {},
  examples: [
    { name: 'a role that reads', entities: [role, read], edges: attached(read), expect: 'pass' },
    {
      name: 'an agent that may do everything',
      entities: [bot, role, all],
      edges: [...attached(all), edge(bot, 'runs-as', role)],
      about: role.id,
      expect: 'fail',
      severity: 'critical',
    },
    { name: 'a role that may write its own policy', entities: [role, pass_], edges: attached(pass_), expect: 'fail', severity: 'high' },
    {
      name: 'everything, beside a policy that nobody could see',
      entities: [role, all, { ...unseen, id: `${unseen.id}-2` }],
      edges: [...attached(all), edge(role, 'attached', { id: `${unseen.id}-2` })],
      gaps: [hidden],
      expect: 'fail',
    },
    { name: 'nobody could see its rights', entities: [role, unseen], edges: attached(unseen), gaps: [hidden], expect: 'unknown' },
  ],
  evaluate(one, { graph }) {
    const { class: kind } = graph.classOf(one);
    const byOthers = isOfClass(graph, one, 'human', 'break-glass', 'provider-managed');
    if (byOthers === true) return notApplicable(`it is ${kind}`);
    const all_ = graph.capabilities(one);
    const held = graph.certainCapabilities(one).filter((capability) => capability.kind === 'administer' || capability.kind === 'escalate');
    const words = [...new Set(held.flatMap((capability) => capability.words))].toSorted();
    const conditions = [...new Set(held.flatMap((capability) => capability.conditions))].toSorted();
    const evidence = seen(one, { class: kind, ...(words.length === 0 ? {} : { by: words.slice(0, 20).join(', ') }) });
    if (held.length === 0)
      return all_.known && byOthers === false
        ? pass({ evidence })
        : undecided(`whether ${one.name} administers`, [...gapsOf(all_), ...(byOthers === false ? [] : byOthers.gaps)], { evidence });
    const administers = held.some((capability) => capability.kind === 'administer');
    return fail(
      administers
        ? `${one.name} administers (${words.join(', ')})`
        : `${one.name} can give itself more rights (${words.slice(0, 5).join(', ')})`,
      {
        evidence: conditions.length === 0 ? evidence : [...evidence, { fields: [{ name: 'conditions', value: conditions.join('; ') }] }],
        mend: { key: `rights:${one.id}`, title: `Take the management of rights away from ${one.name}` },
        ...(held.every((capability) => capability.conditions.length > 0)
          ? { atMost: { severity: 'medium', why: 'conditions narrow it, which were not evaluated' } }
          : {}),
      },
    );
  },
});
