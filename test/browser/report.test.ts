import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { html } from '../../src/render/html.ts';
import type { Report } from '../../src/model/index.ts';
import { finding, hostileReport, reportOf, system } from '../render/sample-report.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const present = existsSync(executablePath);
if (!present && process.env['NHI_READY_NO_SKIPS'] === '1')
  throw new Error(`no browser at ${executablePath}, and skips are not allowed: install chromium, or name one in CHROMIUM`);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhi-browser-'));
  if (!present) return;
  browser = await chromium.launch({
    executablePath,
    args: '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
      ' ',
    ),
  });
});
afterAll(async () => {
  if (present) await browser.close();
  await rm(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** What should never happen: a dialog, a request, a violation of the policy, an error of the script. */
  readonly events: readonly string[];
}

async function open(report: Report, context: Parameters<Browser['newPage']>[0] = {}, fragment = ''): Promise<Opened> {
  const file = join(folder, 'report.html');
  await writeFile(file, await html.render(report, { columns: 80, colour: false, verbose: false }));
  const page = await browser.newPage(context);
  const events: string[] = [];
  const url = pathToFileURL(file).href;
  page.on('dialog', (dialog) => {
    events.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) events.push(`request ${request.url()}`);
  });
  page.on('console', (message) => events.push(`console ${message.text()}`));
  page.on('pageerror', (error) => events.push(`error ${error.message}`));
  await page.goto(`${url}${fragment}`);
  return { page, events };
}

const mixed = reportOf([
  system([
    finding('aa11'),
    finding('bb22', { severity: 'high', message: 'triage-bot may delete claims', outcome: 'fail', theme: 'excessive-privilege' }),
    finding('cc33', { severity: 'medium', outcome: 'unknown' }),
  ]),
]);
const visible = (page: Page) => page.locator('details.finding:visible').count();

describe.skipIf(!present)('in a browser', () => {
  test('hostile text does nothing', async () => {
    const { page, events } = await open(hostileReport());
    for (const row of await page.locator('details.finding').all()) await row.locator('summary').click();
    await page.waitForTimeout(200);
    expect(events).toEqual([]);
    await page.close();
  });

  test.each([
    ['light', 1280, 'light'],
    ['dark', 1280, 'dark'],
    ['narrow', 390, 'light'],
  ] as const)('axe finds nothing to mend, %s', async (_name, width, colorScheme) => {
    const { page } = await open(mixed, { viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    await page.addScriptTag({ content: axe });
    const violations = await page.evaluate(async () => {
      const result = await Reflect.get(globalThis, 'axe').run();
      return result.violations.map((one: { id: string; nodes: { html: string }[] }) => `${one.id}: ${one.nodes[0]?.html ?? ''}`);
    });
    expect(violations).toEqual([]);
    // Nothing but tables scrolls sideways.
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.close();
  });

  test('filters, searches, and keeps its state in the address', async () => {
    const { page, events } = await open(mixed);
    expect(await visible(page)).toBe(3);
    await page.selectOption('select[name=severity]', 'high');
    await expect.poll(() => visible(page)).toBe(1);
    await page.selectOption('select[name=severity]', '');
    await page.fill('input[name=q]', 'triage-bot delete');
    await expect.poll(() => page.url()).toContain('#findings&q=triage-bot+delete');
    expect(await visible(page)).toBe(1);
    expect(await page.textContent('#shown')).toBe('1 of 3 shown');
    await page.click('button[type=reset]');
    await expect.poll(() => visible(page)).toBe(3);
    expect(events).toEqual([]);
    await page.close();
  });

  test('an address with a state shows that state', async () => {
    const { page } = await open(mixed, {}, '#findings&severity=medium&state=not+seen');
    expect(await visible(page)).toBe(1);
    await page.close();
  });

  test('without scripts everything is there', async () => {
    const { page } = await open(mixed, { javaScriptEnabled: false });
    expect(await page.locator('details.finding').count()).toBe(3);
    expect(await page.locator('form.filter').isVisible()).toBe(false);
    await page.close();
  });

  test('the keyboard reaches and opens a finding', async () => {
    const { page } = await open(mixed);
    await page.locator('details.finding summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details.finding').first().getAttribute('open')).not.toBeNull();
    await page.close();
  });

  test('on paper there is no navigation, and no finding is cut away', async () => {
    const { page } = await open(mixed);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await visible(page)).toBe(3);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    await page.close();
  });
});
