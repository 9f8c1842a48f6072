import { hash } from 'node:crypto';
import type { Report } from '../model/index.ts';
import { plain } from './escape.ts';
import { pageOf } from './html/page.ts';
import type { Reporter } from './reporter.ts';
import { page, script, style } from './templates.ts';

/** Text in several lines by design; every other line break was scanned, and is shown. */
const lined: ReadonlySet<string> = new Set(['how', 'reproduce']);

/** Every string of the page with its deceptive characters made visible. */
function shown(value: unknown, key = ''): unknown {
  if (typeof value === 'string')
    return lined.has(key)
      ? value
          .split('\n')
          .map((line) => plain(line))
          .join('\n')
      : plain(value);
  if (Array.isArray(value)) return value.map((item) => shown(item, key));
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shown(item, name)]))
    : value;
}

/**
 * The report that a governance lead forwards: one file, no network, nothing of third parties. What was scanned is
 * escaped by the template for HTML; the content security policy lets only the page's own style and script act.
 */
export const html: Reporter = {
  id: 'html',
  title: 'A page for governance, risk and audit, in one file',
  mediaType: 'text/html',
  async render(report: Report): Promise<string> {
    const { default: Handlebars } = await import('handlebars');
    const template = Handlebars.compile(page, { knownHelpersOnly: true });
    return template({
      ...Object(shown(pageOf(report))),
      style,
      script,
      styleHash: hash('sha256', style, 'base64'),
      scriptHash: hash('sha256', script, 'base64'),
    });
  },
};
