import type { Framework, Theme } from '../frameworks/load.ts';
import type { ControlResult, ControlStatus, Finding, FrameworkResult, ThemeEvidence, ThemeId } from '../model/index.ts';

/** What the systems' evidence says of each control: supported, not supported, not assessed, or for people to state. */
export function assessControls(
  frameworks: readonly Framework[],
  themes: readonly Theme[],
  evidence: readonly ThemeEvidence[],
  findings: readonly Finding[],
  attested: ReadonlyMap<string, string>,
): readonly FrameworkResult[] {
  const modes = new Map(themes.map((theme) => [theme.id, theme.mode]));
  const fails = new Map<ThemeId, string[]>();
  for (const finding of findings) {
    if (finding.outcome !== 'fail') continue;
    const list = fails.get(finding.theme);
    if (list) list.push(finding.fingerprint);
    else fails.set(finding.theme, [finding.fingerprint]);
  }
  // Complete for every system: the theme's questions are answered, whatever the gate requires of it.
  const complete = (theme: ThemeId) => {
    const states = evidence.filter((one) => one.theme === theme);
    return states.length > 0 && states.every((one) => one.because.length === 0 && one.counts.unknown === 0);
  };
  // Where nothing was there to judge, nothing speaks for a control either.
  const judged = new Set(findings.flatMap(({ theme, outcome }) => (outcome === 'pass' || outcome === 'fail' ? [theme] : [])));
  // The theme that assess answers by itself says something once there is anything to say it of.
  if (judged.size > 0) judged.add('evidence-attestation');
  return frameworks.map((framework) => {
    const counts: Record<ControlStatus, number> = { supported: 0, 'not-supported': 0, 'not-assessed': 0, manual: 0 };
    const controls = framework.controls.map((control): ControlResult => {
      const bearing = control.themes.filter((row) => row.relation !== 'informative');
      const corrective = bearing.filter((row) => modes.get(row.theme) === 'corrective');
      const attestedBy = attested.get(`${framework.id} ${control.id}`);
      const mode = bearing.length === 0 ? 'attested' : corrective.length > 0 ? 'corrective' : 'detective';
      const against = corrective.flatMap((row) => fails.get(row.theme) ?? []);
      const status: ControlStatus =
        attestedBy !== undefined && mode === 'attested'
          ? 'supported'
          : mode === 'attested'
            ? 'manual'
            : against.length > 0
              ? 'not-supported'
              : bearing.every((row) => complete(row.theme)) && bearing.some((row) => judged.has(row.theme))
                ? 'supported'
                : 'not-assessed';
      counts[status] += 1;
      return {
        framework: framework.id,
        id: control.id,
        title: control.title,
        mode,
        status,
        themes: control.themes,
        findings: [...new Set(bearing.flatMap((row) => fails.get(row.theme) ?? []))],
        ...(attestedBy === undefined ? {} : { attestedBy }),
      };
    });
    return {
      id: framework.id,
      title: framework.title,
      version: framework.version,
      ...(framework.scopeNote === undefined ? {} : { scopeNote: framework.scopeNote }),
      inDefaultProfile: framework.inDefaultProfile,
      counts,
      controls,
    };
  });
}
