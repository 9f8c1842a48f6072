import { fieldsAt, nodeAt, textAt, type Node, type ObjectNode } from '../node.ts';
import { flagAt, itemsAt, listAt, sameNamespace, selects, type Head } from './object.ts';
import type { WorkloadObject } from './pods.ts';

/** A policy that limits where pods may connect to. */
export interface EgressObject {
  readonly type: 'egress-policy';
  readonly head: Head;
  readonly selector: Node | undefined;
  /** `everything`: it allows every address, or the whole internet. */
  readonly reach: 'listed' | 'everything';
}

const anywhere = new Set(['all', 'world', 'world-ipv4', 'world-ipv6']);

/** Whether a range is so wide that it lists nothing: two halves of all addresses are all of them. */
function isWide(range: string): boolean {
  const length = Number(/\/(\d{1,3})$/.exec(range)?.[1] ?? Number.NaN);
  return length < (range.includes(':') ? 16 : 8);
}

/** Whether a rule of a CiliumNetworkPolicy lets everything through (Cilium, "Layer 3 Examples"): without any `to…` of layer 3 it does. */
function isOpenCilium(rule: Node): boolean {
  const names = itemsAt(rule, 'toPorts').flatMap((one) => itemsAt(one, 'ports').map((port) => textAt(port, 'port')));
  const onlyNames = names.length > 0 && names.every((port) => port === '53');
  const targets = fieldsAt(rule).filter(([key]) => key.startsWith('to') && key !== 'toPorts');
  return (
    (targets.length === 0 && !onlyNames) ||
    listAt(rule, 'toEntities').some((entity) => anywhere.has(entity)) ||
    [...listAt(rule, 'toCIDR'), ...itemsAt(rule, 'toCIDRSet').flatMap((one) => textAt(one, 'cidr') ?? [])].some((range) => isWide(range)) ||
    itemsAt(rule, 'toFQDNs').some((one) => /^\*+$/.test(textAt(one, 'matchPattern') ?? ''))
  );
}

/** The egress side of a NetworkPolicy; undefined for a policy that says nothing about egress. */
export function readEgress(node: ObjectNode, head: Head): EgressObject | undefined {
  if (head.group === 'cilium.io' && head.kind === 'CiliumNetworkPolicy' && nodeAt(node, 'spec', 'egress') !== undefined) {
    const open =
      itemsAt(node, 'spec', 'egress').some((rule) => isOpenCilium(rule)) || flagAt(node, 'spec', 'enableDefaultDeny', 'egress') === false;
    return { type: 'egress-policy', head, selector: nodeAt(node, 'spec', 'endpointSelector'), reach: open ? 'everything' : 'listed' };
  }
  if (head.group !== 'networking.k8s.io' || head.kind !== 'NetworkPolicy') return undefined;
  const types = listAt(node, 'spec', 'policyTypes');
  // Without `policyTypes`, egress counts when the policy has egress rules (Kubernetes API, NetworkPolicySpec).
  if (!(types.length > 0 ? types.includes('Egress') : nodeAt(node, 'spec', 'egress') !== undefined)) return undefined;
  const open = itemsAt(node, 'spec', 'egress').some((rule) => {
    const to = itemsAt(rule, 'to');
    const ports = itemsAt(rule, 'ports').map((port) => nodeAt(port, 'port'));
    // Names are resolved anywhere; what else goes anywhere is open.
    const onlyNames = ports.length > 0 && ports.every((port) => port?.kind === 'scalar' && String(port.value) === '53');
    return to.length === 0 ? !onlyNames : to.some((peer) => isWide(textAt(peer, 'ipBlock', 'cidr') ?? '') && !onlyNames);
  });
  return {
    type: 'egress-policy',
    head,
    selector: nodeAt(node, 'spec', 'podSelector'),
    reach: open ? 'everything' : 'listed',
  };
}

/**
 * The policies that select a workload's pods. One that limits must be of its namespace for sure and select it for sure; one
 * that lets everything through counts where it may.
 */
export function egressOf({ head, pod }: WorkloadObject, policies: readonly EgressObject[]): readonly EgressObject[] {
  return policies.filter((policy) => {
    const selected = selects(policy.selector, pod.labels);
    return policy.reach === 'everything'
      ? selected !== false && sameNamespace(policy.head.namespace, head.namespace)
      : selected === true && policy.head.namespace === head.namespace;
  });
}
