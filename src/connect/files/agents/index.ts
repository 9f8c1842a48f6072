import { known, type Agent, type Batch, type EntityId, type Label, type Place } from '../../../model/index.ts';
import type { FileCollector, FilesContext, SourceFile } from '../collector.ts';
import { fileId } from '../ids.ts';
import { readMap } from './credentials.ts';
import { isTrue, nodeAt, type Node } from '../../node.ts';
import { parse } from './parse.ts';
import { productOf, type Product } from './products.ts';
import { serversOf } from './containers.ts';
import { readServer } from './servers.ts';
import { settingsOf, type Settings } from './settings.ts';
import { collectorId, placeOf, Sink } from './sink.ts';
import { readSpecial } from './special.ts';

const maxServers = 1000;

/** Files that configure agents and the MCP servers they may call. */
export const agentsCollector: FileCollector = {
  id: collectorId,
  dataset: 'files.agents',
  reads:
    'agent and MCP configuration: Claude, Cursor, VS Code, Gemini, Codex, opencode, Kiro, Windsurf, Amp, Copilot, A2A, LangGraph, CrewAI',
  wants: (path) => productOf(path) !== undefined,
  normalise,
};

interface Read {
  readonly file: SourceFile;
  readonly row: Product;
  readonly root: Node;
}

interface Group {
  readonly row: Product;
  readonly folder: string;
  readonly reads: Read[];
}

function normalise(files: readonly SourceFile[], context: FilesContext): Batch {
  const sink = new Sink(context);
  const groups = new Map<EntityId, Group>();
  let wanted = 0;
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    const found = productOf(file.path);
    if (found === undefined) continue;
    wanted += 1;
    const { root, problem } = parse(file.text, found.row.format);
    if (problem !== undefined) note(sink, file, problem);
    if (root === undefined) continue;
    if (found.row.special !== undefined) {
      readSpecial(sink, file, found.row, root);
      continue;
    }
    const id = agentId(context, found.folder, found.row.product);
    const group = groups.get(id) ?? { row: found.row, folder: found.folder, reads: [] };
    groups.set(id, group);
    group.reads.push({ file, row: found.row, root });
  }
  for (const [id, group] of groups) readGroup(sink, id, group);
  const batch = sink.batch();
  return {
    ...batch,
    coverage: [
      {
        collector: collectorId,
        scope: context.scope,
        dataset: 'files.agents',
        complete: batch.gaps.every((gap) => gap.dataset === undefined),
        at: context.at,
        read: [{ what: 'files', count: wanted }],
        skipped: [],
      },
    ],
  };
}

/** One agent a product and folder: a monorepo has several. */
function agentId(context: FilesContext, folder: string, product: string): EntityId {
  return fileId(context.scope, folder === '' ? 'agent' : `${folder}/agent`, product);
}

function note(sink: Sink, file: SourceFile, problem: { reason: 'unparsable' | 'too-large'; detail: string; line?: number }): void {
  const place = placeOf(sink, file);
  sink.missing({
    about: `all of ${file.path}`,
    reason: problem.reason,
    detail: problem.detail,
    closes: { by: 'file', path: file.path, hint: `correct ${file.path}, or shorten it` },
    dataset: 'files.agents',
    place: problem.line === undefined ? place : { ...place, file: { path: file.path, line: problem.line } },
  });
}

function readGroup(sink: Sink, id: EntityId, group: Group): void {
  // A settings file of an editor says something of an agent only when it has servers or permissions in it.
  const reads = group.reads.filter((read) => isAboutAgents(read));
  if (reads.length === 0) return;
  const settings = reads.map((read) => settingsOf(read.root));
  const prompts = { off: settings.some((one) => one.autonomy === 'never-asks'), allowed: settings.flatMap((one) => one.allowed) };
  const trust: { readonly isTrusted: boolean; readonly place: Place }[] = [];
  for (const { file, row, root } of reads) {
    readMap({ sink, file, expansion: row.expansion, id, edge: 'uses' }, nodeAt(root, 'env'), ['env'], 'env');
    const servers = serversOf(root, row);
    if (servers.length > maxServers) note(sink, file, { reason: 'too-large', detail: `it lists more than ${maxServers} servers` });
    for (const { pointer, node } of servers.slice(0, maxServers)) {
      trust.push({ isTrusted: isTrue(node, 'trust'), place: placeOf(sink, file, nodeAt(node, 'trust')) });
      readServer(sink, file, row, id, prompts, pointer, node);
    }
  }
  const [trusted] = trust.every(({ isTrusted }) => isTrusted) ? trust : [];
  sink.add(agentOf(sink, id, group, reads, settings, trusted?.place));
}

function isAboutAgents({ row, root, file }: Read): boolean {
  if (root.kind !== 'object') return false;
  // These hold other things too.
  const isMixed = /(?:\.vscode\/settings|plugin|gemini-extension)\.json$/.test(file.path) || row.product === 'mcp-client';
  return !isMixed || serversOf(root, row).length > 0 || settingsOf(root).labels.length > 0;
}

const strength: readonly Settings['autonomy'][] = ['asks', 'asks-for-some', 'never-asks'];

/** Where what it says of agents starts: its list of servers, else its first line. */
function startOf(root: Node, row: Product): Node {
  return row.servers.map((keys) => nodeAt(root, ...keys)).find((node) => node !== undefined) ?? root;
}

function agentOf(
  sink: Sink,
  id: EntityId,
  group: Group,
  reads: readonly Read[],
  settings: readonly Settings[],
  trusted: Place | undefined,
): Agent {
  const placed = reads.map(({ file, row, root }, at) => {
    const one = settings[at];
    const node = one?.decidedAt ?? startOf(root, row);
    return { place: placeOf(sink, file, node), rank: one?.decidedAt === undefined ? 0 : strength.indexOf(one.autonomy) };
  });
  // What decides comes first: a finding points there.
  const sorted = placed.toSorted((a, b) => b.rank - a.rank).map(({ place }) => place);
  const places = trusted === undefined || sorted[0] === undefined ? sorted : [trusted, ...sorted];
  const labels = new Map<string, Label>();
  for (const label of settings.flatMap((one) => one.labels)) labels.set(JSON.stringify(label), label);
  const autonomies = settings.map((one) => one.autonomy);
  const never = trusted !== undefined || autonomies.includes('never-asks');
  return {
    kind: 'agent',
    id,
    plane: 'files',
    name: group.folder === '' ? group.row.title : `${group.row.title} in ${group.folder}`,
    scope: sink.context.scope,
    origin: 'declared',
    production: sink.production,
    ...(labels.size === 0 ? {} : { labels: [...labels].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, label]) => label) }),
    places,
    platform: group.row.product,
    confidence: 'high',
    signals: reads.map(({ file }) => file.path),
    triggers: known([{ who: 'members', how: 'interactive' }]),
    inboundAuth: known('platform'),
    actsAs: known('both'),
    autonomy: known(never ? 'never-asks' : autonomies.includes('asks-for-some') ? 'asks-for-some' : 'asks'),
    stop: known('remove its configuration'),
  };
}
