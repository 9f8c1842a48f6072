import { closesText, placeText, type Finding, type Gap, type Report, type SystemReport } from '../../model/index.ts';

/** One thing to do on the way to `ready`. */
export interface Step {
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  readonly how?: string;
  readonly clears: string;
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}

/** The mends that clear what blocks, gravest first. */
function mendSteps(system: SystemReport, byPrint: ReadonlyMap<string, Finding>): readonly Step[] {
  const blocking = new Set(system.decision.blocking);
  return system.mends.flatMap(({ title, how, severity, clears }) => {
    const blocked = clears.filter((print) => blocking.has(print));
    const [first] = blocked.flatMap((print) => byPrint.get(print) ?? []);
    if (first === undefined) return [];
    const where = first.place === undefined ? '' : `${placeText(first.place)}: `;
    const step = {
      kind: severity,
      title,
      detail: `${where}${first.message}`,
      clears: `clears ${count(blocked.length, 'blocking finding')}`,
    };
    return [how === undefined ? step : { ...step, how }];
  });
}

/** What would answer the open questions, those that answer most first. */
function questionSteps(system: SystemReport, byPrint: ReadonlyMap<string, Finding>, gaps: ReadonlyMap<string, Gap>): readonly Step[] {
  const byWay = new Map<string, Set<Finding>>();
  for (const finding of system.decision.unanswered.flatMap((print) => byPrint.get(print) ?? [])) {
    for (const id of finding.gaps) {
      const gap = gaps.get(id);
      if (gap === undefined) continue;
      const way = closesText(gap.closes);
      byWay.set(way, (byWay.get(way) ?? new Set()).add(finding));
    }
  }
  return [...byWay]
    .toSorted(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1))
    .map(([way, findings]) => ({
      kind: 'unanswered',
      title: `${way.charAt(0).toUpperCase()}${way.slice(1)}`,
      detail: `Nobody could see ${[...findings]
        .slice(0, 3)
        .map(({ message }) => message)
        .join('; ')}${findings.size > 3 ? ` and ${findings.size - 3} more` : ''}.`,
      clears: `answers ${count(findings.size, 'question')}`,
    }));
}

/** Which planes would bring evidence on the themes that have none. */
function themeSteps(system: SystemReport): readonly Step[] {
  const byPlanes = Map.groupBy(
    system.themes.filter(({ state }) => state === 'no-evidence'),
    ({ askAlso, because }) => (askAlso.length > 0 ? `Ask ${askAlso.join(', ')}` : (because[0] ?? 'No evidence')),
  );
  return [...byPlanes].map(([title, themes]) => ({
    kind: 'evidence',
    title,
    detail: themes.map((theme) => theme.title).join('; '),
    clears: count(themes.length, 'theme'),
  }));
}

/** The shortest list of mends and missing answers that leads to `ready`, and what else stands in the way. */
export function stepsOf(report: Report, system: SystemReport): readonly Step[] {
  const byPrint = new Map(system.findings.map((finding) => [finding.fingerprint, finding]));
  const gaps = new Map(report.gaps.map((gap) => [gap.id, gap]));
  return [
    ...mendSteps(system, byPrint),
    ...questionSteps(system, byPrint, gaps),
    ...themeSteps(system),
    ...system.decision.otherReasons.map((reason) => ({ kind: 'evidence', title: reason, detail: '', clears: '' })),
  ];
}
