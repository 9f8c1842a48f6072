/** A configuration that cannot be obeyed: where, why, and what to write instead. */
export class ConfigurationError extends Error {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly hint: string;
  constructor(path: string, line: number, column: number, message: string, hint: string) {
    super(`${path}:${line}:${column}: ${message}`);
    this.name = 'ConfigurationError';
    this.path = path;
    this.line = line;
    this.column = column;
    this.hint = hint;
  }
}
