import { createHmac } from 'node:crypto';
import { severities, type Finding, type Report } from '../model/index.ts';
import { Masker, type MaskOptions } from './mask/masker.ts';

/** Lists that were sorted by names are sorted by pseudonyms: an order tells of names. Short ids are prefixes of the fingerprints, which are new. */
function inNewOrder(report: Report, verdicts: readonly Finding[]): { readonly report: Report; readonly verdicts: readonly Finding[] } {
  const prints = new Set([...report.systems.flatMap((system) => system.findings), ...report.outside].map((finding) => finding.fingerprint));
  let length = 4;
  while (length < 64 && new Set([...prints].map((print) => print.slice(0, length))).size < prints.size) length += 1;
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const gravestFirst = (a: Finding, b: Finding) =>
    severities.indexOf(b.severity) - severities.indexOf(a.severity) || byText(a.check, b.check) || byText(a.fingerprint, b.fingerprint);
  const renewed = (findings: readonly Finding[]) =>
    findings.map((finding): Finding => ({ ...finding, short: finding.fingerprint.slice(0, length).toUpperCase() })).toSorted(gravestFirst);
  const systems = report.systems.map((system) => ({
    ...system,
    findings: renewed(system.findings),
    agents: system.agents.toSorted((a, b) => byText(a.agent.id, b.agent.id)),
  }));
  const gaps = report.gaps.toSorted((a, b) => byText(a.id, b.id));
  const access = report.access.toSorted((a, b) => byText(a.list, b.list) || byText(a.subject.id, b.subject.id));
  return { report: { ...report, systems, gaps, access, outside: renewed(report.outside) }, verdicts: renewed(verdicts) };
}

/** Names the key without telling it. */
export function maskKeyId(key: Uint8Array): string {
  return createHmac('sha256', key).update('nhi-ready mask key id').digest('hex').slice(0, 8);
}

/**
 * A report, and verdicts of the same run, in which accounts, names, hosts, handles, and the parts of paths that are
 * somebody's own are pseudonyms: the same for the same word under one key, and of no use without it. Fingerprints, short
 * ids and digests are re-keyed, since anyone could compute them of a guess. The product's own words stay, and so do
 * names that are made of nothing else (`.github/workflows`, `actions/checkout`, `Claude Code`), numbers, dates, lines, and
 * the texts of checks, those of extensions included. Pure: the same report, key and texts give the same bytes.
 */
export function maskReport(
  report: Report,
  verdicts: readonly Finding[],
  options: MaskOptions,
): { readonly report: Report; readonly verdicts: readonly Finding[] } {
  const masker = new Masker(options, report);
  const { checks, frameworks, tool, schema, gaps, ...told } = report;
  const parted = gaps.map(({ id, ...gap }) => ({ id: masker.opaque(id, 'gap'), gap }));
  for (const name of options.names) masker.learn(name);
  masker.learnFrom([told, parted.map(({ gap }) => gap), verdicts], '');
  // Ids of gaps and keys of mends hold sentences, and only the report itself refers to them.
  const opaque = (finding: Finding) => ({
    ...finding,
    gaps: finding.gaps.map((gap) => masker.opaque(gap, 'gap')),
    ...(finding.mend === undefined ? {} : { mend: { ...finding.mend, key: masker.opaque(finding.mend.key, 'mend') } }),
  });
  const masked = masker.value(
    {
      ...told,
      systems: told.systems.map((system) => ({
        ...system,
        findings: system.findings.map(opaque),
        mends: system.mends.map((mend) => ({ ...mend, key: masker.opaque(mend.key, 'mend') })),
      })),
      outside: told.outside.map(opaque),
      verdicts: told.verdicts,
    },
    '',
  );
  const whole = {
    ...(typeof masked === 'object' ? masked : {}),
    options: [...told.options.map((option) => masker.text(option, 'name')), `masked=key ${maskKeyId(options.key)}`],
    gaps: parted.map(({ id, gap }) => ({
      ...Object.fromEntries(Object.entries(gap).map(([name, value]) => [name, masker.value(value, name)])),
      id,
    })),
    frameworks: frameworks.map((framework) => ({
      ...framework,
      controls: framework.controls.map((control) => ({
        ...control,
        findings: control.findings.map((print) => masker.digest(print)),
        ...(control.attestedBy === undefined ? {} : { attestedBy: masker.text(control.attestedBy, 'name') }),
      })),
    })),
    checks,
    tool,
    schema,
  };
  const renamed: Report = JSON.parse(JSON.stringify(whole));
  const findings: readonly Finding[] = JSON.parse(JSON.stringify(masker.value(verdicts.map(opaque), '')));
  return inNewOrder(renamed, findings);
}
