import type { Check } from '../model/index.ts';
import type { Reporter } from '../render/reporter.ts';

/** What a module from outside brings: its default export, made by `defineExtension`. */
export interface Extension {
  /** Letters, digits and dashes; stands in reports and errors. */
  readonly name: string;
  /** Checks of an existing theme; their ids are none that exist. */
  readonly checks?: readonly Check[];
  /** Formats; their ids are none that exist. */
  readonly reporters?: readonly Reporter[];
}

/** Returns its argument; exists for the type. */
export function defineExtension(extension: Extension): Extension {
  return extension;
}
