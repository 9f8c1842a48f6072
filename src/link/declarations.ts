import type { Declaration, Entity, EntityId } from '../model/index.ts';

/** What a declaration may call a thing: its id, its id without the scope, its name. */
function namesOf(entity: Entity): readonly string[] {
  const local = entity.id.startsWith(`${entity.scope}/`) ? [entity.id.slice(entity.scope.length + 1)] : [];
  return [entity.id, ...local, entity.name];
}

/** Pairs what the configuration declares with what was observed. A name that several things bear matches none of them: an id must then say which. */
export function matchDeclarations(entities: readonly Entity[]): {
  readonly declared: ReadonlyMap<EntityId, Declaration>;
  readonly observed: ReadonlyMap<EntityId, Entity>;
} {
  const byName = new Map<string, Entity[]>();
  for (const entity of entities) {
    if (entity.kind !== 'agent' && entity.kind !== 'tool' && entity.kind !== 'identity') continue;
    for (const name of new Set(namesOf(entity))) {
      const key = `${entity.kind}\n${name}`;
      const list = byName.get(key);
      if (list) list.push(entity);
      else byName.set(key, [entity]);
    }
  }
  const declared = new Map<EntityId, Declaration>();
  const observed = new Map<EntityId, Entity>();
  for (const declaration of entities) {
    if (declaration.kind !== 'declaration') continue;
    const candidates = byName.get(`${declaration.of}\n${declaration.matches}`) ?? [];
    const exact = candidates.find((entity) => entity.id === declaration.matches);
    const [only, ...others] = candidates;
    const match = exact ?? (others.length === 0 ? only : undefined);
    if (match === undefined) continue;
    declared.set(match.id, declaration);
    observed.set(declaration.id, match);
  }
  return { declared, observed };
}
