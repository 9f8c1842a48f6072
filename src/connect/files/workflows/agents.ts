import type { Agent, FormId } from '../../../model/index.ts';
import type { Step } from './parse.ts';

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
    /^anthropics\/claude-code-base-action(\/|@|$)/,
    { name: 'claude-code-base-action', keys: claudeKeys, federated: claudeFederation, checksActor: false },
  ],
  [
    /^anthropics\/claude-code-action(?!\/[^@]*agent-approval-check)(\/|@|$)/,
    { name: 'claude-code-action', keys: claudeKeys, federated: claudeFederation, checksActor: true },
  ],
  [
    /^openai\/codex-action(\/|@|$)/,
    { name: 'codex-action', keys: [['openai-api-key', 'openai.api-key']], federated: [], checksActor: true },
  ],
  [
    /^(google-github-actions\/run-gemini-cli|google-gemini\/gemini-cli-action)(\/|@|$)/,
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
  [/^actions\/ai-inference(\/|@|$)/, { name: 'ai-inference', keys: [], federated: [], checksActor: false }],
];

const commands: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[\s;&|])claude\s[^\n]{0,500}(?:-p|--print)\b/, 'claude'],
  [/(?:^|[\s;&|])codex\s+exec\b/, 'codex'],
  [/(?:^|[\s;&|])gemini\s[^\n]{0,500}(?:-p|--prompt|--yolo|-y)\b/, 'gemini'],
  [/(?:^|[\s;&|])aider\s/, 'aider'],
  [/(?:^|[\s;&|])opencode\s+run\b/, 'opencode'],
  [/(?:^|[\s;&|])cursor-agent\s/, 'cursor-agent'],
  [/(?:^|[\s;&|])goose\s+run\b/, 'goose'],
  [/(?:^|[\s;&|])copilot\s[^\n]{0,300}(?:-p|--prompt)\b/, 'copilot'],
];

/** The agent that a step runs, if it runs one. */
export function agentOf(step: Step): AgentStep | undefined {
  const { uses, run } = step;
  if (uses !== undefined) return actions.find(([pattern]) => pattern.test(uses))?.[1];
  const command = run === undefined ? undefined : commands.find(([pattern]) => pattern.test(run))?.[1];
  return command === undefined ? undefined : { name: command, keys: [], federated: [], checksActor: false };
}

/** All text that configures a step. */
function told(step: Step): string {
  return [step.run ?? '', ...[...step.with].map(([name, value]) => `${name}: ${typeof value === 'string' ? value : String(value)}`)].join(
    '\n',
  );
}

const neverAsks =
  /--dangerously-skip-permissions|--dangerously-bypass-approvals-and-sandbox|--yolo\b|approval[-_]mode[\s:="']{1,5}yolo|--full-auto|danger-full-access|safety-strategy:\s*unsafe|bypassPermissions|"?trust"?\s*:\s*true|--allow-all-tools/;

export function autonomyOf(step: Step): 'never-asks' | 'asks-for-some' {
  // Nobody answers a prompt in a workflow: what is not allowed beforehand is refused.
  return neverAsks.test(told(step)) ? 'never-asks' : 'asks-for-some';
}

/** Who may invoke it, by its own inputs. Without a check of its own, whoever can trigger the job. */
export function inboundOf(step: Step, agent: AgentStep, openTrigger: boolean): Extract<Agent['inboundAuth'], { known: true }>['value'] {
  const input = (name: string) => String(step.with.get(name) ?? '').trim();
  const open = [input('allowed_non_write_users'), input('allowed_bots'), input('allow-users')];
  if (open.includes('*')) return 'none';
  if (open.some((list) => list !== '')) return 'allow-list';
  return agent.checksActor || !openTrigger ? 'platform' : 'none';
}

/** The tools that a step allows its agent: names, and whether that is everything. */
export function allowedTools(
  step: Step,
): readonly { readonly name: string; readonly everything: boolean; readonly destructive: readonly string[] }[] {
  const text = told(step);
  const lists = [
    ...text.matchAll(
      /(?:--allowed-?[tT]ools|allowed_tools|allowedTools)["']?[\s:=]{1,4}["']?((?:[A-Za-z_*][\w*-]*(?:\([^()\n]{0,200}\))?[,\s"']{0,3}){1,100})/g,
    ),
  ].map((match) => match[1] ?? '');
  const names = new Set(lists.flatMap((list) => list.match(/[A-Za-z_*][\w*-]*(?:\([^()\n]{0,200}\))?/g) ?? []));
  return [...names].toSorted().map((name) => {
    const everything = /^(\*|Bash|Bash\(\*\)|Bash\(:\*\)|mcp__\*)$/.test(name);
    return { name, everything, destructive: everything || /^(Bash|Write|Edit|MultiEdit)/.test(name) ? [name] : [] };
  });
}
