import type { Reporter } from './reporter.ts';

/** The report itself. JSON escapes control characters by its own rules (RFC 8259 section 7). */
export const json: Reporter = {
  id: 'json',
  title: 'The report as data (schema nhi-ready/report@1)',
  mediaType: 'application/json',
  render: (report) => `${JSON.stringify(report, null, 2)}\n`,
};
