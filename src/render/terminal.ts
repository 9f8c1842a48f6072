import { Chalk, type ChalkInstance } from 'chalk';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import {
  closesText,
  placeText,
  type CardCell,
  type Finding,
  type MendItem,
  type Report,
  type Severity,
  type SystemReport,
} from '../model/index.ts';
import { plain } from './escape.ts';
import type { RenderOptions, Reporter } from './reporter.ts';
import { table } from './terminal/table.ts';

/* What fits a first screen of 80x24 with three agents. */
const shownMends = 3;
const shownGaps = 2;
/** Rows of the table of agents; the last of them says how many more there are. */
const agentRows = 3;
/** On a wider page a note at the right end would be too far from what it belongs to. */
const widest = 120;

interface Pen {
  readonly columns: number;
  readonly verbose: boolean;
  readonly chalk: ChalkInstance;
}

function wrap(text: string, indent: number, { columns }: Pen): string[] {
  const pad = ' '.repeat(indent);
  return wrapAnsi(text, Math.max(20, columns - indent), { hard: true, trim: true })
    .split('\n')
    .map((line) => `${pad}${line}`);
}

/** The beginning of a text that fits, in terminal cells. */
function cut(text: string, width: number): string {
  const [first = '', ...rest] = wrapAnsi(text, Math.max(1, width), { hard: true, wordWrap: false, trim: false }).split('\n');
  if (rest.length === 0) return first;
  const [shorter = ''] = wrapAnsi(text, Math.max(1, width - 1), { hard: true, wordWrap: false, trim: false }).split('\n');
  return `${shorter.trimEnd()}…`;
}

/** One line with a note at its right end; the left part gives way. On a wide page the note stays near. */
function withNote(left: string, note: string, pen: Pen): string {
  const width = Math.min(pen.columns, widest) - stringWidth(note);
  const text = cut(left, width - (note === '' ? 0 : 2));
  return note === '' ? text : `${text}${' '.repeat(Math.max(2, width - stringWidth(text)))}${note}`;
}

function heading(text: string, all: number, shown: number, { chalk }: Pen): string {
  return `${chalk.bold(text)}${all > shown ? ` (${shown} of ${all}; all: --verbose)` : ''}`;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function severityWord(severity: Severity, { chalk }: Pen): string {
  const word = severity.padEnd(8);
  return severity === 'critical' || severity === 'high' ? chalk.red(word) : word;
}

function byFingerprint(system: SystemReport): ReadonlyMap<string, Finding> {
  return new Map(system.findings.map((finding) => [finding.fingerprint, finding]));
}

function decisionLine(system: SystemReport, { chalk }: Pen): string {
  const { verdict, blocking, unanswered, themesWithoutEvidence, gate } = system.decision;
  const said = [
    blocking.length > 0 ? `${plural(blocking.length, 'finding')} ${blocking.length === 1 ? 'blocks' : 'block'}` : '',
    unanswered.length > 0 ? `${plural(unanswered.length, 'question')} open` : '',
    themesWithoutEvidence.length > 0 ? `${plural(themesWithoutEvidence.length, 'theme')} without evidence` : '',
  ].filter((part) => part !== '');
  if (gate.startsWith('none@')) return `${chalk.bold('NO DECISION')}   the gate none only reports`;
  if (verdict === 'ready') return `${chalk.bold('READY')} for \`${plain(gate.replace(/@\d+$/, ''))}\` by the gate ${plain(gate)}`;
  return `${chalk.bold(verdict === 'not-ready' ? 'NOT READY' : 'UNDETERMINED')}   ${said.join(' · ') || plain(system.decision.otherReasons[0] ?? '')}`;
}

function mendLines(system: SystemReport, pen: Pen): string[] {
  const findings = byFingerprint(system);
  const mends = system.mends.filter((mend) => pen.verbose || mend.severity !== 'info');
  if (mends.length === 0) return [];
  const shown = pen.verbose ? mends : mends.slice(0, shownMends);
  return [
    heading('Mend first', mends.length, shown.length, pen),
    ...shown.flatMap((mend, index) => mendItem(mend, index + 1, findings, pen)),
    '',
  ];
}

function mendItem(mend: MendItem, number: number, findings: ReadonlyMap<string, Finding>, pen: Pen): string[] {
  const [first] = mend.clears.flatMap((print) => findings.get(print) ?? []);
  const clears = mend.clears.length > 1 ? `clears ${mend.clears.length} findings` : '';
  const head = `${String(number).padStart(2)} ${severityWord(mend.severity, pen)}  ${plain(mend.title)}`;
  const what = `${first?.place ? `${plain(placeText(first.place))}: ` : ''}${plain(first?.message ?? '')}`;
  const more = first === undefined ? '' : `explain ${first.short}`;
  if (!pen.verbose) return [withNote(head, clears, pen), withNote(`   ${what}`, more, pen)];
  const [title = '', ...rest] = wrap(`${plain(mend.title)}${clears === '' ? '' : ` (${clears})`}`, 13, pen);
  return [
    `${String(number).padStart(2)} ${severityWord(mend.severity, pen)}  ${title.trimStart()}`,
    ...rest,
    ...wrap(`${what}   ${more}`, 3, pen),
  ];
}

function gapLines(report: Report, system: SystemReport, pen: Pen): string[] {
  const findings = byFingerprint(system);
  const asked = system.decision.unanswered.flatMap((print) => findings.get(print)?.gaps ?? []);
  const open = new Set([
    ...asked,
    ...system.findings.filter((finding) => finding.outcome === 'unknown').flatMap((finding) => finding.gaps),
    ...report.gaps.filter((gap) => gap.dataset !== undefined).map((gap) => gap.id),
  ]);
  const gaps = [...open].flatMap((id) => report.gaps.find((gap) => gap.id === id) ?? []);
  const blockedFirst = [...new Set(gaps.map((gap) => `${plain(gap.about)}\t${plain(closesText(gap.closes))}`))];
  const byPlanes = new Map<string, string[]>();
  const themes = system.themes.filter((theme) => theme.state === 'no-evidence');
  for (const theme of themes) {
    const way = theme.askAlso.length > 0 ? `ask ${theme.askAlso.join(', ')}` : plain(theme.because[0] ?? 'no evidence');
    byPlanes.set(way, [...(byPlanes.get(way) ?? []), theme.theme]);
  }
  const byTheme = [...byPlanes].map(
    ([way, ids]) => `evidence on ${ids.length > 1 ? `${ids.length} themes: ` : ''}${ids.join(', ')}\t${way}`,
  );
  const all = [...byTheme, ...blockedFirst];
  if (all.length === 0) return [];
  const shown = pen.verbose ? all : all.slice(0, shownGaps);
  return [
    heading('Nobody could see', all.length, shown.length, pen),
    ...shown.flatMap((row) => {
      const [what = '', way = ''] = row.split('\t');
      if (!pen.verbose) return [gapLine(what, way, pen)];
      const [head = '', ...rest] = wrap(`? ${what}: ${way}`, 3, pen);
      return [head.replace(/^ {3}/, ' '), ...rest];
    }),
    '',
  ];
}

/** What was not seen and what would show it, side by side; both give way where the page is narrow. */
function gapLine(what: string, way: string, pen: Pen): string {
  const room = Math.min(pen.columns, widest) - stringWidth(what) - 5;
  return withNote(` ? ${what}`, cut(way, Math.max(Math.floor(pen.columns * 0.4), room)), pen);
}

function cellText(cell: CardCell): string {
  return plain(cell.text, 14);
}

function agentLines(system: SystemReport, pen: Pen): string[] {
  if (system.agents.length === 0) return [];
  const shown = pen.verbose || system.agents.length <= agentRows ? system.agents : system.agents.slice(0, agentRows - 1);
  const width = Math.max(12, pen.columns - 60);
  const rows = shown.map((card) => [
    plain(card.agent.name, width),
    cellText(card.identity),
    cellText(card.credential),
    cellText(card.tools),
    plain(card.owner.text, 12),
    cellText(card.approval),
    cellText(card.logs),
  ]);
  return [
    ...table([['Agent', 'identity', 'credential', 'tools', 'owner', 'approval', 'logs'], ...rows], pen.columns),
    ...(system.agents.length > shown.length ? [`   and ${system.agents.length - shown.length} more: --verbose`] : []),
  ];
}

function frameworkLines(report: Report, pen: Pen): string[] {
  const shown = report.frameworks.filter((framework) => pen.verbose || framework.inDefaultProfile).slice(0, pen.verbose ? undefined : 3);
  const rows = shown.map(({ title, version, counts }) => [
    `  ${title} ${version}`,
    String(counts.supported),
    String(counts['not-supported']),
    String(counts['not-assessed'] + counts.manual),
  ]);
  const notes = pen.verbose
    ? shown.flatMap(({ title, scopeNote }) => (scopeNote === undefined ? [] : wrap(`${title}: ${scopeNote}`, 2, pen)))
    : [];
  return [...table([['Evidence toward', 'supported', 'not supported', 'not assessed'], ...rows], pen.columns, [1, 2, 3]), ...notes];
}

function detailLines(report: Report, system: SystemReport, pen: Pen): string[] {
  const lines = [pen.chalk.bold('Every finding and question')];
  for (const finding of system.findings) {
    const mark = finding.outcome === 'fail' ? '' : finding.outcome === 'unknown' ? 'nobody could see ' : `${finding.outcome}: `;
    const where = finding.place ? ` (${plain(placeText(finding.place))})` : '';
    const [head = '', ...rest] = wrap(`${mark}${plain(finding.message)}${where}`, 17, pen);
    lines.push(` ${finding.short.padEnd(6)} ${severityWord(finding.severity, pen)} ${head.trimStart()}`, ...rest);
  }
  lines.push('', pen.chalk.bold('Themes'));
  for (const theme of system.themes)
    lines.push(...wrap(`${theme.theme}: ${theme.state}${theme.because.length > 0 ? ` (${plain(theme.because.join('; '))})` : ''}`, 1, pen));
  if (report.exceptions.length > 0) {
    lines.push('', pen.chalk.bold('Exceptions'));
    for (const one of report.exceptions)
      lines.push(
        ...wrap(
          `${one.kind} ${plain(one.id)} ${one.state}: ${plain(one.covers)}${one.note === undefined ? '' : ` (${plain(one.note)})`}`,
          1,
          pen,
        ),
      );
  }
  return [...lines, ''];
}

function lastLine(system: SystemReport, pen: Pen): string[] {
  const { verdict, gate, blocking, unanswered, themesWithoutEvidence, otherReasons } = system.decision;
  const name = gate.replace(/@\d+$/, '');
  const blocks = new Set(blocking);
  const toMend = system.mends.find(({ clears: [print = ''] }) => blocks.has(print))?.clears[0];
  const first = byFingerprint(system).get(toMend ?? blocking[0] ?? unanswered[0] ?? '');
  const next = first ? `nhi-ready explain ${first.short}` : `nhi-ready list connectors`;
  if (name === 'none') return wrap('no decision: the gate none only reports (exit 0).', 0, pen);
  if (verdict === 'ready') return wrap(`ready for ${name} by the gate ${gate} (exit 0).`, 0, pen);
  const reason =
    blocking.length > 0
      ? plural(blocking.length, 'blocking finding')
      : unanswered.length > 0
        ? `${plural(unanswered.length, 'question')} without an answer`
        : themesWithoutEvidence.length > 0
          ? `no evidence on ${themesWithoutEvidence.join(', ')}`
          : plain(otherReasons[0] ?? '');
  return wrap(
    `${verdict === 'not-ready' ? 'not ready' : 'undetermined'} for ${name}: ${reason} (exit ${verdict === 'not-ready' ? 1 : 3}). Next: ${next}`,
    0,
    pen,
  );
}

function systemLines(report: Report, system: SystemReport, pen: Pen): string[] {
  const { agents, identities, credentials } = system.counts;
  const exceptions = report.exceptions.filter((one) => one.state !== 'listed').length;
  return [
    ...wrap(
      `${pen.chalk.bold(plain(system.name))} · gate ${plain(system.decision.gate.replace(/@\d+$/, ''))} · ${plural(agents, 'agent')}, ${plural(identities, 'identity', 'identities')}, ${plural(credentials, 'credential')}`,
      0,
      pen,
    ),
    ...wrap(decisionLine(system, pen), 0, pen),
    '',
    ...mendLines(system, pen),
    ...gapLines(report, system, pen),
    ...agentLines(system, pen),
    ...frameworkLines(report, pen),
    ...(exceptions > 0 && !pen.verbose ? [`${plural(exceptions, 'exception')}: --verbose`] : []),
    ...(report.outside.length > 0
      ? wrap(`${plural(report.outside.length, 'finding')} outside every system, which do not gate: -f json`, 0, pen)
      : []),
    ...(pen.verbose ? ['', ...detailLines(report, system, pen)] : []),
    ...lastLine(system, pen),
  ];
}

/** With several systems the exit code is the worst, and a log is read from its end. */
function closingLines({ systems }: Report, pen: Pen): string[] {
  if (systems.length < 2) return [];
  const words = systems.map(({ decision }) =>
    decision.gate.startsWith('none@') ? 'no decision' : decision.verdict === 'not-ready' ? 'not ready' : decision.verdict,
  );
  const code = words.includes('not ready') ? 1 : words.includes('undetermined') ? 3 : 0;
  const said = systems.map((system, index) => `${plain(system.name)} ${words[index] ?? ''}`);
  return ['', ...wrap(`${systems.length} systems: ${said.join(', ')} (exit ${code}, the worst of them).`, 0, pen)];
}

/** What an engineer reads: may I promote, what do I mend first, what could nobody see. */
export const terminal = {
  id: 'terminal',
  title: 'For a person at a terminal (default)',
  mediaType: 'text/plain',
  render(report: Report, options: RenderOptions): string {
    const pen: Pen = { columns: options.columns, verbose: options.verbose, chalk: new Chalk({ level: options.colour ? 1 : 0 }) };
    const replay = report.replayed ? [`replayed as of ${plain(report.assessedAt)}`] : [];
    const blocks = report.systems.flatMap((system, index) => [...(index > 0 ? [''] : []), ...systemLines(report, system, pen)]);
    return `${[...replay, ...blocks, ...closingLines(report, pen)].join('\n')}\n`;
  },
} satisfies Reporter;
