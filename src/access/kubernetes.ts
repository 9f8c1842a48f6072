import type { Capability, CapabilityKind } from '../model/index.ts';

/** What one set of RBAC rules lets its subjects do, and what could not be read of it. */
export interface KubernetesRights {
  readonly capabilities: readonly Capability[];
  /** Each completes "nobody could see …"; empty when all of it was read. */
  readonly unread: readonly string[];
}

interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Empty: every name. */
  readonly names: readonly string[];
  readonly urls: readonly string[];
}

/** One way to a capability: a rule gives it when it has one of the verbs on one of the resources in the group. */
interface Way {
  readonly kind: CapabilityKind;
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const rbac = 'rbac.authorization.k8s.io';
const change = ['create', 'update', 'patch'];
const remove = ['delete', 'deletecollection'];
const way = (kind: CapabilityKind, group: string, resources: readonly string[], verbs: readonly string[]): Way => ({
  kind,
  group,
  resources,
  verbs,
});
const workloads: readonly (readonly [string, readonly string[]])[] = [
  ['', ['pods', 'replicationcontrollers', 'podtemplates']],
  ['apps', ['deployments', 'daemonsets', 'statefulsets', 'replicasets']],
  ['batch', ['jobs', 'cronjobs']],
];
const admission = ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations', 'validatingadmissionpolicies'];

/**
 * What a rule may give, by resource and verb. Sources: Kubernetes' "RBAC good practices" (privilege escalation risks) and
 * "Using RBAC authorization" (restrictions on role and binding creation); `nodes/proxy` with `get` reaches the kubelet's
 * exec by a web socket (blog of v1.36, fine-grained kubelet API authorization).
 */
const ways: readonly Way[] = [
  way('escalate', rbac, ['roles', 'clusterroles'], ['bind', 'escalate']),
  // The API server lets nobody grant more than they hold, unless they may bind or escalate: writing a role alone hands on what one has.
  way('change-guardrail', rbac, ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'], [...change, ...remove]),
  way('escalate', '', ['users', 'groups', 'serviceaccounts'], ['impersonate']),
  way('escalate', 'authentication.k8s.io', ['uids', 'userextras/*'], ['impersonate']),
  way('assume-identity', '', ['serviceaccounts'], ['impersonate']),
  way('impersonate-human', '', ['users', 'groups'], ['impersonate']),
  way('mint-credential', '', ['serviceaccounts/token'], ['create']),
  way('mint-credential', '', ['secrets'], ['create']),
  way('mint-credential', 'certificates.k8s.io', ['certificatesigningrequests/approval'], ['update', 'patch']),
  way('mint-credential', 'certificates.k8s.io', ['signers'], ['approve', 'sign']),
  way('read-secret', '', ['secrets'], ['get', 'list', 'watch']),
  way('execute-code', '', ['pods/exec', 'pods/attach'], ['create', 'get']),
  way('execute-code', '', ['pods/ephemeralcontainers'], ['update', 'patch']),
  way('execute-code', '', ['nodes/proxy'], ['create', 'get']),
  ...workloads.map(([group, resources]) => way('deploy', group, resources, change)),
  way('change-logging', '', ['events'], remove),
  way('change-logging', 'events.k8s.io', ['events'], remove),
  way('change-guardrail', 'admissionregistration.k8s.io', admission, [...change, ...remove]),
  way('change-network', 'networking.k8s.io', ['networkpolicies', 'ingresses'], [...change, ...remove]),
  way('change-network', '', ['services', 'pods/portforward'], [...change, ...remove]),
];

/** Reviews ask a question by `create`; they change nothing. */
const questions = new Set([
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'selfsubjectreviews',
  'subjectaccessreviews',
  'localsubjectaccessreviews',
  'tokenreviews',
]);

const isIn = (list: readonly string[], value: string) => list.includes('*') || list.includes(value);

/** Resources that belong to the cluster: a binding in a namespace gives nothing on them. */
const ofCluster = new Set([
  'clusterroles',
  'clusterrolebindings',
  'users',
  'groups',
  'uids',
  'userextras/*',
  'nodes/proxy',
  'signers',
  'certificatesigningrequests/approval',
  ...admission,
]);

/** A resource of a rule fits: itself, `*`, or `*` with the same subresource, such as the one of `pods/exec` (RBAC's ResourceMatches). */
function fits(rule: Rule, resource: string): boolean {
  if (isIn(rule.resources, resource)) return true;
  if (resource === 'userextras/*') return rule.resources.some((one) => one.startsWith('userextras/'));
  const slash = resource.indexOf('/');
  return slash >= 0 && rule.resources.includes(`*${resource.slice(slash)}`);
}

/**
 * Capabilities of a document `{"rules": […], "scope": "namespace" | "*"}`. A rule gives a capability only when group,
 * resource and verb meet in that one rule. A name list narrows `on`, and where the verb has no name to check (create,
 * list, watch, deletecollection) it gives nothing, as the API server does: except list and watch, which a client may
 * narrow to a name by a field selector.
 */
export function kubernetesCapabilities(document: string): KubernetesRights {
  const parsed = parse(document);
  if (parsed === undefined) return { capabilities: [], unread: ['what a role that is no JSON document says'] };
  const { rules, scope, unread } = parsed;
  const found = new Map<string, { readonly kind: CapabilityKind; readonly on: string; readonly words: Set<string> }>();
  const give = (kind: CapabilityKind, on: string, word: string) => {
    const key = `${kind}\n${on}`;
    const before = found.get(key) ?? { kind, on, words: new Set<string>() };
    found.set(key, before);
    if (before.words.size < 20) before.words.add(word);
  };
  for (const rule of rules) {
    const places = rule.names.length === 0 ? [scope === '*' ? '*' : `${scope}/*`] : rule.names.map((name) => `${scope}/${name}`);
    const all = [rule.groups, rule.resources, rule.verbs].every((list) => list.includes('*'));
    if (all && rule.names.length === 0 && scope === '*') give('administer', '*', '* on * in the cluster');
    for (const one of ways) {
      if (!isIn(rule.groups, one.group)) continue;
      for (const resource of one.resources) {
        if (!fits(rule, resource) || (scope !== '*' && ofCluster.has(resource))) continue;
        for (const verb of one.verbs) {
          if (!isIn(rule.verbs, verb)) continue;
          if (rule.names.length > 0 && (verb === 'create' || verb === 'deletecollection') && !resource.includes('/')) continue;
          for (const on of places) give(one.kind, on, `${verb} ${resource}`);
        }
      }
    }
    plain(rule, places, give);
  }
  return {
    capabilities: [...found.values()]
      .map(({ kind, on, words }) => ({ kind, on, words: [...words].toSorted(), conditions: [] }))
      .toSorted((a, b) => (`${a.kind} ${a.on}` < `${b.kind} ${b.on}` ? -1 : 1)),
    unread,
  };
}

/** What is left: reading, writing and deleting whatever else there is. */
function plain(rule: Rule, places: readonly string[], give: (kind: CapabilityKind, on: string, word: string) => void): void {
  if (rule.urls.length > 0 && rule.resources.length === 0) {
    for (const verb of rule.verbs)
      give(verb === 'get' || verb === 'head' ? 'read-data' : 'write-data', '*', `${verb} ${rule.urls.slice(0, 3).join(', ')}`);
    return;
  }
  const asksOnly = rule.resources.length > 0 && rule.resources.every((resource) => questions.has(resource));
  const secretsOnly = rule.resources.length > 0 && rule.resources.every((resource) => resource === 'secrets');
  const list = rule.resources.slice(0, 3).join(', ');
  for (const on of places) {
    for (const verb of rule.verbs) {
      if (verb === '*' || verb === 'delete' || verb === 'deletecollection') give('delete-data', on, `${verb} ${list}`);
      if (verb === '*' || (['create', 'update', 'patch'].includes(verb) && !asksOnly)) give('write-data', on, `${verb} ${list}`);
      if ((verb === '*' || ['get', 'list', 'watch'].includes(verb)) && !secretsOnly) give('read-data', on, `${verb} ${list}`);
    }
  }
}

function parse(
  document: string,
): { readonly rules: readonly Rule[]; readonly scope: string; readonly unread: readonly string[] } | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return undefined;
  }
  if (!isObject(parsed) || !Array.isArray(parsed['rules'])) return undefined;
  const unread = new Set<string>();
  const rules: Rule[] = [];
  for (const rule of parsed['rules']) {
    if (!isObject(rule)) {
      unread.add('what a rule that is no object allows');
      continue;
    }
    const list = (key: string): readonly string[] => {
      const value = Object.hasOwn(rule, key) ? rule[key] : undefined;
      if (value === undefined || value === null) return [];
      const texts = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
      if (!Array.isArray(value) || texts.length !== value.length || texts.some((text) => /\$\{|\{\{/.test(text)))
        unread.add(`what ${key} of a rule names`);
      return texts;
    };
    rules.push({
      groups: list('apiGroups'),
      resources: list('resources'),
      verbs: list('verbs'),
      names: list('resourceNames'),
      urls: list('nonResourceURLs'),
    });
  }
  const { scope } = parsed;
  return { rules, scope: typeof scope === 'string' ? scope : '*', unread: [...unread].toSorted() };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
