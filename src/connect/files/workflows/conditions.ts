/** Who gets past a condition: nobody, people who belong to the repository, or whoever starts it. */
export type Passes = 'nobody' | 'members' | 'anyone';

const order: readonly Passes[] = ['nobody', 'members', 'anyone'];
const roles: ReadonlySet<string> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);
const association = String.raw`github\.event(?:\.\w{1,50}){1,3}\.author_association`;
const list = (of: string) => new RegExp(`^contains\\( ?fromJSON\\( ?'\\[([^'\\[\\]]{1,200})\\]' ?\\) ?, ?${of} ?\\)$`, 'i');
const oneOfRoles = list(association);
const oneOfEvents = list(String.raw`github\.event_name`);
const comparison = /^([^'=!<>]{1,200}?) ?(==|!=) ?([^=!<>]{1,200})$/;
const maxCondition = 10_000;
/** Repositories a pull request or a run may come from: code of another one is a fork's. */
const headRepository = /^github\.event\.(?:pull_request\.head\.repo|workflow_run\.head_repository)\.(?:full_name|id|owner\.login)$/i;
const isFork = /^github\.event\.(?:pull_request\.head\.repo|workflow_run\.head_repository)\.fork$/i;
const merged = /^github\.event\.pull_request\.merged$/i;
/** Who wrote or opened it. `github.actor` is only whoever came last: of a bot anybody can make it so. */
const person = /^github\.(?:actor|triggering_actor|event(?:\.\w{1,50}){0,3}\.(?:user|sender)\.login|event\.sender\.login)$/i;

/**
 * Who gets past the `if` of a job that an event sets off. Every way to make it true has to test a role, a name or where
 * the code comes from before it counts as members only. What is not understood lets anyone pass.
 */
export function passes(condition: string, event: string, gates: readonly string[] = []): Passes {
  if (condition.length > maxCondition) return 'anyone';
  // Blanks outside of strings mean nothing, and folded text is full of them.
  const whole = condition.trim().replace(/\s+/g, ' ');
  const inner = /^\$\{\{([^]*)\}\}$/.exec(whole)?.[1] ?? whole;
  return inner.includes('${{') ? 'anyone' : restricts(inner, { event, gates }, 0);
}

interface Asked {
  readonly event: string;
  readonly gates: readonly string[];
}

function restricts(text: string, asked: Asked, depth: number): Passes {
  if (depth > 20) return 'anyone';
  const bare = unwrapped(text.trim());
  const ways = split(bare, '||');
  const either = (all: readonly string[]) => all.map((one) => order.indexOf(restricts(one, asked, depth + 1)));
  if (ways.length > 1) return order[Math.max(...either(ways))] ?? 'anyone';
  const needs = split(bare, '&&');
  if (needs.length > 1) return order[Math.min(...either(needs))] ?? 'anyone';
  return tested(bare, asked);
}

/** One test, without operators that join. */
function tested(bare: string, { event, gates }: Asked): Passes {
  if (bare === 'false') return 'nobody';
  if (gates.some((gate) => bare === `needs.${gate}.outputs.activated == 'true'`)) return 'members';
  const allowed = namesOf(oneOfRoles.exec(bare)?.[1]);
  if (allowed !== undefined) return allowed.every((role) => roles.has(role.toUpperCase())) ? 'members' : 'anyone';
  const events = namesOf(oneOfEvents.exec(bare)?.[1]);
  if (events !== undefined) return isCalled(event) || events.includes(event) ? 'anyone' : 'nobody';
  if (merged.test(bare) || (bare.startsWith('!') && isFork.test(bare.slice(1).trim()))) return 'members';
  const [, left = '', operator, right = ''] = comparison.exec(bare) ?? comparison.exec(turned(bare)) ?? [];
  const value = /^'([^']*)'$/.exec(right.trim())?.[1];
  if (/^github\.event_name$/i.test(left)) {
    if (value === undefined || isCalled(event)) return 'anyone';
    return (value === event) === (operator === '==') ? 'anyone' : 'nobody';
  }
  if (/^github\.event\.workflow_run\.event$/i.test(left) && operator === '==' && value !== undefined)
    return ['push', 'schedule', 'workflow_dispatch', 'release'].includes(value) ? 'members' : 'anyone';
  if (isFork.test(left))
    return (operator === '==' && /^false$/i.test(right)) || (operator === '!=' && /^true$/i.test(right)) ? 'members' : 'anyone';
  if (operator !== '==') return 'anyone';
  if (new RegExp(`^${association}$`, 'i').test(left)) return value !== undefined && roles.has(value.toUpperCase()) ? 'members' : 'anyone';
  if (headRepository.test(left))
    return value !== undefined || /^github\.(?:repository|repository_owner|repository_id)$/i.test(right.trim()) ? 'members' : 'anyone';
  if (merged.test(left)) return /^true$/i.test(right) ? 'members' : 'anyone';
  const spoofable = /actor$/i.test(left) && value?.endsWith('[bot]') === true;
  if (person.test(left) && value !== undefined && value !== '' && !spoofable) return 'members';
  return 'anyone';
}

/** `'a' == b` as `b == 'a'`. */
function turned(text: string): string {
  const [, left = '', operator = '', right = ''] = /^('[^']*') ?(==|!=) ?([^']{1,200})$/.exec(text) ?? [];
  return `${right} ${operator} ${left}`;
}

/** A called workflow has the event of its caller, which is judged there. */
function isCalled(event: string): boolean {
  return event === 'workflow_call' || event === 'uses';
}

function namesOf(items: string | undefined): readonly string[] | undefined {
  return items?.split(',').map((item) => item.trim().replace(/^"(.*)"$/, '$1'));
}

/** Splits at an operator outside of brackets and strings. */
function split(text: string, operator: '||' | '&&'): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    else if (depth === 0 && text.startsWith(operator, at)) {
      parts.push(text.slice(from, at));
      at += 1;
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** Without the brackets around the whole. */
function unwrapped(text: string): string {
  let bare = text;
  for (let round = 0; round < 20 && bare.startsWith('(') && bare.endsWith(')'); round += 1) {
    let depth = 0;
    let quoted = false;
    for (let at = 0; at < bare.length - 1; at += 1) {
      if (bare[at] === "'") quoted = !quoted;
      else if (!quoted && bare[at] === '(') depth += 1;
      else if (!quoted && bare[at] === ')') depth -= 1;
      if (depth === 0) return bare;
    }
    bare = bare.slice(1, -1).trim();
  }
  return bare;
}
