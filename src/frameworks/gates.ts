import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { severities, themeIds, type Severity, type ThemeId } from '../model/index.ts';

/** When a system may be promoted, as data. */
export interface Gate {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  /** False: report only. */
  readonly decides: boolean;
  /** Severities of findings that block. */
  readonly blocksOn: readonly Severity[];
  /** Severities of unanswered questions that block. */
  readonly unknownsBlockOn: readonly Severity[];
  /** True: a question that only an absent target could answer does not block, in a theme that is not required. */
  readonly exemptNoTargetOutsideRequired: boolean;
  /** Themes that need evidence; from which severity up every question of it needs an answer. */
  readonly requires: readonly { readonly theme: ThemeId; readonly from: Severity }[];
  readonly maxInventoryAgeHours: number;
  /** True: needs a history of signed, ready assessments. */
  readonly requiresStability: boolean;
  /** Longest life of a waiver in days, by the severity that it covers. */
  readonly waiverMaxDays: Readonly<Record<Severity, number>>;
}

/** A gate that cannot be used: says which, where, and what to do. */
export class GateError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = 'GateError';
    this.hint = hint;
  }
}

const builtIn = ['pilot', 'production', 'expansion', 'none'] as const;
const maxGateBytes = 256 * 1024;

async function parseGate(text: string, name: string): Promise<Gate> {
  const [{ LineCounter, parseDocument }, { z }] = await Promise.all([import('yaml'), import('zod')]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw new GateError(`${name}:${lines.linePos(broken.pos[0]).line}: ${broken.code}`, 'mend the YAML');
  const severity = z.enum(severities);
  const days = z.number().int().min(1).max(3650);
  const schema = z.strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/),
    version: z.number().int().positive(),
    title: z.string().min(1),
    decides: z.boolean().default(true),
    blocksOn: z.array(severity),
    unknownsBlockOn: z.array(severity),
    exemptNoTargetOutsideRequired: z.boolean().default(false),
    requires: z.array(z.strictObject({ theme: z.enum(themeIds), from: severity })),
    maxInventoryAgeHours: z.number().positive(),
    requiresStability: z.boolean().default(false),
    waiverMaxDays: z.strictObject({ critical: days, high: days, medium: days, low: days, info: days }),
  });
  const result = schema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const node = document.getIn(path, true);
  const range = typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range : undefined;
  const at = range === undefined ? '' : `:${lines.linePos(Number(range[0])).line}`;
  throw new GateError(
    `${name}${at}: ${path.join('.') || 'the gate'}: ${issue?.message ?? 'is wrong'}`,
    'see the gates that nhi-ready brings: nhi-ready list gates',
  );
}

/** The gate of a name, or of a YAML file. A file never takes the name of a built-in gate unseen: it is told by its path. */
export async function loadGate(nameOrFile: string): Promise<Gate> {
  const name = builtIn.find((one) => one === nameOrFile);
  if (name !== undefined) return parseGate(await readFile(new URL(`./gates/${name}.yaml`, import.meta.url), 'utf8'), `${name}.yaml`);
  const info = await stat(nameOrFile).catch(() => undefined);
  if (info === undefined || !info.isFile()) {
    const { closest, distance } = await import('fastest-levenshtein');
    const near = closest(nameOrFile, [...builtIn]);
    throw new GateError(
      `there is no gate ${nameOrFile}, and no file of that name`,
      distance(near, nameOrFile) <= 3 ? `did you mean ${near}?` : `the gates are ${builtIn.join(', ')}; or give a YAML file`,
    );
  }
  if (info.size > maxGateBytes) throw new GateError(`${basename(nameOrFile)} is too large for a gate`, 'give a gate as YAML');
  const gate = await parseGate(await readFile(nameOrFile, 'utf8'), basename(nameOrFile));
  if (builtIn.some((one) => one === gate.id))
    throw new GateError(`${basename(nameOrFile)}: id: ${gate.id} is the name of a built-in gate`, 'give your gate a name of its own');
  return gate;
}

export async function builtInGates(): Promise<readonly Gate[]> {
  return Promise.all(builtIn.map(loadGate));
}
