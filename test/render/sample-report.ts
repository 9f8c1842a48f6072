import { gapOf, reportSchema, type Finding, type Gap, type Outcome, type Report, type SystemReport } from '../../src/model/index.ts';

const counts: Readonly<Record<Outcome, number>> = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, waived: 0, attested: 0 };
const scope = 'github.com/acme/claims';

/** A finding in a file; the fingerprint is what tells two apart. */
export function finding(fingerprint: string, change: Partial<Finding> = {}): Finding {
  const name = change.subject?.name ?? 'deploy';
  return {
    fingerprint: fingerprint.padEnd(64, '0'),
    short: fingerprint.slice(0, 4).toUpperCase(),
    check: 'long-lived-credential/expires',
    theme: 'long-lived-credential',
    subject: { id: `${scope}/.github/workflows/deploy.yml#${name}`, kind: 'credential', plane: 'files', scope, name },
    outcome: 'fail',
    severity: 'critical',
    severityBecause: [],
    message: `${name} logs in with a standing key`,
    evidence: [],
    gaps: [],
    place: { scope, file: { path: '.github/workflows/deploy.yml', line: 28 } },
    digest: 'd',
    ...change,
  };
}

export const gap: Gap = gapOf({
  collector: 'files',
  scope,
  about: 'who may approve production',
  reason: 'no-target',
  detail: 'a checkout does not hold it',
  closes: { by: 'target', plane: 'github', target: 'github:acme/claims' },
});

export function system(findings: readonly Finding[], change: Partial<SystemReport> = {}): SystemReport {
  const blocking = findings.filter((one) => one.outcome === 'fail');
  return {
    name: 'claims-assistant',
    stage: 'production',
    decision: {
      gate: 'production@1',
      verdict: 'not-ready',
      rule: 'production@1 blocks on findings that are critical or high',
      blocking: blocking.map((one) => one.fingerprint),
      unanswered: findings.filter((one) => one.outcome === 'unknown').map((one) => one.fingerprint),
      themesWithoutEvidence: ['log-gap'],
      otherReasons: [],
    },
    counts: { agents: 1, identities: 2, credentials: 3, tools: 1 },
    themes: [
      {
        theme: 'log-gap',
        title: 'Log gap or incompleteness',
        state: 'no-evidence',
        counts,
        because: ['no question of it was answered'],
        askAlso: ['aws', 'kubernetes'],
      },
    ],
    agents: [
      {
        agent: { id: `${scope}/triage`, kind: 'agent', plane: 'files', scope, name: 'triage-agent' },
        platform: 'github-workflow-step',
        triggeredBy: { state: 'bad', text: 'anyone' },
        identity: { state: 'bad', text: 'shared' },
        credential: { state: 'bad', text: 'standing' },
        tools: { state: 'none', text: '3' },
        reach: { state: 'unseen', text: 'not seen' },
        owner: { state: 'bad', text: 'not named' },
        approval: { state: 'unseen', text: 'not seen' },
        logs: { state: 'unseen', text: 'not seen' },
      },
    ],
    findings,
    mends: blocking.map((one) => ({
      key: one.fingerprint,
      title: 'Log in by OIDC instead of a key',
      severity: one.severity,
      clears: [one.fingerprint],
    })),
    ...change,
  };
}

/** A small report; no link and no assess needed. */
export function reportOf(systems: readonly SystemReport[], change: Partial<Report> = {}): Report {
  return {
    schema: reportSchema,
    tool: { name: 'nhi-ready', version: '0.1.0' },
    assessedAt: '2026-11-24T08:00:00Z',
    replayed: false,
    inventory: { digest: 'i', takenAt: '2026-11-24T08:00:00Z', fingerprintKeyId: 'k' },
    targets: [],
    options: [],
    systems,
    outside: [],
    coverage: [],
    gaps: [gap],
    frameworks: [
      {
        id: 'nist-csf-2.0',
        title: 'NIST CSF',
        version: '2.0',
        inDefaultProfile: true,
        counts: { supported: 0, 'not-supported': 1, 'not-assessed': 105, manual: 0 },
        controls: [
          {
            framework: 'nist-csf-2.0',
            id: 'PR.AA-01',
            title: 'Identities and credentials are managed',
            mode: 'corrective',
            status: 'not-supported',
            themes: [{ theme: 'long-lived-credential', relation: 'supports', rationale: 'a standing key outlives its use', primary: true }],
            findings: [],
          },
        ],
      },
    ],
    exceptions: [],
    access: [],
    verdicts: [],
    checks: [
      {
        id: 'long-lived-credential/expires',
        title: 'Credentials of agents and workloads expire',
        theme: 'long-lived-credential',
        severity: 'high',
        why: 'A key that never expires works for whoever finds it.',
        fix: 'Log in by OIDC; see `${{ secrets.KEY }}`.',
        references: ['https://docs.github.com/en/actions/concepts/security/openid-connect'],
      },
    ],
    ...change,
  };
}

/** What a scanned tree may be called: it clears the screen, forges a line, turns the text round, is HTML, is broken. */
const hostileText = '\u001b[2J\u009bx\nREADY\r\u202egnp\u2066\u200b\u2028<img src=x onerror=alert(1)>[a](http://b){0}\\\u{e0041}\ud800';

/** The report with a hostile text in every field that something scanned can fill. */
export function hostileReport(hostile: string = hostileText): Report {
  const one = finding('aaaa1111', {
    subject: { id: hostile, kind: 'credential', plane: 'files', scope: hostile, name: hostile },
    message: hostile,
    about: hostile,
    severityBecause: [hostile],
    evidence: [
      { place: { scope: hostile, file: { path: `${hostile}/b`, line: 0, column: -1 } }, fields: [{ name: hostile, value: hostile }] },
    ],
    place: { scope: hostile, file: { path: hostile.replaceAll('/', '-'), line: 3, column: 2, endLine: 1 } },
  });
  const waived = finding('bbbb2222', { outcome: 'waived', answeredBy: hostile, message: hostile });
  const open = finding('cccc3333', { outcome: 'unknown', message: hostile, gaps: [hostile], severity: 'high' });
  const base = system([one, waived, open]);
  const cell = { state: 'bad', text: hostile } as const;
  return reportOf(
    [
      {
        ...base,
        name: hostile,
        stage: hostile,
        decision: { ...base.decision, rule: hostile, otherReasons: [hostile] },
        themes: base.themes.map((theme) => ({ ...theme, because: [hostile] })),
        agents: base.agents.map((card) => ({
          ...card,
          agent: { ...card.agent, name: hostile },
          identity: cell,
          credential: cell,
          tools: cell,
          owner: cell,
          approval: cell,
          logs: cell,
        })),
        mends: [{ key: hostile, title: hostile, how: hostile, severity: 'critical', clears: [one.fingerprint] }],
      },
    ],
    {
      gaps: [
        {
          ...gap,
          id: hostile,
          about: hostile,
          detail: hostile,
          closes: { by: 'command', command: hostile },
          place: { scope: hostile, file: { path: hostile } },
        },
      ],
      exceptions: [
        {
          id: hostile,
          kind: 'waiver',
          state: 'applied',
          covers: hostile,
          reason: hostile,
          approver: hostile,
          expires: hostile,
          note: hostile,
          source: { path: hostile, digest: 'x' },
          answers: [waived.fingerprint],
        },
      ],
      access: [
        {
          subject: { id: hostile, kind: 'identity', plane: 'files', scope: hostile, name: hostile },
          list: 'human',
          form: 'aws.role',
          class: 'unclassified',
          because: hostile,
          reach: [hostile],
          lastUsed: 'not seen',
          owners: [hostile],
          usedBy: [hostile],
        },
      ],
    },
  );
}
