import {
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
  placesOf,
  type Agent,
  type Graph,
  type Workload,
} from '../../src/model/index.ts';
import { agent, edge, guardrail, hidden, notSeen, sampleGap, workload } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const pods = workload('claims-bot-pods', { runtime: 'deployment' });
const runs = edge(bot, 'runs-in', pods);
const listed = guardrail('egress', { reach: known('listed') });
const open = guardrail('egress', { reach: known('everything') });
const unseen = guardrail('egress', { reach: notSeen });

/** What limits where an agent may connect to, its own and that of what it runs in; `bare`: where it runs and nothing limits it. */
function egressOf(graph: Graph, one: Agent, places: readonly Workload[]) {
  const all = [one, ...places].map((at) => {
    const related = graph.related(at, 'guarded-by', 'guardrail');
    return { at, truth: none({ ...related, items: [] }), items: related.items.filter(({ type }) => type === 'egress') };
  });
  const [own, ...others] = all;
  const items = new Map(all.flatMap((each) => each.items).map((item) => [item.id, item]));
  const missing = all.flatMap(({ truth }) => (typeof truth === 'boolean' ? [] : truth.gaps));
  const bare = own?.items.length === 0 ? others.filter((each) => each.items.length === 0).map(({ at }) => at.name) : [];
  return { items: [...items.values()], bare, missing: [...new Set(missing)] };
}

export default defineCheck({
  id: 'missing-runtime-enforcement/egress-limited',
  title: 'Agents connect only to what is listed',
  theme: 'missing-runtime-enforcement',
  subject: ['agent'],
  severity: { base: 'high' },
  why: 'An agent that was talked into something sends what it knows wherever it can connect to.',
  fix: 'Deny egress by default, and list the model, the tools and the name service.',
  references: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
  options: {},
  examples: [
    { name: 'what it may reach is listed', entities: [bot, pods, listed], edges: [runs, edge(pods, 'guarded-by', listed)], expect: 'pass' },
    {
      name: 'a policy that lets everything through',
      entities: [bot, pods, open],
      edges: [runs, edge(pods, 'guarded-by', open)],
      expect: 'fail',
    },
    {
      name: 'it runs in two places, and nothing limits one of them',
      entities: [
        { ...bot, plane: 'kubernetes', origin: 'live' },
        { ...pods, plane: 'kubernetes', origin: 'live' },
        { ...workload('elsewhere', { runtime: 'deployment' }), plane: 'kubernetes', origin: 'live' },
        listed,
      ],
      edges: [runs, edge(bot, 'runs-in', workload('elsewhere', { runtime: 'deployment' })), edge(pods, 'guarded-by', listed)],
      expect: 'fail',
    },
    { name: 'no policy in the files: the cluster may have one', entities: [bot, pods], edges: [runs], expect: 'unknown' },
    {
      name: 'no policy in a cluster that was read',
      entities: [
        { ...bot, plane: 'kubernetes', origin: 'live' },
        { ...pods, plane: 'kubernetes', origin: 'live' },
      ],
      edges: [runs],
      expect: 'fail',
    },
    {
      name: 'nobody could see what the policy lets through',
      entities: [bot, pods, unseen],
      edges: [runs, edge(pods, 'guarded-by', unseen)],
      gaps: [hidden],
      expect: 'unknown',
    },
    {
      name: 'the network policies could not be read',
      entities: [bot, pods],
      edges: [runs],
      gaps: [sampleGap('a manifest', 'files.manifests')],
      expect: 'unknown',
    },
    { name: 'it runs on the machine of whoever starts it', entities: [bot], expect: 'not-applicable' },
  ],
  evaluate(one, { graph }) {
    const live = graph.live(one);
    if (live) return notApplicable(`asked of its live side, ${live.name}`);
    const where = placesOf(graph, one);
    if (where === undefined) return notApplicable('it runs in a job of the source host, or on the machine of whoever starts it');
    const { items, bare, missing } = egressOf(graph, one, where.places);
    const names = items.map(({ name }) => name).toSorted();
    const evidence = [...seen(one, { 'egress policies': names.join(', ') || 'none' }), ...items.flatMap((item) => seen(item))];
    const mend = { key: `egress:${one.id}`, title: `List what ${one.name} may connect to`, how: 'policyTypes: [Egress]' };
    // Policies add up: one that lets everything through leaves nothing to the others.
    const open = items.filter(
      ({ mode, reach }) => holds(mode, (is) => is !== 'enforce') === true || (reach && holds(reach, (is) => is === 'everything') === true),
    );
    if (open.length > 0)
      return fail(`${one.name} may connect to everything: ${open.map(({ name }) => name).join(', ')} lets it`, { evidence, mend });
    const unseen = items.flatMap(({ mode, reach }) => gapsOf(mode, ...(reach ? [reach] : [])));
    if (unseen.length > 0) return undecided(`what ${names.join(', ')} lets ${one.name} connect to`, [...new Set(unseen)], { evidence });
    if (where.gaps.length > 0) return undecided(`what ${one.name} runs in`, where.gaps, { evidence });
    if (where.places.length === 0 && items.length === 0) return notApplicable('nothing that was found runs it');
    if (items.length > 0 && bare.length === 0) return pass({ evidence });
    if (missing.length > 0) return undecided(`whether anything limits where ${one.name} connects to`, missing, { evidence });
    const from = bare.length < where.places.length ? ` from ${bare.toSorted().join(', ')}` : '';
    return fail(`nothing limits where ${one.name} connects to${from}`, { evidence, mend });
  },
});
