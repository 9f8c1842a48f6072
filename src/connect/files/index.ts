import { constants } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, resolve, sep } from 'node:path';
import {
  gapOf,
  type Batch,
  type Coverage,
  type Credential,
  type Dataset,
  type Edge,
  type Entity,
  type Gap,
  type Scope,
  type ScopeId,
} from '../../model/index.ts';
import { TargetError, type Collected, type ConnectContext, type Connector } from '../connector.ts';
import { agentsCollector } from './agents/index.ts';
import type { FileCollector, FilesContext, SourceFile } from './collector.ts';
import { productionUnknown } from './facts.ts';
import { infrastructureCollector } from './infrastructure/index.ts';
import { manifestsCollector } from './manifests/index.ts';
import { attributeOwners, ownersCollector } from './owners/index.ts';
import { startSecretScan, type SecretScan } from './secrets/index.ts';
import { walk, type Tree, type TreeFile } from './walk.ts';
import { workflowsCollector } from './workflows/index.ts';

const wholeBytes = 5 * 1024 * 1024;
const partBytes = 1024 * 1024;
/** Longer than any credential that a rule knows, so that none is cut by the border of two parts. */
const overlapBytes = 8 * 1024;
/** What git itself looks at to tell a binary file: a NUL in the first 8000 bytes (xdiff-interface.c, buffer_is_binary). */
const binaryProbe = 8000;

const collectors: readonly FileCollector[] = [
  workflowsCollector,
  agentsCollector,
  infrastructureCollector,
  manifestsCollector,
  ownersCollector,
];

type Read = 'text' | 'binary' | 'vanished';

/** The text of a file without its byte order mark: UTF-16 where the mark says so (Unicode 16, section 23.8), else UTF-8; undefined for a binary. */
function textOf(bytes: Buffer): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return bytes.subarray(0, binaryProbe).includes(0) ? undefined : bytes.toString('utf8').replace(/^\uFEFF/, '');
}

interface Reading {
  /** Is given a file whole. */
  keep(source: SourceFile): void;
  /** Is given the start of a file that is too long to be kept. */
  peek(start: string): void;
}

/** Gives the text of a file to the secret scan, in parts when it is long, and whole to `keep` when it is not. */
async function readFile(root: string, file: TreeFile, secrets: SecretScan, { keep, peek }: Reading): Promise<Read> {
  const path = Buffer.concat([Buffer.from(root + sep), file.raw]);
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined);
  if (handle === undefined) return 'vanished';
  try {
    if (!(await handle.stat()).isFile()) return 'vanished';
    if (file.size <= wholeBytes) {
      const bytes = await handle.readFile();
      // It grew while it was read: what of it was seen is not known.
      if (bytes.length > wholeBytes * 2) return 'vanished';
      const text = textOf(bytes);
      if (text === undefined) return 'binary';
      const source = { path: file.path, text, localOnly: file.localOnly };
      keep(source);
      await secrets.scan(source);
      return 'text';
    }
    let line = 1;
    let carried = '';
    const buffer = Buffer.alloc(partBytes);
    for (let at = 0, first = true; ; first = false) {
      const { bytesRead } = await handle.read(buffer, 0, partBytes, at);
      if (bytesRead === 0) return 'text';
      if (first && buffer.subarray(0, Math.min(bytesRead, binaryProbe)).includes(0)) return 'binary';
      at += bytesRead;
      const text = carried + buffer.toString('utf8', 0, bytesRead);
      if (first) peek(text);
      await secrets.scanPart(file.path, text, line, file.localOnly);
      carried = text.slice(-overlapBytes);
      const passed = text.length - carried.length;
      for (let from = text.indexOf('\n'); from >= 0 && from < passed; from = text.indexOf('\n', from + 1)) line += 1;
    }
  } finally {
    await handle.close();
  }
}

function lostGap(
  scope: ScopeId,
  collector: string,
  dataset: Dataset,
  about: string,
  reason: Gap['reason'],
  detail: string,
  hint: string,
): Gap {
  return gapOf({ collector, scope, about, reason, detail, closes: { by: 'file', path: about, hint }, dataset });
}

/** Values that a collector with a grammar of its own found in a file: found in the file's plain text once more, they are no second credential. */
function withoutRepeats(scan: Batch, others: readonly Batch[]): Batch {
  const at = (entity: Credential) =>
    entity.fingerprints.flatMap((print) => entity.places.map(({ file }) => `${print} ${file?.path ?? ''}`));
  const found = new Set<string>();
  const states = new Set<string>();
  for (const batch of others) {
    if (!batch.coverage.some(({ dataset }) => dataset === infrastructureCollector.dataset || dataset === manifestsCollector.dataset))
      continue;
    for (const entity of batch.entities) {
      if (entity.kind !== 'credential') continue;
      for (const key of at(entity)) found.add(key);
      // A state that could not be parsed was read as text only.
      if (entity.form === 'terraform.state' && entity.confidence !== 'low') states.add(entity.places[0]?.file?.path ?? '');
    }
  }
  const repeats = (entity: Credential) => at(entity).every((key) => found.has(key)) || states.has(entity.places[0]?.file?.path ?? '');
  return { ...scan, entities: scan.entities.filter((entity) => entity.kind !== 'credential' || !repeats(entity)) };
}

function typeOf(scope: ScopeId, tree: Tree): Scope['type'] {
  return tree.origin !== undefined || /^[\w.-]+\.[a-z]+\/[^/]+\/[^/]+/.test(scope) ? 'repository' : 'directory';
}

function scopeEntity(scope: ScopeId, type: Scope['type']): { readonly entity: Scope; readonly gap: Gap } {
  const { fact, gap } = productionUnknown(scope);
  const entity: Scope = {
    kind: 'scope',
    id: scope,
    plane: 'files',
    name: scope,
    scope,
    origin: 'live',
    production: fact,
    places: [{ scope }],
    type,
  };
  return { entity, gap };
}

/** Reads one folder with the collectors given. `named` is what the user called it. */
export async function collectDirectory(
  root: string,
  named: string,
  context: ConnectContext,
  readers: readonly FileCollector[] = collectors,
  startSecrets: (context: FilesContext) => SecretScan = startSecretScan,
): Promise<Collected> {
  const label = context.directoryName ?? basename(root);
  const scopeOf = ({ origin }: Pick<Tree, 'origin'>) =>
    context.directoryName ??
    (origin === undefined ? basename(root) : [origin.repository, origin.folder].filter((part) => part !== '').join('/'));
  const tree = await walk(root, scopeOf, context.exclude, context.excludeIsStated === true, named);
  const scope = scopeOf(tree);
  const filesContext: FilesContext = {
    scope,
    at: context.now,
    fingerprint: context.fingerprint,
    ...(context.directory === undefined ? {} : { directory: context.directory }),
  };
  const secrets = startSecrets(filesContext);
  const kept = new Map<FileCollector, SourceFile[]>(readers.map((reader) => [reader, []]));
  const gaps: Gap[] = [...tree.gaps];
  const skipped = new Map(tree.skipped);
  let bytes = 0;
  let texts = 0;
  for (const file of tree.files) {
    const wanting = new Map(readers.map((reader) => [reader, reader.wants(file.path)] as const));
    const wantsText = (start: string) =>
      [...wanting].flatMap(([reader, wants]) => ((typeof wants === 'function' ? wants(start) : wants) ? [reader] : []));
    let tooLong: readonly FileCollector[] = [];
    context.progress(file.path);
    let read: Read;
    try {
      read = await readFile(root, file, secrets, {
        keep(source) {
          for (const reader of wantsText(source.text)) {
            kept.get(reader)?.push(source);
            reader.readAhead?.(source, filesContext);
          }
        },
        peek(start) {
          tooLong = wantsText(start);
        },
      });
    } catch {
      gaps.push(
        lostGap(
          scope,
          'files.secrets',
          'files.secrets',
          `the file ${file.path}`,
          'failed',
          'reading it failed',
          'look at the file and scan again',
        ),
      );
      continue;
    }
    if (read === 'vanished')
      gaps.push(
        lostGap(
          scope,
          'files.tree',
          'files.tree',
          `the file ${file.path}`,
          'failed',
          'it could not be opened',
          'make it readable and scan again',
        ),
      );
    else if (read === 'binary') skipped.set('binary files', (skipped.get('binary files') ?? 0) + 1);
    else {
      texts += 1;
      bytes += file.size;
    }
    if (read !== 'vanished' && (read === 'binary' || file.size > wholeBytes)) {
      const why = read === 'binary' ? 'it is no text' : `it is larger than ${wholeBytes / 1024 / 1024} MiB`;
      const losing = read === 'binary' ? [...wanting].flatMap(([reader, wants]) => (wants === true ? [reader] : [])) : tooLong;
      for (const reader of losing) {
        gaps.push(
          lostGap(
            scope,
            reader.id,
            reader.dataset,
            `the file ${file.path}`,
            read === 'binary' ? 'unparsable' : 'too-large',
            why,
            'split it, or attest what it holds',
          ),
        );
      }
    }
  }
  const batches: Batch[] = [];
  for (const reader of readers) {
    try {
      const files = kept.get(reader) ?? [];
      if (files.length > 0) await reader.prepare?.(files);
      batches.push(reader.normalise(files, filesContext));
    } catch {
      // What went wrong may quote the file: it stays out of the gap.
      gaps.push(
        lostGap(
          scope,
          reader.id,
          reader.dataset,
          `what ${reader.reads} say`,
          'failed',
          'the collector failed',
          'report it; until it is mended, attest the answers',
        ),
      );
    }
  }
  try {
    batches.push(withoutRepeats(secrets.finish(), batches));
  } catch {
    gaps.push(lostGap(scope, 'files.secrets', 'files.secrets', 'secrets in files', 'failed', 'the collector failed', 'report it'));
  }
  const { entity, gap } = scopeEntity(scope, typeOf(scope, tree));
  const entities: Entity[] = [entity, ...batches.flatMap((batch) => batch.entities)];
  const edges: Edge[] = batches.flatMap((batch) => batch.edges);
  const ownerFiles = kept.get(ownersCollector) ?? [];
  edges.push(...attributeOwners({ coverage: [], entities, edges, gaps: [] }, ownerFiles, filesContext));
  const allGaps = [...gaps, gap, ...batches.flatMap((batch) => batch.gaps)];
  const coverage: Coverage = {
    collector: 'files.tree',
    scope,
    dataset: 'files.tree',
    complete: !tree.gaps.some((one) => one.dataset === 'files.tree'),
    at: context.now,
    read: [
      { what: 'bytes', count: bytes },
      { what: 'files', count: texts },
    ],
    skipped: [...skipped].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([what, number]) => ({ what, count: number })),
  };
  return {
    state: { target: isAbsolute(named) ? basename(named) : named, plane: 'files', scope, label, reached: true, scanner: tree.scanner },
    batch: { coverage: [coverage, ...batches.flatMap((batch) => batch.coverage)], entities, edges, gaps: allGaps },
  };
}

const stdinBytes = 50 * 1024 * 1024;

/** Everything on a stream, or the part of it that fits; what is over is told. */
async function readAll(stream: AsyncIterable<unknown>): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    if (length + bytes.length > stdinBytes) return { bytes: Buffer.concat(parts), isWhole: false };
    parts.push(bytes);
    length += bytes.length;
  }
  return { bytes: Buffer.concat(parts), isWhole: true };
}

/** Reads manifests from a stream, such as what `helm template` or `kubectl kustomize` writes. */
export async function collectStream(stream: AsyncIterable<unknown>, context: ConnectContext): Promise<Collected> {
  const scope = context.directoryName ?? 'stdin';
  const { bytes, isWhole } = await readAll(stream);
  const filesContext: FilesContext = { scope, at: context.now, fingerprint: context.fingerprint };
  const secrets = startSecretScan(filesContext);
  const text = textOf(bytes);
  const source = { path: 'stdin.yaml', text: text ?? '', localOnly: false };
  if (text !== undefined && text.length > 0) await secrets.scan(source);
  const files = text === undefined || text.length === 0 ? [] : [source];
  // Nothing but manifests can come this way: of the rest there is none. Who owns them, no stream says.
  const batches: Batch[] = collectors
    .filter((reader) => reader !== ownersCollector)
    .map((reader) => reader.normalise(reader === manifestsCollector ? files : [], filesContext));
  batches.push(withoutRepeats(secrets.finish(), batches));
  const isRead = isWhole && text !== undefined;
  const gaps = isRead
    ? []
    : [
        lostGap(
          scope,
          'files.tree',
          'files.tree',
          'all of the standard input',
          isWhole ? 'unparsable' : 'too-large',
          isWhole ? 'it is no text' : `it is larger than ${stdinBytes / 1024 / 1024} MiB`,
          'write it to files and scan the folder',
        ),
      ];
  const { entity, gap } = scopeEntity(scope, 'directory');
  const coverage: Coverage = {
    collector: 'files.tree',
    scope,
    dataset: 'files.tree',
    complete: isRead,
    at: context.now,
    read: [
      { what: 'bytes', count: bytes.length },
      { what: 'files', count: files.length },
    ],
    skipped: [],
  };
  return {
    state: { target: '-', plane: 'files', scope, label: scope, reached: true, scanner: 'standard input' },
    batch: {
      coverage: [coverage, ...batches.flatMap((batch) => batch.coverage)],
      entities: [entity, ...batches.flatMap((batch) => batch.entities)],
      edges: batches.flatMap((batch) => batch.edges),
      gaps: [...gaps, gap, ...batches.flatMap((batch) => batch.gaps)],
    },
  };
}

export const filesConnector: Connector = {
  plane: 'files',
  title: 'Files of a checkout',
  targetSyntax: '. or a path, or - (manifests)',
  permissions: [
    { collector: 'files.tree', permission: 'read the folder and run git in it, with its hooks and monitors off' },
    { collector: 'files.secrets', permission: 'read every text file; values never leave the collector' },
    ...collectors.map((collector) => ({ collector: collector.id, permission: `read ${collector.reads}` })),
  ],
  accepts: (target) => !/^(aws|k8s|github)(:|$)/.test(target),
  async collect(target, context) {
    if (target === '-') return collectStream(process.stdin, context);
    const root = resolve(target);
    const info = await stat(root).catch(() => undefined);
    if (info === undefined) throw new TargetError(`the target ${target} does not exist`, 'name a folder that does');
    if (!info.isDirectory()) throw new TargetError(`the target ${target} is not a folder`, 'name the folder that holds the system');
    return collectDirectory(await realpath(root), target, context);
  },
};
