import type { Dataset } from './completeness.ts';
import type { Edge, Entity, Plane, ScopeId } from './entity.ts';
import type { Instant } from './fact.ts';
import type { Gap } from './gap.ts';

export const inventorySchema = 'nhi-ready/inventory@1';

/** Something of one target that was asked for, and whether it could be reached. */
export interface TargetState {
  /** As the user named it, without a path of the machine: `.`, `aws:prod`, `github:acme/claims`. */
  readonly target: string;
  readonly plane: Plane;
  readonly scope: ScopeId;
  /** What people call the scope. */
  readonly label: string;
  readonly reached: boolean;
  /** Who looked, as the platform answered; for a checkout, the commit that was read. */
  readonly scanner: string;
}

/** The first line of an inventory. */
export interface InventoryHeader {
  readonly schema: typeof inventorySchema;
  readonly tool: { readonly name: 'nhi-ready'; readonly version: string };
  readonly takenAt: Instant;
  readonly targets: readonly TargetState[];
  /** Names the key of the fingerprints; fingerprints of two keys cannot be compared. */
  readonly fingerprintKeyId: string;
  /** Options that change what was collected, as `name=value`. */
  readonly options: readonly string[];
  /** Files and folders that the configuration left out. */
  readonly excluded: readonly string[];
}

/** That one collector looked at one dataset of one scope. A dataset is settled when it is complete. */
export interface Coverage {
  readonly collector: string;
  readonly scope: ScopeId;
  readonly dataset: Dataset;
  readonly complete: boolean;
  readonly at: Instant;
  /** What was read, for people: `files 120`, `bytes 40312`. */
  readonly read: readonly { readonly what: string; readonly count: number }[];
  /** What was skipped by design and counted: `binary files 3`. */
  readonly skipped: readonly { readonly what: string; readonly count: number }[];
}

/** What was observed. What follows from it is linked afresh. */
export interface Inventory {
  readonly header: InventoryHeader;
  readonly coverage: readonly Coverage[];
  readonly entities: readonly Entity[];
  readonly edges: readonly Edge[];
  readonly gaps: readonly Gap[];
}

/** What one collector adds to an inventory. */
export interface Batch {
  readonly coverage: readonly Coverage[];
  readonly entities: readonly Entity[];
  readonly edges: readonly Edge[];
  readonly gaps: readonly Gap[];
}

/** One line of an inventory on disk. */
export type InventoryLine =
  | ({ readonly line: 'header' } & InventoryHeader)
  | ({ readonly line: 'coverage' } & Coverage)
  | { readonly line: 'entity'; readonly entity: Entity }
  | { readonly line: 'edge'; readonly edge: Edge }
  | { readonly line: 'gap'; readonly gap: Gap };
