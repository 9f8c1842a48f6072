import type { Edge, Entity, Inventory } from '../src/model/index.ts';
import { known } from '../src/model/index.ts';
import { agent, credential, edge, identity, owner, policy, scope, tool, workload } from '../src/model/sample.ts';
import { inventory } from '../test/support/inventory.ts';

/** Ten entities of one agent: what it runs in and as, holds and calls, and two defects in every third of them. */
function unit(number: number, at: string): { readonly entities: readonly Entity[]; readonly edges: readonly Edge[] } {
  const here = <E extends Entity>(entity: E): E => ({
    ...entity,
    id: `${at}/${number}/${entity.name}`,
    name: `${entity.name}-${number}`,
    scope: at,
  });
  const bad = number % 3 === 0;
  const bot = here(agent('agent', { triggers: known([{ who: bad ? 'anyone' : 'members', how: 'issue_comment' }]) }));
  const job = here(workload('job', { purpose: known(number % 5 === 0 ? 'deploy' : 'build') }));
  const token = here(identity('token'));
  const rights = here(policy('rights', { document: known(bad ? '"write-all"' : '{"contents":"read"}') }));
  const key = here(
    credential('key', {
      form: 'anthropic.api-key',
      fingerprints: [`${bad ? number - 3 : number}`],
      expiresAt: known(bad ? 'never' : 'short-lived'),
    }),
  );
  const session = here(credential('session'));
  const tools = ['crm', 'docs', 'desk'].map((name) => here(tool(name)));
  const team = here(owner(`@acme/team-${number % 50}`));
  const named = { ...team, id: `${at}/@acme/team-${number % 50}`, name: team.handle };
  return {
    entities: [bot, job, token, rights, key, session, ...tools, named],
    edges: [
      edge(bot, 'runs-in', job),
      edge(bot, 'runs-as', token),
      edge(job, 'runs-as', token),
      edge(token, 'attached', rights),
      edge(bot, 'uses', key),
      edge(job, 'uses', session),
      ...tools.map((one) => edge(bot, 'calls', one)),
      ...[bot, token, key, session, ...tools].map((one) => edge(one, 'names-owner', named)),
    ],
  };
}

/** An estate of about `size` entities: repositories of a hundred agents each, that repeat no id. */
export function estateOf(size: number): Inventory {
  const entities = new Map<string, Entity>();
  const edges: Edge[] = [];
  for (let number = 0; number * 10 < size; number += 1) {
    const at = `github.com/acme/repository-${Math.floor(number / 100)}`;
    const one = unit(number, at);
    entities.set(at, scope(at, { id: at, scope: at }));
    for (const entity of one.entities) entities.set(entity.id, entity);
    edges.push(...one.edges);
  }
  return inventory({ entities: [...entities.values()], edges });
}
