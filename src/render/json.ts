import type { Reporter } from './reporter.ts';

/** The report as it is: what `render` reads again and what a pipeline keeps. */
export const json: Reporter = {
  id: 'json',
  title: 'the whole report, as JSON',
  mediaType: 'application/json',
  render: (report) => `${JSON.stringify(report, null, 2)}\n`,
};
