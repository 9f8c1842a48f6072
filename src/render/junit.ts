import { closesText, placeText, type Finding, type Report, type SystemReport } from '../model/index.ts';
import { plain } from './escape.ts';
import { onlyReports, rowsOf, type Row } from './rows.ts';
import type { Reporter } from './reporter.ts';

type Result = 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly place?: Finding['place'];
  /** None: it passed. */
  readonly result?: { readonly kind: Result; readonly type: string; readonly message: string; readonly detail?: string };
}

/** Text as it may stand in XML 1.0: what XML forbids is a visible escape already, and markup is escaped. */
function xml(text: string, limit = 2000): string {
  return plain(text, limit).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function detailOf({ finding, gaps }: Row): string {
  return [
    ...(finding.place ? [placeText(finding.place)] : []),
    `${finding.subject.kind} ${finding.subject.id}`,
    ...gaps.map((gap) => `not seen: ${gap.about}; to see it: ${closesText(gap.closes)}`),
    ...(finding.mend ? [`to mend: ${finding.mend.title}`] : []),
    `nhi-ready explain ${finding.short}`,
  ]
    .map((line) => plain(line))
    .join('\n');
}

function findingCase(row: Row): TestCase {
  const { finding, system, blocking } = row;
  const said = finding.outcome === 'unknown' ? `nobody could see: ${finding.message}` : finding.message;
  const kind = !blocking ? 'skipped' : finding.outcome === 'unknown' ? 'error' : 'failure';
  const why = blocking
    ? ''
    : finding.answeredBy !== undefined
      ? `${finding.outcome} by ${finding.answeredBy}: `
      : `does not block${system ? ` at ${system.decision.gate}` : ', outside every system'}: `;
  return {
    classname: finding.theme,
    name: `${finding.short} ${finding.check}: ${finding.subject.name}`,
    place: finding.place,
    result: { kind, type: `${finding.outcome} ${finding.severity}`, message: `${why}${said}`, detail: detailOf(row) },
  };
}

/** The decision itself, and what keeps a system from ready beside its findings. */
function decisionCases(system: SystemReport): readonly TestCase[] {
  const { gate, verdict, rule, otherReasons, themesWithoutEvidence } = system.decision;
  const because = (theme: string) => system.themes.find((one) => one.theme === theme)?.because.join('; ') || 'no evidence';
  const kind = verdict === 'not-ready' ? 'failure' : 'error';
  const other = (name: string, message: string): TestCase => ({
    classname: 'decision',
    name,
    result: { kind: onlyReports(system) ? 'skipped' : 'error', type: 'no evidence', message },
  });
  return [
    {
      classname: 'decision',
      name: `ready by the gate ${gate}`,
      ...(onlyReports(system)
        ? { result: { kind: 'skipped', type: 'no decision', message: rule } }
        : verdict === 'ready'
          ? {}
          : { result: { kind, type: verdict, message: rule } }),
    },
    ...themesWithoutEvidence.map((theme) => other(`evidence on ${theme}`, because(theme))),
    ...otherReasons.map((reason, index) => other(`condition ${index + 1}`, reason)),
  ];
}

function caseLines({ classname, name, place, result }: TestCase): string {
  const file = place?.file
    ? ` file="${xml(place.file.path, 500)}"${place.file.line === undefined ? '' : ` line="${place.file.line}"`}`
    : '';
  const open = `    <testcase classname="nhi-ready.${xml(classname, 200)}" name="${xml(name, 300)}"${file}`;
  if (result === undefined) return `${open}/>\n`;
  const { kind, type, message, detail = '' } = result;
  const inner = detail
    .split('\n')
    .map((line) => xml(line))
    .join('\n');
  // The common schema gives `skipped` a message only.
  const attributes = `message="${xml(message)}"${kind === 'skipped' ? '' : ` type="${xml(type, 200)}"`}`;
  return `${open}>\n      <${kind} ${attributes}>${inner}</${kind}>\n    </testcase>\n`;
}

function countsOf(cases: readonly TestCase[]): string {
  const count = (kind: Result) => cases.filter((one) => one.result?.kind === kind).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

/**
 * What gates is what fails here, and nothing else: a finding that blocks is a failure; a question without an answer, a
 * theme without evidence and any other missing condition is an error; what does not block, or was waived or attested, is
 * skipped with its sentence. A system is one suite; its first case is the decision, so that a suite has no failure and no
 * error exactly when the system is ready, or when its gate only reports.
 */
function renderJunit(report: Report): string {
  const rows = rowsOf(report);
  const suites = [...report.systems, null].map((system) => ({
    name: system === null ? 'outside every system' : `${system.name} at ${system.decision.gate}`,
    cases: [...(system ? decisionCases(system) : []), ...rows.filter((row) => row.system === system).map((row) => findingCase(row))],
  }));
  const shown = suites.filter(({ cases }) => cases.length > 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites name="nhi-ready" ${countsOf(shown.flatMap(({ cases }) => cases))}>\n`,
    ...shown.flatMap(({ name, cases }) => [
      `  <testsuite name="${xml(name, 300)}" ${countsOf(cases)} timestamp="${xml(report.assessedAt.slice(0, 19), 40)}">\n`,
      ...cases.map((one) => caseLines(one)),
      '  </testsuite>\n',
    ]),
    '</testsuites>\n',
  ].join('');
}

/** JUnit XML: a pipeline's test view shows what gates. */
export const junit = {
  id: 'junit',
  title: 'What gates, as JUnit XML for the test view of a pipeline',
  mediaType: 'application/xml',
  render: renderJunit,
} satisfies Reporter;
