import type { Label } from '../../../model/index.ts';
import { fieldsAt, isTrue, nodeAt, stringsAt, textAt, type Node } from '../../node.ts';

/** What the settings of a product say about asking before acting. */
export interface Settings {
  readonly autonomy: 'asks' | 'asks-for-some' | 'never-asks';
  /** Tools called without asking, as written. */
  readonly allowed: readonly string[];
  /** Names of modes and hooks; never a command. */
  readonly labels: readonly Label[];
  /** The value that decides the autonomy; undefined where nothing is said of it. */
  readonly decidedAt?: Node;
}

/** Reads permission modes and hooks of every product that has them. */
export function settingsOf(root: Node): Settings {
  const labels: Label[] = [];
  let never: Node | undefined;
  const mode = textAt(root, 'permissions', 'defaultMode');
  if (mode !== undefined && /^[A-Za-z]{1,40}$/.test(mode)) {
    labels.push({ name: 'permission-mode', value: mode });
    if (mode === 'bypassPermissions') never ??= nodeAt(root, 'permissions', 'defaultMode');
  }
  for (const [key, value] of [
    ['approval_policy', 'never'],
    ['sandbox_mode', 'danger-full-access'],
  ] as const) {
    const said = textAt(root, key);
    if (said === undefined || !/^[a-z-]{1,40}$/.test(said)) continue;
    labels.push({ name: key, value: said });
    if (said === value) never ??= nodeAt(root, key);
  }
  if (isTrue(root, 'enableAllProjectMcpServers')) labels.push({ name: 'enableAllProjectMcpServers', value: 'true' });
  for (const keys of [
    ['chat.tools.autoApprove'],
    ['chat.tools.global.autoApprove'],
    ['autoAccept'],
    ['yolo'],
    ['general', 'yolo'],
    ['amp.dangerouslyAllowAll'],
  ]) {
    if (!isTrue(root, ...keys)) continue;
    labels.push({ name: keys.join('.'), value: 'true' });
    never ??= nodeAt(root, ...keys);
  }
  if (/^yolo$/i.test(textAt(root, 'general', 'defaultApprovalMode') ?? '')) never ??= nodeAt(root, 'general', 'defaultApprovalMode');
  for (const [event] of fieldsAt(root, 'hooks')) labels.push({ name: 'hook', value: event });
  const allowed = stringsAt(root, 'permissions', 'allow').map(({ value }) => value);
  for (const list of ['allow', 'deny', 'ask']) {
    const at = nodeAt(root, 'permissions', list);
    if (at?.kind === 'array') labels.push({ name: `permissions.${list}`, value: `${at.items.length} rules` });
  }
  const decidedAt =
    never ??
    nodeAt(root, 'permissions', allowed.length > 0 ? 'allow' : 'defaultMode') ??
    nodeAt(root, 'approval_policy') ??
    nodeAt(root, 'permissions');
  return {
    autonomy: never === undefined ? (allowed.length > 0 ? 'asks-for-some' : 'asks') : 'never-asks',
    allowed,
    labels,
    ...(decidedAt === undefined ? {} : { decidedAt }),
  };
}
