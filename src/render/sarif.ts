import { severities, type Finding, type Report, type Severity } from '../model/index.ts';
import { plain } from './escape.ts';
import type { Reporter } from './reporter.ts';

/** GitHub code scanning takes 25,000 results of a run and shows 5,000 (docs: "SARIF support for code scanning", limits). */
const mostResults = 5_000;
const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};
/** Lower bounds of GitHub's own bands: critical over 9.0, high from 7.0, medium from 4.0. */
const scores: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0', info: '0.0' };

/** A plain-text message: SARIF 2.1.0 section 3.11.5 reads `{n}` as a placeholder and `[x](n)` as a link. */
function message(text: string): { readonly text: string } {
  return { text: plain(text).replace(/[[\]]/g, '\\$&').replaceAll('{', '{{').replaceAll('}', '}}') };
}

function uri(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function inFile(finding: Finding): boolean {
  return (finding.outcome === 'fail' || finding.outcome === 'waived') && finding.place?.file !== undefined;
}

function render(report: Report): string {
  const all = new Map(
    report.systems
      .flatMap((system) => system.findings)
      .filter(inFile)
      .map((finding) => [finding.fingerprint, finding]),
  );
  const sorted = [...all.values()].toSorted(
    (a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity) || (a.fingerprint < b.fingerprint ? -1 : 1),
  );
  const shown = sorted.slice(0, mostResults);
  const ruleIds = [...new Set(shown.map((finding) => finding.check))].toSorted();
  const frameworks = report.frameworks.filter((framework) => framework.inDefaultProfile);
  const primary = (theme: string) =>
    frameworks.flatMap((framework, index) =>
      framework.controls
        .filter((control) => control.themes.some((row) => row.theme === theme && row.primary))
        .map((control) => ({ framework, index, id: control.id })),
    );
  const rules = ruleIds.map((id) => {
    const check = report.checks.find((one) => one.id === id);
    const related = check === undefined ? [] : primary(check.theme);
    return {
      id,
      name: id.replace(/(^|[-/])([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase()),
      shortDescription: message(check?.title ?? id),
      fullDescription: message(check?.why ?? id),
      help: {
        text: plain(`${check?.why ?? ''} To mend: ${check?.fix ?? ''}`),
        markdown: plain(`${check?.why ?? ''} **To mend:** ${check?.fix ?? ''}`),
      },
      ...(check?.references[0] === undefined ? {} : { helpUri: check.references[0] }),
      defaultConfiguration: { level: levels[check?.severity ?? 'medium'] },
      properties: {
        tags: [
          'security',
          'nhi',
          ...(check ? [check.theme] : []),
          ...related.map(({ framework, id: control }) => `${framework.id}/${control}`),
        ].slice(0, 20),
        precision: 'high',
        'security-severity': scores[check?.severity ?? 'medium'],
      },
      relationships: related.map(({ framework, index, id: control }) => ({
        target: { id: control, toolComponent: { name: framework.title, index } },
        kinds: ['relevant'],
      })),
    };
  });
  const results = shown.map((finding) => {
    const file = finding.place?.file;
    return {
      ruleId: finding.check,
      ruleIndex: ruleIds.indexOf(finding.check),
      level: levels[finding.severity],
      message: message(finding.message),
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uri(file?.path ?? ''), uriBaseId: '%SRCROOT%' },
            ...(file?.line === undefined
              ? {}
              : { region: { startLine: file.line, ...(file.column === undefined ? {} : { startColumn: file.column }) } }),
          },
        },
      ],
      // Stable while the file changes elsewhere: the fingerprint holds no line and no value.
      partialFingerprints: { primaryLocationLineHash: `${finding.fingerprint.slice(0, 16)}:1`, 'nhiReady/v1': finding.fingerprint },
      ...(finding.outcome === 'waived'
        ? { suppressions: [{ kind: 'external', status: 'accepted', justification: plain(finding.answeredBy ?? '') }] }
        : {}),
      properties: { 'security-severity': scores[finding.severity], severity: finding.severity, subject: plain(finding.subject.id) },
    };
  });
  const notices = [
    ...(sorted.length > shown.length ? [`${sorted.length - shown.length} findings are left out: code scanning shows ${mostResults}.`] : []),
    ...report.gaps
      .filter((gap) => gap.dataset !== undefined)
      .slice(0, 100)
      .map((gap) => `Nobody could see ${gap.about}: ${gap.detail}.`),
  ];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: report.tool.name, semanticVersion: report.tool.version, rules } },
        automationDetails: { id: 'nhi-ready/' },
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that was scanned.' } } },
        invocations: [
          { executionSuccessful: true, toolExecutionNotifications: notices.map((text) => ({ level: 'warning', message: message(text) })) },
        ],
        taxonomies: frameworks.map((framework) => ({
          name: framework.title,
          version: framework.version,
          shortDescription: { text: `${framework.title} ${framework.version}` },
          taxa: framework.controls.filter((control) => control.themes.some((row) => row.primary)).map((control) => ({ id: control.id })),
        })),
        results,
        columnKind: 'utf16CodeUnits',
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Findings that lie in files, for code scanning. */
export const sarif: Reporter = { id: 'sarif', title: 'SARIF 2.1.0, findings in files', mediaType: 'application/sarif+json', render };
