import { exit } from './exit.ts';

/** An error that a person can act on: what failed, on what, what to do next, and the exit code. */
export class CliError extends Error {
  readonly hint: string;
  readonly code: number;
  constructor(message: string, hint: string, code: number = exit.usage) {
    super(message);
    this.name = 'CliError';
    this.hint = hint;
    this.code = code;
  }
}

/** Shows control and direction characters as escapes: an error may quote what was typed or scanned. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) =>
    character === '\n' ? '\n' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** The candidate nearest to a misspelt word, when it is near enough to be meant. */
export async function nearest(word: string, candidates: readonly string[]): Promise<string | undefined> {
  if (candidates.length === 0) return undefined;
  const { closest, distance } = await import('fastest-levenshtein');
  const best = closest(word, [...candidates]);
  return distance(word, best) <= Math.max(2, Math.floor(best.length / 3)) ? best : undefined;
}
