import type { Outcome, Report, ThemeEvidence, ThemeId } from '../../model/index.ts';

interface Cell {
  readonly mark: 'seen' | 'part' | 'gap' | 'na';
  readonly text: string;
}

function cellOf(counts: Readonly<Record<Outcome, number>>, reached: boolean): Cell {
  const answered = counts.pass + counts.fail + counts.waived + counts.attested;
  if (!reached) return { mark: 'gap', text: 'not reached' };
  if (answered + counts.unknown === 0) return { mark: 'na', text: 'not judged' };
  if (counts.unknown === 0) return { mark: 'seen', text: `${answered} answered` };
  return answered === 0
    ? { mark: 'gap', text: `${counts.unknown} open` }
    : { mark: 'part', text: `${answered} answered, ${counts.unknown} open` };
}

function evidenceOf(theme: ThemeEvidence | undefined): Cell {
  switch (theme?.state) {
    case 'evidence':
      return { mark: 'seen', text: 'evidence' };
    case 'no-evidence':
      return { mark: 'gap', text: theme.askAlso.length > 0 ? `none: ask ${theme.askAlso.join(', ')}` : `none: ${theme.because[0] ?? ''}` };
    case 'out-of-scope':
      return { mark: 'na', text: 'out of scope' };
    default:
      return { mark: 'na', text: 'not required' };
  }
}

/** Targets by theme: what was answered where, and what the gate makes of it. */
export function matrixOf(report: Report): { readonly targets: readonly object[]; readonly matrix: readonly object[] } {
  const themes = new Map(report.systems.flatMap((system) => system.themes.map(({ theme, title }) => [theme, title] as const)));
  const counts = new Map<string, Record<Outcome, number>>();
  for (const one of report.verdicts) {
    const key = `${one.scope}\n${one.check.split('/')[0] ?? ''}`;
    const sum = counts.get(key) ?? { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, waived: 0, attested: 0 };
    counts.set(key, sum);
    for (const [outcome, count] of Object.entries(one.counts))
      if (outcome in sum) Reflect.set(sum, outcome, Reflect.get(sum, outcome) + count);
  }
  const none = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, waived: 0, attested: 0 };
  const cell = (theme: ThemeId, scope: string, reached: boolean) => cellOf(counts.get(`${scope}\n${theme}`) ?? none, reached);
  return {
    targets: report.targets.map(({ target, label, scope }) => ({
      target,
      label,
      read: report.coverage
        .filter((row) => row.scope === scope)
        .map(({ collector, read, skipped }) => {
          const parts = [...read, ...skipped.map(({ what, count }) => ({ what: `skipped ${what}`, count }))].filter(
            ({ count }) => count > 0,
          );
          return `${collector}: ${parts.map(({ what, count }) => `${what} ${count}`).join(', ') || 'nothing'}`;
        })
        .join('; '),
    })),
    matrix: [...themes].map(([theme, title]) => ({
      title,
      cells: report.targets.map(({ scope, reached }) => cell(theme, scope, reached)),
      evidence: report.systems.map((system) => evidenceOf(system.themes.find((one) => one.theme === theme))),
    })),
  };
}
