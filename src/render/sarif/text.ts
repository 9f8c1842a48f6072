import { plain } from '../escape.ts';

/** A plain text message of SARIF 2.1.0: braces doubled (section 3.11.5), brackets and backslashes escaped (3.11.6). */
export function messageText(text: string, limit = 1000): string {
  return plain(text, limit)
    .replace(/[\\[\]]/g, String.raw`\$&`)
    .replace(/[{}]/g, '$&$&');
}

/** Text for a Markdown help page: no HTML, no link and no picture comes from a name; code spans stay. */
export function markdownText(text: string, limit = 4000): string {
  return plain(text, limit)
    .replace(/[\\[\]]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}
