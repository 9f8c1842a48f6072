import type { EdgeType, Entity, EntityBase, EntityId, Fact } from '../../../model/index.ts';
import { Gathered } from '../../gather.ts';
import type { FilesContext } from '../collector.ts';
import { productionUnknown } from '../facts.ts';
import { fileId, filePlace } from '../ids.ts';
import type { Resource } from './resources.ts';
import type { At } from './value.ts';

export const collectorId = 'files.infrastructure';

/** What is gathered while infrastructure code is read; things of one id are kept once. */
export class Sink extends Gathered {
  readonly context: FilesContext;

  constructor(context: FilesContext) {
    super(collectorId, context.scope);
    this.context = context;
  }

  add<E extends Entity>(entity: E): E {
    if (this.get(entity.id) === undefined) this.put(entity);
    return entity;
  }

  edge(from: EntityId, type: EdgeType, to: EntityId, signals: readonly string[] = []): void {
    this.relate({ type, from, to, certainty: 'declared', ...(signals.length > 0 ? { signals } : {}) });
  }

  /** A fact that an expression decides. */
  notRendered(resource: Pick<Resource, 'module' | 'path'>, about: string): Fact<never> {
    const terraform = resource.module.language === 'terraform';
    return this.missing({
      about,
      reason: 'not-rendered',
      detail: terraform ? 'a variable, a module or a function decides it' : 'a parameter or a condition decides it',
      closes: terraform
        ? { by: 'command', command: `terraform plan -out=plan && terraform show -json plan > plan.json in ${folderOf(resource.path)}` }
        : { by: 'target', plane: 'aws', target: 'aws' },
      place: filePlace(this.context.scope, resource.path),
    });
  }

  /** A fact that code cannot tell: the account where it is applied knows. */
  live(plane: 'aws' | 'other'): Fact<never> {
    return this.missing({
      about: plane === 'aws' ? 'the age and use of what the code makes in AWS' : 'the age and use of what the code makes',
      reason: 'no-target',
      detail: 'code says what should be, not what is',
      closes:
        plane === 'aws'
          ? { by: 'target', plane: 'aws', target: 'aws' }
          : { by: 'attestation', hint: 'look it up where the code is applied' },
    });
  }

  /** What every entity of a resource has. */
  base(resource: Pick<Resource, 'path' | 'address'>, at: At, name: string, ...keys: readonly string[]): Omit<EntityBase, never> {
    const { scope } = this.context;
    const production = productionUnknown(scope);
    this.keep(production.gap);
    return {
      id: fileId(scope, resource.path, resource.address, ...keys),
      plane: 'files',
      name,
      scope,
      origin: 'declared',
      production: production.fact,
      places: [filePlace(scope, resource.path, at.line, at.column)],
    };
  }
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? 'the folder' : path.slice(0, slash);
}
