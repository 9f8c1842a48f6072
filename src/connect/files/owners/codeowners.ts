/** One line of a CODEOWNERS file that GitHub would obey. Without owners it takes away what an earlier rule gave. */
export interface OwnerRule {
  readonly pattern: string;
  readonly owners: readonly string[];
  readonly line: number;
  readonly catchAll: boolean;
  readonly segments: readonly string[];
}

export interface ParsedOwners {
  readonly rules: readonly OwnerRule[];
  /** Lines that GitHub skips. */
  readonly invalid: readonly number[];
  readonly tooLong: boolean;
}

const maxLines = 100_000;
const maxLine = 10_000;
const maxWildcards = 50;
const owner = /^(?:@[\w.-]{1,100}(?:\/[\w.-]{1,100})?|[^\s@]{1,100}@[^\s@]{1,200})$/;

/** The tokens of a line: split at unescaped blanks, cut at a comment. */
function tokensOf(line: string): readonly string[] {
  const tokens: string[] = [];
  let token = '';
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (character === '\\' && index + 1 < line.length) {
      token += character + (line[index + 1] ?? '');
      index += 1;
    } else if (character === ' ' || character === '\t') {
      if (token !== '') tokens.push(token);
      token = '';
    } else if (character === '#' && token === '') break;
    else token += character;
  }
  if (token !== '') tokens.push(token);
  return tokens;
}

/** Path segments to match; `**` stands for any number of them. GitHub's documentation: a slash at the start or in the middle anchors. */
function segmentsOf(pattern: string): readonly string[] {
  const directory = pattern.endsWith('/');
  const trimmed = pattern.replace(/^\//, '').replace(/\/$/, '');
  const anchored = pattern.startsWith('/') || trimmed.includes('/');
  const segments = trimmed === '' ? [] : trimmed.split('/');
  const last = segments.at(-1) ?? '';
  const whole = last !== '**' && (directory || !/(?<!\\)[*?]/.test(last));
  return [
    ...(anchored || trimmed === '' ? [] : ['**']),
    ...segments,
    ...(trimmed === '' ? ['**'] : directory ? ['*', '**'] : whole ? ['**'] : []),
  ];
}

function ruleOf(tokens: readonly string[], line: number): OwnerRule | undefined {
  const [pattern, ...owners] = tokens;
  // GitHub's documentation names what gitignore has and CODEOWNERS has not: `!`, `[ ]`, an escaped leading `#`.
  if (pattern === undefined || pattern.startsWith('!') || pattern.startsWith('\\#') || /[[\]]/.test(pattern)) return undefined;
  if ((pattern.match(/[*?]/g) ?? []).length > maxWildcards || owners.some((one) => !owner.test(one))) return undefined;
  return {
    pattern,
    owners,
    line,
    catchAll: pattern === '*' || pattern === '**' || pattern === '/' || pattern === '/**',
    segments: segmentsOf(pattern),
  };
}

/** Reads a CODEOWNERS file, leaving out the lines that GitHub leaves out. */
export function parseCodeowners(text: string): ParsedOwners {
  const lines = text.split(/\r?\n/, maxLines + 1);
  const rules: OwnerRule[] = [];
  const invalid: number[] = [];
  for (const [index, line] of lines.slice(0, maxLines).entries()) {
    const tokens = line.length > maxLine ? undefined : tokensOf(line);
    if (tokens?.length === 0) continue;
    const rule = tokens === undefined ? undefined : ruleOf(tokens, index + 1);
    if (rule === undefined) invalid.push(index + 1);
    else rules.push(rule);
  }
  return { rules, invalid, tooLong: lines.length > maxLines };
}

/** Greedy matching with one point to fall back to: at worst pattern times text, where a regular expression could explode. */
function matchesAll<T>(
  pattern: readonly T[],
  text: readonly T[],
  any: (item: T) => boolean,
  same: (item: T, other: T) => boolean,
): boolean {
  let at = 0;
  let in_ = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    const item = pattern[in_];
    const other = text[at];
    if (item !== undefined && any(item)) {
      star = in_;
      in_ += 1;
      mark = at;
    } else if (item !== undefined && other !== undefined && same(item, other)) {
      in_ += 1;
      at += 1;
    } else if (star >= 0) {
      in_ = star + 1;
      mark += 1;
      at = mark;
    } else return false;
  }
  return pattern.slice(in_).every(any);
}

function segmentMatches(pattern: string, segment: string): boolean {
  if (!/[*?\\]/.test(pattern)) return pattern === segment;
  const parts = pattern.match(/\\[\s\S]|[\s\S]/g) ?? [];
  return matchesAll(
    parts,
    segment.split(''),
    (part) => part === '*',
    (part, character) => part === '?' || (part.length === 2 && part.startsWith('\\') ? part.slice(1) : part) === character,
  );
}

/** The rule that decides about a path: the last that matches. */
export function matchCodeowners(rules: readonly OwnerRule[], path: string): OwnerRule | undefined {
  const segments = path.split('/');
  return rules.findLast((rule) => matchesAll(rule.segments, segments, (one) => one === '**', segmentMatches));
}
