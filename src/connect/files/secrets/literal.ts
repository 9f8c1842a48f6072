import type { Confidence, Credential, FormId } from '../../../model/index.ts';
import type { FilesContext } from '../collector.ts';

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

/** What a value under a key is, or undefined when it is no credential: a reference, a placeholder, an ordinary setting. */
export declare function classify(key: string, value: string, path: string): Classified | undefined;

/** The credential at a structured place, or undefined when the value is none. Holds no part of the value. */
export declare function literalCredential(at: StructuredValue, context: FilesContext): Credential | undefined;

/** Names the variable behind a reference (`${X}`, `$X`, `${env:X}`, `${X:-default}`, `${{ secrets.X }}`, `${input:x}`), or undefined when the value is no reference. */
export declare function referenceOf(value: string): { readonly name: string; readonly default?: string } | undefined;
