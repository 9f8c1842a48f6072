import { closesText, type Report } from '../model/index.ts';
import { deceptive } from './escape.ts';
import { rowsOf, type Row } from './rows.ts';
import type { Reporter } from './reporter.ts';

/** The keys of a line, always all of them and in this order; null is what the report does not say. */
function lineOf({ system, finding, blocking, gaps }: Row) {
  return {
    system: system?.name ?? null,
    gate: system?.decision.gate ?? null,
    blocking,
    outcome: finding.outcome,
    severity: finding.severity,
    check: finding.check,
    theme: finding.theme,
    subject: finding.subject,
    about: finding.about ?? null,
    place: finding.place ?? null,
    message: finding.message,
    severityBecause: finding.severityBecause,
    evidence: finding.evidence,
    gaps: gaps.map(({ id, about, reason, detail, closes }) => ({ id, about, reason, detail, toSee: closesText(closes) })),
    mend: finding.mend ?? null,
    answeredBy: finding.answeredBy ?? null,
    short: finding.short,
    fingerprint: finding.fingerprint,
    digest: finding.digest,
  };
}

/** `\uXXXX` for what a terminal or a reader that splits lines by Unicode would obey; a JSON parser gives the same text back. */
function ascii(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}

function renderJsonl(report: Report): string {
  return rowsOf(report)
    .map((row) => `${JSON.stringify(lineOf(row)).replace(deceptive, ascii)}\n`)
    .join('');
}

/** One finding a line, for `jq`, `grep` and log pipelines. */
export const jsonl = {
  id: 'jsonl',
  title: 'One finding a line, as JSON',
  mediaType: 'application/jsonl',
  render: renderJsonl,
} satisfies Reporter;
