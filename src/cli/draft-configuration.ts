import type { Entity, Graph, NamedOwner } from '../model/index.ts';
import { plain } from '../render/escape.ts';
import { connectors } from './connectors.ts';
import { quotedYaml, visibleYaml } from './yaml.ts';

/** What the configuration takes: agents of a system, tools of an agent, characters of an id, and of all of it (1 MiB, less what comments need). */
const limits = { agents: 1000, tools: 1000, characters: 4000, all: 500_000 } as const;

/** What a configuration refuses: see the schema. */
const unfilled = /\bFILL-IN\b/i;

export interface Draft {
  readonly yaml: string;
  readonly system: string;
  readonly agents: number;
  readonly owned: number;
  /** Lines that wait for a person. */
  readonly open: number;
}

interface Declarable {
  readonly id: string;
  readonly name: string;
}

/** What a declaration may call each thing so that it means this one alone: its id within the scope, else its whole id. One whose id a configuration cannot hold is left out. */
function declarable(entities: readonly Entity[]): ReadonlyMap<string, Declarable> {
  const named = new Map<string, number>();
  const count = (name: string) => named.set(name, (named.get(name) ?? 0) + 1);
  const local = ({ id, scope }: Entity) => (id.startsWith(`${scope}/`) ? id.slice(scope.length + 1) : id);
  for (const entity of entities) for (const name of new Set([entity.id, local(entity), entity.name])) count(name);
  return new Map(
    entities.flatMap((entity) => {
      const id = named.get(local(entity)) === 1 ? local(entity) : entity.id;
      return id.trim() === id && id.length <= limits.characters && !unfilled.test(id) ? [[entity.id, { id, name: entity.name }]] : [];
    }),
  );
}

/** The owner to write down: a person or a team whom a rule of its own names. Whoever a catch-all names was asked by nobody. */
function ownerOf(owners: readonly NamedOwner[]): { readonly handle?: string; readonly comment?: string } {
  const fits = ({ owner }: NamedOwner) =>
    (owner.type === 'person' || owner.type === 'team') && owner.handle.length <= 200 && !unfilled.test(owner.handle);
  const own = owners.find((one) => one.by === 'explicit' && fits(one));
  if (own) return { handle: own.owner.handle, comment: ' by a rule of its own; see that it is right' };
  const [named] = owners;
  const found =
    named === undefined
      ? ''
      : `; ${plain(named.owner.handle, 100)} is named by ${named.by === 'catch-all' ? 'a catch-all rule' : 'inheritance or is no person and no team'}`;
  return { comment: ` owner: FILL-IN (a person or a team, such as "@org/team"${found})` };
}

/** Further targets that could show what the folder cannot, as things to add on the command line. */
function furtherTargets(graph: Graph, scope: string): readonly string[] {
  const [, repository] = /^github\.com\/([^/]+\/[^/]+)/.exec(scope) ?? [];
  const forms = new Set([
    ...graph.all('credential').flatMap((one) => [one.form, one.contents ?? one.form]),
    ...graph.all('identity').map((one) => one.form),
  ]);
  const uses = (prefix: string) => [...forms].some((form) => form.startsWith(prefix));
  const targets = [
    ...(repository === undefined
      ? []
      : [{ target: `github:${repository}`, shows: 'who may approve, merge and deploy, and how old its secrets are' }]),
    ...(uses('aws.') ? [{ target: 'aws', shows: 'what its roles and keys may do, and what is logged' }] : []),
    ...(uses('k8s.') || uses('kubernetes') ? [{ target: 'k8s', shows: 'what runs, as whom, and what guards it' }] : []),
  ];
  return targets.map(({ target, shows }) => {
    const reachable = connectors.some((connector) => connector.accepts(target));
    return `   ${plain(target, 200)}: ${shows}${reachable ? '' : ' (this version has no connector for it yet)'}`;
  });
}

/** A configuration with everything that a scan of one folder can know, and a FILL-IN for what only people know. An owner that is not filled in is not written, so it counts as none. */
export async function draftConfiguration(graph: Graph): Promise<Draft> {
  const { Document, isMap, isScalar, isSeq } = await import('yaml');
  const scope = graph.inventory.header.targets[0]?.scope ?? 'configuration';
  const lasting = scope.includes('/') && !unfilled.test(scope);
  const called = plain(scope.split('/').at(-1) ?? scope, 200).trim();
  const system = called === '' || unfilled.test(called) ? 'system' : called;
  const agents = graph.all('agent').filter((agent) => graph.live(agent) === undefined);
  const names = declarable([...graph.all('agent')]);
  const tools = declarable([...graph.all('tool')]);
  let left = limits.all;
  /** Takes from what is left: a file that a scan would refuse as too long helps nobody. */
  const fits = (id: string, comments = 0) => (left -= JSON.stringify(id).length * 2 + comments) > 0;
  const written = agents.filter((agent) => fits(names.get(agent.id)?.id ?? '', 300) && names.has(agent.id)).slice(0, limits.agents);
  const toolsOf = new Map(
    written.map((agent) => {
      const ids = graph.related(agent, 'calls', 'tool').items.flatMap((tool) => tools.get(tool.id)?.id ?? []);
      return [agent.id, [...new Set(ids)].filter((id) => fits(id)).slice(0, limits.tools)];
    }),
  );
  const owners = written.map((agent) => ownerOf(graph.owners(agent).items));
  const document = new Document(
    {
      ...(lasting ? { name: scope } : {}),
      systems: [
        {
          name: system,
          stage: 'pilot',
          agents: written.map((agent, index) => ({
            id: names.get(agent.id)?.id,
            ...(owners[index]?.handle === undefined ? {} : { owner: owners[index].handle }),
            ...(agent.production.known ? { production: agent.production.value } : {}),
            ...(toolsOf.get(agent.id)?.length ? { tools: toolsOf.get(agent.id) } : {}),
          })),
        },
      ],
    },
    quotedYaml,
  );
  document.commentBefore = [
    ' What nhi-ready is to decide about, as far as this folder shows it. Read every line:',
    ' to declare an agent says that it is meant to be here. Delete what is not, and fill',
    ' in what says FILL-IN; until then those questions stay open.',
    ...(lasting ? [] : ['', ' name: FILL-IN (what this folder is called for good, such as github.com/org/repository)']),
  ].join('\n');
  const systems = document.get('systems', true);
  const list = document.getIn(['systems', 0, 'agents'], true);
  const stage = document.getIn(['systems', 0, 'stage'], true);
  if (isScalar(stage)) stage.comment = ' pilot, production or expansion: the gate that it has to pass next';
  if (isSeq(systems)) systems.commentBefore = ' One entry for each system that is promoted by itself.';
  if (isSeq(list)) {
    for (const [index, item] of list.items.entries()) {
      const agent = written[index];
      const owner = owners[index];
      if (!isMap(item) || agent === undefined || owner === undefined) continue;
      item.commentBefore = ` ${plain(agent.name, 200)} (${plain(agent.platform, 100)})`;
      const handle = item.get('owner', true);
      if (isScalar(handle)) handle.comment = owner.comment ?? null;
      item.comment = [
        ...(owner.handle === undefined ? [owner.comment] : []),
        ...(agent.production.known ? [] : [' production: FILL-IN (true or false)']),
        ' description: FILL-IN (what it is for)',
      ].join('\n');
    }
    if (list.items.length === 0)
      list.comment = ' No agent was found. FILL-IN: - id: its name or id; without one, the system cannot be ready.';
  }
  const further = furtherTargets(graph, scope);
  const more = agents.length - written.length;
  document.comment = [
    ...(more > 0 ? [` ${more} more agents were found that cannot be listed here; see nhi-ready scan.`, ''] : []),
    ' owners: { directory: owners.csv }   FILL-IN: people and teams, as handle,type,aliases,members,left',
    ' waivers: waivers.yaml               made with: nhi-ready explain FINDING',
    ' attestations: attestations.yaml     the same, for what nobody can see',
    ...(further.length === 0 ? [] : ['', ' Looking further answers more. Name it beside the folder: nhi-ready scan . TARGET', ...further]),
  ].join('\n');
  const yaml = visibleYaml(document.toString(quotedYaml));
  return {
    yaml,
    system,
    agents: written.length,
    owned: owners.filter((owner) => owner.handle !== undefined).length,
    open: yaml.split('\n').filter((line) => line.includes('FILL-IN')).length - 1,
  };
}
