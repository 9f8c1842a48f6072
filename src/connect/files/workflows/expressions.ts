/** Named where a job is handed every secret, or one whose name is only computed when it runs. */
export const allSecrets = '*';

/** The expressions `${{ … }}` of a text, without their braces. A string literal may hold braces. Linear in the text. */
export function expressionsIn(text: string): readonly string[] {
  const found: string[] = [];
  let open = text.indexOf('${{');
  while (open >= 0) {
    let quoted = false;
    let at = open + 3;
    while (at < text.length && (quoted || !text.startsWith('}}', at))) {
      if (text[at] === "'") quoted = !quoted;
      at += 1;
    }
    found.push(text.slice(open + 3, at));
    open = text.indexOf('${{', at);
  }
  return found;
}

/**
 * The secrets that a text is filled from, in capitals: their names are case-insensitive
 * (docs.github.com, "Secrets reference"), and so are contexts and functions of expressions.
 */
export function secretsIn(value: unknown): readonly string[] {
  if (typeof value !== 'string') return [];
  const names = new Set<string>();
  for (const expression of expressionsIn(value)) {
    // The word inside of a string literal names nothing; as an index it does.
    const bare = expression.replace(/(\[\s{0,20})?'[^']*'/g, (whole, index: string | undefined) => (index === undefined ? "''" : whole));
    for (const match of bare.matchAll(
      /(?<![\w.-])secrets\s{0,20}(?:\.\s{0,20}([A-Za-z_*][\w-]{0,200})|\[\s{0,20}'([A-Za-z_]\w{0,200})'\s{0,20}\])?/gi,
    )) {
      names.add((match[1] ?? match[2] ?? allSecrets).toUpperCase());
    }
  }
  return [...names];
}

const roles: ReadonlySet<string> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);
const association = String.raw`github\.event(?:\.\w{1,50}){1,3}\.author_association`;
const equals = new RegExp(`^(?:${association}\\s{0,9}==\\s{0,9}'(\\w{1,20})'|'(\\w{1,20})'\\s{0,9}==\\s{0,9}${association})$`, 'i');
const contained = new RegExp(
  `^contains\\(\\s{0,9}fromJSON\\(\\s{0,9}'\\[([^'\\[\\]]{1,200})\\]'\\s{0,9}\\)\\s{0,9},\\s{0,9}${association}\\s{0,9}\\)$`,
  'i',
);
const maxCondition = 10_000;

/**
 * Whether a job's `if` lets only people through who belong to the repository: every way to make it true has to test
 * `author_association` for a role that has one. What is not understood does not count as a test.
 */
export function membersOnly(condition: string): boolean {
  if (condition.length > maxCondition) return false;
  const whole = condition.trim();
  const inner = /^\$\{\{([^]*)\}\}$/.exec(whole)?.[1] ?? whole;
  return inner.includes('${{') ? false : restricts(inner, 0);
}

function restricts(text: string, depth: number): boolean {
  if (depth > 20) return false;
  const bare = unwrapped(text.trim());
  const ways = split(bare, '||');
  if (ways.length > 1) return ways.every((way) => restricts(way, depth + 1));
  const needs = split(bare, '&&');
  if (needs.length > 1) return needs.some((need) => restricts(need, depth + 1));
  const one = equals.exec(bare);
  if (one) return roles.has((one[1] ?? one[2] ?? '').toUpperCase());
  const list = contained
    .exec(bare)?.[1]
    ?.split(',')
    .map((item) => item.trim().replace(/^"(.*)"$/, '$1'));
  return list?.every((role) => roles.has(role.toUpperCase())) ?? false;
}

/** Splits at an operator outside of brackets and strings. */
function split(text: string, operator: '||' | '&&'): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    else if (depth === 0 && text.startsWith(operator, at)) {
      parts.push(text.slice(from, at));
      at += 1;
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** Without the brackets around the whole. */
function unwrapped(text: string): string {
  let bare = text;
  for (let round = 0; round < 20 && bare.startsWith('(') && bare.endsWith(')'); round += 1) {
    let depth = 0;
    let quoted = false;
    for (let at = 0; at < bare.length - 1; at += 1) {
      if (bare[at] === "'") quoted = !quoted;
      else if (!quoted && bare[at] === '(') depth += 1;
      else if (!quoted && bare[at] === ')') depth -= 1;
      if (depth === 0) return bare;
    }
    bare = bare.slice(1, -1).trim();
  }
  return bare;
}
