import { closesText, placeText, type Finding, type Report } from '../model/index.ts';
import { CliError } from './errors.ts';

function allFindings(report: Report): readonly Finding[] {
  return [...report.systems.flatMap((system) => system.findings), ...report.outside];
}

/** An exception ready to paste: everything that the tool knows is filled in, reasons and people are left empty. */
async function exceptionFor(finding: Finding, now: string): Promise<string> {
  const { stringify } = await import('yaml');
  const day = now.slice(0, 10);
  const about = finding.about === undefined ? {} : { about: finding.about };
  if (finding.outcome === 'unknown') {
    const draft = {
      id: '',
      check: finding.check,
      entities: [finding.subject.id],
      statement: '',
      human: '',
      date: day,
      expires: '',
      evidence: { link: '', digest: '' },
    };
    return `An attestation that would answer it (fill in the empty fields):\n\n${stringify([draft])}`;
  }
  const draft = {
    id: '',
    check: finding.check,
    entity: finding.subject.id,
    ...about,
    reason: '',
    requestedBy: '',
    owner: '',
    approver: '',
    created: day,
    expires: '',
    compensatingControl: '',
    digest: finding.digest,
  };
  return `A waiver that would cover it (fill in the empty fields; the approver is neither requester nor owner):\n\n${stringify([draft])}`;
}

/** A finding of a report in words: what was seen, why it matters, how to mend and verify, which controls it bears on. */
export async function explainFinding(report: Report, id: string): Promise<string> {
  const matching = allFindings(report).filter((finding) => finding.fingerprint.startsWith(id.toLowerCase()));
  const [finding, another] = matching;
  if (finding === undefined)
    throw new CliError(`the report has no finding ${id}`, 'the report prints the short ids; give another report with --report FILE');
  if (another !== undefined && another.fingerprint !== finding.fingerprint)
    throw new CliError(`${id} names several findings`, 'give more of the fingerprint');
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
    ...(finding.outcome === 'fail' || finding.outcome === 'unknown'
      ? [await exceptionFor(finding, report.assessedAt)]
      : [`Answered by ${finding.answeredBy ?? 'an exception'}.`]),
  ];
  return lines.join('\n');
}
