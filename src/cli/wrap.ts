import wrapAnsi from 'wrap-ansi';

/** Lines of at most so many columns; one that goes on is indented further. What stands in by four or more is a command, a setting or an address, and stays whole. */
export function wrapLines(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const indent = line.length - line.trimStart().length;
      if (indent >= 4 || line.length <= columns) return [line];
      const [first = '', ...rest] = wrapAnsi(line.trimStart(), columns - indent - 2, { hard: false, trim: true }).split('\n');
      return [`${' '.repeat(indent)}${first}`, ...rest.map((one) => `${' '.repeat(indent + (indent > 0 ? 2 : 0))}${one}`)];
    })
    .join('\n');
}
