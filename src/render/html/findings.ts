import { closesText, placeText, type Finding, type Report } from '../../model/index.ts';

/** A row of the list of findings; what is the same for every finding of a check stands with the check. */
export interface Row {
  readonly short: string;
  readonly severity: string;
  /** `open`, `not seen`, `waived`, `attested`. */
  readonly state: string;
  readonly plane: string;
  readonly theme: string;
  readonly message: string;
  readonly place: string;
  readonly rows: readonly { readonly name: string; readonly value: string }[];
  readonly how?: string;
  readonly check: string;
  readonly anchor: string;
  readonly outside: boolean;
}

const states = {
  fail: 'open',
  unknown: 'not seen',
  waived: 'waived',
  attested: 'attested',
  pass: 'pass',
  'not-applicable': 'not applicable',
} as const;

/** The anchor of a check's own text. */
export function anchorOf(check: string): string {
  return `check-${check.replaceAll('/', '-')}`;
}

function rowOf(finding: Finding, outside: boolean, gaps: ReadonlyMap<string, string>): Row {
  const places = finding.evidence.flatMap(({ place }) => (place === undefined ? [] : [placeText(place)]));
  const fields = finding.evidence.flatMap((one) => one.fields).map(({ name, value }) => ({ name, value }));
  const rows = [
    { name: 'About', value: `${finding.subject.kind} ${finding.subject.id}` },
    ...(places.length > 1 ? [{ name: 'Seen in', value: [...new Set(places)].join(', ') }] : []),
    ...fields,
    ...finding.severityBecause.map((value) => ({ name: 'Severity', value })),
    ...finding.gaps.flatMap((id) => gaps.get(id) ?? []).map((value) => ({ name: 'To see it', value })),
    ...(finding.mend === undefined ? [] : [{ name: 'To mend', value: finding.mend.title }]),
    ...(finding.answeredBy === undefined ? [] : [{ name: 'Answered by', value: finding.answeredBy }]),
  ];
  return {
    short: finding.short,
    severity: finding.severity,
    state: states[finding.outcome],
    plane: finding.subject.plane,
    theme: finding.theme,
    message: finding.outcome === 'unknown' ? `Nobody could see ${finding.message}` : finding.message,
    place: finding.place === undefined ? '' : placeText(finding.place),
    rows,
    ...(finding.mend?.how === undefined ? {} : { how: finding.mend.how }),
    check: finding.check,
    anchor: anchorOf(finding.check),
    outside,
  };
}

/** Findings of every system, then those outside, each once. */
export function findingsOf(report: Report): readonly Row[] {
  const gaps = new Map(report.gaps.map((gap) => [gap.id, `${closesText(gap.closes)} (${gap.detail})`]));
  const rows = new Map<string, Row>();
  for (const finding of report.systems.flatMap((system) => system.findings)) rows.set(finding.fingerprint, rowOf(finding, false, gaps));
  for (const finding of report.outside) rows.set(finding.fingerprint, rowOf(finding, true, gaps));
  return [...rows.values()];
}
