import { defineCheck, fail, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { edge, hidden, identity, notSeen, policy } from '../../src/model/sample.ts';

const token = identity('token');
const narrow = policy('permissions');
const all = policy('permissions', { document: known('"write-all"') });
const unseen = policy('permissions', { document: notSeen });

export default defineCheck({
  id: 'excessive-privilege/workflow-token',
  title: 'Workflow tokens are given named permissions',
  theme: 'excessive-privilege',
  subject: ['identity'],
  severity: { base: 'high' },
  why: 'A token that may write everything turns any step of the job, and whoever steers it, into a maintainer.',
  fix: 'Set permissions: at the job, naming only what it needs.',
  references: ['https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions'],
  options: {},
  examples: [
    { name: 'contents: read', entities: [token, narrow], edges: [edge(token, 'attached', narrow)], expect: 'pass' },
    { name: 'write-all', entities: [token, all], edges: [edge(token, 'attached', all)], expect: 'fail' },
    {
      name: 'no permissions stated: the default is a setting of the repository',
      entities: [token, unseen],
      edges: [edge(token, 'attached', unseen)],
      gaps: [hidden],
      expect: 'unknown',
    },
  ],
  evaluate(one, { graph }) {
    if (one.form !== 'github.workflow-token') return notApplicable('it is no workflow token');
    const attached = graph.related(one, 'attached', 'policy');
    for (const item of attached.items) {
      if (!item.document.known)
        return undecided(`what ${one.name} may do`, item.document.gaps, { evidence: seen(item, { permissions: 'not stated' }) });
      if (item.document.value === '"write-all"') {
        return fail(`${one.name} may write everything`, {
          evidence: seen(item, { permissions: 'write-all' }),
          mend: {
            key: `permissions:${one.id}`,
            title: `Name the permissions that ${one.name} needs`,
            how: 'permissions:\n  contents: read',
          },
        });
      }
    }
    return attached.complete
      ? pass({
          evidence: seen(one, { permissions: attached.items.map((item) => (item.document.known ? item.document.value : '')).join() }),
        })
      : undecided(`what ${one.name} may do`, attached.gaps, { evidence: seen(one) });
  },
});
