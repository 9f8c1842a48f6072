import { gapOf, known, unknown, type Fact, type Gap, type ScopeId } from '../../model/index.ts';

/** `github:owner/repo` for the scope of a repository on github.com, else the form to fill in. */
export function githubTarget(scope: ScopeId): string {
  const [, owner, repo] = /^github\.com\/([^/]+)\/([^/]+)/.exec(scope) ?? [];
  return owner === undefined || repo === undefined ? 'github:OWNER/REPO' : `github:${owner}/${repo}`;
}

/** The gap of a fact that a checkout cannot hold and the source host would show. */
export function githubGap(scope: ScopeId, about: string, collector: string): Gap {
  return gapOf({
    collector,
    scope,
    about,
    reason: 'no-target',
    detail: 'a checkout does not hold it; the source host does',
    closes: { by: 'target', plane: 'github', target: githubTarget(scope) },
  });
}

/** The gap behind every unknown `production` of a scope: one for all. */
export function productionUnknown(scope: ScopeId): { readonly fact: Fact<boolean>; readonly gap: Gap } {
  const gap = gapOf({
    collector: 'files',
    scope,
    about: 'what serves production',
    reason: 'no-target',
    detail: 'no environment name and no configuration says so',
    closes: { by: 'configuration', key: 'systems[].agents[].production' },
  });
  return { fact: unknown(gap.id), gap };
}

/** Whether an environment's name tells that it is production, or that it is not. */
export function productionOf(environment: string | undefined, scope: ScopeId): { readonly fact: Fact<boolean>; readonly gap?: Gap } {
  if (environment !== undefined && /prod|live|release/i.test(environment)) return { fact: known(true) };
  if (environment !== undefined && /dev|test|stag|sandbox|preview|qa/i.test(environment)) return { fact: known(false) };
  return productionUnknown(scope);
}
