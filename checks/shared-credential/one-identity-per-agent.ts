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
    if (distinct.length === 0 && agents.complete) return notApplicable('no agent runs as it');
    if (!agents.complete) return undecided(`who else runs as ${subject.name}`, agents.gaps, { evidence: seen(subject) });
    return pass({ evidence: seen(subject), within: agents.within });
  },
});
