import {
  gapOf,
  type Batch,
  type Credential,
  type Edge,
  type Entity,
  type EntityId,
  type Fact,
  type Gap,
  type Place,
  unknown,
} from '../../../model/index.ts';
import type { FilesContext, SourceFile } from '../collector.ts';
import { productionUnknown } from '../facts.ts';
import { filePlace } from '../ids.ts';
import type { Node } from './node.ts';

export const collectorId = 'files.agents';

/** What is gathered while files are read; entities of one id are kept once. */
export interface Sink {
  readonly context: FilesContext;
  readonly production: Fact<boolean>;
  add(entity: Entity): void;
  edge(edge: Edge): void;
  /** Notes a gap and gives the unknown fact that it leaves. */
  missing(gap: Omit<Gap, 'id' | 'collector' | 'scope'>): Fact<never>;
  batch(): Omit<Batch, 'coverage'>;
}

export function sinkFor(context: FilesContext): Sink {
  const entities = new Map<EntityId, Entity>();
  const edges = new Map<string, Edge>();
  const gaps = new Map<string, Gap>();
  const production = productionUnknown(context.scope);
  return {
    context,
    production: production.fact,
    add(entity) {
      const before = entities.get(entity.id);
      if (!entity.production.known) gaps.set(production.gap.id, production.gap);
      entities.set(entity.id, before?.kind === 'credential' && entity.kind === 'credential' ? merged(before, entity) : (before ?? entity));
    },
    edge(edge) {
      const key = JSON.stringify([edge.type, edge.from, edge.to]);
      if (!edges.has(key)) edges.set(key, edge);
    },
    missing(gap) {
      const made = gapOf({ ...gap, collector: collectorId, scope: context.scope });
      if (!gaps.has(made.id)) gaps.set(made.id, made);
      return unknown(made.id);
    },
    batch: () => ({
      entities: [...entities.values()].sort((a, b) => compare(a.id, b.id)),
      edges: [...edges].sort(([a], [b]) => compare(a, b)).map(([, edge]) => edge),
      gaps: [...gaps.values()].sort((a, b) => compare(a.id, b.id)),
    }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One name that repeats at one place: all its fingerprints, all its lines. */
function merged(a: Credential, b: Credential): Credential {
  return { ...a, fingerprints: [...new Set([...a.fingerprints, ...b.fingerprints])].sort(), places: [...a.places, ...b.places] };
}

export function placeOf(sink: Sink, file: SourceFile, at?: Node): Place {
  return filePlace(sink.context.scope, file.path, at?.line, at?.column);
}
