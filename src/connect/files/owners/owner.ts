import { known, unknown, type Fact, type Gap, type Owner, type Place } from '../../../model/index.ts';
import type { DirectoryEntry } from '../../connector.ts';
import type { FilesContext } from '../collector.ts';
import { githubGap, productionUnknown } from '../facts.ts';
import { ownerId } from '../ids.ts';

const placeholders = new Set(['tbd', 'todo', 'n/a', 'na', 'none', 'nobody', 'unknown', 'ghost', 'owner', 'fixme', 'changeme', 'fill-in']);
const everyone = new Set(['everyone', 'all', 'everybody']);
const mailboxes = /^(?:team|info|support|noreply|no-reply|group|admin|ops|security|help|contact|all|dev|devops|platform)(?:[-._+].*)?$/i;

/** What an owner's handle alone tells of it. */
export function ownerTypeOf(handle: string): Owner['type'] {
  const bare = handle
    .replace(/^@/, '')
    .replace(/^(?:user|group):(?:[^/]*\/)?/i, '')
    .toLowerCase();
  const local = bare.includes('/') && bare !== 'n/a' ? bare.slice(bare.indexOf('/') + 1) : bare;
  if (placeholders.has(local)) return 'placeholder';
  if (everyone.has(local)) return 'everyone';
  if (/\[bot\]$|-bot$/.test(local)) return 'bot';
  if (/^user:/i.test(handle)) return 'person';
  if (/^group:/i.test(handle)) return 'team';
  if (!handle.startsWith('@') && handle.includes('@')) return mailboxes.test(handle.slice(0, handle.indexOf('@'))) ? 'mailbox' : 'person';
  return handle.startsWith('@') && !handle.includes('/') ? 'person' : 'team';
}

function plain(handle: string): string {
  return handle.toLowerCase().replace(/^@/, '');
}

function entryOf(directory: readonly DirectoryEntry[], handle: string): DirectoryEntry | undefined {
  const wanted = plain(handle);
  return directory.find((entry) => [entry.handle, ...entry.aliases].some((name) => plain(name) === wanted));
}

/** The owner behind a handle, resolved against the owners directory when there is one. */
export function ownerOf(handle: string, place: Place, context: FilesContext): { readonly owner: Owner; readonly gaps: readonly Gap[] } {
  const directory = context.directory ?? [];
  const entry = entryOf(directory, handle);
  const production = productionUnknown(context.scope);
  const isThere = (one: DirectoryEntry) => one.left === undefined || Date.parse(one.left) > Date.parse(context.at);
  const gaps: Gap[] = [production.gap];
  let active: Fact<boolean>;
  let members: Fact<number>;
  if (entry === undefined) {
    const gap = githubGap(context.scope, `whether ${handle} is still there`, 'files.owners');
    gaps.push(gap);
    active = unknown(gap.id);
    members = unknown(gap.id);
  } else if (entry.type === 'team') {
    // A member whom the directory does not list by itself is taken at its word.
    const living = new Set(
      entry.members.map(plain).filter((name) => {
        const member = entryOf(directory, name);
        return member === undefined || isThere(member);
      }),
    );
    active = known(living.size > 0 && isThere(entry));
    members = known(living.size);
  } else {
    active = known(isThere(entry));
    members = known(isThere(entry) && entry.type === 'person' ? 1 : 0);
  }
  return {
    owner: {
      kind: 'owner',
      id: ownerId(context.scope, handle),
      plane: 'files',
      name: handle,
      scope: context.scope,
      origin: 'declared',
      production: production.fact,
      places: [place],
      type: entry?.type ?? ownerTypeOf(handle),
      handle,
      active,
      members,
    },
    gaps,
  };
}
