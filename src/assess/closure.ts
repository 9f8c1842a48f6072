import type { EdgeType, Entity, EntityId, Graph, ScopeId, SystemSpec, TargetState } from '../model/index.ts';

/** Along these, from → to, a system grows: what its agents run as, hold, use, call, are approved by, logged to, guarded and owned by. */
const followed: ReadonlySet<EdgeType> = new Set([
  'holds',
  'uses',
  'runs-as',
  'runs-in',
  'calls',
  'authenticates-with',
  'attached',
  'trusted-by',
  'names-owner',
  'deployed-from',
  'approved-by',
  'logged-to',
  'alerts',
  'guarded-by',
  'member-of',
  'declares',
  'same-as',
]);

function namesScope(name: string, entity: Pick<Entity, 'plane' | 'scope'>, target: TargetState | undefined): boolean {
  const short = entity.plane === 'kubernetes' ? 'k8s' : entity.plane;
  const names = [entity.scope, `${short}:${entity.scope}`, ...(target ? [`${short}:${target.label}`] : [])];
  return names.some((one) => one === name || one.startsWith(`${name}/`));
}

/** The entities of a system: all things in its scopes, its declared agents, and what is reached from them. A system without scopes has every target's. */
export function closureOf(
  graph: Graph,
  system: SystemSpec,
): { readonly ids: ReadonlySet<EntityId>; readonly scopes: readonly ScopeId[]; readonly missingScopes: readonly string[] } {
  const targets = new Map(graph.inventory.header.targets.map((target) => [target.scope, target]));
  const inScope = (entity: Pick<Entity, 'plane' | 'scope'>) =>
    system.scopes.length === 0 || system.scopes.some((name) => namesScope(name, entity, targets.get(entity.scope)));
  const next = new Map<EntityId, EntityId[]>();
  for (const edge of graph.inventory.edges) {
    if (!followed.has(edge.type)) continue;
    const list = next.get(edge.from);
    if (list) list.push(edge.to);
    else next.set(edge.from, [edge.to]);
  }
  const queue: EntityId[] = [];
  for (const entity of graph.inventory.entities) {
    if (entity.kind === 'declaration') {
      if (entity.system !== system.name) continue;
      queue.push(entity.id);
      const observed = graph.observed(entity);
      if (observed) queue.push(observed.id);
    } else if (inScope(entity)) queue.push(entity.id);
  }
  const ids = new Set<EntityId>();
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (ids.has(id)) continue;
    ids.add(id);
    queue.push(...(next.get(id) ?? []));
  }
  const scopes = [...targets.values()].filter((target) => inScope(target)).map((target) => target.scope);
  const missingScopes = system.scopes.filter(
    (name) => ![...targets.values()].some((target) => target.reached && namesScope(name, target, target)),
  );
  return { ids, scopes, missingScopes };
}
