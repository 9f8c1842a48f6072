import { known, type Agent, type Fact } from '../../../model/index.ts';
import type { SourceFile } from '../collector.ts';
import { fileId } from '../ids.ts';
import { serversOf } from './containers.ts';
import { readMap } from './credentials.ts';
import { fieldsAt, nodeAt, textAt, type Node } from '../../node.ts';
import type { Product } from './products.ts';
import { readServer } from './servers.ts';
import { placeOf, type Sink } from './sink.ts';

/** Reads a file that describes agents rather than an interactive product's servers. */
export function readSpecial(sink: Sink, file: SourceFile, row: Product, root: Node): void {
  if (root.kind !== 'object') return;
  if (row.special === 'a2a') readCard(sink, file, row, root);
  else if (row.special === 'langgraph') readGraphs(sink, file, row, root);
  else if (row.special === 'crewai') readCrew(sink, file, row, root);
  else readCopilotAgent(sink, file, row, root);
}

function agent(sink: Sink, file: SourceFile, row: Product, name: string, keys: readonly string[], at: Node, more: Partial<Agent>): Agent {
  const gone = (about: string, hint: string): Fact<never> =>
    sink.missing({
      about: `${about} ${name} in ${file.path}`,
      reason: 'unsupported',
      detail: 'the file does not say it; the code of the agent does',
      closes: { by: 'attestation', hint },
    });
  return {
    kind: 'agent',
    id: fileId(sink.context.scope, file.path, ...keys),
    plane: 'files',
    name,
    scope: sink.context.scope,
    origin: 'declared',
    production: sink.production,
    places: [placeOf(sink, file, at)],
    platform: row.product,
    confidence: 'high',
    signals: [file.path],
    triggers: more.triggers ?? gone('what sets in motion', `say who may invoke ${name}`),
    inboundAuth: more.inboundAuth ?? gone('how callers authenticate to', `say how callers of ${name} authenticate`),
    actsAs: more.actsAs ?? gone('on whose behalf acts', `say whether ${name} acts with its own identity`),
    autonomy: more.autonomy ?? gone('before what a human is asked by', `say before which actions ${name} asks a human`),
    stop: more.stop ?? gone('how to stop', `say how ${name} is stopped`),
  };
}

/** A2A: the card of an agent that others call; the current field is `securityRequirements`, the older one `security`. */
function readCard(sink: Sink, file: SourceFile, row: Product, root: Node): void {
  const schemes = fieldsAt(root, 'securitySchemes');
  const open = schemes.length === 0;
  const oauth = schemes.some(([, scheme]) => /^(?:oauth2|openIdConnect)$/.test(textAt(scheme, 'type') ?? ''));
  const labels = [
    ...(nodeAt(root, 'provider') === undefined ? [{ name: 'provider', value: 'none' }] : []),
    ...(nodeAt(root, 'signatures') === undefined ? [{ name: 'signed', value: 'no' }] : []),
  ];
  const card = agent(sink, file, row, textAt(root, 'name') ?? 'A2A agent', ['agent'], root, {
    triggers: known([{ who: open ? 'anyone' : 'service', how: 'a2a' }]),
    inboundAuth: known(open ? 'none' : oauth ? 'oauth' : 'platform'),
  });
  sink.add(labels.length === 0 ? card : { ...card, labels });
}

function readGraphs(sink: Sink, file: SourceFile, row: Product, root: Node): void {
  for (const [name, at] of fieldsAt(root, 'graphs').slice(0, 1000)) {
    const made = agent(sink, file, row, name, ['graphs', name], at, {});
    const labels = nodeAt(root, 'auth') === undefined ? [] : [{ name: 'auth', value: 'custom' }];
    const env = textAt(root, 'env') === undefined ? [] : [{ name: 'env', value: 'from a file' }];
    sink.add({ ...made, ...(labels.length + env.length === 0 ? {} : { labels: [...labels, ...env] }) });
    readMap({ sink, file, expansion: row.expansion, id: made.id, edge: 'uses' }, nodeAt(root, 'env'), ['env'], 'env');
  }
}

/** CrewAI: only what has a role, a goal and a backstory; other tools keep other things under this name. */
function readCrew(sink: Sink, file: SourceFile, row: Product, root: Node): void {
  for (const [name, at] of fieldsAt(root).slice(0, 1000)) {
    if (!['role', 'goal', 'backstory'].every((key) => nodeAt(at, key) !== undefined)) continue;
    sink.add(agent(sink, file, row, name, [name], at, {}));
  }
}

/**
 * The editor asks; GitHub's cloud agent does not (its documentation: MCP tools are used autonomously, without asking for
 * approval). A profile runs in both unless its `target` names one.
 */
function autonomyOf(sink: Sink, file: SourceFile, row: Product, root: Node): Agent['autonomy'] {
  const target = textAt(root, 'target');
  if (target === 'vscode') return known('asks');
  if (target === 'github-copilot' || serversOf(root, row).length > 0) return known('never-asks');
  return sink.missing({
    about: `where the profile ${file.path} runs: in an editor, which asks, or in the cloud, which does not`,
    reason: 'no-target',
    detail: 'the file names no target; the settings of the repository tell whether the cloud agent is on',
    closes: { by: 'file', path: file.path, hint: 'set target: vscode, or attest before what it asks' },
    place: placeOf(sink, file, root),
  });
}

function readCopilotAgent(sink: Sink, file: SourceFile, row: Product, root: Node): void {
  const base = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/(?:\.agent)?\.md$/, '');
  const made = agent(sink, file, row, textAt(root, 'name') ?? base, ['agent'], root, {
    triggers: known([{ who: 'members', how: 'interactive' }]),
    inboundAuth: known('platform'),
    actsAs: known('both'),
    autonomy: autonomyOf(sink, file, row, root),
    stop: known('remove its configuration'),
  });
  sink.add(made);
  for (const { pointer, node } of serversOf(root, row)) readServer(sink, file, row, made.id, { off: true, allowed: [] }, pointer, node);
}
