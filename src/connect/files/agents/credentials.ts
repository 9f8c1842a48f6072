import { type Credential, type EntityId } from '../../../model/index.ts';
import type { SourceFile } from '../collector.ts';
import { fileId } from '../ids.ts';
import { literalCredential } from '../secrets/literal.ts';
import { contentsOf } from '../secrets/names.ts';
import { fieldsAt, nodeAt, stringsAt, textAt, type Node } from '../../node.ts';
import type { Expansion } from './products.ts';
import { placeOf, type Sink } from './sink.ts';

/** Where the values of one consumer lie. */
export interface Consumer {
  readonly sink: Sink;
  readonly file: SourceFile;
  readonly expansion: Expansion;
  readonly id: EntityId;
  readonly edge: 'uses' | 'authenticates-with';
}

/** References as each product expands them; a group holds the name, the next one a default. */
const references: Record<Expansion, RegExp | undefined> = {
  braces: /\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g,
  dollar: /\$(?:\{([A-Za-z_]\w*)(?::-([^}]*))?\}|([A-Za-z_]\w*))/g,
  colon: /\$\{(?:env|input):([\w.-]+)\}/g,
  opencode: /\{(?:env|file):([^{}]+)\}/g,
  github: /\$\{\{\s*(?:secrets|vars)\.(\w+)\s*\}\}|\$\{?(COPILOT_MCP_\w+)/g,
  none: undefined,
};

const credentialKey = /authorization|api[_-]?key|token|secret|passw|credential|cookie/i;

/** Records what one value holds: a literal credential, or variables by name. True when it is a credential of either kind. */
export function readValue(consumer: Consumer, pointer: readonly string[], key: string, value: string, at: Node, signal: string): boolean {
  const pattern = references[consumer.expansion];
  const found = pattern === undefined ? [] : [...value.matchAll(pattern)];
  let any = false;
  for (const match of found) {
    const name = match[1] ?? match[3] ?? (consumer.expansion === 'github' ? match[2] : undefined) ?? '';
    const fallback = consumer.expansion === 'github' ? undefined : match[2];
    if (reference(consumer, pointer, key, name, at, signal)) any = true;
    if (fallback !== undefined && literal(consumer, [...pointer, 'default'], key, fallback, at, signal)) any = true;
  }
  // What stands around a reference is a scheme word or a path.
  if (found.length === 0 && literal(consumer, pointer, key, value, at, signal)) any = true;
  return any;
}

function literal(consumer: Consumer, pointer: readonly string[], key: string, value: string, at: Node, signal: string): boolean {
  const { sink, file } = consumer;
  const credential = literalCredential(
    { path: file.path, pointer, key, value, line: at.line, column: at.column, localOnly: file.localOnly, inAgentConfiguration: true },
    sink.context,
  );
  if (credential === undefined) return false;
  keep(consumer, credential, at, signal);
  return true;
}

/** A variable that holds a credential by its own name or by the key that it fills. */
export function reference(consumer: Consumer, pointer: readonly string[], key: string, name: string, at: Node, signal: string): boolean {
  const contents = contentsOf(name) ?? contentsOf(key) ?? (/^authorization$/i.test(key) ? 'bearer-token' : undefined);
  if (contents === undefined && !credentialKey.test(key)) return false;
  const { sink, file } = consumer;
  const gone = sink.missing({
    about: `the credential behind the variable ${name}`,
    reason: 'no-target',
    detail: 'the file names a variable; its value and its age lie where the variable is set',
    closes: { by: 'attestation', hint: `say who sets ${name}, and when it was last rotated` },
  });
  const credential: Credential = {
    kind: 'credential',
    id: fileId(sink.context.scope, file.path, ...pointer, name),
    plane: 'files',
    name,
    scope: sink.context.scope,
    origin: 'declared',
    production: sink.production,
    places: [placeOf(sink, file, at)],
    form: 'environment-variable',
    ...(contents === undefined ? {} : { contents }),
    keyId: gone,
    fingerprints: [],
    issuedAt: gone,
    rotatedAt: gone,
    expiresAt: gone,
    lastUsedAt: gone,
    status: gone,
    stored: 'injected',
    visibility: gone,
    localOnly: file.localOnly,
    inAgentConfiguration: true,
    confidence: 'high',
    doubts: [],
  };
  keep(consumer, credential, at, signal);
  return true;
}

function keep(consumer: Consumer, credential: Credential, at: Node, signal: string): void {
  consumer.sink.add(credential);
  consumer.sink.relate({
    type: consumer.edge,
    from: consumer.id,
    to: credential.id,
    certainty: 'declared',
    signals: [signal],
    place: placeOf(consumer.sink, consumer.file, at),
  });
}

/** A map of names to values: `env`, `environment`, `headers`. */
export function readMap(consumer: Consumer, node: Node | undefined, pointer: readonly string[], word: 'env' | 'header'): boolean {
  let any = false;
  for (const [name, at] of fieldsAt(node)) {
    if (at.kind !== 'scalar' || typeof at.value !== 'string') continue;
    if (readValue(consumer, [...pointer, name], name, at.value, at, `${word} ${name}`)) any = true;
  }
  return any;
}

/** Arguments: `--api-key=…`, `--api-key …`, `-e NAME=…`, `--header "Authorization: …"`, addresses with a password. */
export function readArguments(consumer: Consumer, server: Node, key: string, pointer: readonly string[]): boolean {
  let any = false;
  let flag: string | undefined;
  for (const { value, at } of stringsAt(server, key)) {
    const pair = /^(-{0,2}[A-Za-z_][\w.-]*)=([^]*)$/.exec(value);
    const header = flag === undefined || !/^(?:-H|--header)$/.test(flag) ? null : /^([\w-]+):\s*([^]*)$/.exec(value);
    const [name, part] =
      header !== null ? [header[1] ?? '', header[2] ?? ''] : pair !== null ? [pair[1] ?? '', pair[2] ?? ''] : [flag ?? key, value];
    const isFlag = pair === null && value.startsWith('-');
    if (!isFlag) {
      const last = name === key ? [] : [name];
      if (readValue(consumer, [...pointer, key, ...last], name.replace(/^-+/, ''), part, at, `argument ${name === key ? 'list' : name}`))
        any = true;
    }
    // `docker run -e NAME` passes the caller's own variable on.
    if (flag === '-e' || flag === '--env') {
      if (/^[A-Za-z_]\w*$/.test(value) && contentsOf(value) !== undefined) {
        if (reference(consumer, [...pointer, key], value, value, at, `argument -e ${value}`)) any = true;
      }
    }
    flag = isFlag ? value : undefined;
  }
  return any;
}

/** User info and query parameters of an address. */
export function readUrl(consumer: Consumer, server: Node, key: string, pointer: readonly string[]): boolean {
  const value = textAt(server, key);
  const at = nodeAt(server, key);
  if (value === undefined || at === undefined) return false;
  let any = false;
  const query = value.indexOf('?');
  if (query !== -1) {
    for (const part of value
      .slice(query + 1)
      .split(/[&#]/)
      .slice(0, 100)) {
      const equals = part.indexOf('=');
      if (equals < 1) continue;
      const name = part.slice(0, equals);
      if (readValue(consumer, [...pointer, key, name], name, part.slice(equals + 1), at, `address parameter ${name}`)) any = true;
    }
  }
  const base = query === -1 ? value : value.slice(0, query);
  if (/^[a-z][\w+.-]*:\/\/[^/\s]*@/i.test(base) && readValue(consumer, [...pointer, key], key, base, at, 'user info of the address'))
    any = true;
  return any;
}
