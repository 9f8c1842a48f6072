import { defineCheck, fail, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, edge, identity, sampleGap } from '../../src/model/sample.ts';

const one = agent('claims-bot');
const two = agent('triage-bot');
const role = identity('role', { form: 'aws.role' });
const broken = sampleGap('a workflow that does not parse', 'files.workflows');

export default defineCheck({
  id: 'shared-credential/one-identity-per-agent',
  title: 'Each agent acts under an identity of its own',
  theme: 'shared-credential',
  subject: ['identity'],
  severity: { base: 'high' },
  why: 'When two agents act as one, nobody can say which of them did it, and neither can be stopped alone.',
  fix: 'Give each agent an identity of its own.',
  references: ['https://owasp.org/www-project-non-human-identities-top-10/2025/9-nhi-reuse/'],
  options: {},
  examples: [
    { name: 'one agent, one role', entities: [one, role], edges: [edge(one, 'runs-as', role)], expect: 'pass' },
    {
      name: 'two agents, one role',
      entities: [one, two, role],
      edges: [edge(one, 'runs-as', role), edge(two, 'runs-as', role)],
      expect: 'fail',
    },
    { name: 'a workflow could not be read', entities: [one, role], edges: [edge(one, 'runs-as', role)], gaps: [broken], expect: 'unknown' },
    {
      name: 'a chart that is not rendered',
      entities: [one, role],
      edges: [edge(one, 'runs-as', role)],
      gaps: [sampleGap('what a chart makes', 'files.manifests')],
      expect: 'unknown',
    },
    { name: 'no agent runs as it', entities: [role], expect: 'not-applicable' },
  ],
  evaluate(subject, { graph }) {
    if (subject.providerManaged) return notApplicable('the platform runs it for itself');
    const agents = graph.related(subject, 'runs-as', 'agent', 'in');
    // A declared agent and its live side are one.
    const distinct = agents.items.filter((item) => graph.live(item) === undefined);
    const names = distinct.map((item) => item.name).toSorted();
    if (distinct.length > 1) {
      return fail(`${names.join(' and ')} act as one identity, ${subject.name}`, {
        evidence: [...seen(subject), ...distinct.flatMap((item) => seen(item, { agent: item.id }))],
        mend: { key: `identity:${subject.id}`, title: `Give ${names.join(' and ')} an identity each` },
      });
    }
    // Nobody else runs as it only where every agent was seen; the token of a job is given to nobody else.
    const others = subject.form === 'github.workflow-token' ? [] : graph.settled('agent', subject.plane, subject.scope).gaps;
    const gaps = [...new Set([...(agents.complete ? [] : agents.gaps), ...others])];
    if (distinct.length === 0 && gaps.length === 0) return notApplicable('no agent runs as it');
    if (gaps.length > 0) return undecided(`who else runs as ${subject.name}`, gaps, { evidence: seen(subject) });
    return pass({ evidence: seen(subject), within: agents.within });
  },
});
