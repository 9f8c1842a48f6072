import { known, type EntityId, type Fact, type Label, type Tool } from '../../../model/index.ts';
import type { SourceFile } from '../collector.ts';
import { fileId } from '../ids.ts';
import { readingVerb } from '../workflows/allowed.ts';
import { readArguments, readMap, readUrl, reference, type Consumer } from './credentials.ts';
import { fieldsAt, isTrue, nodeAt, stringsAt, textAt, type Node } from '../../node.ts';
import { runsOf, type Runs } from './packages.ts';
import type { Product } from './products.ts';
import { placeOf, type Sink } from './sink.ts';

/** What the product's own settings say about every call. */
export interface Prompts {
  /** True when nothing is asked before any call. */
  readonly off: boolean;
  /** Tools that are called without asking, as written: `mcp__github__create_issue`. */
  readonly allowed: readonly string[];
}

/** Verbs of tool names that change, spend or run something. */
const verb = /(?:delete|drop|write|exec|run|deploy|merge|push|create|update|apply|send|pay|refund|transfer)/i;

/** Servers whose purpose is known by name, and what they can do. */
const wellKnown: readonly (readonly [RegExp, readonly string[]])[] = [
  [/filesystem/i, ['write files']],
  [/postgres|mysql|sqlite|mssql|\bsql\b/i, ['execute SQL']],
  [/kubernetes|kubectl|k8s/i, ['delete resources']],
  [/github|gitlab/i, ['delete files', 'merge changes']],
  [/shell|terminal|desktop-commander|\bbash\b/i, ['execute commands']],
];

interface Server {
  readonly sink: Sink;
  readonly file: SourceFile;
  readonly row: Product;
  readonly name: string;
  readonly node: Node;
  readonly pointer: readonly string[];
  readonly about: string;
}

/** Records one server as a tool of the agent, with the credentials that it is given. */
export function readServer(
  sink: Sink,
  file: SourceFile,
  row: Product,
  agent: EntityId,
  prompts: Prompts,
  pointer: readonly string[],
  node: Node,
): void {
  const name = pointer.at(-1) ?? '';
  const server: Server = { sink, file, row, name, node, pointer, about: `${name} in ${file.path}` };
  const id = fileId(sink.context.scope, file.path, ...pointer);
  const consumer: Consumer = { sink, file, expansion: row.expansion, id, edge: 'authenticates-with' };
  const address = addressKey(node);
  const credentialed = readCredentials(consumer, server, address);
  const tool: Tool = {
    kind: 'tool',
    id,
    plane: 'files',
    name,
    scope: sink.context.scope,
    origin: 'declared',
    production: sink.production,
    places: [placeOf(sink, file, node)],
    type: 'mcp-server',
    ...(address === undefined ? local(server) : remote(server, address, credentialed)),
    reach: reachOf(server),
    ...approvalOf(server, prompts),
    telemetry: sink.missing({
      about: `whether calls of ${server.about} are recorded`,
      reason: 'unsupported',
      detail: 'a configuration file does not say what a server records',
      closes: { by: 'attestation', hint: `say where the calls of ${name} are recorded` },
    }),
  };
  sink.add(tool);
  sink.relate({ type: 'calls', from: agent, to: id, certainty: 'declared', place: placeOf(sink, file, node) });
}

function addressKey(node: Node): string | undefined {
  return ['url', 'serverUrl', 'httpUrl'].find((key) => textAt(node, key) !== undefined);
}

function readCredentials(consumer: Consumer, server: Server, address: string | undefined): boolean {
  const { node, pointer } = server;
  let any = false;
  for (const key of ['env', 'environment']) any = readMap(consumer, nodeAt(node, key), [...pointer, key], 'env') || any;
  for (const key of ['headers', 'http_headers', 'requestInit'])
    any = readMap(consumer, nodeAt(node, key), [...pointer, key], 'header') || any;
  for (const key of ['args', 'command']) any = readArguments(consumer, node, key, pointer) || any;
  if (address !== undefined) any = readUrl(consumer, node, address, pointer) || any;
  // Codex names variables instead of expanding them.
  const bearer = textAt(node, 'bearer_token_env_var');
  const at = nodeAt(node, 'bearer_token_env_var');
  if (bearer !== undefined && at !== undefined) {
    any = reference(consumer, [...pointer, 'bearer_token_env_var'], 'Authorization', bearer, at, 'header Authorization') || any;
  }
  for (const [header, value] of fieldsAt(node, 'env_http_headers')) {
    if (value.kind !== 'scalar' || typeof value.value !== 'string') continue;
    any = reference(consumer, [...pointer, 'env_http_headers', header], header, value.value, value, `header ${header}`) || any;
  }
  return any;
}

type Connection = Pick<Tool, 'transport' | 'endpoint' | 'runs' | 'tls' | 'auth' | 'pin' | 'vendorRun' | 'labels'>;

function local(server: Server): Connection {
  const { runs, pin } = commandOf(server);
  return {
    transport: 'stdio',
    ...(runs === '' ? {} : { runs }),
    tls: known(true),
    auth: known('local'),
    pin:
      pin === undefined
        ? server.sink.missing({
            about: `which version of ${server.about} runs`,
            reason: 'unsupported',
            detail: 'it is a program on the PATH of whoever starts the agent',
            closes: { by: 'configuration', key: 'pin', hint: `start ${server.name} from a package or an image with an exact version` },
          })
        : known(pin),
    vendorRun: known(false),
  };
}

function remote(server: Server, key: string, credentialed: boolean): Connection {
  const { endpoint, host, secure } = redacted(textAt(server.node, key) ?? '');
  const loopback = host !== undefined && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|host\.docker\.internal)$/i.test(host);
  const inside = host !== undefined && (loopback || isPrivate(host));
  const asked = textAt(server.node, 'type') ?? textAt(server.node, 'transport');
  const labels: Label[] = loopback ? [{ name: 'host', value: 'loopback' }] : [];
  const unseen = (about: string, hint: string): Fact<never> =>
    server.sink.missing({
      about: `${about} ${server.about}`,
      reason: 'no-target',
      detail: 'its address is filled in from a variable',
      closes: { by: 'attestation', hint },
    });
  return {
    transport: asked === 'sse' || (asked === undefined && endpoint?.endsWith('/sse') === true) ? 'sse' : 'http',
    ...(endpoint === undefined ? {} : { endpoint }),
    tls: loopback ? known(true) : secure === undefined ? unseen('the address of', `state the address of ${server.name}`) : known(secure),
    auth: authOf(server, credentialed),
    pin: inside ? unpinned(server) : known('provider-run'),
    vendorRun: host === undefined ? unseen('who runs', `say who runs ${server.name}`) : known(!inside),
    ...(labels.length === 0 ? {} : { labels }),
  };
}

function unpinned(server: Server): Fact<never> {
  return server.sink.missing({
    about: `which version of ${server.about} runs`,
    reason: 'no-target',
    detail: 'it is served inside the own network, and nothing is contacted',
    closes: { by: 'attestation', hint: `say how ${server.name} is deployed and pinned` },
  });
}

function authOf(server: Server, credentialed: boolean): Tool['auth'] {
  if (['oauth', 'auth', 'authorization', 'oauth2'].some((key) => nodeAt(server.node, key)?.kind === 'object')) return known('oauth');
  if (credentialed) return known('static');
  return server.sink.missing({
    about: `how callers of ${server.about} authenticate`,
    reason: 'unsupported',
    detail: 'clients negotiate OAuth at run time, and nothing is contacted',
    closes: { by: 'attestation', hint: `say how callers of ${server.name} authenticate` },
  });
}

/** Scheme, host and path; a host that a variable fills in leaves nothing to show. */
function redacted(address: string): { readonly endpoint?: string; readonly host?: string; readonly secure?: boolean } {
  const scheme = /^(https?|wss?|sse):\/\//i.exec(address)?.[1]?.toLowerCase();
  const secure = scheme === undefined ? undefined : scheme === 'https' || scheme === 'wss';
  if (!URL.canParse(address)) return secure === undefined ? {} : { secure };
  const url = new URL(address);
  if (url.hostname === '' || /[${}]|%7b/i.test(url.hostname)) return secure === undefined ? {} : { secure };
  // A path segment as long as a key may be one: some servers are addressed by a capability in their path.
  const path = url.pathname
    .split('/')
    .map((part) => (part.length >= 20 || /%7b|[{}$]/i.test(part) ? '…' : part))
    .join('/');
  return { endpoint: `${url.protocol}//${url.host}${path}`, host: url.hostname, ...(secure === undefined ? {} : { secure }) };
}

/** Private ranges of RFC 1918, link-local, and names that only a cluster or a local network resolves. */
function isPrivate(host: string): boolean {
  return (
    /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)\d/.test(host) ||
    /\.(?:local|internal|svc|localhost)$/i.test(host) ||
    !/[.:]/.test(host)
  );
}

function reachOf(server: Server): Tool['reach'] {
  const args = [...stringsAt(server.node, 'command').slice(1), ...stringsAt(server.node, 'args')].map(({ value }) => value);
  const everything = args.some(
    (value) =>
      /^(?:\/|~|~\/|\$HOME|\$\{HOME\}|\$\{env:HOME\}|\$\{userHome\}|[A-Za-z]:[\\/]?|--allow-all|-A|\*)$/.test(value) ||
      /^\/(?::|$)/.test(value),
  );
  const lists = ['tools', 'includeTools', 'enabled_tools', 'allowedTools', 'alwaysAllow'].map((key) => nodeAt(server.node, key));
  const named = lists.flatMap((list) => stringsAt(list).map(({ value }) => value));
  if (everything || named.includes('*')) return known('everything');
  if (['tools', 'includeTools', 'enabled_tools', 'allowedTools'].some((key) => nodeAt(server.node, key)?.kind === 'array'))
    return known('listed');
  if (/filesystem/.test(args.join(' ')) && args.some((value) => /^(?:\.{1,2}$|\.{0,2}\/[\w.-]+|\$\{workspaceFolder\})/.test(value)))
    return known('listed');
  return server.sink.missing({
    about: `which tools ${server.about} offers`,
    reason: 'unsupported',
    detail: 'the file lists none, and nothing is contacted',
    closes: { by: 'configuration', key: 'includeTools', hint: `list the tools that ${server.name} may offer in ${server.file.path}` },
  });
}

function approvalOf(server: Server, prompts: Prompts): Pick<Tool, 'approval' | 'destructive'> {
  const prefix = `mcp__${server.name}`;
  const product = prompts.allowed
    .filter((rule) => rule === prefix || rule.startsWith(`${prefix}__`))
    .map((rule) => (rule === prefix ? '*' : rule.slice(prefix.length + 2)));
  const own = ['autoApprove', 'alwaysAllow', 'autoApproved'].flatMap((key) => stringsAt(server.node, key).map(({ value }) => value));
  const approved = [...new Set([...product, ...own])].sort();
  const off =
    prompts.off ||
    approved.includes('*') ||
    isTrue(server.node, 'trust') ||
    isTrue(server.node, 'alwaysAllow') ||
    isTrue(server.node, 'autoApprove');
  const named = approved.filter((tool) => tool !== '*');
  const approval: Tool['approval'] = off ? known('none') : named.length > 0 ? known('partly') : known('required');
  return { approval, destructive: destructiveOf(server, named, off) };
}

function destructiveOf(server: Server, approved: readonly string[], off: boolean): Fact<readonly string[]> {
  const names = approved.filter((tool) => verb.test(tool) && !readingVerb.test(tool)).slice(0, 100);
  if (names.length > 0 && !off) return known(names);
  const { runs } = commandOf(server);
  const target = `${server.name} ${runs}`;
  const abilities = wellKnown.filter(([pattern]) => pattern.test(target)).flatMap(([, what]) => what);
  const readOnly = stringsAt(server.node, 'args').some(({ value }) => /^--(?:read-?only|readonly)(?:=true)?$/i.test(value));
  if (readOnly) return known([]);
  const all = [...new Set([...names, ...abilities])].sort();
  if (all.length > 0) return known(all);
  return server.sink.missing({
    about: `what ${server.about} can change or destroy`,
    reason: 'unsupported',
    detail: 'a configuration file names a server, not what its tools do',
    closes: { by: 'attestation', hint: `say what the tools of ${server.name} can change or destroy` },
  });
}

function commandOf(server: Server): Runs {
  const [command = '', ...more] = stringsAt(server.node, 'command').map(({ value }) => value);
  return runsOf(command, [...more, ...stringsAt(server.node, 'args').map(({ value }) => value)]);
}
