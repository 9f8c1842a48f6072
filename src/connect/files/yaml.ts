import { Document, LineCounter, parseAllDocuments } from 'yaml';

export interface Yaml {
  readonly documents: readonly Document[];
  readonly lines: LineCounter;
}

let last: (Yaml & { readonly text: string }) | undefined;

/**
 * The documents of a text, at least one. Whoever reads the same file one after the other shares one parse: it is most of
 * what a workflow costs. Only the last text is kept. Throws what the library throws on hostile text.
 */
export function yamlOf(text: string): Yaml {
  if (last?.text === text) return last;
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, version: '1.2', merge: true, uniqueKeys: false, logLevel: 'silent' });
  const documents = Array.isArray(parsed) && parsed.length > 0 ? [...parsed] : [new Document(null)];
  last = { text, documents, lines };
  return last;
}
