import { productOf } from '../agents/products.ts';
import { words } from './allowed.ts';
import type { Step } from './parse.ts';

/** A server that a step gives its agent inline. */
export interface InlineServer {
  readonly name: string;
  readonly url?: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly hasHeaders: boolean;
  /** The whole entry as text, to find the secrets in it. */
  readonly text: string;
}

const maxServers = 200;

/** The MCP servers of `--mcp-config '{…}'` and of the inputs `mcp_config` and `settings`; a path is read by whoever reads that file. */
export function inlineServers(step: Step): { readonly servers: readonly InlineServer[]; readonly unread?: string } {
  const texts: string[] = [];
  for (const text of [step.run, step.with.get('claude_args')]) {
    const list = typeof text === 'string' && text.includes('--mcp-config') ? words(text) : [];
    for (const [at, word] of list.entries()) {
      if (word === '--mcp-config') texts.push(list[at + 1] ?? '');
      else if (word.startsWith('--mcp-config=')) texts.push(word.slice('--mcp-config='.length));
    }
  }
  for (const input of ['mcp_config', 'settings']) {
    const value = step.with.get(input);
    // Settings in a file are an open question of their own: what they allow.
    if (typeof value === 'string' && (input === 'mcp_config' || value.trim().startsWith('{'))) texts.push(value);
  }
  const servers = new Map<string, InlineServer>();
  let unread: string | undefined;
  for (const text of texts.map((one) => one.trim())) {
    if (text.startsWith('$')) unread = 'they are filled in at run time';
    // A path names a file; of one that nobody reads, such as one that a step before writes, nothing is known.
    else if (!text.startsWith('{') && text !== '' && productOf(text.replace(/^\.\//, '')) === undefined)
      unread = 'they stand in a file that is not read';
    if (!text.startsWith('{')) continue;
    try {
      const value: unknown = JSON.parse(text);
      const listed = isObject(value) ? value['mcpServers'] : undefined;
      for (const [name, entry] of isObject(listed) ? Object.entries(listed).slice(0, maxServers) : [])
        servers.set(name, serverOf(name, entry));
      if (isObject(listed) && Object.keys(listed).length > maxServers) unread = `they are more than ${maxServers}`;
    } catch {
      unread = 'they are no valid JSON';
    }
  }
  return {
    servers: [...servers].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, server]) => server),
    ...(unread === undefined ? {} : { unread }),
  };
}

function serverOf(name: string, entry: unknown): InlineServer {
  const fields = isObject(entry) ? entry : {};
  const url = fields['url'];
  const args = fields['args'];
  return {
    name,
    ...(typeof url === 'string' ? { url } : {}),
    command: typeof fields['command'] === 'string' ? fields['command'] : '',
    args: Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [],
    hasHeaders: isObject(fields['headers']) && Object.keys(fields['headers']).length > 0,
    text: JSON.stringify(fields),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
