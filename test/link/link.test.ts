import { describe, expect, test } from 'vitest';
import { linkInventory } from '../../src/link/link.ts';
import { withStatedClasses } from '../../src/link/stated.ts';
import { known, none } from '../../src/model/index.ts';
import { agent, credential, declaration, edge, identity, notSeen, owner, policy, scope, tool, workload } from '../../src/model/sample.ts';
import { inventory } from '../support/inventory.ts';

describe('the same secret', () => {
  test('one fingerprint in two places is one secret, through a chain too', () => {
    const a = credential('a', { fingerprints: ['f1'] });
    const b = credential('b', { fingerprints: ['f1', 'f2'] });
    const c = credential('c', { fingerprints: ['f2'] });
    const graph = linkInventory(inventory({ entities: [a, b, c] }));
    expect(graph.sameSecret(c).proved.map((one) => one.name)).toEqual(['a', 'b', 'c']);
  });

  test('one name only indicates', () => {
    const a = credential('a', { name: 'MODEL_KEY', form: 'environment-variable' });
    const b = credential('b', { name: 'model_key', form: 'environment-variable' });
    const graph = linkInventory(inventory({ entities: [a, b] }));
    expect(graph.sameSecret(a).proved).toHaveLength(1);
    expect(graph.sameSecret(a).indicated).toHaveLength(2);
  });

  test('sessions that end by themselves are not joined by name', () => {
    const a = credential('a', { name: 'aws', form: 'aws.oidc-session' });
    const b = credential('b', { name: 'aws', form: 'aws.oidc-session' });
    expect(linkInventory(inventory({ entities: [a, b] })).sameSecret(a).indicated).toHaveLength(1);
  });
});

describe('class of an identity', () => {
  const role = identity('role', { form: 'aws.role' });
  test.each([
    ['agent', [agent('bot')]],
    ['pipeline', [workload('job')]],
    ['workload', [workload('api', { runtime: 'lambda' })]],
    ['unclassified', []],
  ] as const)('%s', (expected, users) => {
    const graph = linkInventory(inventory({ entities: [role, ...users], edges: users.map((user) => edge(user, 'runs-as', role)) }));
    expect(graph.classOf(role).class).toBe(expected);
  });
  test('what the configuration states comes first, and only for identities', () => {
    const bot = agent('claims-bot');
    const stated = withStatedClasses(
      inventory({ entities: [role, bot], edges: [edge(bot, 'runs-as', role)] }),
      new Map([
        [role.id, 'break-glass'],
        [bot.id, 'human'],
      ]),
    );
    const graph = linkInventory(stated);
    expect(graph.all('identity').map((one) => graph.classOf(one).class)).toEqual(['break-glass']);
    expect(graph.get(bot.id)).toEqual(bot);
  });
});

test('what an owner answers for is found from either side, once', () => {
  const team = owner('@acme/claims');
  const [bot, crm] = [agent('claims-bot'), tool('crm')];
  const graph = linkInventory(
    inventory({
      entities: [team, bot, crm, scope('repository')],
      edges: [edge(bot, 'names-owner', team), edge(scope('repository'), 'names-owner', team)],
    }),
  );
  expect(graph.ownedBy(team).items).toEqual([bot, crm]);
  expect(graph.ownedBy(team).complete).toBe(true);
});

describe('owners', () => {
  const team = owner('@acme/claims');
  test('a rule of its own, a catch-all and the scope are told apart', () => {
    const here = scope('repository');
    const a = agent('a');
    const b = agent('b');
    const c = agent('c');
    const graph = linkInventory(
      inventory({
        entities: [here, a, b, c, team],
        edges: [
          edge(a, 'names-owner', team, { signals: ['CODEOWNERS:3 explicit'] }),
          edge(b, 'names-owner', team, { signals: ['CODEOWNERS:1 catch-all'] }),
          edge(here, 'names-owner', team),
        ],
      }),
    );
    expect(graph.owners(a).items.map((item) => item.by)).toEqual(['explicit', 'inherited']);
    expect(graph.owners(b).items.map((item) => item.by)).toEqual(['catch-all', 'inherited']);
    expect(graph.owners(c).items.map((item) => item.by)).toEqual(['inherited']);
  });

  test('an empty team, a person who left and a placeholder do not resolve; an unseen one is unsure', () => {
    const graph = linkInventory(inventory({ entities: [team] }));
    expect(graph.resolves(team)).toBe(true);
    expect(graph.resolves(owner('x', { members: known(0) }))).toBe(false);
    expect(graph.resolves(owner('x', { type: 'person', active: known(false) }))).toBe(false);
    expect(graph.resolves(owner('tbd', { type: 'placeholder' }))).toBe(false);
    expect(graph.resolves(owner('x', { active: notSeen }))).not.toBe(true);
  });
});

describe('declarations', () => {
  const bot = agent('claims-bot');
  test('an id, its local part or its name finds the agent', () => {
    for (const name of [bot.id, 'claims-bot']) {
      const stated = declaration('agent', name);
      const graph = linkInventory(inventory({ entities: [bot, stated] }));
      expect(graph.declared(bot)?.id).toBe(stated.id);
      expect(graph.observed(stated)?.id).toBe(bot.id);
    }
  });

  test('a name that two agents bear finds neither', () => {
    const twin = agent('other', { name: 'claims-bot' });
    const stated = declaration('agent', 'claims-bot', { matches: 'claims-bot' });
    const first = agent('first', { name: 'claims-bot' });
    expect(linkInventory(inventory({ entities: [first, twin, stated] })).observed(stated)).toBeUndefined();
  });
});

describe('capabilities', () => {
  const token = identity('token');
  test('what a workflow token may write, in one vocabulary', () => {
    const rights = policy('rights', { document: known('{"contents":"write","id-token":"write"}') });
    const graph = linkInventory(inventory({ entities: [token, rights], edges: [edge(token, 'attached', rights)] }));
    const fact = graph.capabilities(token);
    expect(fact.known && fact.value.map((one) => one.kind)).toEqual(['assume-identity', 'delete-data', 'merge', 'write-data']);
  });

  test('a part of the rights is not the rights', () => {
    const seen = policy('seen', { document: known('{"contents":"read"}') });
    const unseen = policy('unseen', { document: notSeen });
    const graph = linkInventory(
      inventory({ entities: [token, seen, unseen], edges: [edge(token, 'attached', seen), edge(token, 'attached', unseen)] }),
    );
    expect(graph.capabilities(token).known).toBe(false);
  });
});

test('nobody logs is known only where logs could have been seen', () => {
  const server = tool('server');
  const graph = linkInventory(inventory({ entities: [server] }));
  expect(none(graph.related(server, 'logged-to', 'log'))).toHaveProperty('gaps');
});
