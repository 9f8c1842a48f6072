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
