import {
  none,
  some,
  type Agent,
  type AgentCard,
  type CardCell,
  type Credential,
  type Entity,
  type Graph,
  type Truth,
} from '../model/index.ts';
import { subjectOf } from './evaluate.ts';

function cell(state: CardCell['state'], text: string): CardCell {
  return { state, text };
}

function byTruth(truth: Truth, whenTrue: CardCell, whenFalse: CardCell): CardCell {
  return truth === true ? whenTrue : truth === false ? whenFalse : cell('unseen', 'not seen');
}

function consumersOf(graph: Graph, credential: Credential): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const same of graph.sameSecret(credential).proved) {
    for (const agent of graph.related(same, 'uses', 'agent', 'in').items) ids.add(agent.id);
    for (const tool of graph.related(same, 'authenticates-with', 'tool', 'in').items) ids.add(tool.id);
  }
  return ids;
}

function credentialsOf(graph: Graph, agent: Agent): readonly Credential[] {
  const tools = graph.related(agent, 'calls', 'tool').items;
  return [
    ...graph.related(agent, 'uses', 'credential').items,
    ...graph.related(agent, 'authenticates-with', 'credential').items,
    ...tools.flatMap((tool) => graph.related(tool, 'authenticates-with', 'credential').items),
  ];
}

function credentialCell(graph: Graph, agent: Agent): CardCell {
  const credentials = credentialsOf(graph, agent);
  const first = graph.related(agent, 'uses', 'credential');
  if (credentials.length === 0) return byTruth(none(first), cell('good', 'none'), cell('none', 'none'));
  if (credentials.some((credential) => credential.stored === 'literal')) return cell('bad', 'readable');
  if (credentials.some((credential) => consumersOf(graph, credential).size > 1)) return cell('bad', 'shared');
  if (credentials.some((credential) => credential.expiresAt.known && credential.expiresAt.value === 'never'))
    return cell('bad', 'standing');
  return credentials.every((credential) => credential.expiresAt.known) ? cell('good', 'short-lived') : cell('unseen', 'not seen');
}

function ownerCell(graph: Graph, entity: Entity): CardCell {
  const owners = graph.owners(entity);
  if (owners.items.length === 0) return owners.complete ? cell('bad', 'not named') : cell('unseen', 'not seen');
  return byTruth(
    some(owners, ({ owner }) => graph.resolves(owner)),
    cell('good', owners.items[0]?.owner.handle ?? 'named'),
    cell('bad', 'unresolved'),
  );
}

/** One line per agent: who triggers it, as whom, with what, to what, who approves, where it is logged, who owns it. */
export function cardOf(graph: Graph, agent: Agent): AgentCard {
  const identities = graph.related(agent, 'runs-as', 'identity');
  const shared = identities.items.some(
    (identity) => new Set(graph.related(identity, 'runs-as', 'agent', 'in').items.map((one) => one.id)).size > 1,
  );
  const tools = graph.related(agent, 'calls', 'tool');
  const approvals = graph.related(agent, 'approved-by', 'approval');
  const logs = graph.related(agent, 'logged-to', 'log');
  const rights = identities.items.map((identity) => graph.capabilities(identity));
  const reach = rights.flatMap((fact) => (fact.known ? fact.value.map((one) => one.kind) : []));
  return {
    agent: subjectOf(agent),
    platform: agent.platform,
    triggeredBy: agent.triggers.known
      ? cell(
          agent.triggers.value.some((trigger) => trigger.who === 'anyone') ? 'bad' : 'good',
          [...new Set(agent.triggers.value.map((trigger) => trigger.who))].toSorted().join(', ') || 'nobody',
        )
      : cell('unseen', 'not seen'),
    identity:
      identities.items.length === 0
        ? byTruth(none(identities), cell('none', 'none'), cell('unseen', 'not seen'))
        : shared
          ? cell('bad', 'shared')
          : cell('good', 'own'),
    credential: credentialCell(graph, agent),
    tools: tools.items.length > 0 || tools.complete ? cell('none', String(tools.items.length)) : cell('unseen', 'not seen'),
    reach:
      rights.some((fact) => !fact.known) || rights.length === 0
        ? cell('unseen', 'not seen')
        : cell('none', [...new Set(reach)].toSorted().join(', ') || 'nothing'),
    owner: ownerCell(graph, agent),
    approval:
      approvals.items.length === 0
        ? byTruth(none(approvals), cell('bad', 'none'), cell('unseen', 'not seen'))
        : byTruth(
            some(approvals, (one) =>
              one.requiredApprovers.known ? one.requiredApprovers.value > 0 : { gaps: one.requiredApprovers.gaps },
            ),
            cell('good', 'required'),
            cell('bad', 'not required'),
          ),
    logs:
      logs.items.length === 0
        ? byTruth(none(logs), cell('bad', 'none'), cell('unseen', 'not seen'))
        : byTruth(
            some(logs, (one) => (one.on.known ? one.on.value : { gaps: one.on.gaps })),
            cell('good', 'on'),
            cell('bad', 'off'),
          ),
  };
}
