import type { Report } from '../model/index.ts';
import { csv } from './csv.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { jsonl } from './jsonl.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { sarif } from './sarif.ts';
import { terminal } from './terminal.ts';

/** How a report is to be shown; formats that are files ignore it. */
export interface RenderOptions {
  readonly columns: number;
  readonly colour: boolean;
  readonly verbose: boolean;
}

/** Report in, text out. */
export interface Reporter {
  readonly id: string;
  readonly title: string;
  readonly mediaType: string;
  render(report: Report, options: RenderOptions): string | Promise<string>;
}

/** All formats, in the order in which people are told of them. */
export const reporters: readonly Reporter[] = [terminal, html, markdown, json, jsonl, csv, sarif, junit];

export function reporterOf(id: string): Reporter | undefined {
  return reporters.find((reporter) => reporter.id === id);
}
