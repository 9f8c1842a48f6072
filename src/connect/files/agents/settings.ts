import type { Label } from '../../../model/index.ts';
import { fieldsAt, isTrue, nodeAt, stringsAt, textAt, type Node } from './node.ts';

/** What the settings of a product say about asking before acting. */
export interface Settings {
  readonly autonomy: 'asks' | 'asks-for-some' | 'never-asks';
  /** Tools called without asking, as written. */
  readonly allowed: readonly string[];
  /** Names of modes and hooks; never a command. */
  readonly labels: readonly Label[];
}

/** Reads permission modes and hooks of every product that has them. */
export function settingsOf(root: Node): Settings {
  const labels: Label[] = [];
  let never = false;
  const mode = textAt(root, 'permissions', 'defaultMode');
  if (mode !== undefined && /^[A-Za-z]{1,40}$/.test(mode)) {
    labels.push({ name: 'permission-mode', value: mode });
    if (mode === 'bypassPermissions') never = true;
  }
  for (const [key, value] of [
    ['approval_policy', 'never'],
    ['sandbox_mode', 'danger-full-access'],
  ] as const) {
    const said = textAt(root, key);
    if (said === undefined || !/^[a-z-]{1,40}$/.test(said)) continue;
    labels.push({ name: key, value: said });
    if (said === value) never = true;
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
    never = true;
  }
  if (/^yolo$/i.test(textAt(root, 'general', 'defaultApprovalMode') ?? '')) never = true;
  for (const [event] of fieldsAt(root, 'hooks')) labels.push({ name: 'hook', value: event });
  const allowed = stringsAt(root, 'permissions', 'allow').map(({ value }) => value);
  for (const list of ['allow', 'deny', 'ask']) {
    const at = nodeAt(root, 'permissions', list);
    if (at?.kind === 'array') labels.push({ name: `permissions.${list}`, value: `${at.items.length} rules` });
  }
  return { autonomy: never ? 'never-asks' : allowed.length > 0 ? 'asks-for-some' : 'asks', allowed, labels };
}
