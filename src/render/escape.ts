/**
 * What a terminal or a reader could take for something else than text: controls (an ESC sequence, a newline that
 * forges a line), bidirectional overrides (CVE-2021-42574), invisible characters, lone surrogates, and what is no
 * character at all (XML 1.0 section 2.2 forbids some). The two variation selectors that only choose between the text and
 * the picture of a sign stay.
 */
export const deceptive = /(?![\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** The text with every deceptive character as a visible `\u{…}`. */
function visible(text: string): string {
  return text.replace(deceptive, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** `visible`, and at most `limit` characters long: a name that fills a screen hides what stands beside it. */
export function plain(text: string, limit = 2000): string {
  // Twice: before, so that a huge string is not escaped in full; after, because escapes are longer than what they replace.
  const shown = visible(text.slice(0, limit + 1));
  if (shown.length <= limit) return shown;
  return `${visible(text.slice(0, limit))
    .slice(0, limit - 1)
    .replace(/[\ud800-\udbff]$/, '')}…`;
}
