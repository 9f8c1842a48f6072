import Table from 'cli-table3';
import wrapAnsi from 'wrap-ansi';

const narrowest = 3;
const noBorder = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** Takes from the widest column until the row fits or every column is at its floor. */
function fitted(natural: readonly number[], floors: readonly number[], available: number): readonly number[] {
  const widths = [...natural];
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - available; excess > 0; excess -= 1) {
    const spare = widths.map((width, index) => (width > (floors[index] ?? 0) ? width : 0));
    const widest = Math.max(...spare);
    if (widest === 0) break;
    widths[spare.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** A table without lines; where the page is narrow its cells wrap, so that no column is lost. `right`: columns of numbers. */
export function table(rows: readonly (readonly string[])[], columns: number, right: readonly number[] = []): string[] {
  const [head = []] = rows;
  // The number of code units is close enough to start from: what a cell really takes is measured where it is wrapped.
  const cells = head.map((_cell, index) => rows.map((row) => row[index] ?? ''));
  const natural = cells.map((column) => Math.max(1, ...column.map((cell) => cell.length)));
  const words = cells.map((column) => Math.max(narrowest, ...column.flatMap((cell) => cell.split(' ')).map((word) => word.length)));
  const fits = natural.reduce((sum, width) => sum + width, 0) + 2 * (head.length - 1) <= columns;
  const gutter = fits ? 2 : 1;
  const available = columns - gutter * (head.length - 1);
  // First lines break between words; only where that is not enough do words break.
  const narrow = fitted(natural, words, available);
  const widths = fitted(
    narrow,
    narrow.map(() => narrowest),
    available,
  );
  const grid = new Table({
    chars: noBorder,
    style: { 'padding-left': 0, 'padding-right': gutter, head: [], border: [], compact: true },
    colAligns: head.map((_cell, index) => (right.includes(index) ? 'right' : 'left')),
    colWidths: widths.map((width) => width + gutter),
  });
  for (const row of rows)
    grid.push(head.map((_cell, index) => wrapAnsi(row[index] ?? '', widths[index] ?? 1, { hard: true, trim: false })));
  return grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
