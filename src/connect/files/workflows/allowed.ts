import type { Mapping, Step } from './parse.ts';

/** A tool that a step lets its agent call without being asked. */
export interface Allowed {
  readonly name: string;
  readonly everything: boolean;
  readonly destructive: readonly string[];
}

const maxTools = 500;
/** Commands that only show something, however they are continued. Every other command may do anything. */
const readOnly =
  /^(?:git\s+(?:diff|log|show|status|blame|ls-files|rev-parse)|gh\s+(?:pr|issue|run|release|repo|label)\s+(?:view|diff|list|checks|status)|gh\s+search|go\s+(?:doc|list|vet|version)|ls|cat|grep|rg|head|tail|wc|jq|pwd|date|echo)\b/;
/** `get_workflow_run` runs nothing. */
export const readingVerb = /^(?:get|list|read|search|view|find|fetch|describe|download|show|check)(?:[_-]|[A-Z]|$)/;
const changingVerb =
  /(?:add|approve|assign|close|commit|create|delete|deploy|drop|edit|exec|merge|post|publish|push|remove|reply|run|send|set|submit|update|upload|write)/i;
/**
 * Claude Code's own tools that only read (code.claude.com, "Tools available to Claude"), and those that edit files: in a
 * job these are a copy that ends with it. What carries an edit out of the job is a command or another tool.
 */
const harmless = new Set([
  'Edit',
  'MultiEdit',
  'NotebookEdit',
  'Write',
  'Read',
  'Grep',
  'Glob',
  'LS',
  'WebFetch',
  'WebSearch',
  'TodoWrite',
  'TodoRead',
  'NotebookRead',
  'Task',
  'Agent',
  'Skill',
]);

/** The tools that a step allows its agent beforehand, by flag, by input or by inline settings. */
export function allowedTools(step: Step): readonly Allowed[] {
  const names = new Set<string>();
  const add = (list: readonly string[]) => {
    for (const name of list) if (names.size < maxTools) names.add(name);
  };
  for (const text of [step.run, step.with.get('claude_args'), step.with.get('args'), step.env.get('CLAUDE_ARGS')])
    if (typeof text === 'string') add(afterFlag(words(text)));
  for (const [input, value] of step.with)
    if (/^(?:extra[-_])?allowed[-_]?tools$/i.test(input) && typeof value === 'string') add(items(value));
  for (const rule of allowRules(step.with)) if (toolName.test(rule)) add([rule]);
  const tools = new Map<string, Allowed>();
  for (const rule of names) {
    const name = shown(rule);
    const everything =
      /^(?:\*|Bash|Bash\((?:\*|:\*)?\)|mcp__\*|shell|run_shell_command)$/.test(rule) || tools.get(name)?.everything === true;
    const destructive = everything || destroys(rule) || (tools.get(name)?.destructive.length ?? 0) > 0;
    tools.set(name, { name, everything, destructive: destructive ? [name] : [] });
  }
  return [...tools.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** A rule as it may be shown: of a command its plain first words, for the rest of it may be a secret. */
function shown(rule: string): string {
  const [, tool = '', pattern] = /^([^(]*)(?:\(([^]*)\))?$/.exec(rule) ?? [];
  if (pattern === undefined || /^[:*]{0,2}$/.test(pattern)) return rule;
  const all = pattern.split(/\s+/);
  const plain = all.slice(0, 3);
  const stop = plain.findIndex((word) => !/^(?:[a-z][a-z-]{0,14}(?::?\*)?|\*)$/.test(word));
  const kept = stop < 0 ? plain : plain.slice(0, stop);
  return `${tool}(${[...kept, ...(kept.length < all.length ? ['…'] : [])].join(' ')})`;
}

function destroys(name: string): boolean {
  const command = /^(?:Bash|shell|run_shell_command)\(([^]*)\)$/.exec(name)?.[1];
  if (command !== undefined) return /[;&|`$<>]/.test(command) || !readOnly.test(command);
  const tool = name.replace(/\([^]*$/, '');
  if (tool.startsWith('mcp__')) {
    const called = tool.split('__').slice(2).join('__');
    return tool.includes('*') || called === '' || (changingVerb.test(called) && !readingVerb.test(called));
  }
  return !harmless.has(tool);
}

/** A tool as rules write it: a capitalised name, one of a server, a star; with or without a pattern in brackets. */
const toolName = /^(?:\*|(?:[A-Z]\w{0,60}|mcp__[\w*-]{1,150}|shell|write|run_shell_command)(?:\([^()]{0,300}\))?)$/;

function afterFlag(list: readonly string[]): readonly string[] {
  const found: string[] = [];
  let taking = false;
  for (const word of list) {
    const glued = /^--(?:allowed-?tools|allow-tool)=([^]*)$/i.exec(word)?.[1];
    if (glued !== undefined) found.push(...items(glued).filter((item) => toolName.test(item)));
    else if (word.startsWith('-')) taking = /^--(?:allowed-?tools|allow-tool)$/i.test(word);
    else if (taking) {
      // The flag takes words until one is no list of tools: a prompt may follow.
      const tools = items(word);
      taking = tools.length > 0 && tools.every((item) => toolName.test(item));
      if (taking) found.push(...tools);
    }
  }
  return found;
}

/** Splits a list at commas and blanks outside of brackets. */
function items(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  const cut = (at: number) => {
    const item = text.slice(from, at).trim();
    if (item !== '') found.push(item);
    from = at + 1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '(') depth += 1;
    else if (sign === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0 && /[,\s]/.test(sign)) cut(at);
  }
  cut(text.length);
  return found;
}

/** Words of a command line as a shell splits them, quotes taken off. */
export function words(text: string): readonly string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (const sign of text.replace(/\\\r?\n/g, ' ')) {
    if (quote !== '') {
      if (sign === quote) quote = '';
      else word = (word ?? '') + sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (/\s/.test(sign)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? '') + sign;
  }
  if (word !== undefined) found.push(word);
  return found;
}

/** `permissions` of settings that are given inline as JSON; undefined when they are none. */
export function permissionsIn(settings: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(settings);
    if (!isObject(value)) return undefined;
    return isObject(value['permissions']) ? value['permissions'] : {};
  } catch {
    return undefined;
  }
}

function allowRules(inputs: Mapping): readonly string[] {
  const settings = inputs.get('settings');
  if (typeof settings !== 'string' || !settings.trim().startsWith('{')) return [];
  const allow = permissionsIn(settings)?.['allow'];
  return Array.isArray(allow) ? allow.filter((rule) => typeof rule === 'string') : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
