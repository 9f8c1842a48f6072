import { gapOf, type Batch, type Credential, type Gap } from '../../../model/index.ts';
import type { FilesContext, SourceFile } from '../collector.ts';
import { filePlace } from '../ids.ts';
import { credentialFilesFor } from './credential-files.ts';
import {
  bare,
  classify,
  credentialInFile,
  isAgentConfiguration,
  literalCredential,
  referenceOf,
  secretGaps,
  type Classified,
} from './literal.ts';
import { contentsOf } from './names.ts';
import { shapeRules } from './rules.ts';
import { lintText } from './secretlint.ts';
import { dotenvLeaves, jsonLeaves, tomlLeaves, yamlLeaves, type Leaf } from './structured.ts';

/** Scans files one after the other and gives the credentials found. */
export interface SecretScan {
  scan(file: SourceFile): Promise<void>;
  /** A part of a long file; parts overlap, and a value found twice counts once. */
  scanPart(path: string, text: string, firstLine: number, localOnly: boolean): Promise<void>;
  finish(): Batch;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** One pass over a text tells whether a rule could match at all. */
export const shapePrefilter = new RegExp(
  shapeRules
    .map((rule) => escaped(rule.keyword))
    .filter((word, index, all) => all.indexOf(word) === index)
    .join('|'),
);
/** What secretlint's preset can match has one of these; a test holds the two together. */
export const presetPrefilter =
  /AKIA|ASIA|aws_?(?:secret|account)|AccountId|SecretAccessKey|AIza|private_key|_authToken|npm_|:\/\/[^\s/]{1,200}:[^\s/]{1,200}@|xox[a-z]-|xapp-|hooks\.slack\.com|SG\.|shp(?:at|ca|pa|ss)_|gh[pousr]_|github_pat_|sk-|hf_|gsk_|ops_|lin_(?:api|oauth)_|PRIVATE KEY|PuTTY-User-Key|ntn_|secret_[A-Za-z0-9]{43}|figd_|dop_v1_|doo_v1_|dor_v1_|glpat-|dapi[0-9A-Fa-f]|sk_live|rk_live|sk_test|rk_test|discord|PASSWORD|vercel|vc[aipkr]_|glsa_|glc_|cf(?:ut|k|at)_|tskey-|hv[sbr]\.|_docker|dckr_/;

const suppression = /secretlint-disable|gitleaks:allow|pragma: allowlist secret|nosec\b|trufflehog:ignore|ggignore/g;
/** Lines of lock files and the like are digests: nothing that looks random there is a secret. */
const digests =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|flake\.lock|deno\.lock|bun\.lock)$|\.min\.(js|css)$|\.map$/;

const structuredLimit = 2 * 1024 * 1024;

function lineStarts(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

async function leavesOf(path: string, text: string): Promise<readonly Leaf[] | undefined> {
  if (text.length > structuredLimit || digests.test(path)) return undefined;
  if (/(^|\/)\.env($|\.)|\.env$|(^|\/)\.envrc$/i.test(path)) return dotenvLeaves(text);
  if (/\.(json|jsonc|json5)$/i.test(path)) return jsonLeaves(text);
  if (/\.ya?ml$/i.test(path)) return yamlLeaves(text);
  return /\.toml$/i.test(path) ? tomlLeaves(text) : undefined;
}

/** The word that a value is assigned to, left of it on its line. */
function nameBefore(text: string, offset: number): string | undefined {
  const line = text.slice(Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - 200), offset);
  return /([A-Za-z_][\w.-]{1,100})["'`]?\s{0,10}(?:[:=]|=>|,)\s{0,10}[("'`]{0,3}(?:[Bb]earer )?$/.exec(line)?.[1];
}

interface Hit {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly found: Classified;
}

/** The secrets of a well-known credential file, by the grammar of its format. */
function byGrammar(path: string, text: string): readonly Hit[] {
  const hits: Hit[] = [];
  for (const { form, grammar } of credentialFilesFor(path)) {
    for (const match of text.matchAll(grammar)) {
      const value = match.groups?.['value'];
      if (value === undefined || referenceOf(value) !== undefined || hits.length > 10_000) continue;
      const start = match.index + match[0].lastIndexOf(value);
      const { confidence, doubts } = classify('password', value, path) ?? { confidence: 'low', doubts: ['it reads like a setting'] };
      hits.push({ start, end: start + value.length, value, found: { form, confidence, doubts } });
    }
  }
  return hits;
}

export function startSecretScan(context: FilesContext): SecretScan {
  const credentials = new Map<string, Credential>();
  const gaps = new Map<string, Gap>();
  let files = 0;
  let bytes = 0;
  let suppressions = 0;

  function add(credential: Credential): void {
    const before = credentials.get(credential.id);
    if (before === undefined) {
      credentials.set(credential.id, credential);
      return;
    }
    const rank = { high: 2, medium: 1, low: 0 };
    const surer = rank[before.confidence] >= rank[credential.confidence] ? before : credential;
    const places = new Map([...before.places, ...credential.places].map((place) => [`${place.file?.line}:${place.file?.column}`, place]));
    credentials.set(credential.id, {
      ...surer,
      fingerprints: [...new Set([...before.fingerprints, ...credential.fingerprints])].toSorted(),
      places: [...places.values()]
        .toSorted((a, b) => (a.file?.line ?? 0) - (b.file?.line ?? 0) || (a.file?.column ?? 0) - (b.file?.column ?? 0))
        .slice(0, 50),
    });
  }

  async function hitsIn(path: string, text: string): Promise<readonly Hit[]> {
    const hits: Hit[] = [];
    if (shapePrefilter.test(text)) {
      for (const { keyword, shape } of shapeRules) {
        if (!text.includes(keyword)) continue;
        for (const match of text.matchAll(shape)) {
          const value = match[1] ?? match[0];
          const found = classify(nameBefore(text, match.index) ?? 'token', value, path) ?? undefined;
          if (found === undefined || hits.length > 10_000) continue;
          const start = match.index + match[0].indexOf(value);
          hits.push({ start, end: start + value.length, value: /:\/\/[^:]*:([^@]*)@/.exec(value)?.[1] ?? value, found });
        }
      }
    }
    if (presetPrefilter.test(text)) hits.push(...(await lintText(path, text)));
    // What a well-known file says of a value is surer than its shape or its key.
    const byFile = byGrammar(path, text);
    const others = hits.filter((hit) => !byFile.some(({ start, end }) => hit.start < end && start < hit.end));
    return [...byFile, ...others].toSorted((a, b) => a.start - b.start || b.end - a.end);
  }

  async function text(
    path: string,
    content: string,
    firstLine: number,
    localOnly: boolean,
    seen: Set<string>,
    taken: readonly (readonly [number, number])[],
  ): Promise<void> {
    if (digests.test(path)) return;
    suppressions += [...content.matchAll(suppression)].length;
    const hits = await hitsIn(path, content);
    if (hits.length === 0) return;
    const where = lineStarts(content);
    let last = -1;
    for (const { start, end, value, found } of hits) {
      const print = context.fingerprint(bare(value));
      if (start < last || seen.has(print) || taken.some(([from, to]) => start < to && end > from)) continue;
      last = end;
      seen.add(print);
      const { line, column } = where(start);
      const name = nameBefore(content, start) ?? found.form;
      add(
        credentialInFile(
          {
            path,
            pointer: ['secret', name],
            name,
            value,
            line: line + firstLine - 1,
            column,
            localOnly,
            inAgentConfiguration: isAgentConfiguration(path),
          },
          found,
          context,
        ),
      );
    }
  }

  return {
    async scan({ path, text: content, localOnly }) {
      files += 1;
      bytes += content.length;
      const seen = new Set<string>();
      const taken: (readonly [number, number])[] = [];
      let leaves: readonly Leaf[] | undefined;
      try {
        leaves = await leavesOf(path, content);
      } catch {
        const gap = gapOf({
          collector: 'files.secrets',
          scope: context.scope,
          about: `the structure of ${path}`,
          reason: 'unparsable',
          detail: 'it was read as plain text only',
          closes: { by: 'file', path, hint: `mend ${path}` },
          place: filePlace(context.scope, path),
        });
        gaps.set(gap.id, gap);
      }
      const wellKnown = credentialFilesFor(path).length > 0;
      if (wellKnown) await text(path, content, 1, localOnly, seen, taken);
      if (leaves !== undefined && leaves.length > 0) {
        let where: ReturnType<typeof lineStarts> | undefined;
        for (const { pointer, key, value, offset } of leaves) {
          if (value.length < 4 || (contentsOf(key) === undefined && !shapePrefilter.test(value))) continue;
          where ??= lineStarts(content);
          const { line, column } = where(offset);
          const credential = literalCredential(
            {
              path,
              pointer,
              key: key === '' ? 'value' : key,
              value,
              line,
              column,
              localOnly,
              inAgentConfiguration: isAgentConfiguration(path),
            },
            context,
          );
          if (credential === undefined || credential.fingerprints.every((print) => seen.has(print))) continue;
          for (const print of credential.fingerprints) seen.add(print);
          taken.push([offset, offset + value.length + 2]);
          add(credential);
        }
      }
      if (!wellKnown) await text(path, content, 1, localOnly, seen, taken);
    },
    async scanPart(path, content, firstLine, localOnly) {
      bytes += content.length;
      await text(path, content, firstLine, localOnly, new Set(), []);
    },
    finish() {
      const found = [...credentials.values()].toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
      return {
        coverage: [
          {
            collector: 'files.secrets',
            scope: context.scope,
            dataset: 'files.secrets',
            complete: true,
            at: context.at,
            read: [
              { what: 'characters', count: bytes },
              { what: 'files', count: files },
              { what: 'inline suppressions not obeyed', count: suppressions },
            ],
            skipped: [],
          },
        ],
        entities: found,
        edges: [],
        gaps: [...gaps.values(), ...(found.length > 0 ? secretGaps(context.scope) : [])],
      };
    },
  };
}
