/** Measures the built command as a whole process and prints ratios and sizes; nothing here fails a build. `npm run bench [part…]`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inventoryText } from '../src/evidence/inventory-file.ts';
import { mergeInventories } from '../src/link/merge.ts';
import { html } from '../src/render/html.ts';
import { finding, reportOf, system } from '../test/render/sample-report.ts';
import { estateOf } from './estate.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = await mkdtemp(join(tmpdir(), 'nhi-bench-'));

interface Cost {
  readonly wall: number;
  /** User and system time, in seconds. */
  readonly cpu: number;
  /** Peak resident size, in MB. */
  readonly peak: number;
}

/** What a process tells of itself when it ends, on a channel of its own. */
const told = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,JSON.stringify(process.resourceUsage())))`;

function costOf(args: readonly string[]): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, ['--import', told, ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: home, XDG_DATA_HOME: home },
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    let text = '';
    child.stdio[3]?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => {
      const usage: NodeJS.ResourceUsage = JSON.parse(text);
      resolve({
        wall: (performance.now() - start) / 1000,
        cpu: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
        peak: usage.maxRSS / 1024,
      });
    });
  });
}

const nhiReady = (...args: readonly string[]) => costOf([join(root, 'bin/run.js'), ...args]);

async function median(times: number, run: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let count = 0; count < times; count += 1) costs.push(await run());
  const [middle] = costs.toSorted((a, b) => a.wall - b.wall).slice(Math.floor(times / 2));
  if (middle === undefined) throw new Error('nothing was run');
  return middle;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const bare = await median(9, () => costOf(['-e', '0']));

async function start(): Promise<void> {
  // As it ships: with the manifest that packing writes, and that no checkout keeps.
  const manifest = join(root, 'oclif.manifest.json');
  await costOf([join(root, 'scripts/manifest.ts')]);
  const help = await median(9, () => nhiReady('--help'));
  const scan = await median(9, () => nhiReady('scan', 'examples/claims-assistant-ready'));
  await rm(manifest);
  say(
    `start     bare node ${(bare.wall * 1000).toFixed(0)} ms; --help ${(help.wall / bare.wall).toFixed(1)}x (aim 4); small scan ${(scan.wall / bare.wall).toFixed(1)}x (aim 12)`,
  );
}

/** Ordinary source: what the project's own packages brought along, copied until there is enough. */
async function source(folder: string, megabytes: number): Promise<number> {
  const kinds = /\.(?:js|mjs|cjs|ts|mts|md)$/;
  const texts: Buffer[] = [];
  let have = 0;
  for (const entry of await readdir(join(root, 'node_modules'), { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !kinds.test(entry.name) || have > 25e6) continue;
    const text = await readFile(join(entry.parentPath, entry.name));
    if (text.length > 200_000 || text.length < 200) continue;
    texts.push(text);
    have += text.length;
  }
  let bytes = 0;
  for (let number = 0; bytes < megabytes * 1e6; number += 1) {
    const text = texts[number % texts.length];
    if (text === undefined) break;
    if (number % 500 === 0) await mkdir(join(folder, String(Math.floor(number / 500))), { recursive: true });
    await writeFile(join(folder, String(Math.floor(number / 500)), `${number}.js`), text);
    bytes += text.length;
  }
  return bytes;
}

async function secrets(): Promise<void> {
  const folder = join(home, 'source');
  const bytes = await source(folder, 100);
  const cost = await nhiReady('collect', folder, '--out', join(home, 'source.jsonl'));
  say(
    `secrets   ${(bytes / 1e6).toFixed(0)} MB of source: ${(bytes / 1e6 / cost.cpu).toFixed(0)} MB per CPU-second (aim 30), peak ${cost.peak.toFixed(0)} MB`,
  );
}

async function workflows(): Promise<void> {
  const folder = join(home, 'workflows');
  await mkdir(join(folder, '.github/workflows'), { recursive: true });
  const job = (name: string) => `  ${name}:
    runs-on: ubuntu-24.04
    permissions: { contents: read, id-token: write }
    steps:
      - uses: actions/checkout@8f4b7f84864484a7bf31766abe9204da3cbe65b3
      - run: npm ci && npm test
        env: { TOKEN: "\${{ secrets.${name.toUpperCase()}_TOKEN }}" }
      - uses: aws-actions/configure-aws-credentials@v4
        with: { role-to-assume: "arn:aws:iam::111122223333:role/${name}", aws-region: eu-central-1 }
`;
  for (let number = 0; number < 700; number += 1)
    await writeFile(
      join(folder, `.github/workflows/w${number}.yml`),
      `name: w${number}\non: { push: { branches: [main] }, pull_request: {} }\njobs:\n${job(`build${number}`)}${job(`deploy${number}`)}`,
    );
  const cost = await nhiReady('scan', folder, '--gate', 'none');
  say(`workflows 700 files: ${(cost.cpu - bare.cpu).toFixed(1)} CPU-seconds (aim 3), peak ${cost.peak.toFixed(0)} MB`);
}

async function assess(): Promise<void> {
  const sizes = [1_000, 10_000, 100_000];
  const costs: Cost[] = [];
  for (const size of sizes) {
    const file = join(home, `estate-${size}.jsonl`);
    await writeFile(file, inventoryText(mergeInventories([estateOf(size)])));
    const cost = await nhiReady('assess', file, '--now', '2026-11-24T09:00:00Z');
    costs.push(cost);
    say(
      `assess    ${size} entities: ${cost.wall.toFixed(1)} s, ${(size / cost.wall).toFixed(0)} entities/s, peak ${cost.peak.toFixed(0)} MB`,
    );
  }
  const [, middle, last] = costs;
  if (middle && last)
    say(
      `assess    growth exponent from 10 k to 100 k ${Math.log10(last.cpu / middle.cpu).toFixed(2)} (aim 1.1); aim 10 s and 500 MB at 100 k`,
    );
}

async function page(): Promise<void> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) return say(`html      skipped: no browser at ${executablePath}`);
  const findings = Array.from({ length: 20_000 }, (_, number) => finding(number.toString(16).padStart(8, '0')));
  const file = join(home, 'report.html');
  await writeFile(file, await html.render(reportOf([system(findings)]), { columns: 80, colour: false, verbose: false }));
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  const tab = await browser.newPage();
  const start = performance.now();
  await tab.goto(pathToFileURL(file).href);
  say(`html      20000 findings open in ${((performance.now() - start) / 1000).toFixed(1)} s (aim 3)`);
  await browser.close();
}

const parts = { start, secrets, workflows, assess, page };
const chosen = process.argv.slice(2);
try {
  for (const [name, part] of Object.entries(parts)) if (chosen.length === 0 || chosen.includes(name)) await part();
} finally {
  await rm(home, { recursive: true, force: true });
}
