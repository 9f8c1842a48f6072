import type { Entity, Identity, IdentityClass, Trust } from '../model/index.ts';

/** What an identity is, decided before any check, with the evidence that decided it. First rule that fits wins. */
export function classify(
  identity: Identity,
  users: readonly Entity[],
  trusts: readonly Trust[],
): { readonly class: IdentityClass; readonly because: string } {
  if (identity.statedClass !== undefined) return { class: identity.statedClass, because: 'stated by the configuration or the platform' };
  if (identity.providerManaged) return { class: 'provider-managed', because: 'the platform runs it for itself' };
  const agent = users.find((user) => user.kind === 'agent');
  if (agent) return { class: 'agent', because: `the agent ${agent.name} runs as it` };
  if (identity.form === 'github.workflow-token') return { class: 'pipeline', because: 'it is the token of a workflow job' };
  const workload = users.find((user) => user.kind === 'workload');
  if (workload) {
    return workload.runtime === 'workflow-job'
      ? { class: 'pipeline', because: `the workflow job ${workload.name} runs as it` }
      : { class: 'workload', because: `the ${workload.runtime} ${workload.name} runs as it` };
  }
  if (trusts.some((trust) => trust.principal === 'saml')) return { class: 'human', because: 'people assume it by SAML' };
  if (trusts.some((trust) => trust.principal === 'service' || trust.principal === 'kubernetes')) {
    return { class: 'workload', because: 'a service may assume it' };
  }
  if (trusts.some((trust) => trust.principal === 'oidc')) return { class: 'pipeline', because: 'a federated workload may assume it' };
  if (
    ['k8s.service-account', 'github.app', 'agentcore.workload-identity', 'google.service-account', 'azure.application'].includes(
      identity.form,
    )
  ) {
    return { class: 'workload', because: `a ${identity.form} is made for workloads` };
  }
  return { class: 'unclassified', because: 'nothing tells who or what acts as it' };
}
