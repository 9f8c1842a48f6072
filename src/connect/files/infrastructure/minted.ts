import { known, type Credential, type Fact, type FormId } from '../../../model/index.ts';
import { wordOf, valueOf, type Resource } from './resources.ts';
import type { Sink } from './sink.ts';
import { textOf } from './value.ts';

/** A kind of resource that makes a credential when it is applied. */
interface Mint {
  readonly form: FormId;
  /** `never`: nothing ends it; a key: the attribute that may say when it ends; `short-lived`. */
  readonly ends: 'never' | 'short-lived' | readonly string[];
  /** Why it may be no standing credential. */
  readonly doubt?: string;
  readonly cloud: 'aws' | 'other';
}

const mints: Readonly<Record<string, Mint>> = {
  aws_iam_access_key: { form: 'aws.access-key', ends: 'never', cloud: 'aws' },
  'AWS::IAM::AccessKey': { form: 'aws.access-key', ends: 'never', cloud: 'aws' },
  aws_iam_service_specific_credential: { form: 'aws.service-specific', ends: ['credential_age_days'], cloud: 'aws' },
  'AWS::IAM::ServiceSpecificCredential': { form: 'aws.service-specific', ends: ['CredentialAgeDays'], cloud: 'aws' },
  aws_iam_user_login_profile: { form: 'aws.login-profile', ends: 'never', cloud: 'aws' },
  aws_iam_user_ssh_key: { form: 'aws.ssh-key', ends: 'never', cloud: 'aws' },
  google_service_account_key: { form: 'google.service-account-key', ends: 'never', cloud: 'other' },
  google_apikeys_key: { form: 'google.api-key', ends: 'never', cloud: 'other' },
  azuread_application_password: { form: 'azure.client-secret', ends: ['end_date', 'end_date_relative'], cloud: 'other' },
  azuread_service_principal_password: { form: 'azure.client-secret', ends: ['end_date', 'end_date_relative'], cloud: 'other' },
  github_repository_deploy_key: { form: 'github.deploy-key', ends: 'never', cloud: 'other' },
  kubernetes_token_request_v1: { form: 'kubernetes.bound-token', ends: 'short-lived', cloud: 'other' },
  tls_private_key: {
    form: 'private-key',
    ends: 'never',
    doubt: 'what the key is for, only its use tells',
    cloud: 'other',
  },
  random_password: { form: 'password', ends: 'never', doubt: 'what the value is for, only its use tells', cloud: 'other' },
};

/** The credential that a resource makes when it is applied, or undefined when it makes none. Its value will lie in the state. */
export function mintedBy(resource: Resource, sink: Sink): Credential | undefined {
  const mint = Object.hasOwn(mints, resource.type) ? mints[resource.type] : undefined;
  if (mint === undefined) return undefined;
  const live = sink.live(mint.cloud);
  const service = wordOf(resource, 'service_name') ?? wordOf(resource, 'ServiceName');
  const form = mint.form === 'aws.service-specific' && service === 'bedrock.amazonaws.com' ? 'aws.bedrock-api-key' : mint.form;
  return {
    kind: 'credential',
    ...sink.base(resource, resource.at, resource.address),
    form,
    keyId: live,
    fingerprints: [],
    issuedAt: live,
    rotatedAt: live,
    expiresAt: endOf(resource, mint, sink, live),
    lastUsedAt: live,
    status: statusOf(resource, sink),
    stored: 'provider-only',
    visibility: live,
    localOnly: resource.localOnly,
    inAgentConfiguration: false,
    confidence: mint.doubt === undefined ? 'high' : 'medium',
    doubts: mint.doubt === undefined ? [] : [mint.doubt],
  };
}

function endOf(resource: Resource, { ends, form }: Mint, sink: Sink, live: Fact<never>): Credential['expiresAt'] {
  if (typeof ends === 'string') return known(ends);
  const [key, value] = ends.map((name) => [name, valueOf(resource, name)] as const).find(([, one]) => one !== undefined) ?? [];
  // Entra gives a password two years when no end is named; IAM gives a service-specific credential none.
  if (value === undefined) return form === 'azure.client-secret' ? live : known('never');
  const text = textOf(value);
  if (text === undefined) return sink.notRendered(resource, `when ${resource.address} ends`);
  if (key === 'end_date' && /^\d{4}-\d\d-\d\dT[\d:]+Z$/.test(text)) return known(text);
  // A length of life: it begins when the code is applied.
  return live;
}

/** Whether there is one at all, where a count, a loop or a condition decides it; or whether it is switched off. */
function statusOf(resource: Resource, sink: Sink): Credential['status'] {
  if (!resource.certain) return sink.notRendered(resource, `whether ${resource.address} is made at all`);
  const status = wordOf(resource, 'status') ?? wordOf(resource, 'Status');
  return known(status !== undefined && /^inactive$/i.test(status) ? 'inactive' : 'active');
}
