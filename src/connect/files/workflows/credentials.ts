import { formOf, known, type Credential, type Entity, type FormId, type Identity, type Workload } from '../../../model/index.ts';
import { secretId } from '../ids.ts';
import { contentsOf } from '../secrets/names.ts';
import { allSecrets, secretsIn } from './expressions.ts';
import type { Login } from './logins.ts';
import type { JobScope } from './scope.ts';

/** Names of secrets that may hold a credential though nothing tells which, and those that hold none. */
const credentialWord = /TOKEN|KEY|SECRET|PASSWORD|CREDENTIAL|PAT$/;
const identifier = /_(?:ID|IDS|NAME|URL|URI|ARN|REGION|HOST|USER|USERNAME|TENANT|VERSION|BUCKET|PATH)$/;

/** Without `id-token: write` a job gets no OpenID Connect token: then a key beside a role is what logs in. */
export function reachable(at: JobScope, login: Login): Login {
  const { permissions } = at.job;
  const mayFederate =
    permissions === undefined || (typeof permissions === 'string' ? permissions === 'write-all' : permissions.get('id-token') === 'write');
  if (mayFederate || login.standing.length === 0) return login;
  return { provider: login.provider, standing: login.standing };
}

/** Every secret that the job names, as credentials of the source host's store. */
export function readSecrets(
  at: JobScope,
  workload: Workload,
  logins: readonly Login[],
  models: readonly Login[],
): ReadonlyMap<string, Credential> {
  const { scope } = at.context;
  const environment = at.job.environment ?? undefined;
  const found = new Map<string, Credential>();
  const proven = new Map<string, { readonly form: FormId; readonly alternative: boolean }>();
  for (const login of [...logins, ...models]) {
    for (const { secret, form } of login.standing) proven.set(secret, { form, alternative: login.federated !== undefined });
  }
  const filledInto = new Map<string, FormId>();
  for (const { text, key } of at.job.texts) {
    const form = contentsOf(key);
    const [only, ...others] = secretsIn(text);
    if (form !== undefined && only !== undefined && others.length === 0 && !filledInto.has(only)) filledInto.set(only, form);
  }
  const add = (name: string, line: number) => {
    if (name === 'GITHUB_TOKEN' || found.has(name)) return;
    // The id of an access key goes with its secret; it is no credential of its own.
    if (/ACCESS_KEY_ID/.test(name)) return;
    const use = proven.get(name);
    const contents = use?.form ?? contentsOf(name) ?? filledInto.get(name);
    if (contents === undefined && name !== allSecrets && (!credentialWord.test(name) || identifier.test(name))) return;
    const expires = formOf(contents ?? 'api-key').expires;
    const credential: Credential = {
      kind: 'credential',
      ...at.base(secretId(scope, 'actions', name, environment), name === allSecrets ? 'all secrets' : name, line),
      form: 'github.actions-secret',
      ...(contents === undefined ? {} : { contents }),
      keyId: at.unseen(`the secret ${name}`),
      fingerprints: [],
      issuedAt: at.unseen(`the age of the secret ${name}`),
      rotatedAt: at.unseen(`the age of the secret ${name}`),
      expiresAt:
        expires === 'never' ? known('never') : expires === 'always' ? known('short-lived') : at.unseen(`when the secret ${name} expires`),
      lastUsedAt: at.unseen(`the use of the secret ${name}`),
      status: use?.alternative === true ? at.unseen(`which of two log-ins is set: ${name} or the federated one`) : known('active'),
      stored: 'platform-vault',
      visibility: name === allSecrets ? known('all') : at.unseen(`who else may use the secret ${name}`),
      localOnly: false,
      inAgentConfiguration: false,
      confidence: use === undefined ? 'medium' : 'high',
      doubts: use === undefined ? ['only its name tells what it holds'] : [],
    };
    found.set(name, credential);
    at.entities.push(credential);
    at.link(workload, 'uses', credential, line, [`secret ${name}`]);
  };
  for (const { text, line } of at.job.texts) {
    for (const name of secretsIn(text)) add(name, line);
  }
  if (at.job.secretsInherit) add(allSecrets, at.job.line);
  return found;
}

/** The short-lived session of a federated log-in, and whom it acts as. */
export function readSession(at: JobScope, login: Login, users: readonly Entity[], line: number): void {
  const form = login.federated;
  if (form === undefined) return;
  const row = formOf(form);
  for (const user of users) {
    const credential: Credential = {
      kind: 'credential',
      ...at.base(`${user.id}/session/${form}`, `${row.label} of ${user.name}`, line),
      form,
      keyId: at.unseen(`sessions of ${user.name}`),
      fingerprints: [],
      issuedAt: known(at.context.at),
      rotatedAt: known({ at: at.context.at }),
      expiresAt: known('short-lived'),
      lastUsedAt: at.unseen(`sessions of ${user.name}`),
      status:
        login.standing.length > 0
          ? at.unseen(`which of two log-ins is set: ${login.standing.map(({ secret }) => secret).join(', ')} or the federated one`)
          : known('active'),
      stored: 'injected',
      visibility: known('one'),
      localOnly: false,
      inAgentConfiguration: false,
      confidence: 'high',
      doubts: [],
    };
    at.entities.push(credential);
    at.link(user, 'uses', credential, line);
    if (login.identity) {
      const identity: Identity = {
        kind: 'identity',
        ...at.base(`${user.id}/identity/${login.identity.form}`, login.identity.name, line),
        form: login.identity.form,
        createdAt: at.unseen(`the identity ${login.identity.name}`),
        lastUsedAt: at.unseen(`the identity ${login.identity.name}`),
        maxSession: at.unseen(`the identity ${login.identity.name}`),
        enabled: at.unseen(`the identity ${login.identity.name}`),
        providerManaged: false,
      };
      at.entities.push(identity);
      at.link(user, 'runs-as', identity, line);
    }
  }
}
