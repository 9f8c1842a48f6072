import {
  formOf,
  gapOf,
  known,
  unknown,
  type Confidence,
  type Credential,
  type FormId,
  type Gap,
  type ScopeId,
} from '../../../model/index.ts';
import type { FilesContext } from '../collector.ts';
import { productionUnknown } from '../facts.ts';
import { fileId, filePlace } from '../ids.ts';
import { capitals, contentsOf } from './names.ts';
import { shapeRules } from './rules.ts';

/** What a value is, as told by its own shape, by the key it stands under, and by the file it stands in. */
export interface Classified {
  readonly form: FormId;
  readonly confidence: Confidence;
  /** Why the confidence is not high. */
  readonly doubts: readonly string[];
}

/** A value under a key in a structured file. */
export interface StructuredValue {
  readonly path: string;
  /** Keys from the root to the value; an array element goes by its name or by the flag before it, never by its index. */
  readonly pointer: readonly string[];
  /** The key that names it: `GITHUB_TOKEN`, `Authorization`, `--api-key`. */
  readonly key: string;
  readonly value: string;
  readonly line: number;
  readonly column: number;
  readonly localOnly: boolean;
  readonly inAgentConfiguration: boolean;
}

const agentFiles =
  /(^|\/)(\.mcp\.json|\.claude\.json|\.claude\/|\.cursor\/|\.vscode\/mcp\.json|\.gemini\/|\.codex\/|opencode\.jsonc?$|\.kiro\/|\.windsurf\/|\.amp\/|\.agents\/|claude_desktop_config\.json|mcp_config\.json|langgraph\.json|AGENTS\.md$|CLAUDE\.md$|GEMINI\.md$|SKILL\.md$|\.github\/agents\/)/;

/** Whether a path configures an agent or its tools. */
export function isAgentConfiguration(path: string): boolean {
  return agentFiles.test(path);
}

const examplePath =
  /(^|\/)(tests?|specs?|__tests__|fixtures?|testdata|mocks?|examples?|samples?|demos?|docs?)(\/|$)|\.(example|sample|template|dist|tpl)$|\.(test|spec)\.[a-z]+$|(^|[._-])(example|sample)\.|_test\.(go|py)$|(^|\/)test_[^/]*\.py$/i;
/** An address at a host that only documentation uses: RFC 2606 section 3. */
const reservedHost = /@(?:[\w.-]{1,200}\.)?example\.(?:com|net|org)(?![\w.-])/i;
/** AWS's and others' documented example credentials end so. */
const documented = /EXAMPLE(KEY)?$/;
const placeholder =
  /^(x{3,}|\*{3,}|\.{3,}|<.*>|\[.*\]|\{.*\}|%.*%|your[_-].*|my[_-].*|.*changeme.*|.*change[_-]me.*|.*placeholder.*|.*example.*|.*redacted.*|.*dummy.*|.*insert[_-].*|.*replace[_-].*|test|secret|pass|passwd|password|pwd|token|none|null|undefined|true|false|empty|todo|tbd|n\/a)$/i;

/** Shannon entropy in bits per character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Names the variable behind a reference (`${X}`, `$X`, `${env:X}`, `${X:-default}`, `${{ secrets.X }}`, `${input:x}`), or undefined when the value is no reference. */
export function referenceOf(value: string): { readonly name: string; readonly default?: string } | undefined {
  const text = value.trim().slice(0, 2000);
  const braced =
    /^\$\{\{?\s{0,10}(?:(?:env|input|secrets|vars|github|steps|needs|inputs)[.:])?([A-Za-z_][\w.-]{0,200})\s{0,10}(?::?-([^}]{0,1000}))?\}?\}$/.exec(
      text,
    );
  if (braced?.[1] !== undefined) return braced[2] === undefined ? { name: braced[1] } : { name: braced[1], default: braced[2] };
  const bare = /^(?:\$|%|\{\{\s{0,5}\.?)([A-Za-z_][\w.]{0,200})(?:%|\s{0,5}\}\})?$/.exec(text);
  if (bare?.[1] !== undefined) return { name: bare[1] };
  return /\$\{\{?[^}]{1,300}\}/.test(text) ? { name: text.replace(/^.*?\$\{\{?\s*([\w.-]{1,200}).*$/s, '$1') } : undefined;
}

/** The value proper: without `Bearer ` and the like. */
export function bare(value: string): string {
  return value.trim().replace(/^(?:bearer|basic|token|apikey)\s+/i, '');
}

/** Doubts that a path alone raises. */
export function pathDoubts(path: string): readonly string[] {
  return examplePath.test(path) ? ['it lies in a test, example or documentation path'] : [];
}

function doubtsOf(value: string, path: string): readonly string[] {
  const doubts: string[] = [];
  if (documented.test(value)) doubts.push("it is a provider's documented example");
  else if (placeholder.test(value) || /(.)\1{7,}/.test(value) || /^(.{1,4})\1{3,}$/.test(value)) doubts.push('it reads like a placeholder');
  return [...doubts, ...pathDoubts(path)];
}

function judged(form: FormId, value: string, path: string): Classified {
  const doubts = doubtsOf(value, path);
  const placeholderLike = doubts.some((doubt) => !doubt.startsWith('it lies'));
  return { form, confidence: placeholderLike ? 'low' : doubts.length > 0 ? 'medium' : 'high', doubts };
}

function formByShape(value: string): FormId | undefined {
  for (const { form, keyword, shape } of shapeRules) {
    if (!value.includes(keyword)) continue;
    shape.lastIndex = 0;
    if (shape.test(value)) {
      shape.lastIndex = 0;
      return form;
    }
  }
  return undefined;
}

const passwordForms: ReadonlySet<FormId> = new Set(['password', 'database.password']);

/** What a value under a key is, or undefined when it is no credential: a reference, a placeholder of nothing, an ordinary setting. */
export function classify(key: string, value: string, path: string): Classified | undefined {
  const text = value.trim();
  if (text === '' || text.length > 20_000) return undefined;
  const reference = referenceOf(text);
  if (reference !== undefined) return undefined;
  const byShape = formByShape(text);
  if (byShape !== undefined && byShape !== 'bearer-token') {
    const password = /:\/\/[^:]*:([^@]*)@/.exec(text)?.[1];
    if (password !== undefined && (referenceOf(password) !== undefined || /^[<[{$%].*|^\*+$/.test(password))) return undefined;
    const found = judged(byShape, password ?? text, path);
    if (password === undefined || !reservedHost.test(text)) return found;
    return { form: found.form, confidence: 'low', doubts: [...found.doubts, 'its host is reserved for documentation'] };
  }
  const form = contentsOf(key);
  if (form === undefined) return undefined;
  const inner = bare(text);
  // A reference inside a header, a path, an address, a name of another variable: settings, not secrets.
  if (referenceOf(inner) !== undefined || /^(\.{0,2}\/|~\/|[A-Za-z]:\\|https?:\/\/|file:|[a-z]+:\/\/|arn:)/.test(inner)) return undefined;
  if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(inner) && inner !== capitals(key) && form !== 'aws.access-key') return undefined;
  if (/^(true|false|null|none|yes|no|on|off|\d{1,9})$/i.test(inner) || /\s/.test(inner)) return undefined;
  const least = passwordForms.has(form) ? 4 : 12;
  if (inner.length < least) return undefined;
  const found = judged(byShape ?? form, inner, path);
  if (found.confidence === 'low') return found;
  const bits = entropy(inner);
  const random = passwordForms.has(form) ? bits >= 2 : bits >= 3 && (/\d/.test(inner) || bits >= 4);
  if (!random) return { form: found.form, confidence: 'low', doubts: [...found.doubts, 'it does not look random'] };
  return found;
}

/** The gap behind the age and use of every credential that a file shows. */
export function secretGaps(scope: ScopeId): readonly Gap[] {
  return [useGap(scope), productionUnknown(scope).gap];
}

function useGap(scope: ScopeId): Gap {
  return gapOf({
    collector: 'files.secrets',
    scope,
    about: 'the age and use of credentials found in files',
    reason: 'no-target',
    detail: 'only the provider that issued them knows',
    closes: { by: 'attestation', hint: 'look it up at the provider, and revoke what lies in a file' },
  });
}

/** A credential whose value can be read in a file. The value itself goes no further than its fingerprint. */
export function credentialInFile(
  at: Omit<StructuredValue, 'key'> & { readonly name: string },
  { form, confidence, doubts }: Classified,
  context: FilesContext,
): Credential {
  const { scope } = context;
  const unseen = unknown<never>(useGap(scope).id);
  const expires = formOf(form).expires;
  const value = bare(at.value);
  const keyId = /^(?:AKIA|ASIA)[A-Z2-7]{16}$/.test(value) ? known(value) : unseen;
  return {
    kind: 'credential',
    id: fileId(scope, at.path, ...at.pointer),
    plane: 'files',
    name: at.name,
    scope,
    origin: 'live',
    production: productionUnknown(scope).fact,
    places: [filePlace(scope, at.path, at.line, at.column)],
    form,
    keyId,
    fingerprints: [context.fingerprint(value)],
    issuedAt: unseen,
    rotatedAt: unseen,
    expiresAt: expires === 'never' ? known('never') : expires === 'always' ? known('short-lived') : unseen,
    lastUsedAt: unseen,
    status: unseen,
    stored: 'literal',
    visibility: unseen,
    localOnly: at.localOnly,
    inAgentConfiguration: at.inAgentConfiguration,
    confidence,
    doubts,
  };
}

/** The credential at a structured place, or undefined when the value is none. Holds no part of the value. */
export function literalCredential(at: StructuredValue, context: FilesContext): Credential | undefined {
  const found = classify(at.key, at.value, at.path);
  return found === undefined ? undefined : credentialInFile({ ...at, name: at.key }, found, context);
}
