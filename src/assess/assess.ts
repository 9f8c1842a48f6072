import type { Gate } from '../frameworks/gates.ts';
import type { Frameworks } from '../frameworks/load.ts';
import {
  reportSchema,
  severities,
  type Check,
  type ExceptionEntry,
  type Exceptions,
  type Finding,
  type Gap,
  type Graph,
  type Instant,
  type MendItem,
  type Outcome,
  type Override,
  type Report,
  type ScopeStatement,
  type SystemReport,
  type SystemSpec,
  type VerdictCount,
} from '../model/index.ts';
import { accessReview } from './access-review.ts';
import { cardOf } from './cards.ts';
import { closureOf } from './closure.ts';
import { assessControls } from './controls.ts';
import { compareText, sha256 } from './digest.ts';
import { evaluate } from './evaluate.ts';
import { countOutcomes, decide, themeEvidence, type Case } from './gate.ts';
import { applyExceptions } from './waive.ts';

export interface AssessInput {
  readonly graph: Graph;
  /** SHA-256 of the merged inventory's text. */
  readonly inventoryDigest: string;
  readonly checks: readonly Check[];
  readonly frameworks: Frameworks;
  /** The gate of a system, by its name. */
  readonly gateOf: (system: SystemSpec) => Gate;
  /** None: the whole inventory is one system. */
  readonly systems: readonly SystemSpec[];
  readonly exceptions: Exceptions;
  readonly checkOptions: ReadonlyMap<string, Readonly<Record<string, unknown>> | false>;
  readonly leftOut: ReadonlySet<string>;
  /** True: passes keep their evidence too, for `--verdicts`; a report holds none of it. */
  readonly passEvidence?: boolean;
  readonly options: readonly string[];
  readonly now: Instant;
  readonly replayed: boolean;
  readonly version: string;
}

export interface Assessment {
  readonly report: Report;
  /** Every verdict, passes included. */
  readonly verdicts: readonly Finding[];
}

const reported: ReadonlySet<Outcome> = new Set(['fail', 'unknown', 'waived', 'attested']);

function gravestFirst(a: Finding, b: Finding): number {
  return (
    severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
    compareText(a.check, b.check) ||
    compareText(a.subject.id, b.subject.id) ||
    compareText(a.about ?? '', b.about ?? '')
  );
}

/** Prefixes of the fingerprints, in capitals, the shortest length from 4 at which all that are reported differ; the others keep theirs whole. */
function withShortIds(findings: readonly Finding[]): readonly Finding[] {
  const prints = [...new Set(findings.filter((finding) => reported.has(finding.outcome)).map((finding) => finding.fingerprint))];
  let length = 4;
  while (length < 64 && new Set(prints.map((print) => print.slice(0, length))).size < prints.length) length += 1;
  return findings.map((finding) =>
    reported.has(finding.outcome) ? { ...finding, short: finding.fingerprint.slice(0, length).toUpperCase() } : finding,
  );
}

function mendsOf(findings: readonly Finding[], checks: ReadonlyMap<string, Check>): readonly MendItem[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.outcome !== 'fail') continue;
    const key = finding.mend?.key ?? `finding:${finding.fingerprint}`;
    const list = groups.get(key);
    if (list) list.push(finding);
    else groups.set(key, [finding]);
  }
  const items: MendItem[] = [];
  for (const [key, list] of groups) {
    const sorted = list.toSorted(gravestFirst);
    const [first] = sorted;
    if (first === undefined) continue;
    const how = first.mend?.how;
    items.push({
      key,
      title: first.mend?.title ?? checks.get(first.check)?.fix ?? first.message,
      ...(how === undefined ? {} : { how }),
      severity: first.severity,
      clears: sorted.map((finding) => finding.fingerprint),
    });
  }
  return items.toSorted(
    (a, b) =>
      severities.indexOf(b.severity) - severities.indexOf(a.severity) || b.clears.length - a.clears.length || compareText(a.key, b.key),
  );
}

function countsByCheckAndScope(findings: readonly Finding[]): readonly VerdictCount[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.check}\n${finding.subject.scope}`;
    const list = groups.get(key);
    if (list) list.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([key, list]) => {
      const [check = '', scope = ''] = key.split('\n');
      const passes = list.filter((finding) => finding.outcome === 'pass').map((finding) => `${finding.fingerprint} ${finding.digest}`);
      return { check, scope, counts: countOutcomes(list), passDigest: sha256(passes.toSorted(compareText).join('\n')) };
    });
}

function statementEntry(statement: ScopeStatement, now: Instant): ExceptionEntry {
  const expired = Date.parse(statement.expires) <= Date.parse(now);
  return {
    id: statement.id,
    kind: 'scope-statement',
    state: expired ? 'expired' : 'applied',
    covers: [statement.theme, statement.plane].filter((part) => part !== undefined).join(' on ') || 'nothing',
    reason: statement.reason,
    approver: statement.approver,
    expires: statement.expires,
    source: statement.source,
    answers: [],
    ...(expired ? { note: `expired on ${statement.expires}` } : {}),
  };
}

function overrideEntry(override: Override, graph: Graph, now: Instant): ExceptionEntry {
  const expired = Date.parse(override.expires) <= Date.parse(now);
  const idle = override.class !== undefined && graph.get(override.covers)?.kind !== 'identity';
  const note = expired ? `expired on ${override.expires}` : idle ? 'no identity of that id was found' : undefined;
  return {
    id: override.id,
    kind: override.kind,
    state: expired ? 'expired' : idle ? 'unused' : 'listed',
    covers: override.class === undefined ? override.covers : `${override.covers} is ${override.class}`,
    reason: override.reason,
    approver: override.approver,
    expires: override.expires,
    source: override.source,
    answers: [],
    ...(note === undefined ? {} : { note }),
  };
}

/** Evaluate, waive, decide, relate to controls: the four in order. Pure: the same input gives the same report. */
export function assess(input: AssessInput): Assessment {
  const { graph, exceptions, now } = input;
  const evaluation = evaluate(graph, input.checks, {
    now,
    options: input.checkOptions,
    leftOut: input.leftOut,
    passEvidence: input.passEvidence === true,
  });
  const own = new Map(evaluation.gaps.map((gap) => [gap.id, gap]));
  const gapOf = (id: string): Gap => own.get(id) ?? graph.gap(id);
  const systems: readonly SystemSpec[] =
    input.systems.length > 0
      ? input.systems
      : [{ name: graph.inventory.header.targets[0]?.label ?? 'everything', stage: 'pilot', scopes: [] }];
  const gates = new Map(systems.map((system) => [system.name, input.gateOf(system)]));
  const [strictest] = [...gates.values()].toSorted((a, b) => a.waiverMaxDays.critical - b.waiverMaxDays.critical);
  if (strictest === undefined) throw new Error('an assessment needs a system');
  const formerly = new Map(input.checks.map((check) => [check.id, check.formerly ?? []]));
  const answered = applyExceptions(evaluation.findings, exceptions, formerly, strictest.waiverMaxDays, now);
  const findings = withShortIds(answered.findings);
  const checks = new Map(input.checks.map((check) => [check.id, check]));
  const entries: readonly ExceptionEntry[] = [
    ...answered.entries,
    ...exceptions.scopeStatements.map((statement) => statementEntry(statement, now)),
    ...exceptions.overrides.map((override) => overrideEntry(override, graph, now)),
  ].toSorted((a, b) => compareText(a.kind, b.kind) || compareText(a.id, b.id));
  const claimed = new Set<string>();
  const reports: SystemReport[] = [];
  for (const system of systems) {
    const gate = gates.get(system.name);
    if (gate === undefined) continue;
    const closure = closureOf(graph, system);
    const all = findings.filter((finding) => closure.ids.has(finding.subject.id));
    for (const finding of all) claimed.add(finding.fingerprint);
    const open = all.filter((finding) => reported.has(finding.outcome)).toSorted(gravestFirst);
    const ours = [...open, ...all.filter((finding) => !reported.has(finding.outcome))];
    const entitiesOf = (kind: 'agent' | 'identity' | 'credential' | 'tool') =>
      graph.all(kind).filter((entity) => closure.ids.has(entity.id));
    // A declared thing and its live side count as one.
    const counted = (kind: 'agent' | 'identity' | 'credential' | 'tool') =>
      entitiesOf(kind).filter((entity) => graph.live(entity) === undefined).length;
    const declared = graph.all('declaration').filter((entity) => entity.of === 'agent' && entity.system === system.name).length;
    const subject: Case = {
      graph,
      gate,
      themes: input.frameworks.themes,
      checks: input.checks,
      now,
      scopes: closure.scopes,
      missingScopes: closure.missingScopes,
      findings: ours,
      outOfScope: exceptions.scopeStatements.filter((one) => one.system === system.name && Date.parse(one.expires) > Date.parse(now)),
      exceptions: entries,
      agents: counted('agent') + declared,
      gapOf,
    };
    const themes = themeEvidence(subject);
    reports.push({
      name: system.name,
      stage: system.stage,
      decision: decide(subject, themes),
      counts: { agents: counted('agent'), identities: counted('identity'), credentials: counted('credential'), tools: counted('tool') },
      themes,
      agents: graph
        .all('agent')
        .filter((agent) => closure.ids.has(agent.id) && graph.live(agent) === undefined)
        .map((agent) => cardOf(graph, agent)),
      findings: open,
      mends: mendsOf(open, checks),
    });
  }
  const inSystems = findings.filter((finding) => claimed.has(finding.fingerprint));
  const outside = findings.filter((finding) => !claimed.has(finding.fingerprint) && reported.has(finding.outcome)).toSorted(gravestFirst);
  const gapIds = new Set([...graph.inventory.gaps.map((gap) => gap.id), ...findings.flatMap((finding) => finding.gaps)]);
  const named = new Set(findings.filter((finding) => reported.has(finding.outcome)).map((finding) => finding.check));
  const report: Report = {
    schema: reportSchema,
    tool: { name: 'nhi-ready', version: input.version },
    assessedAt: now,
    replayed: input.replayed,
    inventory: {
      digest: input.inventoryDigest,
      takenAt: graph.inventory.header.takenAt,
      fingerprintKeyId: graph.inventory.header.fingerprintKeyId,
    },
    targets: graph.inventory.header.targets,
    options: input.options,
    systems: reports,
    outside,
    coverage: graph.inventory.coverage,
    gaps: [...gapIds].toSorted(compareText).map(gapOf),
    frameworks: assessControls(
      input.frameworks.frameworks,
      input.frameworks.themes,
      reports.flatMap((system) => system.themes),
      inSystems,
      answered.controls,
    ),
    exceptions: entries,
    access: accessReview(graph),
    verdicts: countsByCheckAndScope(findings),
    checks: input.checks
      .filter((check) => named.has(check.id))
      .map((check) => ({
        id: check.id,
        title: check.title,
        theme: check.theme,
        severity: check.severity.base,
        why: check.why,
        fix: check.fix,
        ...(check.verify === undefined ? {} : { verify: check.verify }),
        references: check.references,
      })),
  };
  return { report, verdicts: findings };
}
