import type { FrameworkResult, Report } from '../../model/index.ts';
import { anchorOf } from './findings.ts';

const relations = { supports: 'asks for it', 'partially-supports': 'in part', informative: 'for context' } as const;
const statuses = {
  supported: 'supported',
  'not-supported': 'not supported',
  'not-assessed': 'not assessed',
  manual: 'for people to state',
} as const;

function frameworkOf(framework: FrameworkResult): object {
  const bearing = framework.controls.filter(({ themes, attestedBy }) => themes.length > 0 || attestedBy !== undefined);
  return {
    anchor: `framework-${framework.id}`,
    title: `${framework.title} ${framework.version}`,
    note: framework.scopeNote,
    open: false,
    supported: framework.counts.supported,
    notSupported: framework.counts['not-supported'],
    notAssessed: framework.counts['not-assessed'],
    manual: framework.counts.manual,
    controls: bearing.map(({ id, title, status, mode, themes, findings, attestedBy }) => ({
      id,
      title,
      status: statuses[status],
      mode: attestedBy === undefined ? mode : `${mode}, by ${attestedBy}`,
      themes: themes.map(({ theme, relation, rationale }) => ({ theme, relation: relations[relation], rationale })),
      open: findings.length,
    })),
    bare: framework.controls
      .filter((control) => !bearing.includes(control))
      .map(({ id }) => id)
      .join(', '),
  };
}

/** Texts once a check, with the controls that it bears on, and each framework with its controls. */
export function controlsOf(report: Report): { readonly checks: readonly object[]; readonly frameworks: readonly object[] } {
  const primary = report.frameworks.filter(({ inDefaultProfile }) => inDefaultProfile);
  return {
    checks: report.checks.map(({ id, title, theme, severity, why, fix, verify, references }) => ({
      id,
      anchor: anchorOf(id),
      title,
      severity,
      why,
      fix,
      verify: verify ?? 'Scan again: its findings are gone.',
      references,
      bears: primary
        .flatMap((framework) =>
          framework.controls
            .filter((control) => control.themes.some((row) => row.theme === theme && row.primary))
            .map((control) => `${framework.title} ${control.id}`),
        )
        .join(', '),
    })),
    frameworks: report.frameworks.map(frameworkOf),
  };
}
