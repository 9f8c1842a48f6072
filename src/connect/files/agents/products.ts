import type { Format } from './parse.ts';

/** How a product fills in variables: what looks like a reference elsewhere is a plain string in a product that does not expand it. */
export type Expansion = 'braces' | 'dollar' | 'colon' | 'opencode' | 'github' | 'none';

/** One kind of file that configures an agent. */
export interface Product {
  readonly product: string;
  readonly title: string;
  /** The first group is the folder that the file belongs to. */
  readonly path: RegExp;
  readonly format: Format;
  /** Where its servers lie, as keys from the root; the empty path is the root itself. */
  readonly servers: readonly (readonly string[])[];
  readonly expansion: Expansion;
  /** A file that is no server list: read by its own rules. */
  readonly special?: 'a2a' | 'langgraph' | 'crewai' | 'copilot-agent';
}

const mcpServers = [['mcpServers']] as const;

function row(
  product: string,
  title: string,
  path: RegExp,
  format: Format,
  servers: Product['servers'],
  expansion: Expansion,
  special?: Product['special'],
): Product {
  return { product, title, path, format, servers, expansion, ...(special === undefined ? {} : { special }) };
}

/** Every file that is read; the first row that fits a path wins. Paths and keys by each product's own documentation. */
export const products: readonly Product[] = [
  row('claude-code', 'Claude Code', /^(?:(.*)\/)?\.mcp\.json$/, 'json', [['mcpServers'], ['mcp_servers'], []], 'braces'),
  row('claude-code', 'Claude Code', /^(?:(.*)\/)?\.claude\/settings(?:\.local)?\.json$/, 'json', mcpServers, 'braces'),
  row('claude-code', 'Claude Code', /^(?:(.*)\/)?\.claude\.json$/, 'json', [['mcpServers'], ['projects', '*', 'mcpServers']], 'braces'),
  row('claude-desktop', 'Claude Desktop', /^(?:(.*)\/)?claude_desktop_config\.json$/, 'json', mcpServers, 'none'),
  row('cursor', 'Cursor', /^(?:(.*)\/)?\.cursor\/mcp\.json$/, 'json', mcpServers, 'colon'),
  row('vscode', 'VS Code', /^(?:(.*)\/)?\.vscode\/mcp\.json$/, 'json', [['servers'], ['mcpServers']], 'colon'),
  row('vscode', 'VS Code', /^(?:(.*)\/)?\.vscode\/settings\.json$/, 'json', [['mcp', 'servers'], ['mcp.servers']], 'colon'),
  row('gemini-cli', 'Gemini CLI', /^(?:(.*)\/)?\.gemini\/settings\.json$/, 'json', mcpServers, 'dollar'),
  row('codex', 'Codex', /^(?:(.*)\/)?\.codex\/config\.toml$/, 'toml', [['mcp_servers']], 'none'),
  row('opencode', 'opencode', /^(?:(.*)\/)?(?:\.opencode\/)?opencode\.jsonc?$/, 'json', [['mcp']], 'opencode'),
  row('kiro', 'Kiro', /^(?:(.*)\/)?\.kiro\/settings\/mcp\.json$/, 'json', mcpServers, 'braces'),
  row('windsurf', 'Windsurf', /^(?:(.*)\/)?\.windsurf\/mcp(?:_config)?\.json$/, 'json', mcpServers, 'colon'),
  row('windsurf', 'Windsurf', /^(?:(.*)\/)?(?:\.codeium\/windsurf\/)mcp_config\.json$/, 'json', mcpServers, 'colon'),
  row('agents-folder', 'agents of .agents', /^(?:(.*)\/)?\.agents\/mcp_config\.json$/, 'json', mcpServers, 'braces'),
  row('windsurf', 'Windsurf', /^(?:(.*)\/)?mcp_config\.json$/, 'json', mcpServers, 'colon'),
  row('amp', 'Amp', /^(?:(.*)\/)?\.amp\/[^/]+\.jsonc?$/, 'json', [['mcpServers'], ['amp.mcpServers'], ['amp', 'mcpServers']], 'braces'),
  row('claude-plugin', 'Claude Code plugin', /^(?:(.*)\/)?\.claude-plugin\/plugin\.json$/, 'json', mcpServers, 'braces'),
  row('gemini-extension', 'Gemini CLI extension', /^(?:(.*)\/)?gemini-extension\.json$/, 'json', mcpServers, 'dollar'),
  // What a client is pointed at by a flag, by whatever folder: the names that products use in their own.
  row(
    'mcp-client',
    'MCP client',
    /^(?:(.*)\/)?(?:\.github\/|\.claude\/)?\.?mcp[-_.]?(?:servers?|config)?\.json$/,
    'json',
    [['mcpServers'], ['servers']],
    'braces',
  ),
  row('copilot', 'Copilot', /^(?:(.*)\/)?\.github\/agents\/[^/]+\.md$/, 'front-matter', [['mcp-servers']], 'github', 'copilot-agent'),
  row('a2a', 'A2A agent', /^(?:(.*)\/)?\.well-known\/agent(?:-card)?\.json$/, 'json', [], 'none', 'a2a'),
  row('langgraph', 'LangGraph', /^(?:(.*)\/)?langgraph\.json$/, 'json', [], 'none', 'langgraph'),
  row('crewai', 'CrewAI', /^(?:(.*)\/)?config\/agents\.ya?ml$/, 'yaml', [], 'none', 'crewai'),
];

/** The row of a path, and the folder that its agent works in. */
export function productOf(path: string): { readonly row: Product; readonly folder: string } | undefined {
  for (const candidate of products) {
    const found = candidate.path.exec(path);
    if (found !== null) return { row: candidate, folder: found[1] ?? '' };
  }
  return undefined;
}
