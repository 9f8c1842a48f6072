import type { Credential, Entity, Fact, Gap, Place } from '../../../model/index.ts';
import { Gathered } from '../../gather.ts';
import type { Node } from '../../node.ts';
import type { FilesContext, SourceFile } from '../collector.ts';
import { productionUnknown } from '../facts.ts';
import { filePlace } from '../ids.ts';

export const collectorId = 'files.agents';

/** What is gathered while files are read; entities of one id are kept once. */
export class Sink extends Gathered {
  readonly context: FilesContext;
  readonly production: Fact<boolean>;
  readonly #productionGap: Gap;

  constructor(context: FilesContext) {
    super(collectorId, context.scope);
    this.context = context;
    const { fact, gap } = productionUnknown(context.scope);
    this.production = fact;
    this.#productionGap = gap;
  }

  add(entity: Entity): void {
    const before = this.get(entity.id);
    if (!entity.production.known) this.keep(this.#productionGap);
    if (before === undefined) this.put(entity);
    else if (before.kind === 'credential' && entity.kind === 'credential') this.put(merged(before, entity));
  }
}

/** One name that repeats at one place: all its fingerprints, all its lines. */
function merged(a: Credential, b: Credential): Credential {
  return { ...a, fingerprints: [...new Set([...a.fingerprints, ...b.fingerprints])].sort(), places: [...a.places, ...b.places] };
}

export function placeOf(sink: Sink, file: SourceFile, at?: Node): Place {
  return filePlace(sink.context.scope, file.path, at?.line, at?.column);
}
