import type { Finding, Report } from '../model/index.ts';
import { quotedYaml, visibleYaml } from './yaml.ts';

/** Longest life of a waiver of the finding, by the gates of this package that judged it; undefined for a gate from a file. */
async function mostDays(report: Report, finding: Finding): Promise<number | undefined> {
  const { builtInGates } = await import('../frameworks/gates.ts');
  const names = report.systems
    .filter((system) => system.findings.some((one) => one.fingerprint === finding.fingerprint))
    .map((system) => system.decision.gate.replace(/@\d+$/, ''));
  const days = (await builtInGates()).filter((gate) => names.includes(gate.id)).map((gate) => gate.waiverMaxDays[finding.severity]);
  return days.length === 0 ? undefined : Math.min(...days);
}

async function yamlOf(draft: object): Promise<string> {
  const { stringify } = await import('yaml');
  return visibleYaml(stringify([draft], quotedYaml));
}

/**
 * An exception ready to paste: what the tool knows is filled in, reasons and people are left empty, so that it is refused
 * until somebody fills them in.
 */
export async function exceptionDraft(report: Report, finding: Finding): Promise<{ readonly about: string; readonly yaml: string }> {
  const day = report.assessedAt.slice(0, 10);
  const id = finding.short;
  if (finding.outcome === 'unknown') {
    const draft = {
      id: `A-${id}`,
      check: finding.check,
      entities: [finding.subject.id],
      statement: '',
      human: '',
      date: day,
      expires: '',
      evidence: { link: '', digest: '' },
    };
    return {
      about:
        'An attestation that would answer it, for the file that `attestations:` in nhi-ready.yaml names. Fill in every empty field: what is so, who says it, until when, and where the evidence lies, with its SHA-256.',
      yaml: await yamlOf(draft),
    };
  }
  const most = await mostDays(report, finding);
  const draft = {
    id: `W-${id}`,
    check: finding.check,
    // A star in an id is no pattern.
    entity: finding.subject.id.replaceAll('*', '\\*'),
    ...(finding.about === undefined ? {} : { about: finding.about }),
    reason: '',
    requestedBy: '',
    owner: '',
    approver: '',
    created: day,
    expires: '',
    digest: finding.digest,
  };
  return {
    about: `A waiver that would cover it, for the file that \`waivers:\` in nhi-ready.yaml names. Fill in every empty field; the approver is neither requester nor owner.${most === undefined ? '' : ` It may run at most ${most} days.`}`,
    yaml: await yamlOf(draft),
  };
}
