const longest = 500;

/** Text that a terminal shows as it stands: control, direction, zero-width and unpaired characters become visible, and length is bounded. */
export function plain(text: string): string {
  const bounded = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return bounded.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
