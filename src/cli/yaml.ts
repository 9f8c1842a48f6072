import type { CreateNodeOptions, DocumentOptions, ParseOptions, SchemaOptions, ToStringOptions } from 'yaml';
import { deceptive } from '../render/escape.ts';

/** Every value in quotes and on one line: what a scanned name holds is read back as it was. */
export const quotedYaml: DocumentOptions & SchemaOptions & ParseOptions & CreateNodeOptions & ToStringOptions = {
  lineWidth: 0,
  defaultStringType: 'QUOTE_DOUBLE',
  defaultKeyType: 'PLAIN',
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
};

/** YAML of quoted values, in which no character acts on a terminal or hides from a reader (YAML 1.2 section 5.7 has the escape). */
export function visibleYaml(text: string): string {
  return text.replace(deceptive, (character) =>
    character === '\n' ? character : `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );
}
