import { describe, expect, it } from 'vitest';
import { workflowsCollector } from '../../../../src/connect/files/workflows/index.ts';
import { all, collect, only, step } from './read.ts';

const path = '.github/workflows/x.yml';

describe('which files are read', () => {
  it.each([
    ['.github/workflows/ci.yml', true],
    ['.github/workflows/ci.yaml', true],
    ['.github/workflows/triage.md', true],
    ['action.yml', true],
    ['tools/review/action.yaml', true],
    ['.github/workflows/deep/ci.yml', false],
    ['docs/ci.yml', false],
    ['reaction.yml', false],
  ])('%s: %s', (name, wanted) => expect(workflowsCollector.wants(name)).toBe(wanted));
});

describe('what cannot be read is a gap, and the rest is read', () => {
  it.each([
    ['a list', '- a\n- b\n'],
    ['a word', 'hello\n'],
    ['nothing', ''],
    ['no jobs', 'on: push\n'],
    ['jobs in a list', 'on: push\njobs: [a, b]\n'],
    ['a job that is a word', 'on: push\njobs: { a: b }\n'],
    ['steps that are none', 'on: push\njobs: { a: { steps: make } }\n'],
    ['aliases that multiply', `a: &a [x, x, x, x, x, x, x, x, x]\n${bomb()}on: push\njobs: *f\n`],
    ['brackets without end', `on: push\njobs: ${'['.repeat(20_000)}`],
    ['a deep nest', `on: push\njobs: { a: { x: ${'{ x: '.repeat(200)}1${' }'.repeat(200)} } }\n`],
    ['too many jobs', `on: push\njobs:\n${Array.from({ length: 1100 }, (_, at) => `  j${at}: { steps: [] }\n`).join('')}`],
    ['too much', `# ${'x'.repeat(3 * 1024 * 1024)}`],
  ])('%s', (_name, text) => {
    const batch = collect({ [path]: text, '.github/workflows/good.yml': 'on: push\njobs: { fine: { steps: [{ run: make }] } }\n' });
    expect(batch.coverage[0]?.complete).toBe(false);
    expect(batch.gaps.filter((gap) => gap.dataset === 'files.workflows').map((gap) => gap.place?.file?.path)).toContain(path);
    expect(all(batch, 'workload').map((one) => one.name)).toContain('fine (good.yml)');
  });

  it('names the line, and never the text', () => {
    const batch = collect({ [path]: 'on: push\njobs:\n  a: { steps: [{ run: "hunter2 } ] }\n' });
    const gap = batch.gaps.find((one) => one.reason === 'unparsable');
    expect(gap?.place?.file?.line).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(batch.gaps)).not.toContain('hunter2');
  });
});

describe('names that mean something to the machine', () => {
  it('are names like others', () => {
    const batch = collect({
      [path]:
        'on: push\njobs:\n  __proto__:\n    permissions: { __proto__: write, contents: read }\n    steps: [{ run: make, with: { constructor: x } }]\n  toString: { steps: [] }\n',
    });
    expect(all(batch, 'workload').map((one) => one.id)).toEqual([
      `github.com/acme/claims/${path}#jobs/__proto__`,
      `github.com/acme/claims/${path}#jobs/toString`,
    ]);
    expect(all(batch, 'policy')[0]?.document).toEqual({ known: true, value: '{"__proto__":"write","contents":"read"}' });
  });

  it('escape in ids', () => {
    const batch = collect({ [path]: 'on: push\njobs: { "a/b~c": { steps: [] } }\n' });
    expect(only(batch, 'workload').id).toBe(`github.com/acme/claims/${path}#jobs/a~1b~0c`);
  });
});

describe('secret values', () => {
  it.each([
    'uses: anthropics/claude-code-action@v1\nwith: { anthropic_api_key: hunter2-literal }',
    'run: claude -p --allowedTools "Bash(curl -H hunter2)" "Bash(login hunter2:*)" x',
    'uses: aws-actions/configure-aws-credentials@v4\nwith: { role-to-assume: hunter2 }',
    'uses: azure/login@v2\nwith: { client-id: hunter2 }',
    `uses: anthropics/claude-code-action@v1\nwith:\n  claude_args: --mcp-config '{"mcpServers":{"a":{"command":"npx","args":["--token","hunter2"],"env":{"K":"hunter2"}},"b":{"url":"https://u:hunter2@x/"}}}'`,
  ])('stay where they are: %s', (lines) => {
    const batch = step(lines, 'on: push\npermissions: { contents: hunter2 }');
    expect(batch.entities.length).toBeGreaterThan(2);
    expect(JSON.stringify(batch)).not.toContain('hunter2');
  });
});

describe('time', () => {
  it.each([
    ['programs', 'claude '.repeat(50_000)],
    ['expressions', '${{ secrets['.repeat(50_000)],
    ['quotes', "${{ '".repeat(50_000)],
    ['tools', `claude -p --allowedTools ${'A('.repeat(50_000)}`],
    ['blanks', `git fetch ${' '.repeat(200_000)}`],
    ['conditions', `author_association ${'('.repeat(100_000)}`],
  ])('is bounded for %s', (_name, text) => {
    const started = performance.now();
    collect({ [path]: `on: issues\njobs:\n  a:\n    if: ${JSON.stringify(text)}\n    steps: [{ run: ${JSON.stringify(text)} }]\n` });
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

function bomb(): string {
  return ['b', 'c', 'd', 'e', 'f'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcde'[at]}`).join(', ')}]\n`).join('');
}
