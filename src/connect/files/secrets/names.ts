import type { FormId } from '../../../model/index.ts';

/** What a variable or secret of this name holds, or undefined when the name is that of no credential. */
export declare function contentsOf(name: string): FormId | undefined;
