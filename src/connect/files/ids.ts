import type { EntityId, Place, ScopeId } from '../../model/index.ts';

/** One segment of a pointer, as in RFC 6901 section 3: `~` and `/` escaped. */
function segment(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The id of a thing in a file: scope, path, and a pointer of keys (never an index, a line or a value). */
export function fileId(scope: ScopeId, path: string, ...keys: readonly string[]): EntityId {
  return keys.length === 0 ? `${scope}/${path}` : `${scope}/${path}#${keys.map(segment).join('/')}`;
}

/** The id of a secret that a workflow names: the same as the source host's, so that both sides meet. */
export function secretId(
  scope: ScopeId,
  store: 'actions' | 'agents' | 'dependabot' | 'codespaces',
  name: string,
  environment?: string,
): EntityId {
  return environment === undefined ? `${scope}/${store}-secret/${name}` : `${scope}/environment/${segment(environment)}/secret/${name}`;
}

export function environmentId(scope: ScopeId, name: string): EntityId {
  return `${scope}/environment/${segment(name)}`;
}

export function ownerId(scope: ScopeId, handle: string): EntityId {
  return `${scope}/owner/${handle.toLowerCase()}`;
}

export function filePlace(scope: ScopeId, path: string, line?: number, column?: number): Place {
  return {
    scope,
    file: { path, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) },
  };
}
