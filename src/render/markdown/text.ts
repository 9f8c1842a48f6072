import { plain } from '../escape.ts';

/** Keeps a mark from meaning anything to what follows it, and cannot be seen. */
const apart = '&#8203;';

/**
 * A text as words in GitHub's Markdown, in a paragraph, a list or a cell of a table: no markup, no HTML, no link, no
 * mention, no reference to an issue, no emoji, no formula. Mentions (`@x`), references (`#1`, `GH-1`), web addresses and
 * emoji (`:x:`) are found by GitHub after the Markdown is read, where an escape no longer counts: something must stand
 * between the mark and its word.
 */
export function prose(text: string, limit = 400): string {
  const shown = plain(text, limit).trim();
  if (shown === '') return '(no text)';
  return shown
    .replace(/[\\`*_[\]~|<>&$]/g, (mark) => {
      if (mark === '$') return '<span>$</span>';
      return /[<>&|]/.test(mark) ? `&#${mark.charCodeAt(0)};` : `\\${mark}`;
    })
    .replace(/([@#:])(?=\S)/gu, (mark, _, at: number, all: string) => (mark === '#' && all[at - 1] === '&' ? mark : `${mark}${apart}`))
    .replace(/\bGH-(?=\d)/gi, (mark) => `${mark}${apart}`)
    .replace(/\bwww\./gi, (mark) => `${mark.slice(0, 1)}${apart}${mark.slice(1)}`)
    .replace(/^[-+=#]/, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** A text as code, in which GitHub looks for nothing; what could end the code or the cell is prose instead. */
export function code(text: string, limit = 200): string {
  const shown = plain(text, limit);
  return /[`|\\]|^\s*$/.test(shown) ? prose(text, limit) : `\`${shown}\``;
}

/** A row of a table; cells are already Markdown. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
