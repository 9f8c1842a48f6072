import { fingerprinter, keyFrom, randomKey } from '../connect/fingerprint.ts';
import type { Connector } from '../connect/connector.ts';
import type { Configuration } from '../config/load.ts';
import { inventorySchema, type Batch, type Edge, type Inventory, type TargetState } from '../model/index.ts';
import { filePlace } from '../connect/files/ids.ts';
import { ownerOf } from '../connect/files/owners/owner.ts';
import { mergeInventories } from '../link/merge.ts';
import { CliError } from './errors.ts';
import { exit } from './exit.ts';
import { connectors } from './connectors.ts';

export interface CollectRequest {
  readonly targets: readonly string[];
  readonly configuration: Configuration;
  readonly now: string;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly progress: (text: string) => void;
}

function connectorFor(target: string): Connector {
  const connector = connectors.find((one) => one.accepts(target));
  if (connector) return connector;
  throw new CliError(
    `nothing here can read the target ${target}`,
    `give a target of the form ${connectors.map((one) => one.targetSyntax).join(' or ')}; this version has no connector for other planes yet`,
  );
}

function inventoryOf(state: TargetState, batch: Batch, request: CollectRequest, keyId: string, excluded: readonly string[]): Inventory {
  return {
    header: {
      schema: inventorySchema,
      tool: { name: 'nhi-ready', version: request.version },
      takenAt: request.now,
      targets: [state],
      fingerprintKeyId: keyId,
      options: [],
      excluded,
    },
    ...batch,
  };
}

/** Reads every target, one after the other, and merges what they gave. Nothing of what is collected depends on what will be judged. */
export async function collectTargets(request: CollectRequest): Promise<Inventory> {
  const { configuration } = request;
  const given = request.environment['NHI_READY_FINGERPRINT_KEY'];
  const { keyId, fingerprint } = fingerprinter(given === undefined || given === '' ? randomKey() : keyFrom(given));
  const chosen = request.targets.map((target) => ({ target, connector: connectorFor(target) }));
  const stated = configuration.exceptions.overrides
    .filter((one) => one.kind === 'exclusion' && Date.parse(one.expires) > Date.parse(request.now))
    .map((one) => one.covers);
  const inventories: Inventory[] = [];
  for (const { target, connector } of chosen) {
    request.progress(target);
    const { state, batch } = await connector.collect(target, {
      now: request.now,
      fingerprint,
      ...(configuration.name === undefined ? {} : { directoryName: configuration.name }),
      exclude: configuration.exclude,
      excludeIsStated: configuration.exclude.every((glob) => stated.includes(glob)),
      directory: configuration.directory,
      progress: request.progress,
    });
    inventories.push(inventoryOf(state, batch, request, keyId, configuration.exclude));
  }
  const [first] = inventories;
  if (first === undefined) throw new CliError('no target was named', 'name one, such as `nhi-ready scan .`', exit.nothing);
  return mergeInventories([...inventories, { ...first, coverage: [], ...declaredBatch(configuration, first, fingerprint) }]);
}

/** What the configuration declares, with the owners that it names. */
function declaredBatch(
  configuration: Configuration,
  first: Inventory,
  fingerprint: (value: string) => string,
): Pick<Batch, 'entities' | 'edges' | 'gaps'> {
  const scope = first.header.targets[0]?.scope ?? 'configuration';
  const { entities, edges, gaps } = configuration.declarationsFor(scope);
  const context = { scope, at: first.header.takenAt, fingerprint, directory: configuration.directory };
  const place = filePlace(scope, configuration.sourcePath ?? 'nhi-ready.yaml');
  const owned = entities.flatMap((entity) =>
    entity.kind === 'declaration' && entity.owner !== undefined ? [{ declaration: entity, ...ownerOf(entity.owner, place, context) }] : [],
  );
  return {
    entities: [...entities, ...owned.map(({ owner }) => owner)],
    edges: [
      ...edges,
      ...owned.map(({ declaration, owner }): Edge => ({
        type: 'names-owner',
        from: declaration.id,
        to: owner.id,
        certainty: 'declared',
        signals: ['nhi-ready.yaml'],
        place,
      })),
    ],
    gaps: [...gaps, ...owned.flatMap((one) => one.gaps)],
  };
}

/** Whether anything at all could be looked at. */
export function sawNothing(inventory: Inventory): boolean {
  return (
    inventory.header.targets.every((target) => !target.reached) ||
    inventory.coverage.every((row) => row.read.every(({ count }) => count === 0))
  );
}
