import { describe, expect, it, vi } from 'vitest';
import type { Agent, Batch, Credential, Tool } from '../../../../src/model/index.ts';
import { known, unknown } from '../../../../src/model/index.ts';
import type { StructuredValue } from '../../../../src/connect/files/secrets/literal.ts';
import { agentsCollector } from '../../../../src/connect/files/agents/index.ts';

// What is a secret is decided, and tested, elsewhere: here a value is one when it starts with `s3cr3t`.
vi.mock('../../../../src/connect/files/secrets/literal.ts', () => ({
  literalCredential(at: StructuredValue): Credential | undefined {
    if (!/s3cr3t/.test(at.value)) return undefined;
    const gone = unknown('test');
    return {
      kind: 'credential',
      id: `acme/${at.path}#${at.pointer.join('/')}`,
      plane: 'files',
      name: at.key,
      scope: 'acme',
      origin: 'declared',
      production: known(false),
      places: [{ scope: 'acme', file: { path: at.path, line: at.line, column: at.column } }],
      form: 'bearer-token',
      keyId: gone,
      fingerprints: [`fp-${at.value.length}`],
      issuedAt: gone,
      rotatedAt: gone,
      expiresAt: gone,
      lastUsedAt: gone,
      status: gone,
      stored: 'literal',
      visibility: gone,
      localOnly: at.localOnly,
      inAgentConfiguration: at.inAgentConfiguration,
      confidence: 'high',
      doubts: [],
    };
  },
}));
vi.mock('../../../../src/connect/files/secrets/names.ts', () => ({
  contentsOf: (name: string) => (/TOKEN|API_KEY/.test(name) ? 'bearer-token' : undefined),
}));

function collect(files: Record<string, string>): Batch {
  const context = { scope: 'acme', at: '2026-11-24T08:00:00Z', fingerprint: () => 'fp' };
  const batch = agentsCollector.normalise(
    Object.entries(files).map(([path, text]) => ({ path, text, localOnly: false })),
    context,
  );
  expect(JSON.stringify(batch)).not.toContain('s3cr3t');
  return batch;
}

function json(path: string, value: unknown): Batch {
  return collect({ [path]: JSON.stringify(value, null, 2) });
}

const tools = (batch: Batch): Tool[] => batch.entities.filter((entity) => entity.kind === 'tool');
const agents = (batch: Batch): Agent[] => batch.entities.filter((entity) => entity.kind === 'agent');
const credentials = (batch: Batch): Credential[] => batch.entities.filter((entity) => entity.kind === 'credential');
const value = (fact: { known: boolean; value?: unknown } | undefined): unknown => (fact?.known === true ? fact.value : 'unknown');

describe('every product', () => {
  const server = { command: 'npx', args: ['-y', 'server-x'] };
  it.each([
    ['.mcp.json', { mcpServers: { x: server } }, 'claude-code'],
    ['.mcp.json', { mcp_servers: { x: server } }, 'claude-code'],
    ['plugins/a/.mcp.json', { x: server }, 'claude-code'],
    ['.claude.json', { projects: { home: { mcpServers: { x: server } } } }, 'claude-code'],
    ['claude_desktop_config.json', { mcpServers: { x: server } }, 'claude-desktop'],
    ['.cursor/mcp.json', { mcpServers: { x: server } }, 'cursor'],
    ['.vscode/mcp.json', { servers: { x: server } }, 'vscode'],
    ['.vscode/settings.json', { 'mcp.servers': { x: server } }, 'vscode'],
    ['.vscode/settings.json', { mcp: { servers: { x: server } } }, 'vscode'],
    ['.gemini/settings.json', { mcpServers: { x: server } }, 'gemini-cli'],
    ['opencode.jsonc', { mcp: { x: { type: 'local', command: ['npx', 'server-x'] } } }, 'opencode'],
    ['.kiro/settings/mcp.json', { mcpServers: { x: server } }, 'kiro'],
    ['.windsurf/mcp.json', { mcpServers: { x: server } }, 'windsurf'],
    ['.amp/settings.json', { 'amp.mcpServers': { x: server } }, 'amp'],
    ['.agents/mcp_config.json', { mcpServers: { x: server } }, 'agents-folder'],
  ])('%s', (path, content, product) => {
    const batch = json(path, content);
    expect(agents(batch)[0]?.platform).toBe(product);
    expect(tools(batch)).toMatchObject([{ name: 'x', transport: 'stdio', runs: 'server-x', pin: { value: 'floating' } }]);
    expect(batch.edges).toMatchObject([{ type: 'calls', from: agents(batch)[0]?.id, to: tools(batch)[0]?.id }]);
    expect(batch.coverage[0]?.complete).toBe(true);
  });

  it('Codex: TOML, modes and variables by name', () => {
    const batch = collect({
      '.codex/config.toml':
        'approval_policy = "never"\n[mcp_servers.docs]\nurl = "https://docs.acme.example/mcp"\nbearer_token_env_var = "DOCS_TOKEN"\nhttp_headers = { "X-Key" = "s3cr3t" }\n',
    });
    expect(value(agents(batch)[0]?.autonomy)).toBe('never-asks');
    expect(tools(batch)[0]).toMatchObject({ auth: { value: 'static' }, vendorRun: { value: true }, approval: { value: 'none' } });
    expect(credentials(batch).map(({ name, form, places }) => [name, form, places[0]?.file?.line])).toEqual([
      ['DOCS_TOKEN', 'environment-variable', 4],
      ['X-Key', 'bearer-token', 5],
    ]);
  });

  it('Copilot agents: front matter, with its lines in the file', () => {
    const batch = collect({
      '.github/agents/fix.md':
        '---\nname: fixer\nmcp-servers:\n  x:\n    command: npx\n    args: [x@1.2.3]\n    env:\n      TOKEN: ${{ secrets.COPILOT_MCP_TOKEN }}\n---\nFix.\n',
    });
    expect(agents(batch)[0]?.name).toBe('fixer');
    expect(value(tools(batch)[0]?.pin)).toBe('version');
    expect(credentials(batch)[0]).toMatchObject({ name: 'COPILOT_MCP_TOKEN', places: [{ file: { line: 8 } }] });
  });

  it.each([
    ['', 'unknown'],
    ['target: vscode\n', 'asks'],
    ['target: github-copilot\n', 'never-asks'],
    ['mcp-servers: { x: { command: npx } }\n', 'never-asks'],
  ])('a profile of Copilot with %j asks: %s', (line, expected) => {
    expect(value(agents(collect({ '.github/agents/fix.agent.md': `---\nname: fixer\n${line}---\nFix.\n` }))[0]?.autonomy)).toBe(expected);
  });

  it.each([
    ['.claude/settings.json', '{\n"permissions": {\n"allow": ["Read"],\n"defaultMode": "bypassPermissions"\n}\n}', 4],
    ['.claude/settings.json', '{\n"permissions": {\n"allow": ["Read"]\n}\n}', 3],
    ['.vscode/settings.json', '{\n"a": 1,\n"chat.tools.autoApprove": true\n}', 3],
    ['.vscode/mcp.json', '{\n\n"servers": {}\n}', 3],
    ['.mcp.json', '{\n"mcpServers": {"x":{"command":"npx"}}\n}', 2],
    ['.gemini/settings.json', '{\n"mcpServers": {\n"x": {\n"command": "npx",\n"trust": true\n}}\n}', 5],
    ['.gemini/settings.json', '{\n"general": {\n"yolo": true\n}\n}', 3],
    ['.codex/config.toml', 'model = "x"\n\napproval_policy = "never"\n', 3],
    ['.codex/config.toml', '# mine\n[mcp_servers.x]\ncommand = "npx"\n', 2],
    ['opencode.json', '{\n\n"mcp": {}\n}', 3],
  ])('points in %s %j at line %i: what decides whether it asks, else where it starts', (path, text, line) => {
    expect(agents(collect({ [path]: text }))[0]?.places[0]?.file).toMatchObject({ path, line });
  });

  it('names the deciding file first where several configure one agent', () => {
    const batch = collect({
      '.claude/settings.json': '{"permissions":{"allow":["Read"]}}',
      '.claude/settings.local.json': '{\n"permissions":{\n"defaultMode":"bypassPermissions"}}',
      '.mcp.json': '{"mcpServers":{}}',
    });
    expect(agents(batch)[0]?.places.map(({ file }) => `${file?.path}:${file?.line}`)).toEqual([
      '.claude/settings.local.json:3',
      '.claude/settings.json:1',
      '.mcp.json:1',
    ]);
  });

  it.each([
    '.github/mcp.json',
    '.claude/mcp.json',
    'mcp.json',
    'tools/mcp-config.json',
    'gemini-extension.json',
    '.claude-plugin/plugin.json',
  ])('servers of %s, and nothing of one that has none', (path) => {
    expect(tools(json(path, { mcpServers: { docs: { command: 'npx' } } })).map(({ name }) => name)).toEqual(['docs']);
    expect(json(path, { name: 'x' }).entities).toEqual([]);
  });

  it('A2A cards, LangGraph and CrewAI', () => {
    const batch = collect({
      '.well-known/agent-card.json': '{"name":"open one","securitySchemes":{}}',
      'langgraph.json': '{"graphs":{"claims":"./a.py:graph"},"env":{"X_API_KEY":"s3cr3t"}}',
      'src/config/agents.yaml': 'writer:\n  role: a\n  goal: b\n  backstory: c\nother:\n  role: a\n',
    });
    expect(agents(batch).map((agent) => [agent.name, agent.platform, value(agent.inboundAuth)])).toEqual([
      ['open one', 'a2a', 'none'],
      ['claims', 'langgraph', 'unknown'],
      ['writer', 'crewai', 'unknown'],
    ]);
    expect(credentials(batch)).toHaveLength(1);
  });

  it('takes one agent a folder, and its settings count for its servers', () => {
    const batch = collect({
      '.mcp.json': '{"mcpServers":{"github":{"command":"gh-mcp"}}}',
      '.claude/settings.json': '{"permissions":{"allow":["mcp__github__create_issue"]},"hooks":{"PreToolUse":[]}}',
      'a/.mcp.json': '{"mcpServers":{"github":{"command":"gh-mcp"}}}',
      'b/.claude/settings.local.json': '{"permissions":{"defaultMode":"bypassPermissions"}}',
    });
    expect(agents(batch).map((agent) => [agent.id, value(agent.autonomy)])).toEqual([
      ['acme/a/agent#claude-code', 'asks'],
      ['acme/agent#claude-code', 'asks-for-some'],
      ['acme/b/agent#claude-code', 'never-asks'],
    ]);
    expect(tools(batch).map((tool) => [value(tool.approval), value(tool.destructive)])).toEqual([
      ['partly', ['create_issue']],
      ['required', ['delete files', 'merge changes']],
    ]);
    expect(agents(batch)[1]?.labels).toContainEqual({ name: 'hook', value: 'PreToolUse' });
  });
});

describe('credentials', () => {
  const env = (path: string, container: string, text: string): string[] =>
    credentials(json(path, { [container]: { x: { command: 'x', env: { A_TOKEN: text } } } })).map(({ form, name }) => `${form} ${name}`);

  it('expands only what the product expands', () => {
    expect(env('.mcp.json', 'mcpServers', '${B_TOKEN}')).toEqual(['environment-variable B_TOKEN']);
    expect(env('.mcp.json', 'mcpServers', '$B_TOKEN')).toEqual([]);
    expect(env('.gemini/settings.json', 'mcpServers', '$B_TOKEN')).toEqual(['environment-variable B_TOKEN']);
    expect(env('.vscode/mcp.json', 'servers', '${input:b}')).toEqual(['environment-variable b']);
    expect(env('.cursor/mcp.json', 'mcpServers', '${env:B_TOKEN}')).toEqual(['environment-variable B_TOKEN']);
  });

  it('sees a secret that is the default of a variable', () => {
    expect(env('.mcp.json', 'mcpServers', '${B_TOKEN:-s3cr3t}').sort()).toEqual(['bearer-token A_TOKEN', 'environment-variable B_TOKEN']);
  });

  it('sees arguments, headers and addresses', () => {
    const batch = json('.mcp.json', {
      mcpServers: {
        a: {
          command: 'docker',
          args: ['run', '-e', 'A_TOKEN=s3cr3t', '-e', 'B_TOKEN', 'acme/img:1.2', '--api-key', 's3cr3t', '--key=s3cr3t'],
        },
        b: { url: 'https://u:s3cr3t@b.example/mcp?key=s3cr3t', headers: { Authorization: 'Bearer ${C}' } },
      },
    });
    expect(batch.edges.filter((edge) => edge.type === 'authenticates-with').flatMap((edge) => edge.signals)).toEqual([
      'argument --api-key',
      'argument --key',
      'argument A_TOKEN',
      'argument -e B_TOKEN',
      'header Authorization',
      'user info of the address',
      'address parameter key',
    ]);
    expect(tools(batch).map(({ runs, endpoint }) => runs ?? endpoint)).toEqual(['acme/img:1.2', 'https://b.example/mcp']);
  });
});

describe('servers', () => {
  const one = (server: Record<string, unknown>): Tool | undefined => tools(json('.mcp.json', { mcpServers: { x: server } }))[0];

  it.each([
    ['npx', ['-y', '@a/b@1.2.3'], 'version'],
    ['npx', ['@a/b@latest'], 'floating'],
    ['npx', ['@a/b@^1.2.3'], 'floating'],
    ['uvx', ['--from', 'b==1.2.3', 'b'], 'version'],
    ['pnpm', ['dlx', 'b'], 'floating'],
    ['docker', ['run', '-i', `b@sha256:${'a'.repeat(64)}`], 'digest'],
    ['docker', ['run', 'b'], 'floating'],
    ['docker', ['run', 'b:1.2'], 'version'],
    ['node', ['./server.js'], 'in-repository'],
    ['acme-mcp', [], 'unknown'],
  ])('%s %j is %s', (command, args, pin) => {
    expect(value(one({ command, args })?.pin)).toBe(pin);
  });

  it('tells remote from local, and does not guess how callers authenticate', () => {
    expect(one({ url: 'http://mcp.example/sse' })).toMatchObject({ transport: 'sse', tls: { value: false }, vendorRun: { value: true } });
    expect(value(one({ url: 'https://mcp.example/mcp' })?.auth)).toBe('unknown');
    expect(one({ url: 'http://localhost:3000/mcp' })).toMatchObject({ tls: { value: true }, vendorRun: { value: false } });
  });

  it('tells how far a server reaches and who confirms', () => {
    expect(value(one({ command: 'npx', args: ['server-filesystem', '/'] })?.reach)).toBe('everything');
    expect(value(one({ command: 'npx', tools: ['*'] })?.reach)).toBe('everything');
    expect(value(one({ command: 'npx', includeTools: ['read'] })?.reach)).toBe('listed');
    expect(value(one({ command: 'npx' })?.reach)).toBe('unknown');
    expect(value(one({ command: 'npx', autoApprove: ['*'] })?.approval)).toBe('none');
    expect(value(one({ command: 'npx', trust: true })?.approval)).toBe('none');
    expect(one({ command: 'npx', autoApprove: ['read', 'delete_row'] })).toMatchObject({
      approval: { value: 'partly' },
      destructive: { value: ['delete_row'] },
    });
  });
});

describe('hostile files', () => {
  it.each([
    ['deep JSON', '.mcp.json', '['.repeat(100_000), 'too-large'],
    ['deep TOML', '.codex/config.toml', `a = ${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'too-large'],
    [
      'an alias bomb',
      'config/agents.yaml',
      `a: &a [x]\n${Array.from({ length: 9 }, (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]`).join('\n')}\n`,
      'too-large',
    ],
    ['a large file', '.mcp.json', ' '.repeat(3 * 1024 * 1024), 'too-large'],
    ['broken TOML', '.codex/config.toml', 'a = "s3cr3t', 'unparsable'],
  ])('%s is a gap', (_, path, text, reason) => {
    const batch = collect({ [path]: text });
    expect(batch.gaps).toMatchObject([{ reason, dataset: 'files.agents', place: { file: { path } } }]);
    expect(batch.coverage[0]?.complete).toBe(false);
  });

  it('reads on after a mistake', () => {
    const batch = collect({ '.mcp.json': '{"mcpServers":{"x":{"command":"a"},, "y":{"command":"b"' });
    expect(tools(batch).map(({ name }) => name)).toContain('x');
    expect(batch.gaps.some((gap) => gap.reason === 'unparsable')).toBe(true);
  });

  it('takes __proto__ as a name, and other shapes as nothing', () => {
    expect(tools(collect({ '.mcp.json': '{"mcpServers":{"__proto__":{"command":"a"}}}' })).map(({ name }) => name)).toEqual(['__proto__']);
    expect(tools(collect({ '.mcp.json': '{"mcpServers":[{"command":"a"}]}' }))).toEqual([]);
    expect(tools(collect({ '.mcp.json': '{"mcpServers":{"x":{"command":"a","args":{"b":1},"env":[1]}}}' }))).toHaveLength(1);
  });

  it('shows no secret of a command line', () => {
    expect(tools(json('.mcp.json', { mcpServers: { x: { command: 'docker', args: ['run', '--odd', 's3cr3t', 'img'] } } }))[0]?.runs).toBe(
      'docker',
    );
    expect(tools(json('.mcp.json', { mcpServers: { x: { command: 'A=s3cr3t npx pkg@1.0.0 --k=s3cr3t' } } }))[0]?.runs).toBe('pkg@1.0.0');
  });
});
