import type { EntityId, IdentityClass, Inventory } from '../model/index.ts';

/** The inventory with the classes of identities that the configuration states. Only identities have one; other ids are left alone. */
export function withStatedClasses(inventory: Inventory, classes: ReadonlyMap<EntityId, IdentityClass>): Inventory {
  if (classes.size === 0) return inventory;
  return {
    ...inventory,
    entities: inventory.entities.map((entity) => {
      const stated = classes.get(entity.id);
      return entity.kind === 'identity' && stated !== undefined ? { ...entity, statedClass: stated } : entity;
    }),
  };
}
