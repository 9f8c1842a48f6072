import type { Reporter } from './reporter.ts';

/** Keys in one order: a report has the same bytes whether its inventory was just taken or read from a file. */
function sorted(_key: string, item: unknown): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  return Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The report itself. JSON escapes control characters by its own rules (RFC 8259 section 7). */
export const json = {
  id: 'json',
  title: 'The report as data (schema nhi-ready/report@1)',
  mediaType: 'application/json',
  render: (report) => `${JSON.stringify(report, sorted, 2)}\n`,
} satisfies Reporter;
