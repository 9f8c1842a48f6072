import { closesText, placeText, type Finding, type Report } from '../model/index.ts';
import { CliError } from './errors.ts';
import { plain } from '../render/escape.ts';
import { exceptionDraft } from './exception-draft.ts';

function allFindings(report: Report): readonly Finding[] {
  return [...report.systems.flatMap((system) => system.findings), ...report.outside];
}

function findingsOf(report: Report, id: string): readonly Finding[] {
  return allFindings(report).filter((finding) => finding.fingerprint.startsWith(id.toLowerCase()));
}

/** Whether a report has a finding of that short id or fingerprint. */
export function hasFinding(report: Report, id: string): boolean {
  return findingsOf(report, id).length > 0;
}

/** A finding of a report in words, and an exception that would answer it as YAML: what was seen, why it matters, how to mend and verify, which controls it bears on. */
export async function explainFinding(report: Report, id: string): Promise<{ readonly text: string; readonly draft?: string }> {
  const matching = findingsOf(report, id);
  const [finding] = matching;
  const another = matching.find((one) => one.fingerprint !== finding?.fingerprint);
  if (finding === undefined)
    throw new CliError(`the report has no finding ${id}`, 'the report prints the short ids; give another report with --report FILE');
  if (another !== undefined) throw new CliError(`${id} names several findings`, 'give more of the fingerprint');
  const check = report.checks.find((one) => one.id === finding.check);
  const gaps = report.gaps.filter((gap) => finding.gaps.includes(gap.id));
  const controls = report.frameworks
    .filter((framework) => framework.inDefaultProfile)
    .flatMap((framework) =>
      framework.controls
        .filter((control) => control.themes.some((row) => row.theme === finding.theme && row.primary))
        .map(
          (control) => `  ${framework.title} ${control.id}: ${control.themes.find((row) => row.theme === finding.theme)?.rationale ?? ''}`,
        ),
    );
  const lines = [
    `${finding.short}  ${finding.severity}  ${finding.outcome === 'unknown' ? 'nobody could see: ' : ''}${finding.message}`,
    `  ${finding.subject.kind} ${finding.subject.id}`,
    '',
    'Seen',
    ...finding.evidence.flatMap(({ place, fields }) => [
      ...(place ? [`  ${placeText(place)}`] : []),
      ...fields.map(({ name, value }) => `    ${name}: ${value}`),
    ]),
    ...gaps.map((gap) => `  not seen: ${gap.about} (${gap.detail}); to see it: ${closesText(gap.closes)}`),
    ...finding.severityBecause.map((why) => `  ${finding.severity} because ${why}`),
    '',
    ...(check ? ['Why it matters', `  ${check.why}`, '', 'To mend', `  ${finding.mend?.title ?? check.fix}`] : []),
    ...(finding.mend?.how === undefined ? [] : finding.mend.how.split('\n').map((line) => `    ${line}`)),
    '',
    'To verify',
    `  ${check?.verify ?? 'scan again: this id is gone'}`,
    '',
    'Evidence toward',
    ...controls,
    '',
  ];
  const open = finding.outcome === 'fail' || finding.outcome === 'unknown';
  const masked = report.options.some((option) => option.startsWith('masked='));
  const exception = open && !masked ? await exceptionDraft(report, finding) : undefined;
  const last =
    exception?.about ??
    (open
      ? 'The names of this report are masked: for a waiver or an attestation, explain the finding in the report that is not.'
      : `Answered by ${finding.answeredBy ?? 'an exception'}.`);
  // A line is a line, whatever a name holds.
  const text = [...lines, last].map((line) => plain(line, 4000)).join('\n');
  return { text, ...(exception === undefined ? {} : { draft: exception.yaml }) };
}
