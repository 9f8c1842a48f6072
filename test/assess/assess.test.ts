import { describe, expect, test } from 'vitest';
import {
  defineCheck,
  fail,
  holds,
  known,
  notApplicable,
  pass,
  undecided,
  type Check,
  type Gap,
  type Severity,
  type ThemeId,
  type Waiver,
} from '../../src/model/index.ts';
import { agent, credential, hidden, identity, notSeen, sampleGap } from '../../src/model/sample.ts';
import { judge, verdictOf } from '../support/assess.ts';
import { datasetsOf, inventory } from '../support/inventory.ts';

const example = { name: 'x', entities: [], expect: 'pass' } as const;

/** A check of credentials: fails on what never expires. */
function expiryCheck(severity: Severity, theme: ThemeId = 'long-lived-credential'): Check {
  return defineCheck({
    id: `${theme}/test`,
    title: 'Credentials expire',
    theme,
    subject: ['credential'],
    severity: { base: severity },
    why: 'why',
    fix: 'Fix it.',
    references: [],
    options: {},
    examples: [example, example, example],
    evaluate(one) {
      const never = holds(one.expiresAt, (value) => value === 'never');
      if (never === true) return fail(`${one.name} never expires`, { evidence: [{ fields: [{ name: 'expires', value: 'never' }] }] });
      return never === false ? pass({ evidence: [{ fields: [] }] }) : undecided(`when ${one.name} expires`, never.gaps);
    },
  });
}

/** Answers owners and exposure well, so that pilot depends on the credential alone. */
const others: readonly Check[] = (['owner-missing-or-invalid', 'secret-exposure'] as const).map((theme) => ({
  ...expiryCheck('high', theme),
  subject: ['agent'] as const,
  evaluate: () => pass({ evidence: [{ fields: [] }] }),
}));

const bot = agent('claims-bot');
const good = credential('good');
const standing = credential('standing', { expiresAt: known('never') });
const unseen = credential('unseen', { expiresAt: notSeen });
const checks = [expiryCheck('critical'), ...others];

describe('the decision', () => {
  test('is ready when everything required was seen and is well', () => {
    expect(verdictOf(judge([inventory({ entities: [bot, good] })], checks))).toBe('ready');
  });
  test('is not ready on a blocking finding, whatever else is unknown', () => {
    expect(verdictOf(judge([inventory({ entities: [bot, standing, unseen] })], checks))).toBe('not-ready');
  });
  test('is undetermined on a critical question without an answer', () => {
    expect(verdictOf(judge([inventory({ entities: [bot, unseen] })], checks))).toBe('undetermined');
  });
  test('is never ready without an agent', () => {
    expect(verdictOf(judge([inventory({ entities: [good] })], checks))).toBe('undetermined');
  });
  test('is never ready on an old inventory, or on one from the future', () => {
    for (const takenAt of ['2026-11-01T00:00:00Z', '2026-12-24T00:00:00Z']) {
      expect(verdictOf(judge([inventory({ entities: [bot, good], takenAt })], checks))).toBe('undetermined');
    }
  });
  test('is undetermined when a target could not be reached', () => {
    const one = inventory({ entities: [bot, good] });
    const unreached = {
      ...one.header,
      targets: [
        ...one.header.targets,
        { target: 'aws:prod', plane: 'aws' as const, scope: '1', label: 'prod', reached: false, scanner: 'nobody' },
      ],
    };
    const { report } = judge([{ ...one, header: unreached }], checks);
    expect(report.systems[0]?.decision).toMatchObject({ verdict: 'undetermined', otherReasons: [expect.stringContaining('aws:prod')] });
  });
  test('needs the kind to be settled: nothing to judge where nobody looked is no evidence', () => {
    const settled = datasetsOf('files').filter((one) => one !== 'files.secrets');
    expect(verdictOf(judge([inventory({ entities: [bot], settled })], checks))).toBe('undetermined');
    expect(verdictOf(judge([inventory({ entities: [bot] })], checks))).toBe('ready');
  });
  test('production asks for every theme, and says which are missing', () => {
    const { report } = judge([inventory({ entities: [bot, good] })], checks, 'production');
    expect(report.systems[0]?.decision.verdict).toBe('undetermined');
    expect(report.systems[0]?.decision.themesWithoutEvidence).toContain('log-gap');
  });
  test('the gate none decides nothing', () => {
    expect(verdictOf(judge([inventory({ entities: [bot, standing] })], checks, 'none'))).toBe('undetermined');
  });
  test('an empty inventory is never ready', () => {
    expect(verdictOf(judge([inventory({ entities: [] })], checks))).toBe('undetermined');
  });
});

describe('a check', () => {
  test('that is left out is unanswered, not passed', () => {
    const { report } = judge([inventory({ entities: [bot, good] })], checks, 'pilot', { leftOut: new Set(['long-lived-credential/test']) });
    expect(report.systems[0]?.decision.verdict).toBe('undetermined');
    expect(report.gaps.map((gap: Gap) => gap.reason)).toContain('not-requested');
  });
  test('that throws leaves a gap that does not quote what was scanned', () => {
    const broken: Check = {
      ...expiryCheck('critical'),
      evaluate: () => {
        throw new Error('hunter2');
      },
    };
    const { report } = judge([inventory({ entities: [bot, good] })], [broken, ...others]);
    expect(report.systems[0]?.decision.verdict).toBe('undetermined');
    expect(JSON.stringify(report)).not.toContain('hunter2');
    expect(report.gaps.map((gap: Gap) => gap.reason)).toContain('failed');
  });
  test('that answers unknown without a reason is treated as failed', () => {
    const silent: Check = { ...expiryCheck('critical'), evaluate: () => undecided('x', []) };
    expect(verdictOf(judge([inventory({ entities: [bot, good] })], [silent, ...others]))).toBe('undetermined');
  });
  test('that does not apply is no evidence by itself when something else is unknown', () => {
    const off: Check = {
      ...expiryCheck('critical'),
      evaluate: (one) => (one.name === 'good' ? notApplicable('x') : undecided('y', [hidden.id])),
    };
    expect(verdictOf(judge([inventory({ entities: [bot, good, unseen] })], [off, ...others]))).toBe('undetermined');
  });
});

describe('exceptions', () => {
  const found = judge([inventory({ entities: [bot, standing] })], checks).report.systems[0]?.findings.find(
    (finding) => finding.outcome === 'fail',
  );
  const waiver: Waiver = {
    id: 'W1',
    check: 'long-lived-credential/test',
    entity: standing.id,
    reason: 'migration in progress',
    requestedBy: 'ann',
    owner: 'bob',
    approver: 'cleo',
    created: '2026-11-20',
    expires: '2026-11-30',
    digest: found?.digest ?? '',
    source: { path: 'waivers.yaml', line: 1, digest: 'd' },
  };
  const withWaiver = (change: Partial<Waiver>, entities = [bot, standing]) =>
    judge([inventory({ entities })], checks, 'pilot', {
      exceptions: { waivers: [{ ...waiver, ...change }], attestations: [], scopeStatements: [], overrides: [] },
    });

  test('a valid waiver answers a fail, and is listed', () => {
    const { report } = withWaiver({});
    expect(report.systems[0]?.decision.verdict).toBe('ready');
    expect(report.exceptions).toMatchObject([{ id: 'W1', state: 'applied', answers: [found?.fingerprint] }]);
  });
  test.each([
    ['expired', { expires: '2026-11-23' }],
    ['lapsed', { digest: 'other' }],
    ['unused', { approver: 'Ann' }],
    ['unused', { approver: 'bob' }],
    ['unused', { expires: '2027-11-30' }],
    ['unused', { entity: '*' }],
    ['unused', { entity: 'nothing' }],
    ['unused', { created: '2026-11-29' }],
  ] as const)('is %s when %o', (state, change) => {
    const { report } = withWaiver(change);
    expect(report.exceptions[0]?.state).toBe(state);
    expect(report.systems[0]?.decision.verdict).toBe('not-ready');
  });
  test.each([
    ['listed', '2026-12-01', 'role'],
    ['expired', '2026-11-01', 'role'],
    ['unused', '2026-12-01', 'nobody'],
  ])('an override of a class is %s', (state, expires, name) => {
    const role = identity('role');
    const override = {
      id: 'identity/role',
      kind: 'override' as const,
      covers: name === 'role' ? role.id : name,
      class: 'break-glass' as const,
      reason: 'used in an emergency only',
      approver: 'cleo',
      expires,
      source: waiver.source,
    };
    const { report } = judge([inventory({ entities: [bot, role] })], checks, 'pilot', {
      exceptions: { waivers: [], attestations: [], scopeStatements: [], overrides: [override] },
    });
    expect(report.exceptions).toMatchObject([{ state, covers: expect.stringContaining('is break-glass') }]);
  });
  test('a waiver lapses when another value turns up at the same place', () => {
    const more = credential('standing', { expiresAt: known('never'), fingerprints: ['a', 'b'] });
    expect(withWaiver({}, [bot, more]).report.exceptions[0]).toMatchObject({ state: 'lapsed', note: 'changed since approved' });
  });
  test('an attestation answers an unknown until it expires', () => {
    const attestation = {
      id: 'A1',
      check: 'long-lived-credential/test',
      entities: [unseen.id],
      statement: 's',
      human: 'ann',
      date: '2026-11-20',
      expires: '2026-12-20',
      evidence: { link: 'l', digest: 'd' },
      source: waiver.source,
    };
    const run = (expires: string) =>
      judge([inventory({ entities: [bot, unseen] })], checks, 'pilot', {
        exceptions: { waivers: [], attestations: [{ ...attestation, expires }], scopeStatements: [], overrides: [] },
      });
    expect(verdictOf(run('2026-12-20'))).toBe('ready');
    expect(verdictOf(run('2026-11-21'))).toBe('undetermined');
  });
});

describe('systems', () => {
  const other = credential('other', { expiresAt: known('never'), scope: 'github.com/acme/other', id: 'github.com/acme/other/other' });
  test('what lies outside does not gate, and is shown', () => {
    const { report } = judge([inventory({ entities: [bot, good, other] })], checks, 'pilot', {
      systems: [{ name: 'claims', stage: 'pilot', scopes: ['github.com/acme/claims'] }],
    });
    expect(report.systems[0]?.decision.verdict).toBe('ready');
    expect(report.outside.map((finding) => finding.subject.id)).toEqual([other.id]);
  });
  test('a scope that no target covers keeps it from ready', () => {
    const { report } = judge([inventory({ entities: [bot, good] })], checks, 'pilot', {
      systems: [{ name: 'claims', stage: 'pilot', scopes: ['github.com/acme/claims', 'aws:1'] }],
    });
    expect(report.systems[0]?.decision.verdict).toBe('undetermined');
  });
});

test('no control is supported where there was nothing to judge', () => {
  const supported = (entities: Parameters<typeof inventory>[0]['entities']) =>
    judge([inventory({ entities })], checks).report.frameworks.flatMap(({ controls }) =>
      controls.flatMap(({ framework, id, status }) => (status === 'supported' ? [`${framework} ${id}`] : [])),
    );
  // The identity is no subject of these checks: all was read, and nothing of it is asked about.
  expect(supported([identity('nobody')])).toEqual([]);
  expect(supported([bot, good])).toContain('nist-csf-2.0 GV.RR-02');
});

test('fingerprints of two findings never meet, and short ids are unique prefixes', () => {
  const many = Array.from({ length: 300 }, (_, index) => credential(`c${index}`, { expiresAt: known('never') }));
  const findings = judge([inventory({ entities: [bot, ...many] })], checks).report.systems[0]?.findings ?? [];
  expect(new Set(findings.map((finding) => finding.fingerprint)).size).toBe(findings.length);
  expect(new Set(findings.map((finding) => finding.short)).size).toBe(findings.length);
});

test('a gap that only hides a fact is told apart from one that leaves a dataset unsettled', () => {
  const gap = sampleGap('a broken file', 'files.secrets');
  expect(verdictOf(judge([inventory({ entities: [bot, good], gaps: [gap] })], checks))).toBe('undetermined');
});
