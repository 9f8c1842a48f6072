import { gapReasons, placeText, closesText, severities, type AgentCard, type Report, type SystemReport } from '../../model/index.ts';
import { controlsOf } from './controls.ts';
import { findingsOf } from './findings.ts';
import { matrixOf } from './matrix.ts';
import { stepsOf } from './steps.ts';

/** `2026-11-24 08:00 UTC`: to the minute, in one zone. */
export function timeText(instant: string): string {
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?/.exec(instant);
  return match ? [match[1], match[2] === undefined ? '' : `${match[2]} UTC`].join(' ').trim() : instant;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const words = { good: 'seen', bad: 'to mend', unseen: 'not seen', none: '' } as const;

function cardOf(card: AgentCard, n: string): object {
  const cells = [
    ['set off by', card.triggeredBy],
    ['acts as', card.identity],
    ['with', card.credential],
    ['calls tools', card.tools],
    ['can', card.reach],
    ['approved by', card.approval],
    ['logged to', card.logs],
    ['owned by', card.owner],
  ] as const;
  return {
    n,
    name: card.agent.name,
    id: card.agent.id,
    platform: card.platform,
    chain: cells.map(([title, { state, text }]) => ({ title, state, text, word: words[state] === text ? '' : words[state] })),
  };
}

function summaryOf({ decision }: SystemReport): string {
  const parts = [
    decision.blocking.length > 0
      ? `${plural(decision.blocking.length, 'finding')} ${decision.blocking.length === 1 ? 'blocks' : 'block'}`
      : '',
    decision.unanswered.length > 0
      ? `${plural(decision.unanswered.length, 'question')} ${decision.unanswered.length === 1 ? 'has' : 'have'} no answer`
      : '',
    decision.themesWithoutEvidence.length > 0 ? `${plural(decision.themesWithoutEvidence.length, 'theme')} without evidence` : '',
    ...decision.otherReasons,
  ].filter((part) => part !== '');
  const text = parts.join('; ');
  return text === '' ? 'Nothing blocks, and all that the gate requires has evidence.' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function headlineOf({ decision }: SystemReport): string {
  const gate = decision.gate.replace(/@\d+$/, '');
  if (gate === 'none') return 'No decision: a report only';
  return { ready: `Ready for ${gate}`, 'not-ready': `Not ready for ${gate}`, undetermined: `Undetermined for ${gate}` }[decision.verdict];
}

/** A first look needs no more; the rest is behind a fold. */
const shownSteps = 7;
const mostSteps = 60;

function systemOf(report: Report, system: SystemReport, index: number): object {
  const n = index === 0 ? '' : String(index + 1);
  const looked = report.targets.map(
    ({ target, scanner }) =>
      `${target}, ${scanner === '' ? 'nobody can tell by whom' : scanner.replace(/\b([0-9a-f]{12})[0-9a-f]{28,}\b/, '$1')}`,
  );
  const steps = stepsOf(report, system);
  return {
    n,
    several: report.systems.length > 1,
    name: system.name,
    gate: system.decision.gate,
    verdict: system.decision.verdict,
    headline: headlineOf(system),
    summary: summaryOf(system),
    rule: system.decision.rule,
    facts: [
      { name: 'Assessed', value: timeText(report.assessedAt) },
      { name: 'Collected', value: timeText(report.inventory.takenAt) },
      { name: 'Looked at', value: looked.join('; ') },
      {
        name: 'Found',
        value: [
          plural(system.counts.agents, 'agent'),
          plural(system.counts.identities, 'identity', 'identities'),
          plural(system.counts.credentials, 'credential'),
          plural(system.counts.tools, 'tool'),
        ].join(', '),
      },
    ],
    steps: steps.slice(0, shownSteps),
    more: steps.slice(shownSteps, mostSteps),
    left: steps.length > mostSteps ? `and ${steps.length - mostSteps} more: see the findings` : '',
    next: shownSteps + 1,
    agents: system.agents.map((card, number) => cardOf(card, `${n}-${number}`)),
  };
}

function reviewOf(report: Report): readonly object[] {
  return (['human', 'workload'] as const).map((list) => ({
    title: list === 'human' ? 'People' : 'What acts by itself',
    entries: report.access
      .filter((entry) => entry.list === list)
      .map(({ subject, class: decided, because, reach, lastUsed, owners, usedBy }) => ({
        name: subject.name,
        id: subject.id,
        class: decided,
        because,
        reach: reach === null ? 'not all of it was seen' : reach.join(', ') || 'nothing that changes anything',
        lastUsed: lastUsed === null ? 'never' : timeText(lastUsed),
        owners: owners.join(', ') || 'not named',
        usedBy: usedBy.join(', ') || 'nobody that was found',
      })),
  }));
}

function exceptionsOf(report: Report): readonly object[] {
  const short = new Map(report.systems.flatMap(({ findings }) => findings.map(({ fingerprint, short: id }) => [fingerprint, id] as const)));
  return report.exceptions.map((one) => ({
    ...one,
    expires: one.expires === undefined ? '' : timeText(one.expires),
    people: [
      one.requestedBy === undefined ? '' : `asked by ${one.requestedBy}`,
      one.owner === undefined ? '' : `owned by ${one.owner}`,
      one.approver === undefined ? '' : `approved by ${one.approver}`,
    ]
      .filter((part) => part !== '')
      .join(', '),
    answers: one.answers.flatMap((print) => short.get(print) ?? []),
    source: `${one.source.path}${one.source.line === undefined ? '' : `:${one.source.line}`} sha256:${one.source.digest.slice(0, 12)}`,
  }));
}

function argument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function reproduceOf(report: Report): string {
  const flags = report.options
    .filter((option) => /^(gate|system|only|skip)=/.test(option))
    .map((option) => `--${option.slice(0, option.indexOf('='))} ${argument(option.slice(option.indexOf('=') + 1))}`);
  return [
    `nhi-ready collect ${report.targets.map(({ target }) => argument(target)).join(' ')} --out inventory.jsonl`,
    `nhi-ready assess inventory.jsonl --now ${argument(report.assessedAt)} ${flags.join(' ')}`.trimEnd(),
  ].join('\n');
}

/** Everything that the page shows, as plain data: the template only places it. */
export function pageOf(report: Report): object {
  const findings = findingsOf(report);
  const [first] = report.systems;
  return {
    title: report.systems.map((system) => `${system.name}: ${headlineOf(system).toLowerCase()}`).join('; '),
    sections: [
      { id: first === undefined ? 'main' : 'decision', title: 'Decision' },
      { id: 'agents', title: 'Agents' },
      { id: 'coverage', title: 'What was seen' },
      { id: 'findings', title: 'Findings' },
      { id: 'checks', title: 'Why and how' },
      { id: 'controls', title: 'Controls' },
      { id: 'exceptions', title: 'Exceptions' },
      { id: 'review', title: 'Access review' },
      { id: 'evidence', title: 'Evidence' },
    ],
    systems: report.systems.map((system, index) => systemOf(report, system, index)),
    ...matrixOf(report),
    findings,
    severities: severities.toReversed(),
    states: [...new Set(findings.map(({ state }) => state))].toSorted(),
    planes: [...new Set(findings.map(({ plane }) => plane))].toSorted(),
    themes: [...new Set(findings.map(({ theme }) => theme))].toSorted(),
    ...controlsOf(report),
    exceptions: exceptionsOf(report),
    review: reviewOf(report),
    reproduce: reproduceOf(report),
    evidence: [
      { name: 'Inventory', value: `sha256:${report.inventory.digest}` },
      { name: 'Fingerprint key', value: report.inventory.fingerprintKeyId },
      ...report.options.map((option) => ({ name: 'Option', value: option })),
    ],
    gaps: report.gaps.map((gap) => ({
      about: gap.about,
      reason: gapReasons[gap.reason],
      detail: gap.detail,
      closes: closesText(gap.closes),
      scope: gap.place === undefined ? gap.scope : placeText(gap.place),
    })),
    version: report.tool.version,
    assessedAt: timeText(report.assessedAt),
    replayed: report.replayed,
  };
}
