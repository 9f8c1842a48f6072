import { defineCheck, fail, gapsOf, isOfClass, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { agent, edge, hidden, identity, notSeen, policy } from '../../src/model/sample.ts';

const bot = agent('claims-bot');
const role = identity('claims', { form: 'aws.role' });
const reads = (resource: string) =>
  policy('rights', {
    language: 'aws-iam',
    document: known(JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: resource }] })),
  });
const own = reads('arn:aws:secretsmanager:eu-west-1:111122223333:secret:claims/*');
const every = reads('*');
const unseen = policy('rights', { language: 'aws-iam', document: notSeen });
const attached = (one: { readonly id: string }) => [edge(role, 'attached', one)];

/** Everything there is, or everything of one kind: `*`, `arn:…:secret:*`, all of a namespace (`claims/*`), a pattern with nothing of its own. */
const everything = /^\*+$|^[\w. -]{1,253}\/\*$|^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:secret:|parameter\/?|key\/)?\*+$/;

export default defineCheck({
  id: 'excessive-privilege/reads-secrets',
  title: 'Workloads, pipelines and agents read their own secrets only',
  theme: 'excessive-privilege',
  subject: ['identity'],
  severity: {
    base: 'high',
    adjust: [{ when: (one, { graph }) => isOfClass(graph, one, 'agent'), to: 'critical', why: 'an agent acts as it' }],
  },
  why: 'An identity that reads every secret holds the rights of everybody whose secret it is.',
  fix: 'Name the secrets that it needs.',
  references: [
    'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
    'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  ],
  options: {},
  examples: [
    { name: 'the secrets of one system', entities: [role, own], edges: attached(own), expect: 'pass' },
    { name: 'every secret', entities: [role, every], edges: attached(every), expect: 'fail', severity: 'high' },
    {
      name: 'an agent that reads every secret',
      entities: [bot, role, every],
      edges: [...attached(every), edge(bot, 'runs-as', role)],
      about: role.id,
      expect: 'fail',
      severity: 'critical',
    },
    { name: 'nobody could see its rights', entities: [role, unseen], edges: attached(unseen), gaps: [hidden], expect: 'unknown' },
  ],
  evaluate(one, { graph }) {
    const { class: kind } = graph.classOf(one);
    const byOthers = isOfClass(graph, one, 'human', 'break-glass', 'provider-managed');
    if (byOthers === true) return notApplicable(`it is ${kind}`);
    const all = graph.capabilities(one);
    const certain = graph.certainCapabilities(one);
    if (certain.some((capability) => capability.kind === 'administer')) return notApplicable('it administers, which another check judges');
    const held = certain.filter(
      (capability) => capability.kind === 'read-secret' && everything.test(capability.on.replaceAll(/\$\{[^}]*\}/g, 'x')),
    );
    const words = [...new Set(held.flatMap((capability) => capability.words))].toSorted();
    const evidence = seen(one, { class: kind, ...(words.length === 0 ? {} : { by: words.slice(0, 20).join(', ') }) });
    if (held.length === 0)
      return all.known && byOthers === false
        ? pass({ evidence })
        : undecided(`whether ${one.name} reads secrets of others`, [...gapsOf(all), ...(byOthers === false ? [] : byOthers.gaps)], {
            evidence,
          });
    const conditions = [...new Set(held.flatMap((capability) => capability.conditions))].toSorted();
    return fail(`${one.name} reads every secret (${words.slice(0, 5).join(', ')})`, {
      evidence: conditions.length === 0 ? evidence : [...evidence, { fields: [{ name: 'conditions', value: conditions.join('; ') }] }],
      mend: { key: `secrets:${one.id}`, title: `Name the secrets that ${one.name} needs` },
      ...(held.every((capability) => capability.conditions.length > 0)
        ? { atMost: { severity: 'medium', why: 'conditions narrow it, which were not evaluated' } }
        : {}),
    });
  },
});
