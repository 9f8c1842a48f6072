import {
  allOf,
  holds,
  defineCheck,
  fail,
  known,
  notApplicable,
  pass,
  seen,
  undecided,
  type Trust,
  type Verdict,
} from '../../src/model/index.ts';
import { edge, hidden, identity, notSeen, trust } from '../../src/model/sample.ts';

const role = identity('deploy', { form: 'aws.role' });
const github = { issuer: 'token.actions.githubusercontent.com' } as const;
const exact = trust('trust', github);
const anyRepository = trust('trust', { ...github, subject: known('repo:*'), tightness: known('open') });
const anyBranch = trust('trust', { ...github, subject: known('repo:acme/claims:*'), tightness: known('bounded') });
const noAudience = trust('trust', { ...github, audience: known('any') });
const unseen = trust('trust', { ...github, subject: notSeen, tightness: notSeen });
const everyone = trust('trust', { principal: 'anyone', subject: known('everyone'), audience: known('none'), tightness: known('open') });
const trusted = (one: Trust) => [edge(role, 'trusted-by', one)];

/** Issuers that give tokens to anybody: an open trust in them is open to the world. */
const worldwide =
  /^(token\.actions\.(githubusercontent\.com|[\w.-]+\.ghe\.com)|gitlab\.com|app\.terraform\.io|agent\.buildkite\.com|accounts\.google\.com|cognito-identity\.amazonaws\.com)/;

export default defineCheck({
  id: 'weak-trust-or-federation/trust-bound',
  title: 'Trust names who may become an identity',
  theme: 'weak-trust-or-federation',
  subject: ['trust'],
  severity: {
    base: 'high',
    adjust: [
      {
        when: (one) =>
          allOf([holds(one.tightness, (bound) => bound === 'open'), one.principal === 'anyone' || worldwide.test(one.issuer ?? '')]),
        to: 'critical',
        why: 'people outside the organisation can meet it',
      },
    ],
  },
  why: 'Whoever meets the condition of a trust gets all the rights of the identity; a pattern that is too wide lets strangers meet it.',
  fix: 'Bind the trust to one repository and environment, one service account, or one role, and to an audience.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
    'https://docs.github.com/actions/reference/security/oidc',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  ],
  options: {},
  examples: [
    { name: 'one environment of one repository', entities: [role, exact], edges: trusted(exact), expect: 'pass' },
    {
      name: 'any repository on GitHub',
      entities: [role, anyRepository],
      edges: trusted(anyRepository),
      expect: 'fail',
      severity: 'critical',
    },
    { name: 'any branch of one repository', entities: [role, anyBranch], edges: trusted(anyBranch), expect: 'fail', severity: 'medium' },
    { name: 'no audience', entities: [role, noAudience], edges: trusted(noAudience), expect: 'fail', severity: 'medium' },
    { name: 'everyone', entities: [role, everyone], edges: trusted(everyone), expect: 'fail', severity: 'critical' },
    { name: 'an expression decides the subject', entities: [role, unseen], edges: trusted(unseen), gaps: [hidden], expect: 'unknown' },
    { name: 'a provider that no identity trusts yet', entities: [exact], expect: 'not-applicable' },
  ],
  evaluate(one, { graph }) {
    const holders = graph.related(one, 'trusted-by', 'identity', 'in');
    const [holder] = holders.items;
    if (holder === undefined && one.principal === 'oidc' && one.tightness.known && one.tightness.value === 'exact')
      return holders.complete
        ? notApplicable('no identity rests on it by itself; those that do are judged')
        : undecided(`which identities rest on ${one.name}`, holders.gaps, { evidence: seen(one) });
    const who = holder?.name ?? one.name;
    const evidence = seen(one, {
      principal: one.principal,
      ...(one.issuer === undefined ? {} : { issuer: one.issuer }),
      ...(one.subject.known ? { subject: one.subject.value } : {}),
      ...(one.conditions.length === 0 ? {} : { conditions: one.conditions.join('; ') }),
    });
    if (!one.tightness.known) return undecided(`how tightly the trust of ${who} is bound`, one.tightness.gaps, { evidence });
    const mend = { key: `trust:${one.id}`, title: `Bind the trust of ${who} to one named party` };
    const subject = one.subject.known ? one.subject.value : 'what it names';
    const from = one.issuer ?? one.principal;
    if (one.tightness.value === 'open') {
      return fail(
        one.principal === 'anyone' ? `everyone may become ${who}` : `${who} trusts ${from} for ${subject}: more than its owner can name`,
        { evidence, mend },
      );
    }
    const verdicts: Verdict[] = [];
    if (one.tightness.value === 'bounded' && one.principal === 'oidc')
      verdicts.push(
        fail(`${who} trusts ${from} for ${subject}, which several branches, jobs or repositories can meet`, {
          evidence,
          mend,
          ...(/^repo:[^/:]+\/[*?]/.test(subject) ? {} : { atMost: { severity: 'medium', why: 'they are all of a named owner' } }),
        }),
      );
    if (one.tightness.value === 'bounded' && one.principal === 'service')
      verdicts.push(
        fail(`${who} trusts ${subject} without saying for which account or resource (confused deputy)`, {
          evidence,
          mend: { key: mend.key, title: `Add aws:SourceAccount and aws:SourceArn to the trust of ${who}` },
          atMost: { severity: 'medium', why: 'the service itself is named' },
        }),
      );
    if (one.principal === 'oidc' && one.audience.known && one.audience.value === 'any')
      verdicts.push(
        fail(`${who} trusts ${from} for any audience`, {
          about: 'audience',
          evidence,
          mend: { key: `audience:${one.id}`, title: `Add the audience to the trust of ${who}` },
          atMost: { severity: 'medium', why: 'its subject is bound' },
        }),
      );
    if (one.principal === 'oidc' && !one.audience.known)
      verdicts.push(undecided(`which audience the trust of ${who} asks for`, one.audience.gaps, { about: 'audience', evidence }));
    return verdicts.length > 0 ? verdicts : pass({ evidence });
  },
});
