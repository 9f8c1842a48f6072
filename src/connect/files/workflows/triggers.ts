import type { Trigger, TriggeredBy } from '../../../model/index.ts';

/**
 * Who can set an event off: docs.github.com, "Events that trigger workflows". On a public repository everybody may open
 * an issue, comment, star or fork; a workflow run may follow the one of a fork; a public wiki may be open to all.
 */
const events: ReadonlyMap<string, TriggeredBy> = new Map<string, TriggeredBy>([
  ...(
    [
      'discussion',
      'discussion_comment',
      'fork',
      'gollum',
      'issue_comment',
      'issues',
      'pull_request_comment',
      'pull_request_review',
      'pull_request_review_comment',
      'pull_request_target',
      'watch',
      'workflow_run',
    ] as const
  ).map((event) => [event, 'anyone'] as const),
  ['pull_request', 'contributors'],
  ['schedule', 'schedule'],
  ['workflow_call', 'service'],
  ...(
    [
      'branch_protection_rule',
      'check_run',
      'check_suite',
      'create',
      'delete',
      'deployment',
      'deployment_status',
      'image_version',
      'label',
      'merge_group',
      'milestone',
      'page_build',
      'project',
      'project_card',
      'project_column',
      'public',
      'push',
      'registry_package',
      'release',
      'repository_dispatch',
      'status',
      'workflow_dispatch',
    ] as const
  ).map((event) => [event, 'members'] as const),
]);

export interface Triggers {
  readonly known: readonly Trigger[];
  /** False when `on:` is missing, has another shape, or names an event that nobody here knows. */
  readonly complete: boolean;
  /** The workflows whose runs it follows, by name (`workflow_run`). */
  readonly follows: readonly string[];
}

/**
 * Activities that take at least the triage role: docs.github.com, "Repository roles for an organization". A template of
 * an issue may label and assign it in its author's name, so these two do not count there.
 */
const byRole = ['demilestoned', 'locked', 'milestoned', 'unassigned', 'unlabeled', 'unlocked'];
const activities: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['issues', new Set([...byRole, 'pinned', 'transferred', 'unpinned'])],
  ['pull_request_target', new Set([...byRole, 'assigned', 'labeled'])],
]);

/** Reads `on:`, in its three shapes: a name, a list, a mapping. */
export function triggersOf(on: unknown): Triggers {
  const listed: unknown[] = typeof on === 'string' ? [on] : Array.isArray(on) ? on : on instanceof Map ? [...on.keys()] : [];
  const names = [...new Set(listed.filter((name) => typeof name === 'string'))].toSorted();
  const detail = (name: string, key: string): readonly unknown[] => {
    const event: unknown = on instanceof Map ? on.get(name) : undefined;
    const value: unknown = event instanceof Map ? event.get(key) : undefined;
    return Array.isArray(value) ? value : value === undefined ? [] : [value];
  };
  const triggers = names.flatMap((how) => {
    const who = events.get(how);
    if (who === undefined) return [];
    const types = detail(how, 'types');
    const limited = types.length > 0 && types.every((type) => typeof type === 'string' && activities.get(how)?.has(type) === true);
    return [{ who: limited ? ('members' as const) : who, how }];
  });
  return {
    known: triggers,
    complete: triggers.length > 0 && triggers.length === new Set(listed).size,
    follows: detail('workflow_run', 'workflows').map((name) => (typeof name === 'string' ? name : '')),
  };
}

/** Both, each once. */
export function joinTriggers(one: Triggers, other: Triggers): Triggers {
  const all = new Map([...one.known, ...other.known].map((trigger) => [`${trigger.how} ${trigger.who}`, trigger]));
  return {
    known: [...all].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, trigger]) => trigger),
    complete: one.complete && other.complete,
    follows: [...new Set([...one.follows, ...other.follows])],
  };
}
