import { defineCheck, fail, gapsOf, known, notApplicable, pass, placesOf, seen, undecided } from '../../src/model/index.ts';
import { agent, edge, hidden, notSeen, workload } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const pods = workload('claims-bot-pods', { runtime: 'deployment' });
const runs = edge(bot, 'runs-in', pods);

export default defineCheck({
  id: 'missing-runtime-enforcement/ceilings',
  title: 'What agents run in has a ceiling on its resources',
  theme: 'missing-runtime-enforcement',
  subject: ['agent'],
  severity: { base: 'medium' },
  why: 'An agent in a loop takes whatever its node has, and its neighbours with it.',
  fix: 'Set limits on every container, or a default for the namespace.',
  references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
  options: {},
  examples: [
    { name: 'every container has limits', entities: [bot, pods], edges: [runs], expect: 'pass' },
    { name: 'a container without limits', entities: [bot, { ...pods, limits: known(false) }], edges: [runs], expect: 'fail' },
    {
      name: 'nobody could see the limits',
      entities: [bot, { ...pods, limits: notSeen }],
      edges: [runs],
      gaps: [hidden],
      expect: 'unknown',
    },
    { name: 'it runs on the machine of whoever starts it', entities: [bot], expect: 'not-applicable' },
  ],
  evaluate(one, { graph }) {
    const where = placesOf(graph, one);
    if (where === undefined) return notApplicable('it runs in a job of the source host, or on the machine of whoever starts it');
    const { places } = where;
    const evidence = places.flatMap((item) => seen(item, { limits: item.limits.known ? String(item.limits.value) : 'not seen' }));
    const without = places.filter(({ limits }) => limits.known && !limits.value);
    if (without.length > 0)
      return fail(`${one.name} runs without a ceiling on its memory`, {
        evidence,
        mend: {
          key: `limits:${one.id}`,
          title: `Set limits on the containers of ${one.name}`,
          how: 'resources:\n  limits: { cpu: "1", memory: 512Mi }',
        },
      });
    const gaps = [...new Set([...gapsOf(...places.map(({ limits }) => limits)), ...where.gaps])];
    if (gaps.length > 0)
      return undecided(`whether ${one.name} has a ceiling`, gaps, { evidence: evidence.length > 0 ? evidence : seen(one) });
    return places.length === 0 ? notApplicable('nothing that was found runs it') : pass({ evidence });
  },
});
