import { closesText, placeText, type CardCell, type Finding, type MendItem, type Report, type SystemReport } from '../model/index.ts';
import { code, prose, row } from './markdown/text.ts';
import { onlyReports } from './rows.ts';
import type { RenderOptions, Reporter } from './reporter.ts';

/** GitHub takes 65,536 characters in a comment; some bots put their own words around ours. */
const limitBytes = 60_000;
/** For the last lines, which must fit whatever was cut. */
const reservedBytes = 10_000;
const shown = { systems: 20, mends: 10, unseen: 10, agents: 20, reasons: 10, exceptions: 20 } as const;

/** A heading with rows of one kind; when they do not all fit, the last line says how many do not. */
interface Section {
  readonly heading: string;
  /** What the rows are called when some are left out. */
  readonly rows: string;
  /** Stands before the first row, such as the head of a table. */
  readonly head?: readonly string[];
  readonly lines: readonly string[];
  readonly most: number;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length + 1;
}

function decisionText(system: SystemReport): string {
  const { gate, verdict, blocking, unanswered, themesWithoutEvidence } = system.decision;
  if (onlyReports(system)) return `**No decision**: the gate ${code(gate)} only reports.`;
  const counts = [
    ...(blocking.length > 0 ? [`${plural(blocking.length, 'finding')} ${blocking.length === 1 ? 'blocks' : 'block'}`] : []),
    ...(unanswered.length > 0 ? [`${plural(unanswered.length, 'question')} without an answer`] : []),
    ...(themesWithoutEvidence.length > 0 ? [`${plural(themesWithoutEvidence.length, 'theme')} without evidence`] : []),
  ];
  const word = verdict === 'ready' ? 'READY' : verdict === 'not-ready' ? 'NOT READY' : 'UNDETERMINED';
  return `**${word}** for ${code(gate.replace(/@\d+$/, ''))} by the gate ${code(gate)}${counts.length > 0 ? `: ${counts.join(' · ')}` : ''}.`;
}

function findingLine(finding: Finding | undefined): string {
  if (finding === undefined) return '';
  const where = finding.place ? `${code(placeText(finding.place))}: ` : '';
  return `${where}${prose(finding.message)} ${code(finding.short)}`;
}

function mendLine(mend: MendItem, findings: ReadonlyMap<string, Finding>): string {
  const [first] = mend.clears.flatMap((print) => findings.get(print) ?? []);
  const clears = mend.clears.length > 1 ? ` (clears ${mend.clears.length} findings)` : '';
  return `1. **${mend.severity}** ${prose(mend.title)}${clears}<br>${findingLine(first)}`;
}

function unseenLines(report: Report, system: SystemReport): readonly string[] {
  const asked = new Set(system.decision.unanswered);
  const open = system.findings.filter((finding) => finding.outcome === 'unknown');
  const ids = new Set([
    ...open.filter((finding) => asked.has(finding.fingerprint)).flatMap((finding) => finding.gaps),
    ...open.flatMap((finding) => finding.gaps),
    ...report.gaps.filter((gap) => gap.dataset !== undefined).map((gap) => gap.id),
  ]);
  const byId = new Map(report.gaps.map((gap) => [gap.id, gap]));
  const gaps = [...ids].flatMap((id) => byId.get(id) ?? []);
  const themes = system.themes.filter((theme) => theme.state === 'no-evidence');
  return [
    ...new Set([
      ...themes.map((theme) => {
        const ask = theme.askAlso.length > 0 ? `ask ${theme.askAlso.join(', ')}` : prose(theme.because[0] ?? 'no evidence');
        return `- ${code(theme.theme)}: ${ask}`;
      }),
      ...gaps.map((gap) => `- ${prose(gap.about)}: ${prose(closesText(gap.closes))}`),
    ]),
  ];
}

/** What stands in a cell, with a word for what nobody could see or what is wrong: no sign is only a colour. */
function cell({ state, text }: CardCell): string {
  return state === 'bad' ? `**${prose(text, 60)}**` : prose(text, 60);
}

function sectionsOf(report: Report, system: SystemReport): readonly Section[] {
  const findings = new Map(system.findings.map((finding) => [finding.fingerprint, finding]));
  const blocking = new Set(system.decision.blocking);
  const mends = system.mends.filter((mend) => mend.severity !== 'info' || mend.clears.some((print) => blocking.has(print)));
  return [
    {
      heading: '',
      rows: 'reasons',
      lines: system.decision.otherReasons.map((reason) => `- ${prose(reason)}`),
      most: shown.reasons,
    },
    { heading: 'Mend first', rows: 'mends', lines: mends.map((mend) => mendLine(mend, findings)), most: shown.mends },
    { heading: 'Nobody could see', rows: 'open questions', lines: unseenLines(report, system), most: shown.unseen },
    {
      heading: 'Agents',
      rows: 'agents',
      head: [row('Agent', 'triggered by', 'identity', 'credential', 'tools', 'owner', 'approval', 'logs'), row(...Array(8).fill('---'))],
      lines: system.agents.map((card) =>
        row(
          prose(card.agent.name, 100),
          ...[card.triggeredBy, card.identity, card.credential, card.tools, card.owner, card.approval, card.logs].map((one) => cell(one)),
        ),
      ),
      most: shown.agents,
    },
  ];
}

function reportSections(report: Report, verbose: boolean): readonly Section[] {
  const frameworks = report.frameworks.filter((framework) => verbose || framework.inDefaultProfile);
  return [
    {
      heading: 'Evidence toward',
      rows: 'frameworks',
      head: [row('Framework', 'supported', 'not supported', 'not assessed', 'for people to state'), '| --- | --: | --: | --: | --: |'],
      lines: frameworks.map(({ title, version, counts }) =>
        row(
          prose(`${title} ${version}`, 100),
          ...[counts.supported, counts['not-supported'], counts['not-assessed'], counts.manual].map(String),
        ),
      ),
      most: 50,
    },
    {
      heading: 'Exceptions',
      rows: 'exceptions',
      lines: report.exceptions.map((one) => {
        const until = one.expires === undefined ? '' : ` until ${prose(one.expires.slice(0, 10), 20)}`;
        const by = one.approver === undefined ? '' : `, approved by ${prose(one.approver, 100)}`;
        const note = one.note === undefined ? '' : ` (${prose(one.note, 100)})`;
        return `- ${one.kind} ${code(one.id, 100)}, ${one.state}${note}: ${prose(one.covers, 200)}${until}${by}`;
      }),
      most: shown.exceptions,
    },
  ];
}

/** Writes sections while they fit, and says of each what does not. */
class Page {
  readonly #lines: string[] = [];
  #left = limitBytes - reservedBytes;
  #cut = false;

  /** Whether all of the lines fitted; else none was written. */
  write(...lines: readonly string[]): boolean {
    const size = lines.reduce((sum, line) => sum + bytes(line), 0);
    if (size > this.#left) return false;
    this.#left -= size;
    this.#lines.push(...lines);
    return true;
  }

  section({ heading, rows, head = [], lines, most }: Section): void {
    if (lines.length === 0) return;
    let count = 0;
    if (this.write(...(heading === '' ? [] : [`### ${heading}`, '']), ...head))
      while (count < Math.min(lines.length, most) && this.write(lines[count] ?? '')) count += 1;
    // A few bytes each: the reserve holds them.
    if (count < lines.length) this.#lines.push('', `${lines.length - count} of ${lines.length} ${rows} are not shown here.`);
    this.#cut ||= count < lines.length;
    this.#lines.push('');
  }

  end(left: number): string {
    if (left > 0) this.#lines.push(`${plural(left, 'more system')} ${left === 1 ? 'is' : 'are'} not shown here.`, '');
    if (left > 0 || this.#cut)
      this.#lines.push('The rest: `nhi-ready render --verbose`, or `nhi-ready render REPORT.json --verbose` with a saved report.', '');
    return `${this.#lines.join('\n').trimEnd()}\n`;
  }
}

function renderMarkdown(report: Report, { verbose }: RenderOptions): string {
  const page = new Page();
  const most = (section: Section): Section => (verbose ? { ...section, most: section.lines.length } : section);
  const systems = report.systems.slice(0, shown.systems);
  // Every decision before any detail: the first thing that a reader sees, and the last thing to be cut.
  for (const system of systems) {
    const { agents, identities, credentials } = system.counts;
    page.write(
      `## ${prose(system.name, 100)}`,
      '',
      decisionText(system),
      '',
      [plural(agents, 'agent'), plural(identities, 'identity', 'identities'), plural(credentials, 'credential')].join(' · '),
      '',
    );
    if (report.systems.length === 1) for (const section of sectionsOf(report, system)) page.section(most(section));
  }
  if (report.systems.length > 1)
    for (const system of systems)
      for (const section of sectionsOf(report, system))
        page.section(most({ ...section, heading: `${section.heading || 'Other reasons'} · ${prose(system.name, 60)}` }));
  for (const section of reportSections(report, verbose)) page.section(most(section));
  if (report.outside.length > 0)
    page.write(
      `${plural(report.outside.length, 'finding')} outside every system, which ${report.outside.length === 1 ? 'does' : 'do'} not gate.`,
      '',
    );
  const masked = report.options.find((option) => option.startsWith('masked='));
  page.write(
    `Assessed ${code(report.assessedAt, 40)}${report.replayed ? ' (a replay)' : ''} by nhi-ready ${code(report.tool.version, 40)}; inventory ${code(report.inventory.digest.slice(0, 12))}.${masked === undefined ? '' : ` Names are masked (${prose(masked, 60)}).`}`,
  );
  return page.end(report.systems.length - systems.length);
}

/** A comment on a pull request: GitHub-flavoured Markdown under 60 kB; what does not fit is counted, with the command that shows it. */
export const markdown = {
  id: 'markdown',
  title: 'A comment for a pull request, in at most 60 kB',
  mediaType: 'text/markdown',
  render: renderMarkdown,
} satisfies Reporter;
