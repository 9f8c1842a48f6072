import { worse, type Finding, type FrameworkResult, type Report, type Severity, type ThemeId } from '../../model/index.ts';
import { plain } from '../escape.ts';
import { markdownText } from './text.ts';

/** GitHub reads it from a rule: above 9.0 critical, from 7.0 high, from 4.0 medium, else low. Info has none. */
const securitySeverity: Readonly<Record<Severity, string | undefined>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: undefined,
};

/** GitHub keeps 20 tags of a rule. */
const tagLimit = 20;
/** GitHub keeps 1,024 characters of a full description. */
const descriptionLimit = 1024;

export function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' ? 'warning' : 'note';
}

export interface TaxonReference {
  readonly id: string;
  readonly index: number;
  readonly toolComponent: { readonly name: string; readonly index: number };
}

/** The frameworks that the run cites, and which of their controls each theme bears on. */
export interface Taxonomies {
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly shortDescription: { readonly text: string };
    readonly isComprehensive: false;
    readonly taxa: readonly { readonly id: string; readonly shortDescription: { readonly text: string } }[];
  }[];
  readonly byTheme: ReadonlyMap<ThemeId, readonly { readonly tag: string; readonly reference: TaxonReference }[]>;
}

/** Only the primary mappings: GitHub shows ten tags, and a finding that bears on forty controls says nothing. */
export function taxonomiesOf(frameworks: readonly FrameworkResult[], themes: ReadonlySet<ThemeId>): Taxonomies {
  const byTheme = new Map<ThemeId, { tag: string; reference: TaxonReference }[]>();
  const components: Taxonomies['components'][number][] = [];
  for (const framework of frameworks) {
    if (!framework.inDefaultProfile) continue;
    const cited = framework.controls.filter((control) => control.themes.some((row) => row.primary && themes.has(row.theme)));
    if (cited.length === 0) continue;
    const name = plain(`${framework.title} ${framework.version}`, 200);
    for (const [index, control] of cited.entries()) {
      const id = plain(control.id, 200);
      const reference = { id, index, toolComponent: { name, index: components.length } };
      for (const row of control.themes) {
        if (!row.primary || !themes.has(row.theme)) continue;
        byTheme.set(row.theme, [...(byTheme.get(row.theme) ?? []), { tag: `${plain(framework.id, 200)}/${id}`, reference }]);
      }
    }
    components.push({
      name,
      version: plain(framework.version, 100),
      shortDescription: { text: plain(framework.scopeNote === undefined ? name : `${name}. ${framework.scopeNote}`, descriptionLimit) },
      isComprehensive: false,
      taxa: cited.map((control) => ({ id: plain(control.id, 200), shortDescription: { text: plain(control.title, 500) } })),
    });
  }
  return { components, byTheme };
}

/** One rule per check that has a result, in the order of their ids. */
export function rulesOf(checks: Report['checks'], findings: readonly Finding[], taxonomies: Taxonomies) {
  const gravest = new Map<string, Finding>();
  for (const finding of findings) {
    const other = gravest.get(finding.check);
    if (other === undefined || worse(other.severity, finding.severity) !== other.severity) gravest.set(finding.check, finding);
  }
  return [...gravest]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { severity, theme }]) => {
      const check = checks.find((one) => one.id === id);
      const controls = taxonomies.byTheme.get(theme) ?? [];
      const why = check?.why ?? '';
      const fix = check?.fix ?? '';
      const title = plain(check?.title ?? id, 300);
      const verify = check?.verify ?? 'Scan again: the finding is gone.';
      // GitHub takes an alert's severity from its rule; an alert must not look milder than its finding.
      const score = securitySeverity[severity];
      return {
        id: plain(id, 200),
        shortDescription: { text: title },
        fullDescription: { text: plain(why === '' ? title : why, descriptionLimit) },
        help: {
          text:
            [why, fix, verify]
              .filter((text) => text !== '')
              .map((text) => plain(text, 4000))
              .join('\n\n') || title,
          markdown: [
            ...(why === '' ? [] : ['**Why it matters**', markdownText(why)]),
            ...(fix === '' ? [] : ['**To mend**', markdownText(fix)]),
            '**To verify**',
            markdownText(verify),
            ...(check && check.references.length > 0 ? [check.references.map((one) => `- ${markdownText(one, 500)}`).join('\n')] : []),
          ].join('\n\n'),
        },
        defaultConfiguration: { level: levelOf(severity) },
        properties: {
          tags: ['security', theme, ...controls.map((control) => control.tag)].slice(0, tagLimit),
          precision: 'high',
          ...(score === undefined ? {} : { 'security-severity': score }),
        },
        relationships: controls.map((control) => ({ target: control.reference, kinds: ['relevant'] })),
      };
    });
}
