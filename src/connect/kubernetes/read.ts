import { textAt, type ObjectNode } from '../node.ts';
import { readAgentResource, type AgentResource } from './agent-resources.ts';
import { readEgress, type EgressObject } from './network.ts';
import { headOf, type Head, type Source } from './object.ts';
import { readWorkload, type WorkloadObject } from './pods.ts';
import { readAccount, readBinding, readRole, type AccountObject, type BindingObject, type RoleObject } from './rbac.ts';
import { readSecret, readSynced, type SecretObject, type SyncedObject } from './secrets.ts';

/** A LimitRange gives limits to containers that state none. */
export interface LimitsObject {
  readonly type: 'limits';
  readonly head: Head;
}

/** An object of a kind that says something about agents, identities, credentials or guardrails. */
export type KubernetesObject =
  | WorkloadObject
  | AccountObject
  | RoleObject
  | BindingObject
  | SecretObject
  | SyncedObject
  | EgressObject
  | AgentResource
  | LimitsObject;

/** Whether a node is a Kubernetes object at all, of whatever kind. */
export function isObject(node: ObjectNode): boolean {
  return textAt(node, 'apiVersion') !== undefined && textAt(node, 'kind') !== undefined;
}

/** Reads one object into what matters of it; undefined for kinds that say nothing here. `namespace` overrides its own. */
export function readObject(node: ObjectNode, source: Source, namespace?: string): KubernetesObject | undefined {
  const head = headOf(node, source, namespace);
  if (head === undefined) return undefined;
  if (head.group === '' && head.kind === 'LimitRange') return { type: 'limits', head };
  return (
    readWorkload(node, head, source) ??
    readAccount(node, head) ??
    readRole(node, head) ??
    readBinding(node, head) ??
    readSecret(node, head) ??
    readSynced(node, head) ??
    readEgress(node, head) ??
    readAgentResource(node, head, source)
  );
}
