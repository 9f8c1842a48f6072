import type { Agent, FormId, Trigger } from '../../../model/index.ts';
import { permissionsIn } from './allowed.ts';
import { textOf, type Step } from './parse.ts';

/** An agent in a step: an action or a command-line program. */
export interface AgentStep {
  readonly name: string;
  /** The inputs that hold a standing model key, and what they hold. */
  readonly keys: readonly (readonly [input: string, form: FormId])[];
  /** Inputs that switch to federated access, and the session they give. */
  readonly federated: readonly (readonly [input: string, form: FormId])[];
  /** Checks by itself that whoever triggered it may write. */
  readonly checksActor: boolean;
}

const claudeFederation = [
  ['use_bedrock', 'aws.oidc-session'],
  ['use_vertex', 'google.oidc-session'],
  ['use_foundry', 'azure.oidc-session'],
  ['anthropic_federation_rule_id', 'anthropic.oidc-session'],
] as const;
const claudeKeys = [
  ['anthropic_api_key', 'anthropic.api-key'],
  ['claude_code_oauth_token', 'anthropic.oauth-token'],
] as const;

const actions: readonly (readonly [RegExp, AgentStep])[] = [
  [
    /^anthropics\/claude-code-base-action(\/|@|$)/i,
    { name: 'claude-code-base-action', keys: claudeKeys, federated: claudeFederation, checksActor: false },
  ],
  [
    /^anthropics\/claude-code-action(?!\/[^@]*agent-approval-check)(\/|@|$)/i,
    { name: 'claude-code-action', keys: claudeKeys, federated: claudeFederation, checksActor: true },
  ],
  [
    /^openai\/codex-action(\/|@|$)/i,
    { name: 'codex-action', keys: [['openai-api-key', 'openai.api-key']], federated: [], checksActor: true },
  ],
  [
    /^(google-github-actions\/run-gemini-cli|google-gemini\/gemini-cli-action)(\/|@|$)/i,
    {
      name: 'gemini-cli',
      keys: [
        ['gemini_api_key', 'google.api-key'],
        ['google_api_key', 'google.api-key'],
      ],
      federated: [
        ['gcp_workload_identity_provider', 'google.oidc-session'],
        ['use_vertex_ai', 'google.oidc-session'],
      ],
      checksActor: false,
    },
  ],
  [
    /^anthropics\/claude-code-security-review(@|$)/i,
    {
      name: 'claude-code-security-review',
      keys: [
        ['claude-api-key', 'anthropic.api-key'],
        ['anthropic-api-key', 'anthropic.api-key'],
      ],
      federated: [],
      checksActor: false,
    },
  ],
  [/^(?:sst|anomalyco)\/opencode\/github(@|$)/i, { name: 'opencode', keys: [], federated: [], checksActor: true }],
  [/^QwenLM\/qwen-code-action(@|$)/i, { name: 'qwen-code', keys: [], federated: [], checksActor: false }],
  [/^(?:qodo-ai|Codium-ai|The-PR-Agent)\/pr-agent(@|$)/i, { name: 'pr-agent', keys: [], federated: [], checksActor: false }],
  [
    /^(?:All-Hands-AI|OpenHands)\/OpenHands\/\.github\/workflows\/openhands-resolver\.yml(@|$)/i,
    { name: 'openhands', keys: [], federated: [], checksActor: false },
  ],
  [/^actions\/ai-inference(\/|@|$)/i, { name: 'ai-inference', keys: [], federated: [], checksActor: false }],
];

/** What may stand before the name of a program in a shell line: `$(claude …)`, `./node_modules/.bin/claude`, `npx @scope/claude`. */
const before = String.raw`(?:^|[\s;&|(\x60"'=/])`;
function command(rest: string): RegExp {
  return new RegExp(before + rest, 'm');
}

/** Programs that choose actions by a model, run so that nobody sits beside them. */
const commands: readonly (readonly [RegExp, string])[] = [
  [
    command(
      String.raw`claude(?:-code)?(?:@[\w.-]{1,40})?["']?\s[^\n]{0,800}?(?<=\s)(?:-p|--print|--dangerously-skip-permissions)(?![\w-])`,
    ),
    'claude',
  ],
  [command(String.raw`codex(?:@[\w.-]{1,40})?["']?\s(?:[^\n]{0,200}\s)?(?:exec|e)\s`), 'codex'],
  [
    command(String.raw`gemini(?:-cli)?(?:@[\w.-]{1,40})?["']?\s[^\n]{0,800}?(?<=\s)(?:-p|--prompt|--yolo|-y|--approval-mode)(?![\w-])`),
    'gemini',
  ],
  [command(String.raw`aider["']?\s[^\n]{0,800}?(?<=\s)(?:-m|--message|--message-file|-f|--yes|--yes-always)(?![\w-])`), 'aider'],
  [command(String.raw`opencode(?:-ai)?(?:@[\w.-]{1,40})?["']?\s{1,9}run(?![\w-])`), 'opencode'],
  [command(String.raw`cursor-agent["']?\s[^\n]{0,800}?(?<=\s)(?:-p|--print|-f|--force)(?![\w-])`), 'cursor-agent'],
  [command(String.raw`goose["']?\s{1,9}run(?![\w-])`), 'goose'],
  [command(String.raw`qwen\s[^\n]{0,800}?(?<=\s)(?:-p|--prompt|--yolo|-y)(?![\w-])`), 'qwen-code'],
  [command(String.raw`amp\s[^\n]{0,800}?(?<=\s)(?:-x|--execute)(?![\w-])`), 'amp'],
  [command(String.raw`auggie\s[^\n]{0,800}?(?<=\s)(?:-p|--print)(?![\w-])`), 'auggie'],
  [command(String.raw`droid\s{1,9}exec(?![\w-])`), 'droid'],
  [command(String.raw`(?:q|kiro-cli)\s{1,9}chat\s[^\n]{0,800}?(?<=\s)--no-interactive(?![\w-])`), 'kiro'],
  [command(String.raw`python3?\s{1,9}-m\s{1,9}openhands\.`), 'openhands'],
  [command(String.raw`copilot(?:@[\w.-]{1,40})?["']?\s[^\n]{0,800}?(?<=\s)(?:-p|--prompt|--allow-all-tools|--yolo)(?![\w-])`), 'copilot'],
];

/** The lines of a script that run: continued ones joined, comments left out. */
function linesOf(script: string): string {
  return script.replace(/\\\r?\n/g, ' ').replace(/^[ \t]*#.*$/gm, '');
}

/** The agents that a step runs. */
export function agentsOf(step: Pick<Step, 'uses' | 'run'>): readonly AgentStep[] {
  const { uses, run } = step;
  if (uses !== undefined) return actions.filter(([pattern]) => pattern.test(uses)).map(([, agent]) => agent);
  if (run === undefined) return [];
  const script = linesOf(run);
  return commands.filter(([pattern]) => pattern.test(script)).map(([, name]) => ({ name, keys: [], federated: [], checksActor: false }));
}

/** All text that configures a step. */
function told(step: Step): string {
  return [step.run ?? '', ...[...step.with, ...step.env].map(([name, value]) => `${name}: ${textOf(value)}`)].join('\n');
}

const neverAsks =
  /--dangerously-skip-permissions|--dangerously-bypass-approvals-and-sandbox|--yolo\b|approval[-_]?mode[\s:="']{1,5}yolo|--full-auto|danger-full-access|safety-strategy:\s{0,9}unsafe|bypassPermissions|"?trust"?\s{0,9}:\s{0,9}true|--allow-all(?:-tools)?\b|--dangerously-allow-all\b|--trust-all-tools\b|--skip-permissions-unsafe\b/i;
/** Flags that mean this for one program only. */
const ownFlags: ReadonlyMap<string, RegExp> = new Map([
  ['aider', /\s--yes(?:-always)?(?![\w-])/],
  // Its runs have no prompt to answer.
  ['openhands', /(?:)/],
  ['gemini', /gemini\S{0,60}\s[^\n]{0,800}?(?<=\s)-y(?![\w-])/],
  ['cursor-agent', /cursor-agent\s[^\n]{0,800}?(?<=\s)(?:-f|--force)(?![\w-])/],
  // Every permission of opencode is `allow` unless a configuration says otherwise.
  ['opencode', /(?:)/],
]);
/** Inputs that decide what an agent may do. */
const deciding = /args|settings|tools|sandbox|safety|permission|mode$/i;

/** Flags whose value decides nothing of what is allowed: an expression there is no open question. */
const otherFlags =
  /--(?:model|fallback-model|max-turns|max-budget-usd|add-dir|json-schema|mcp-config|system-prompt|append-system-prompt)[=\s]{1,3}["']?\$\{\{[^}]{0,300}\}\}["']?/g;

/** The part of an input that decides what is allowed: of settings as JSON their permissions, of arguments those that may be more. */
function decidingText(input: string, text: string): string {
  if (/^settings$/i.test(input) && text.startsWith('{')) {
    const permissions = permissionsIn(text);
    return permissions === undefined ? text : JSON.stringify(permissions);
  }
  return text.replace(otherFlags, '');
}

/** Whether it asks before it acts; undefined when a text that decides it stands elsewhere or is filled in at run time. */
export function autonomyOf(step: Step, agent: AgentStep): 'never-asks' | 'asks-for-some' | undefined {
  if (neverAsks.test(told(step)) || ownFlags.get(agent.name)?.test(step.run ?? '') === true) return 'never-asks';
  // goose asks for nothing unless its mode says otherwise.
  if (agent.name === 'goose' && !/GOOSE_MODE[=:]\s?["']?(?:approve|smart_approve|chat)/.test(told(step))) return 'never-asks';
  for (const [input, value] of step.with) {
    const text = decidingText(input, textOf(value).trim());
    if (!deciding.test(input) || text === '') continue;
    if (text.includes('${{') || (/settings/i.test(input) && !text.startsWith('{'))) return undefined;
  }
  // Nobody answers a prompt in a workflow: what is not allowed beforehand is refused.
  return 'asks-for-some';
}

type Inbound = Extract<Agent['inboundAuth'], { known: true }>['value'];
/** Inputs by which an agent's action lets people in who may not write. */
const admitting = ['allowed_non_write_users', 'allowed_bots', 'allow-users', 'allow-bot-users'];

/**
 * Who may invoke it, by its own inputs; without a check of its own, whoever can set off the job. Undefined: an
 * expression decides. The actions' own checks look at people who comment or open something, not at a run before.
 */
export function inboundOf(step: Step, agent: AgentStep, triggers: readonly Trigger[]): Inbound | undefined {
  const open = triggers.filter(({ who }) => who === 'anyone');
  const lists = admitting.map((name) => textOf(step.with.get(name)).trim()).filter((list) => list !== '');
  // A list of everyone adds nobody where the job itself lets only members through.
  if (lists.some((list) => list.split(/[\s,]+/).includes('*')))
    return triggers.some(({ who }) => who === 'anyone' || who === 'contributors') ? 'none' : 'platform';
  if (lists.some((list) => list.includes('${{'))) return undefined;
  if (open.length > 0 && (!agent.checksActor || open.some(({ how }) => how === 'workflow_run'))) return 'none';
  return lists.length > 0 ? 'allow-list' : 'platform';
}
