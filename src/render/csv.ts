import { stringify } from 'csv-stringify/sync';
import { closesText, gapReasons, placeText, type Report } from '../model/index.ts';
import { plain } from './escape.ts';
import { rowsOf, type Row } from './rows.ts';
import type { Reporter } from './reporter.ts';

/** A spreadsheet takes at most 32,767 characters in a cell. */
const cellLimit = 32_000;

const columns: readonly (readonly [name: string, value: (row: Row) => string])[] = [
  ['system', ({ system }) => system?.name ?? ''],
  ['gate', ({ system }) => system?.decision.gate ?? ''],
  ['blocking', ({ blocking }) => (blocking ? 'yes' : 'no')],
  ['outcome', ({ finding }) => finding.outcome],
  ['severity', ({ finding }) => finding.severity],
  ['check', ({ finding }) => finding.check],
  ['theme', ({ finding }) => finding.theme],
  ['message', ({ finding }) => finding.message],
  ['place', ({ finding }) => (finding.place ? placeText(finding.place) : '')],
  ['subject_kind', ({ finding }) => finding.subject.kind],
  ['subject_name', ({ finding }) => finding.subject.name],
  ['subject_id', ({ finding }) => finding.subject.id],
  ['subject_plane', ({ finding }) => finding.subject.plane],
  ['subject_scope', ({ finding }) => finding.subject.scope],
  ['about', ({ finding }) => finding.about ?? ''],
  ['severity_because', ({ finding }) => finding.severityBecause.join(' · ')],
  [
    'evidence',
    ({ finding }) =>
      finding.evidence
        .map(({ place, fields }) =>
          [...(place ? [placeText(place)] : []), ...fields.map(({ name, value }) => `${name}: ${value}`)].join(', '),
        )
        .join(' · '),
  ],
  ['not_seen', ({ gaps }) => gaps.map((gap) => `${gap.about}, because ${gapReasons[gap.reason]}`).join(' · ')],
  ['to_see_it', ({ gaps }) => [...new Set(gaps.map((gap) => closesText(gap.closes)))].join(' · ')],
  ['mend', ({ finding }) => finding.mend?.title ?? ''],
  ['answered_by', ({ finding }) => finding.answeredBy ?? ''],
  ['short', ({ finding }) => finding.short],
  ['fingerprint', ({ finding }) => finding.fingerprint],
  ['digest', ({ finding }) => finding.digest],
];

/**
 * RFC 4180 with a header and CRLF. A cell that a spreadsheet would take for a formula (it starts with `=`, `+`, `-`, `@`,
 * or their full-width twins) gets an apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection); a tab,
 * a line break and every other control is a visible `\u{…}`, so a row is a line.
 */
function renderCsv(report: Report): string {
  return stringify(
    rowsOf(report).map((row) => columns.map(([, value]) => plain(value(row), cellLimit))),
    { header: true, columns: columns.map(([name]) => name), record_delimiter: '\r\n', quoted_string: true, escape_formulas: true },
  );
}

/** Findings for a spreadsheet. */
export const csv = {
  id: 'csv',
  title: 'Findings for a spreadsheet; an apostrophe disarms formulas',
  mediaType: 'text/csv',
  render: renderCsv,
} satisfies Reporter;
