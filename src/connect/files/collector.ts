import type { Batch, Dataset, Instant, ScopeId } from '../../model/index.ts';
import type { DirectoryEntry } from '../connector.ts';

/** A text file of the tree. */
export interface SourceFile {
  /** Relative to the target, with `/`. Bytes that are not UTF-8 stand as `\xNN`. */
  readonly path: string;
  /** Decoded as UTF-8, without a byte order mark. */
  readonly text: string;
  /** True when git ignores it: it was never committed, and only this machine holds it. */
  readonly localOnly: boolean;
}

/** What a files collector may use. */
export interface FilesContext {
  readonly scope: ScopeId;
  readonly at: Instant;
  fingerprint(value: string): string;
  readonly directory?: readonly DirectoryEntry[];
}

/**
 * Reads one kind of file. `wants` chooses by path; `normalise` is pure and sees all chosen files at once.
 * A file that cannot be parsed becomes a gap with its place in the batch, and the rest is still read.
 */
export interface FileCollector {
  readonly id: string;
  readonly dataset: Dataset;
  /** What it reads, for `list permissions files`. */
  readonly reads: string;
  /** True: it reads the file. A function: what kind of file it is, only its text tells. */
  wants(path: string): boolean | ((text: string) => boolean);
  /** What must be there before `normalise` can be synchronous, such as a grammar. Called when there is a file to read. */
  prepare?(files: readonly SourceFile[]): Promise<void>;
  /** Parses a file as it is read, where another reader parses it too. Never throws; `normalise` does without it as well. */
  readAhead?(file: SourceFile, context: FilesContext): void;
  normalise(files: readonly SourceFile[], context: FilesContext): Batch;
}
