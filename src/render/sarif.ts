import { closesText, gapReasons, severities, type Finding, type Report } from '../model/index.ts';
import { plain } from './escape.ts';
import type { Reporter } from './reporter.ts';
import { locationOf, locationsOf, type Location } from './sarif/places.ts';
import { levelOf, rulesOf, taxonomiesOf } from './sarif/rules.ts';
import { messageText } from './sarif/text.ts';

/** GitHub's limits: results that it takes of a run, results that it shows, locations that it shows of a result. */
const limits = { results: 25_000, shown: 5000, locations: 100, gaps: 200 } as const;

interface Placed {
  readonly finding: Finding;
  readonly locations: readonly [Location, ...Location[]];
}

/** Fails and excused fails of the systems, once each, gravest first, in an order that a run cannot change. */
function placedFindings(report: Report): { readonly placed: readonly Placed[]; readonly placeless: number } {
  const byFingerprint = new Map<string, Finding>();
  for (const system of report.systems)
    for (const finding of system.findings)
      if (finding.outcome === 'fail' || finding.outcome === 'waived') byFingerprint.set(finding.fingerprint, finding);
  const placed: Placed[] = [];
  for (const finding of byFingerprint.values()) {
    const [first, ...others] = locationsOf(finding);
    if (first) placed.push({ finding, locations: [first, ...others] });
  }
  const rank = ({ finding }: Placed) => severities.indexOf(finding.severity) * 2 + (finding.outcome === 'fail' ? 1 : 0);
  placed.sort((a, b) => rank(b) - rank(a) || (a.finding.fingerprint < b.finding.fingerprint ? -1 : 1));
  return { placed, placeless: byFingerprint.size - placed.length };
}

function suppressionOf(report: Report, finding: Finding) {
  const entry = report.exceptions.find((one) => one.id === finding.answeredBy);
  const words = [
    `${entry?.kind ?? 'exception'} ${finding.answeredBy ?? ''}`.trim(),
    ...(entry?.expires === undefined ? [] : [`until ${entry.expires}`]),
    ...(entry?.approver === undefined ? [] : [`approved by ${entry.approver}`]),
    ...(entry ? [entry.reason] : []),
  ];
  return { kind: 'external', status: 'accepted', justification: plain(words.join(', '), 1000) };
}

function note(text: string, location?: Location) {
  return { level: 'note', message: { text: messageText(text) }, ...(location ? { locations: [location] } : {}) };
}

function notifications(report: Report, found: number, placeless: number) {
  const gaps = report.gaps.slice(0, limits.gaps);
  return [
    ...(found > limits.results ? [note(`Only the ${limits.results} gravest of ${found} findings are in this file.`)] : []),
    ...(found > limits.shown ? [note(`GitHub shows the ${limits.shown} gravest findings of this file.`)] : []),
    ...(placeless > 0 ? [note(`Findings without a place in a file, only in the report itself: ${placeless}.`)] : []),
    ...gaps.map((gap) =>
      note(
        `Nobody could see ${gap.about} because ${gapReasons[gap.reason]}; to see it: ${closesText(gap.closes)}.`,
        gap.place?.file ? locationOf(gap.place.file) : undefined,
      ),
    ),
    ...(report.gaps.length > gaps.length ? [note(`${report.gaps.length - gaps.length} more gaps are only in the report itself.`)] : []),
  ];
}

function renderSarif(report: Report): string {
  const { placed: all, placeless } = placedFindings(report);
  const placed = all.slice(0, limits.results);
  const findings = placed.map(({ finding }) => finding);
  const taxonomies = taxonomiesOf(report.frameworks, new Set(findings.map((finding) => finding.theme)));
  const rules = rulesOf(report.checks, findings, taxonomies);
  const ruleIndex = new Map(rules.map((rule, index) => [rule.id, index]));
  const results = placed.map(({ finding, locations: [first, ...others] }) => ({
    ruleId: plain(finding.check, 200),
    ruleIndex: ruleIndex.get(plain(finding.check, 200)) ?? -1,
    level: levelOf(finding.severity),
    message: { text: messageText(finding.message) },
    locations: [first],
    ...(others.length > 0 ? { relatedLocations: others.slice(0, limits.locations) } : {}),
    partialFingerprints: {
      'nhiReady/v1': plain(finding.fingerprint, 200),
      // GitHub tracks an alert by this one. Ours names the thing, not its line, so an edit elsewhere in the file does not
      // move it; and a digest of the line itself would be an unkeyed digest of a secret that stands there.
      primaryLocationLineHash: `${plain(finding.fingerprint, 200).slice(0, 16)}:1`,
    },
    taxa: (taxonomies.byTheme.get(finding.theme) ?? []).map(({ reference }) => reference),
    ...(finding.outcome === 'waived' ? { suppressions: [suppressionOf(report, finding)] } : {}),
    properties: { severity: finding.severity, theme: finding.theme, short: plain(finding.short, 100) },
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: plain(report.tool.version, 100),
            rules,
            supportedTaxonomies: taxonomies.components.map(({ name }, index) => ({ name, index })),
          },
        },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications(report, all.length, placeless) }],
        taxonomies: taxonomies.components,
        columnKind: 'utf16CodeUnits',
        results,
        properties: {
          decisions: report.systems.map((system) => ({
            system: plain(system.name, 200),
            gate: plain(system.decision.gate, 200),
            verdict: system.decision.verdict,
          })),
        },
      },
    ],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

/** SARIF 2.1.0 for code scanning: only what has a place in a file. */
export const sarif = {
  id: 'sarif',
  title: 'findings with a place in a file, as SARIF 2.1.0 for code scanning',
  mediaType: 'application/sarif+json',
  render: renderSarif,
} satisfies Reporter;
