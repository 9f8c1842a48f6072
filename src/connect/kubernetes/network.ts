import { nodeAt, textAt, type Node, type ObjectNode } from '../node.ts';
import { itemsAt, listAt, selects, type Head } from './object.ts';
import type { WorkloadObject } from './pods.ts';

/** A policy that limits where pods may connect to. */
export interface EgressObject {
  readonly type: 'egress-policy';
  readonly head: Head;
  readonly selector: Node | undefined;
  /** `everything`: it allows every address, or the whole internet. */
  readonly reach: 'listed' | 'everything';
}

const whole = new Set(['0.0.0.0/0', '::/0']);

/** The egress side of a NetworkPolicy; undefined for a policy that says nothing about egress. */
export function readEgress(node: ObjectNode, head: Head): EgressObject | undefined {
  if (head.group === 'cilium.io' && head.kind === 'CiliumNetworkPolicy' && nodeAt(node, 'spec', 'egress') !== undefined) {
    const open = itemsAt(node, 'spec', 'egress').some(
      (rule) =>
        listAt(rule, 'toEntities').some((entity) => entity === 'all' || entity === 'world') ||
        listAt(rule, 'toCIDR').some((range) => whole.has(range)),
    );
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
    return to.length === 0 ? !onlyNames : to.some((peer) => whole.has(textAt(peer, 'ipBlock', 'cidr') ?? '') && !onlyNames);
  });
  return {
    type: 'egress-policy',
    head,
    selector: nodeAt(node, 'spec', 'podSelector'),
    reach: open ? 'everything' : 'listed',
  };
}

/** Policies by namespace, to find those that select a workload's pods. */
export class EgressPolicies {
  readonly #byNamespace = new Map<string, EgressObject[]>();

  constructor(policies: readonly EgressObject[]) {
    for (const policy of policies) {
      const list = this.#byNamespace.get(policy.head.namespace);
      if (list) list.push(policy);
      else this.#byNamespace.set(policy.head.namespace, [policy]);
    }
  }

  of({ head, pod }: WorkloadObject): readonly EgressObject[] {
    const lists =
      head.namespace === '' ? [...this.#byNamespace.values()] : [head.namespace, ''].map((one) => this.#byNamespace.get(one) ?? []);
    return lists.flat().filter((policy) => selects(policy.selector, pod.labels) === true);
  }
}
