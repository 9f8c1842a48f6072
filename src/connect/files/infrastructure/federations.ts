import { known, type Identity, type Trust } from '../../../model/index.ts';
import { issuerOf, tightnessOf } from './issuers.ts';
import { safeText } from './policy-document.ts';
import { referredBy, valueOf, wordOf, type Module, type Resource } from './resources.ts';
import type { Sink } from './sink.ts';
import { isWritten, itemsOf, shown, textOf } from './value.ts';

const identityForms: Readonly<Record<string, { readonly form: string; readonly name: string }>> = {
  google_service_account: { form: 'google.service-account', name: 'account_id' },
  azuread_application: { form: 'azure.application', name: 'display_name' },
  azuread_application_registration: { form: 'azure.application', name: 'display_name' },
  azurerm_user_assigned_identity: { form: 'azure.managed-identity', name: 'name' },
};

/** An identity of Google Cloud or Microsoft Entra that the code makes. */
export function readOtherIdentity(resource: Resource, sink: Sink): Identity | undefined {
  const row = Object.hasOwn(identityForms, resource.type) ? identityForms[resource.type] : undefined;
  if (row === undefined) return undefined;
  const live = sink.live('other');
  return sink.add<Identity>({
    kind: 'identity',
    ...sink.base(resource, resource.at, wordOf(resource, row.name) ?? resource.address),
    form: row.form,
    createdAt: live,
    lastUsedAt: live,
    maxSession: live,
    enabled: resource.certain ? known(true) : sink.notRendered(resource, `whether ${resource.address} is made at all`),
    providerManaged: false,
  });
}

/** Trust in an issuer outside the cloud: providers by themselves, and federated credentials of one identity. */
export function readFederation(resource: Resource, identities: ReadonlyMap<string, Identity>, sink: Sink): void {
  switch (resource.type) {
    case 'aws_iam_openid_connect_provider':
      provider(resource, wordOf(resource, 'url'), shownList(resource, 'client_id_list'), sink);
      break;
    case 'AWS::IAM::OIDCProvider':
      provider(resource, wordOf(resource, 'Url'), shownList(resource, 'ClientIdList'), sink);
      break;
    case 'google_iam_workload_identity_pool_provider':
      googleProvider(resource, sink);
      break;
    case 'azuread_application_federated_identity_credential':
    case 'azurerm_federated_identity_credential':
      azureCredential(resource, identities, sink);
      break;
    default:
  }
}

function shownList(resource: Resource, ...keys: readonly string[]): string {
  return itemsOf(valueOf(resource, ...keys))
    .map((value) => safeText(shown(value)))
    .toSorted()
    .join(', ');
}

/** A provider lets nobody in by itself: what rests on it is judged where it rests. */
function provider(resource: Resource, url: string | undefined, audiences: string, sink: Sink): void {
  const issuer = url === undefined ? undefined : issuerOf(url);
  sink.add<Trust>({
    kind: 'trust',
    ...sink.base(resource, resource.at, resource.address),
    principal: 'oidc',
    ...(issuer === undefined ? {} : { issuer }),
    subject: known('none by itself'),
    audience: known(audiences === '' ? 'any' : audiences),
    conditions: [],
    tightness: known('exact'),
  });
}

/** One comparison of a claim in Google's CEL: `assertion.repository == "acme/claims"`. */
const comparison = /^\s*(?:assertion|attribute|google)\.([\w.]+)\s*==\s*['"]([^'"]*)['"]\s*$/;

/**
 * A Workload Identity Federation provider. Whom it admits, its attribute condition says.
 * Source: Google Cloud, "Configure Workload Identity Federation with deployment pipelines", which requires one for GitHub.
 */
function googleProvider(resource: Resource, sink: Sink): void {
  const issuer = issuerOf(wordOf(resource, 'oidc', 'issuer_uri') ?? '');
  if (issuer === '') return;
  const condition = valueOf(resource, 'attribute_condition');
  const text = textOf(condition);
  const parts = text?.split('&&').map((part) => comparison.exec(part)) ?? [];
  const claims = parts.flatMap((part) =>
    part?.[1] === undefined || part[2] === undefined ? [] : [{ name: part[1].replace('subject', 'sub'), patterns: [part[2]] }],
  );
  const about = `how tightly the trust in ${issuer} is bound (${resource.address})`;
  const bound = tightnessOf(issuer, claims);
  const understood = condition === undefined || (text !== undefined && claims.length === parts.length);
  sink.add<Trust>({
    kind: 'trust',
    ...sink.base(resource, condition?.at ?? resource.at, `trust of ${resource.address} in ${issuer}`),
    principal: 'oidc',
    issuer,
    subject: known(text === undefined && condition === undefined ? 'any' : safeText(shown(condition))),
    audience: known(shownList(resource, 'oidc', 'allowed_audiences') || 'the provider itself'),
    conditions: condition === undefined ? [] : [safeText(shown(condition))],
    tightness:
      understood && bound !== undefined
        ? known(bound)
        : condition !== undefined && text === undefined
          ? sink.notRendered(resource, about)
          : sink.missing({
              about,
              reason: 'unsupported',
              detail: 'nhi-ready reads comparisons joined by && only, of issuers whose subjects it knows',
              closes: { by: 'attestation', hint: 'say whom the attribute condition admits' },
            }),
  });
}

/** A federated credential of an Entra application or a managed identity: issuer and subject are compared as they stand. */
function azureCredential(resource: Resource, identities: ReadonlyMap<string, Identity>, sink: Sink): void {
  const from = valueOf(resource, 'issuer');
  const issuer = textOf(from) === undefined ? undefined : issuerOf(textOf(from) ?? '');
  const subject = valueOf(resource, 'subject');
  const about = `how tightly ${resource.address} is bound`;
  const bound =
    issuer === undefined || textOf(subject) === undefined
      ? undefined
      : tightnessOf(issuer, [{ name: 'sub', patterns: [textOf(subject) ?? ''] }]);
  const trust = sink.add<Trust>({
    kind: 'trust',
    ...sink.base(resource, subject?.at ?? resource.at, `trust of ${resource.address}${issuer === undefined ? '' : ` in ${issuer}`}`),
    principal: 'oidc',
    ...(issuer === undefined ? {} : { issuer }),
    subject: subject === undefined ? sink.notRendered(resource, about) : known(safeText(shown(subject))),
    audience: known(shownList(resource, 'audiences') || shownList(resource, 'audience') || 'any'),
    conditions: [],
    tightness: bound === undefined || !isWritten(subject) ? sink.notRendered(resource, about) : known(bound),
  });
  const owner = identityOf(resource, resource.module);
  const identity = owner === undefined ? undefined : identities.get(owner.address);
  if (identity) sink.edge(identity.id, 'trusted-by', trust.id);
}

function identityOf(resource: Resource, module: Module): Resource | undefined {
  for (const key of ['application_id', 'application_object_id', 'parent_id', 'user_assigned_identity_id']) {
    const found = referredBy(valueOf(resource, key), module, Object.keys(identityForms), '');
    if (found) return found;
  }
  return undefined;
}
