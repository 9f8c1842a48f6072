/** How tightly a trust is bound: see `Trust.tightness`. */
export type Tightness = 'exact' | 'bounded' | 'open';

const order: readonly Tightness[] = ['exact', 'bounded', 'open'];

export function loosest(all: readonly Tightness[]): Tightness {
  return all.reduce((a, b) => (order.indexOf(a) >= order.indexOf(b) ? a : b), 'exact');
}

export function tightest(all: readonly Tightness[]): Tightness {
  return all.reduce((a, b) => (order.indexOf(a) <= order.indexOf(b) ? a : b), 'open');
}

/** One condition on a claim of a token: the patterns that it may match. */
export interface Claim {
  /** `sub`, `aud`, `repository_id`: without the issuer. */
  readonly name: string;
  readonly patterns: readonly string[];
}

interface Issuer {
  readonly host: RegExp;
  /** True when anybody can get a token from it: then a trust without a subject is open to the world. */
  readonly multiTenant: boolean;
  /** What a claim binds; undefined when it binds nothing. */
  readonly bind: (claim: Claim) => Tightness | undefined;
}

const wild = /[*?]/;

function whole(patterns: readonly string[], one: (pattern: string) => Tightness): Tightness {
  return patterns.length === 0 ? 'open' : loosest(patterns.map(one));
}

/** `owner/repository`, with or without the immutable ids that GitHub appends since 2026. */
function repository(pattern: string): Tightness {
  const [owner = '', name] = pattern.split('/');
  if (owner === '' || wild.test(owner.replace(/@\*$/, ''))) return 'open';
  return name === undefined || name === '' || wild.test(name.replace(/@\*$/, '')) ? 'bounded' : 'exact';
}

/**
 * GitHub's subject, `repo:OWNER/REPO:REST`, or a customised one.
 * Source: GitHub, "OpenID Connect reference", and its notice on immutable subjects `repo:owner@id/repo@id:…`.
 */
function githubSubject(pattern: string): Tightness {
  const [, where = '', rest] = /^repo:([^:]*)(?::(.*))?$/s.exec(pattern) ?? [];
  if (where === '') {
    if (pattern === '' || /^[*?]/.test(pattern)) return 'open';
    return wild.test(pattern) ? 'bounded' : 'exact';
  }
  const bound = repository(where);
  if (bound !== 'exact') return bound;
  // Without the part after the repository a pattern matches any branch, tag, environment and pull request.
  if (rest === undefined || rest === 'pull_request' || wild.test(rest)) return 'bounded';
  return 'exact';
}

function github({ name, patterns }: Claim): Tightness | undefined {
  switch (name) {
    case 'sub':
      return whole(patterns, githubSubject);
    case 'repository':
      return whole(patterns, (pattern) => (repository(pattern) === 'open' ? 'open' : 'bounded'));
    case 'repository_id':
    case 'repository_owner':
    case 'repository_owner_id':
    case 'enterprise':
    case 'enterprise_id':
      return whole(patterns, (pattern) => (wild.test(pattern) ? 'open' : 'bounded'));
    case 'job_workflow_ref':
    case 'workflow_ref':
      return whole(patterns, (pattern) => repository(pattern.split('@')[0]?.split('/').slice(0, 2).join('/') ?? ''));
    default:
      return undefined;
  }
}

/** `project_path:GROUP/PROJECT:ref_type:branch:ref:main`. Source: GitLab, "OpenID Connect (OIDC) authentication using ID tokens". */
function gitlab({ name, patterns }: Claim): Tightness | undefined {
  if (name === 'sub')
    return whole(patterns, (pattern) => {
      const [, path = '', rest] = /^project_path:([^:]*)(?::(.*))?$/s.exec(pattern) ?? [];
      const bound = repository(path);
      return bound === 'exact' && (rest === undefined || wild.test(rest)) ? 'bounded' : bound;
    });
  if (name === 'namespace_id' || name === 'project_id' || name === 'namespace_path' || name === 'project_path')
    return whole(patterns, (pattern) => (/^[*?]/.test(pattern) ? 'open' : 'bounded'));
  return undefined;
}

/** `system:serviceaccount:NAMESPACE:NAME`. Source: Amazon EKS User Guide, "IAM roles for service accounts". */
function serviceAccount({ name, patterns }: Claim): Tightness | undefined {
  if (name !== 'sub') return undefined;
  return whole(patterns, (pattern) => {
    const [, namespace = '*', account = '*'] = /^system:serviceaccount:([^:]*)(?::(.*))?$/.exec(pattern) ?? [];
    if (namespace === '' || wild.test(namespace)) return 'open';
    return wild.test(account) ? 'bounded' : 'exact';
  });
}

/** `organization:O:project:P:workspace:W:run_phase:R`, and Buildkite's `organization:O:pipeline:P:…`. */
function organization({ name, patterns }: Claim): Tightness | undefined {
  if (name !== 'sub') return undefined;
  return whole(patterns, (pattern) => {
    const [, owner = '*'] = /^organization:([^:]*)/.exec(pattern) ?? [];
    if (owner === '' || wild.test(owner)) return 'open';
    // Any phase of one workspace is one party.
    return wild.test(pattern.replace(/run_phase:.*$/, '')) ? 'bounded' : 'exact';
  });
}

function anyClaim(...names: readonly string[]): Issuer['bind'] {
  return ({ name, patterns }) =>
    names.includes(name)
      ? whole(patterns, (pattern) => (/^[*?]/.test(pattern) ? 'open' : wild.test(pattern) ? 'bounded' : 'exact'))
      : undefined;
}

const issuers: readonly Issuer[] = [
  { host: /^token\.actions\.githubusercontent\.com|^token\.actions\.[\w.-]+\.ghe\.com/, multiTenant: true, bind: github },
  { host: /^gitlab\.com/, multiTenant: true, bind: gitlab },
  { host: /^oidc\.eks\.|^container\.googleapis\.com|\.oic\.prod-aks\.azure\.com/, multiTenant: false, bind: serviceAccount },
  { host: /^app\.terraform\.io|^agent\.buildkite\.com/, multiTenant: true, bind: organization },
  { host: /^accounts\.google\.com/, multiTenant: true, bind: anyClaim('sub', 'aud', 'oaud', 'email') },
  { host: /^cognito-identity\.amazonaws\.com/, multiTenant: true, bind: anyClaim('sub', 'aud') },
  // The address of these issuers names the organisation or workspace: without a subject they are bounded to it.
  { host: /^oidc\.circleci\.com\/org\/|^api\.bitbucket\.org\/2\.0\/workspaces\//, multiTenant: false, bind: anyClaim('sub') },
];

/** The issuer without scheme and slash, as IAM writes it. */
export function issuerOf(url: string): string {
  return url
    .replace(/^arn:[^:]*:iam::[^:]*:oidc-provider\//, '')
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '');
}

/** How tightly claims bind the tokens of an issuer; undefined when this version does not know the issuer's subjects. */
export function tightnessOf(issuer: string, claims: readonly Claim[]): Tightness | undefined {
  const known = issuers.find(({ host }) => host.test(issuer));
  if (known === undefined) {
    // Whatever the issuer's subjects mean: one that is written out names one party, and none at all names nobody.
    const subject = claims.find(({ name }) => name === 'sub');
    if (subject !== undefined && subject.patterns.length > 0 && !subject.patterns.some((pattern) => wild.test(pattern))) return 'exact';
    return undefined;
  }
  const bound = claims.flatMap((claim) => known.bind(claim) ?? []);
  if (bound.length > 0) return tightest(bound);
  return known.multiTenant || known.bind === serviceAccount ? 'open' : 'bounded';
}
