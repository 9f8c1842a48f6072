import { known, gapOf, unknown, type Batch, type Declaration, type Gap, type ScopeId } from '../model/index.ts';

export interface DeclaredAgent {
  readonly id: string;
  readonly owner?: string | undefined;
  readonly production?: boolean | undefined;
  readonly tools?: readonly string[] | undefined;
}

/** The agents and tools that the systems are declared to have, as entities of the inventory. */
export function declarationsOf(
  systems: readonly { readonly name: string; readonly agents: readonly DeclaredAgent[] }[],
  scope: ScopeId,
): Pick<Batch, 'entities' | 'edges' | 'gaps'> {
  const gap: Gap = gapOf({
    collector: 'files',
    scope,
    about: 'what serves production',
    reason: 'no-target',
    detail: 'no environment name and no configuration says so',
    closes: { by: 'configuration', key: 'systems[].agents[].production' },
  });
  const entities = new Map<string, Declaration>();
  let asked = false;
  for (const system of systems) {
    for (const agent of system.agents) {
      const add = (of: 'agent' | 'tool', matches: string) => {
        const id = `config/${system.name}/${of}/${matches}`;
        if (entities.has(id)) return;
        if (agent.production === undefined) asked = true;
        entities.set(id, {
          kind: 'declaration',
          id,
          plane: 'files',
          name: matches,
          scope,
          origin: 'declared',
          production: agent.production === undefined ? unknown(gap.id) : known(agent.production),
          places: [],
          of,
          system: system.name,
          matches,
          ...(of === 'agent' && agent.owner !== undefined ? { owner: agent.owner } : {}),
        });
      };
      add('agent', agent.id);
      for (const tool of agent.tools ?? []) add('tool', tool);
    }
  }
  return { entities: [...entities.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)), edges: [], gaps: asked ? [gap] : [] };
}
