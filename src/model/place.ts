import type { Instant } from './fact.ts';

/** Where something was seen. Paths are relative to the target; lines and columns start at 1. */
export interface Place {
  /** The scope that was looked at. */
  readonly scope: string;
  readonly file?: { readonly path: string; readonly line?: number; readonly column?: number; readonly endLine?: number };
  /** One request to a platform's API. */
  readonly call?: { readonly service: string; readonly operation: string; readonly at: Instant; readonly requestId?: string };
  /** The platform's own name of the object: an ARN, `namespace/kind/name`, a repository path. */
  readonly object?: string;
}

/** `path:line`, else the object, else the operation, else the scope. */
export function placeText(place: Place): string {
  if (place.file) return place.file.line === undefined ? place.file.path : `${place.file.path}:${place.file.line}`;
  if (place.object !== undefined) return place.object;
  return place.call ? `${place.call.service}:${place.call.operation}` : place.scope;
}
