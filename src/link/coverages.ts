import {
  closesText,
  edgeRowOf,
  edgeRows,
  gapOf,
  type Dataset,
  type EdgeRow,
  type EdgeType,
  type Entity,
  type EntityKind,
  type Gap,
  type GapId,
  type Inventory,
  type Plane,
  type ScopeId,
} from '../model/index.ts';
import { compareText } from './merge.ts';

interface Seen {
  readonly complete: boolean;
  readonly gaps: readonly GapId[];
  readonly elsewhere: readonly GapId[];
  readonly within: readonly ScopeId[];
}

const targetOf: Readonly<Record<Plane, string>> = { aws: 'aws', kubernetes: 'k8s', github: 'github:OWNER/REPO', files: '.' };

/** Which datasets are settled where, and what is missing where they are not. */
export class Coverages {
  readonly #complete = new Map<string, boolean>();
  readonly #gaps = new Map<string, GapId[]>();
  readonly #parents = new Map<ScopeId, ScopeId>();
  readonly #scopes = new Map<Plane, Set<ScopeId>>();
  readonly #add: (gap: Gap) => void;
  readonly #ofAll = new Map<string, Seen>();
  readonly #unsettled = new Map<string, readonly GapId[]>();

  /** `add` keeps the gaps that are made here: datasets that nobody looked at. */
  constructor(inventory: Inventory, add: (gap: Gap) => void) {
    this.#add = add;
    for (const row of inventory.coverage) {
      const key = `${row.scope}\n${row.dataset}`;
      this.#complete.set(key, (this.#complete.get(key) ?? true) && row.complete);
    }
    for (const gap of inventory.gaps) {
      if (gap.dataset === undefined) continue;
      const key = `${gap.scope}\n${gap.dataset}`;
      this.#complete.set(key, false);
      const list = this.#gaps.get(key);
      if (list) list.push(gap.id);
      else this.#gaps.set(key, [gap.id]);
    }
    for (const entity of inventory.entities)
      if (entity.kind === 'scope' && entity.parent !== undefined) this.#parents.set(entity.id, entity.parent);
    for (const target of inventory.header.targets) {
      const scopes = this.#scopes.get(target.plane) ?? new Set();
      this.#scopes.set(target.plane, scopes.add(target.scope));
    }
  }

  #at(dataset: Dataset, scope: ScopeId): { readonly complete: boolean; readonly gaps: readonly GapId[] } | undefined {
    // A scope inherits what was settled for the account, cluster or organisation that holds it. Bounded: parents may loop.
    let at: ScopeId | undefined = scope;
    for (let depth = 0; at !== undefined && depth < 16; depth += 1) {
      const complete = this.#complete.get(`${at}\n${dataset}`);
      if (complete !== undefined) return { complete, gaps: this.#gaps.get(`${at}\n${dataset}`) ?? [] };
      at = this.#parents.get(at);
    }
    return undefined;
  }

  /** The gaps that leave datasets unsettled in a scope; empty when all of them are complete. */
  unsettled(datasets: readonly Dataset[], scope: ScopeId): readonly GapId[] {
    const key = `${scope}\n${datasets.join('\n')}`;
    const before = this.#unsettled.get(key);
    if (before !== undefined) return before;
    const gaps = datasets.flatMap((dataset) => {
      const seen = this.#at(dataset, scope);
      if (seen?.complete === true) return [];
      return seen !== undefined && seen.gaps.length > 0 ? seen.gaps : [this.missing(dataset, scope)];
    });
    this.#unsettled.set(key, gaps);
    return gaps;
  }

  /** The gap of something that no collector of this run looked at. */
  missing(what: string, scope: ScopeId): GapId {
    const [plane = ''] = what.split('.');
    const target = plane === 'aws' || plane === 'kubernetes' || plane === 'github' || plane === 'files' ? targetOf[plane] : '.';
    const gap = gapOf({
      collector: 'coverage',
      scope,
      about: `all of ${what} in ${scope}`,
      reason: 'no-target',
      detail: 'no collector of this run looked at it',
      closes: { by: 'target', plane: plane === '' ? 'files' : plane, target },
    });
    this.#add(gap);
    return gap.id;
  }

  #elsewhere(row: EdgeRow, entity: Entity): readonly GapId[] {
    return row.mayAlsoBeIn.flatMap(({ plane, at }) => {
      const scopes = this.#scopes.get(plane);
      const seen = at === 'same-scope' ? scopes?.has(entity.scope) === true : (scopes?.size ?? 0) > 0;
      if (seen) return [];
      const closes = { by: 'target', plane, target: at === 'same-scope' ? sameScopeTarget(entity.scope) : targetOf[plane] } as const;
      const gap = gapOf({
        collector: 'coverage',
        scope: entity.scope,
        about: `what ${plane} says of ${row.edge} in ${entity.scope}`,
        reason: 'no-target',
        detail: `it may lie there: ${closesText(closes)}`,
        closes,
      });
      this.#add(gap);
      return [gap.id];
    });
  }

  /** Whether all relations of one kind that start at an entity could be seen. */
  ofSubject(entity: Entity, edge: EdgeType): Seen {
    const row = edgeRowOf(entity.plane, entity.kind, edge);
    if (row === undefined) {
      return { complete: false, gaps: [this.missing(`${entity.plane}.${edge}`, entity.scope)], elsewhere: [], within: [entity.scope] };
    }
    const gaps = this.unsettled(row.settledBy, entity.scope);
    return { complete: gaps.length === 0, gaps, elsewhere: this.#elsewhere(row, entity), within: [entity.scope] };
  }

  /** Whether all relations of one kind that start at things of a kind could be seen, over this run's targets. */
  ofAll(from: EntityKind, edge: EdgeType): Seen {
    const key = `${from}\n${edge}`;
    const before = this.#ofAll.get(key);
    if (before !== undefined) return before;
    const gaps = new Set<GapId>();
    const within = new Set<ScopeId>();
    for (const [plane, scopes] of this.#scopes) {
      const row = edgeRows.find((one) => one.plane === plane && one.edge === edge && one.from.includes(from));
      if (row === undefined) continue;
      for (const scope of scopes) {
        within.add(scope);
        for (const gap of this.unsettled(row.settledBy, scope)) gaps.add(gap);
      }
    }
    const seen = {
      complete: gaps.size === 0,
      gaps: [...gaps].toSorted(compareText),
      elsewhere: [],
      within: [...within].toSorted(compareText),
    };
    this.#ofAll.set(key, seen);
    return seen;
  }
}

function sameScopeTarget(scope: ScopeId): string {
  const [, owner, repo] = /^github\.com\/([^/]+)\/([^/]+)/.exec(scope) ?? [];
  return owner === undefined || repo === undefined ? targetOf.github : `github:${owner}/${repo}`;
}
