import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { html } from '../../src/render/html.ts';
import type { Report } from '../../src/model/index.ts';
import { finding, hostileReport, reportOf, system } from './sample-report.ts';

const options = { columns: 80, colour: false, verbose: false };
const render = async (report: Report) => html.render(report, options);

function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

describe('the page', () => {
  let page: string;
  beforeAll(async () => {
    page = await render(reportOf([system([finding('aa'), finding('bb', { outcome: 'unknown' })])]));
  });
  test('lets only its own style and script act, and asks nobody for anything', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll('&#x3D;', '=') ?? '';
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src ${sha256(style)}`);
    expect(policy).toContain(`script-src ${sha256(script)}`);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/\s(?:src|style|on\w+)=|href="(?!#)|@import|url\(/);
  });
  test('says the decision, what would change it, and what each control has', () => {
    expect(page).toContain('<h1 id="decision" class="not-ready">Not ready for production</h1>');
    for (const part of ['What would change it', 'What was seen', 'Access review', 'How to reproduce', 'What nobody could see'])
      expect(page).toContain(part);
    expect(page).not.toMatch(/\b(?:secure|safe|compliant)\b/i);
  });
  test('every link leads to a place on it, and no place bears one name twice', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  });
});

test('hostile text is text', async () => {
  const page = await render(hostileReport());
  expect(page).not.toContain('<img');
  expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066\u200b\u2028]/);
  expect(page).toContain('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;');
});

test('a report without findings, agents or systems is a page too', async () => {
  expect(await render(reportOf([]))).toContain('Nothing failed, and no question is open.');
  expect(await render(reportOf([system([], { agents: [] })]))).toContain('No agent was found.');
});

test('each further finding takes at most 1 kB, and texts of a check stand once', async () => {
  const many = (count: number) => reportOf([system(Array.from({ length: count }, (_, n) => finding(n.toString(16).padStart(8, '0'))))]);
  const [few, more] = [await render(many(100)), await render(many(1100))];
  // A finding that blocks stands in the list of mends too.
  expect((more.length - few.length) / 1000).toBeLessThan(1024);
  expect(more.match(/A key that never expires works for whoever finds it\./g)).toHaveLength(1);
});
