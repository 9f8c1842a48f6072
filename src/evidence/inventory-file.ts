import { createHash } from 'node:crypto';
import type { ErrorObject, ValidateFunction } from 'ajv';
import {
  inventorySchema,
  type Coverage,
  type Edge,
  type Entity,
  type Gap,
  type Inventory,
  type InventoryHeader,
  type InventoryLine,
} from '../model/index.ts';

/** A saved inventory or report that cannot be read: says where and what to do. */
export class SavedFileError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = 'SavedFileError';
    this.hint = hint;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One line of JSON with sorted keys: the same thing has the same bytes, wherever it was made. */
function lineText(value: InventoryLine): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => compare(a, b)))
      : item,
  );
}

function* lines(inventory: Inventory): Generator<string> {
  yield lineText({ line: 'header', ...inventory.header });
  for (const coverage of inventory.coverage) yield lineText({ line: 'coverage', ...coverage });
  for (const entity of inventory.entities) yield lineText({ line: 'entity', entity });
  for (const edge of inventory.edges) yield lineText({ line: 'edge', edge });
  for (const gap of inventory.gaps) yield lineText({ line: 'gap', gap });
}

/** A merged inventory as JSON lines: header, coverage, entities, edges, gaps, each in the order of the merge. */
export function inventoryText(inventory: Inventory): string {
  return `${[...lines(inventory)].join('\n')}\n`;
}

/** SHA-256 of `inventoryText`, in hexadecimal, without the whole text in memory. */
export function inventoryDigest(inventory: Inventory): string {
  const digest = createHash('sha256');
  for (const line of lines(inventory)) digest.update(line).update('\n');
  return digest.digest('hex');
}

/** Compiles a generated schema; ajv is loaded only here, for files that come from outside. */
export async function validatorOf<T>(schema: object): Promise<ValidateFunction<T>> {
  const { Ajv } = await import('ajv');
  return new Ajv({ allErrors: false, strict: false }).compile<T>(schema);
}

export function complaint(errors: readonly ErrorObject[] | null | undefined): string {
  const [first] = errors ?? [];
  return first === undefined ? 'it does not fit its schema' : `${first.instancePath || 'the document'} ${first.message ?? 'is wrong'}`;
}

/** Reads a saved inventory. `name` is what the user called it; a line that does not fit is an error with its number. */
export async function readInventory(text: string, name: string, schema: object): Promise<Inventory> {
  const fits = await validatorOf<InventoryLine>(schema);
  let header: InventoryHeader | undefined;
  const coverage: Coverage[] = [];
  const entities: Entity[] = [];
  const edges: Edge[] = [];
  const gaps: Gap[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const at = `${name}:${index + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new SavedFileError(`${at} is not JSON`, 'give a file that `nhi-ready collect` wrote, whole');
    }
    if (!fits(value))
      throw new SavedFileError(
        `${at}: ${complaint(fits.errors)}`,
        `give a file of the schema ${inventorySchema}, as \`nhi-ready collect\` writes it`,
      );
    switch (value.line) {
      case 'header': {
        if (header !== undefined) throw new SavedFileError(`${at} is a second header`, 'give each inventory as a file of its own');
        const { line: _line, ...rest } = value;
        header = rest;
        break;
      }
      case 'coverage': {
        const { line: _line, ...rest } = value;
        coverage.push(rest);
        break;
      }
      case 'entity':
        entities.push(value.entity);
        break;
      case 'edge':
        edges.push(value.edge);
        break;
      case 'gap':
        gaps.push(value.gap);
        break;
    }
  }
  if (header === undefined)
    throw new SavedFileError(
      `${name} has no header line`,
      `give a file of the schema ${inventorySchema}, as \`nhi-ready collect\` writes it`,
    );
  const known = new Set(gaps.map((gap) => gap.id));
  const missing = entities.flatMap(unknownGapsOf).find((gap) => !known.has(gap));
  if (missing !== undefined) throw new SavedFileError(`${name} refers to a gap that it does not hold: ${missing}`, 'give the whole file');
  return { header, coverage, entities, edges, gaps };
}

/** Ids of the gaps behind an entity's unknown facts. */
function unknownGapsOf(entity: Entity): readonly string[] {
  return Object.values(entity).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null && 'gaps' in value && Array.isArray(value.gaps)
      ? value.gaps.filter((gap) => typeof gap === 'string')
      : [],
  );
}
