import {
  type Attestation,
  type ExceptionEntry,
  type Exceptions,
  type Finding,
  type Instant,
  type Severity,
  type Waiver,
} from '../model/index.ts';

const dayMs = 86_400_000;

/** Longest life of a waiver in days, by the severity that it covers. A gate may ask for less. */
export type WaiverCaps = Readonly<Record<Severity, number>>;

/** A star stands for anything; `\*` is a star that an id itself has. */
function isPattern(text: string): boolean {
  return /(?<!\\)\*/.test(text);
}

function matches(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  // Glob without a regular expression: the parts between the stars, in order.
  const parts = pattern.split(/(?<!\\)\*/).map((part) => part.replaceAll('\\*', '*'));
  if (parts.length === 1) return parts[0] === text;
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (index === 0) {
      if (!text.startsWith(part)) return false;
      at = part.length;
    } else if (index === parts.length - 1) return text.length - part.length >= at && text.endsWith(part);
    else {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
  }
  return true;
}

function refusal(
  waiver: Waiver,
  finding: Finding,
  caps: WaiverCaps,
  now: Instant,
): { readonly state: 'expired' | 'lapsed' | 'unused'; readonly note: string } | undefined {
  if (Date.parse(waiver.expires) <= Date.parse(now)) return { state: 'expired', note: `expired on ${waiver.expires}` };
  if (Date.parse(waiver.created) > Date.parse(now)) return { state: 'unused', note: `it is dated in the future: ${waiver.created}` };
  const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
  if (same(waiver.approver, waiver.requestedBy) || same(waiver.approver, waiver.owner)) {
    return { state: 'unused', note: 'the approver must differ from the requester and the owner' };
  }
  const pattern = isPattern(waiver.check) || isPattern(waiver.entity);
  if (pattern && finding.severity === 'critical') return { state: 'unused', note: 'a pattern never covers a critical finding' };
  const days = (Date.parse(waiver.expires) - Date.parse(waiver.created)) / dayMs;
  if (days > caps[finding.severity])
    return { state: 'unused', note: `runs ${Math.round(days)} days (at most ${caps[finding.severity]} for ${finding.severity})` };
  if (!pattern && waiver.digest !== finding.digest) return { state: 'lapsed', note: 'changed since approved' };
  return undefined;
}

interface Answered {
  readonly findings: readonly Finding[];
  readonly entries: readonly ExceptionEntry[];
  readonly controls: ReadonlyMap<string, string>;
}

/** Applies waivers to fails and attestations to unknowns, and says of each exception whether it applied, and why not. */
export function applyExceptions(
  findings: readonly Finding[],
  exceptions: Exceptions,
  formerly: ReadonlyMap<string, readonly string[]>,
  caps: WaiverCaps,
  now: Instant,
): Answered {
  const answered = new Map<string, Finding>();
  const entries: ExceptionEntry[] = [];
  const covers = (pattern: string, check: string) => [check, ...(formerly.get(check) ?? [])].some((id) => matches(pattern, id));
  for (const waiver of exceptions.waivers) {
    const answers: string[] = [];
    let refused: ReturnType<typeof refusal>;
    for (const finding of findings) {
      if (finding.outcome !== 'fail' || answered.has(finding.fingerprint)) continue;
      if (!covers(waiver.check, finding.check) || !matches(waiver.entity, finding.subject.id)) continue;
      if (waiver.about !== undefined ? waiver.about !== finding.about : finding.about !== undefined && !isPattern(waiver.entity)) continue;
      const no = refusal(waiver, finding, caps, now);
      if (no) refused ??= no;
      else {
        answered.set(finding.fingerprint, { ...finding, outcome: 'waived', answeredBy: waiver.id });
        answers.push(finding.fingerprint);
      }
    }
    const expired = Date.parse(waiver.expires) <= Date.parse(now);
    entries.push({
      id: waiver.id,
      kind: 'waiver',
      state: answers.length > 0 ? 'applied' : (refused?.state ?? (expired ? 'expired' : 'unused')),
      covers: `${waiver.check} on ${waiver.entity}${waiver.about === undefined ? '' : ` (${waiver.about})`}`,
      reason: waiver.reason,
      requestedBy: waiver.requestedBy,
      owner: waiver.owner,
      approver: waiver.approver,
      created: waiver.created,
      expires: waiver.expires,
      ...(waiver.compensatingControl === undefined ? {} : { compensatingControl: waiver.compensatingControl }),
      source: waiver.source,
      answers,
      ...(answers.length > 0
        ? {}
        : { note: refused?.note ?? (expired ? `expired on ${waiver.expires}` : 'nothing that it covers was found') }),
    });
  }
  const controls = new Map<string, string>();
  for (const attestation of exceptions.attestations) {
    const stale = staleness(attestation, now);
    const answers: string[] = [];
    if (stale === undefined && attestation.control)
      controls.set(`${attestation.control.framework} ${attestation.control.id}`, attestation.id);
    for (const finding of stale === undefined && attestation.check !== undefined ? findings : []) {
      if (finding.outcome !== 'unknown' || answered.has(finding.fingerprint)) continue;
      if (!covers(attestation.check ?? '', finding.check) || !(attestation.entities ?? []).includes(finding.subject.id)) continue;
      answered.set(finding.fingerprint, { ...finding, outcome: 'attested', answeredBy: attestation.id });
      answers.push(finding.fingerprint);
    }
    const used = answers.length > 0 || (stale === undefined && attestation.control !== undefined);
    entries.push({
      id: attestation.id,
      kind: 'attestation',
      state: used ? 'applied' : stale === undefined ? 'unused' : 'expired',
      covers: attestation.control
        ? `${attestation.control.framework} ${attestation.control.id}`
        : `${attestation.check ?? ''} on ${(attestation.entities ?? []).join(', ')}`,
      reason: attestation.statement,
      approver: attestation.human,
      created: attestation.date,
      expires: attestation.expires,
      ...(attestation.compensatingControl === undefined ? {} : { compensatingControl: attestation.compensatingControl }),
      source: attestation.source,
      answers,
      ...(used ? {} : { note: stale ?? 'no open question that it answers' }),
    });
  }
  return { findings: findings.map((finding) => answered.get(finding.fingerprint) ?? finding), entries, controls };
}

function staleness(attestation: Attestation, now: Instant): string | undefined {
  if (Date.parse(attestation.expires) <= Date.parse(now)) return `expired on ${attestation.expires}`;
  return Date.parse(attestation.date) > Date.parse(now) ? `it is dated in the future: ${attestation.date}` : undefined;
}
