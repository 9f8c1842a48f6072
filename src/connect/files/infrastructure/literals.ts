import type { Credential } from '../../../model/index.ts';
import type { FilesContext } from '../collector.ts';
import { classify, credentialInFile, type Classified } from '../secrets/literal.ts';
import type { FormId } from '../../../model/index.ts';
import type { Resource } from './resources.ts';
import { textsIn, type At } from './value.ts';

/** Arguments that hold a secret whatever they are called, by type of resource; the form where it is told. */
const secretArguments: Readonly<Record<string, readonly (readonly [argument: string, form: FormId])[]>> = {
  github_actions_secret: [['plaintext_value', 'github.actions-secret']],
  github_actions_environment_secret: [['plaintext_value', 'github.actions-secret']],
  github_actions_organization_secret: [['plaintext_value', 'github.actions-secret']],
  github_dependabot_secret: [['plaintext_value', 'github.dependabot-secret']],
  github_codespaces_secret: [['plaintext_value', 'github.codespaces-secret']],
  aws_secretsmanager_secret_version: [['secret_string', 'aws.secret']],
  'AWS::SecretsManager::Secret': [['SecretString', 'aws.secret']],
  google_secret_manager_secret_version: [['secret_data', 'api-key']],
  azurerm_key_vault_secret: [['value', 'api-key']],
  kubernetes_secret: [['data', 'kubernetes.opaque-secret'], ['binary_data', 'kubernetes.opaque-secret']],
  kubernetes_secret_v1: [['data', 'kubernetes.opaque-secret'], ['binary_data', 'kubernetes.opaque-secret']],
  aws_iam_access_key: [['secret', 'aws.access-key'], ['ses_smtp_password_v4', 'aws.access-key']],
  aws_iam_service_specific_credential: [['service_password', 'aws.service-specific'], ['service_credential_secret', 'aws.bedrock-api-key']],
  aws_iam_user_login_profile: [['password', 'aws.login-profile']],
  google_service_account_key: [['private_key', 'google.service-account-key']],
  azuread_application_password: [['value', 'azure.client-secret']],
  azuread_service_principal_password: [['value', 'azure.client-secret']],
  random_password: [['result', 'password']],
  aws_db_instance: [['password', 'database.password']],
  aws_rds_cluster: [['master_password', 'database.password']],
  aws_redshift_cluster: [['master_password', 'database.password']],
  google_sql_user: [['password', 'database.password']],
  'AWS::RDS::DBInstance': [['MasterUserPassword', 'database.password']],
  'AWS::RDS::DBCluster': [['MasterUserPassword', 'database.password']],
}; // prettier-ignore

/** Maps whose keys are named by people: what stands under a harmless name in them is no secret. */
const free = new Set(['tags', 'Tags', 'labels', 'Labels', 'annotations', 'description', 'Description', 'metadata', 'Metadata']);

/** Literal secrets in the arguments of a resource, a provider or a variable. Holds fingerprints, never values. */
export function literalsIn(
  resource: Pick<Resource, 'path' | 'localOnly' | 'address' | 'type' | 'body'>,
  context: FilesContext,
  certainly?: FormId,
): readonly Credential[] {
  const told = new Map(Object.hasOwn(secretArguments, resource.type) ? secretArguments[resource.type] : []);
  const found = new Map<string, Credential>();
  for (const [argument, value] of resource.body.entries) {
    // An access key's id stands beside its secret and is none.
    if (free.has(argument) || argument === 'id') continue;
    for (const { keys, text, at } of textsIn(value, [argument])) {
      // A dynamic reference names where the value lies (CloudFormation User Guide, "Dynamic references").
      if (/^\{\{resolve:/.test(text)) continue;
      const key = keys.at(-1) ?? argument;
      const form = certainly ?? told.get(argument);
      const judged = form === undefined ? classify(key, text, resource.path) : certain(form, key, text, resource.path);
      if (judged === undefined) continue;
      const credential = credentialAt(resource, keys, text, at, judged, context);
      const before = found.get(credential.id);
      found.set(
        credential.id,
        before === undefined
          ? credential
          : {
              ...before,
              fingerprints: [...new Set([...before.fingerprints, ...credential.fingerprints])].toSorted(),
              places: [...before.places, ...credential.places].slice(0, 50),
            },
      );
    }
  }
  return [...found.values()];
}

/** In an argument that exists to hold a secret, any text is one, unless it reads like a placeholder or like none at all. */
export function certain(form: FormId, key: string, text: string, path: string): Classified | undefined {
  const value = text.trim();
  if (value === '' || value.length > 20_000) return undefined;
  const byName = classify(key, value, path);
  if (byName !== undefined) return { ...byName, form: byName.form === 'api-key' || byName.form === 'password' ? form : byName.form };
  const judged = classify('password', value, path);
  return judged === undefined ? undefined : { ...judged, form };
}

function credentialAt(
  resource: Pick<Resource, 'path' | 'localOnly' | 'address'>,
  keys: readonly string[],
  value: string,
  at: At,
  found: Classified,
  context: FilesContext,
): Credential {
  // A variable or parameter is its own name.
  const pointer = keys.length === 1 && resource.address.split('.').at(-1) === keys[0] ? [resource.address] : [resource.address, ...keys];
  return {
    ...credentialInFile(
      {
        path: resource.path,
        pointer,
        name: pointer.join('.').slice(0, 300),
        value,
        line: at.line,
        column: at.column,
        localOnly: resource.localOnly,
        inAgentConfiguration: false,
      },
      found,
      context,
    ),
    origin: 'declared',
  };
}
