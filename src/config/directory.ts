import { parse, CsvError } from 'csv-parse/sync';
import { z } from 'zod';
import type { DirectoryEntry } from '../connect/connector.ts';
import { ConfigurationError } from './error.ts';
import { parseStrict } from './read.ts';

const list = z.union([z.string().transform((one) => one.split(/[\s;]+/).filter((part) => part !== '')), z.array(z.string())]).default([]);
const row = z.strictObject({
  handle: z.string().trim().min(1),
  type: z.enum(['person', 'team', 'bot']),
  aliases: list,
  members: list,
  left: z.union([z.literal(''), z.iso.date(), z.iso.datetime({ offset: true })]).optional(),
});

function entry({ left, ...one }: z.infer<typeof row>): DirectoryEntry {
  return left === undefined || left === '' ? one : { ...one, left };
}

/** Reads the people and teams of an owners directory: CSV by its name, else a YAML or JSON list. */
export async function readDirectory(text: string, path: string): Promise<readonly DirectoryEntry[]> {
  if (!path.toLowerCase().endsWith('.csv'))
    return (await parseStrict(text.trim() === '' ? '[]' : text, '', path, z.array(row))).value.map(entry);
  let rows: unknown;
  try {
    rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true, info: true });
  } catch (error) {
    throw new ConfigurationError(
      path,
      error instanceof CsvError && typeof error['lines'] === 'number' ? error['lines'] : 1,
      1,
      'is no CSV',
      'mend the line',
    );
  }
  const wrapped = z.array(z.object({ record: z.unknown(), info: z.object({ lines: z.number() }) })).parse(rows);
  return wrapped.map(({ record, info }) => {
    const parsed = row.safeParse(record);
    if (parsed.success) return entry(parsed.data);
    const [issue] = parsed.error.issues;
    throw new ConfigurationError(
      path,
      info.lines,
      1,
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      'the columns are handle,type,aliases,members,left',
    );
  });
}
