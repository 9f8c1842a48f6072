import { formOf, type Confidence } from '../../model/index.ts';
import { contentsOf } from '../files/secrets/names.ts';
import type { WorkloadObject } from './pods.ts';

/** What tells that a workload is an agent; undefined: too little does. */
export interface AgentSigns {
  readonly confidence: Confidence;
  readonly signals: readonly string[];
}

/** Frameworks and products that run agents, as image names carry them. */
const images =
  /(?:^|[/_-])(?:langgraph|langchain|crewai|autogen|agno|smolagents|pydantic-ai|semantic-kernel|flowise|langflow|dify|n8n|kagent|openhands|claude-code|claude-agent|goose|open-?interpreter|autogpt|superagi|letta|browser-use|swe-agent)(?:$|[/_:@.-])/i;
const frameworks =
  /^(?:LANGGRAPH|LANGCHAIN|LANGSMITH|LANGFUSE|CREWAI|AUTOGEN|AGNO|LLAMA_INDEX|MCP|A2A|AGENT|KAGENT|OPENAI_ASSISTANT|CLAUDE_CODE|BEDROCK_AGENT|SEMANTIC_KERNEL|PYDANTIC_AI)_[A-Z]/;
const modelHosts =
  /(?:api\.openai\.com|openai\.azure\.com|api\.anthropic\.com|generativelanguage\.googleapis\.com|bedrock(?:-runtime)?\.[\w-]+\.amazonaws\.com|api\.mistral\.ai|api\.groq\.com|openrouter\.ai|api\.cohere\.)/i;
const modelSettings =
  /^(?:[A-Z]+_)*(?:LLM|OPENAI|ANTHROPIC|CLAUDE|BEDROCK|GEMINI|MISTRAL|AZURE_OPENAI|MODEL)_(?:[A-Z]+_)*(?:MODEL|MODEL_ID|DEPLOYMENT|BASE_URL|API_BASE|ENDPOINT|API_VERSION)$|^(?:MODEL_ID|MODEL_NAME|LLM_MODEL|CLAUDE_CODE_USE_BEDROCK)$/;
const commands = /(?:^|[\s/])(?:langgraph|crewai|autogen|claude|goose|openhands|aider|smolagent)(?:\s|$)/i;
const names = /(?:^|-)(?:agents?|assistants?|copilot|bot)(?:-|$)/i;

/**
 * Programs called agent that choose nothing by a model: of monitoring, builds, clusters, secrets. What an exclusion
 * fits is no sign by its name; other signs still count.
 */
const otherAgents =
  /(?:datadog|karmada|buildkite|gitlab|vault|node|otel|opentelemetry|grafana|elastic|newrelic|new-relic|zabbix|jenkins|azp|azure-pipelines|teamcity|bamboo|puppet|cattle|fleet|rancher|instana|dynatrace|sysdig|falco|wazuh|fluent|telegraf|prometheus|jaeger|nri|ssm|cloudwatch|amazon|aws|gke|kube|cluster|network|storage|proxy|backup|velero|teleport|tailscale|checkmk|signalfx|splunk|sentry|honeycomb|pyroscope|coroot|kubeshark|argocd|flux|spire|spiffe|konnectivity|nomad|consul|ovn|sriov|multus|cni|csi|metrics|log|logs|monitoring|scan|scanner)[\w.-]*-?agent|dependabot|renovate-?bot|certbot|bot-?detect/i;

/** Where a model is called from a workload, by the variables that it is given. */
export function modelSigns(workload: WorkloadObject): readonly string[] {
  const signs: string[] = [];
  for (const { name, value } of workload.pod.variables) {
    const contents = contentsOf(name);
    if (contents !== undefined && formOf(contents).family === 'model') signs.push(`env ${name}`);
    else if (modelSettings.test(name) || (value !== undefined && modelHosts.test(value))) signs.push(`env ${name}`);
  }
  return [...new Set(signs)];
}

/** A workload is an agent when two kinds of signs say so: its image, a model, a framework, its command, its name. Stated by a label it always is one. */
export function agentSigns(workload: WorkloadObject): AgentSigns | undefined {
  const { pod, head } = workload;
  const stated = [head.labels, head.annotations, pod.labels, pod.annotations]
    .find((map) => map.has('nhi-ready.io/agent'))
    ?.get('nhi-ready.io/agent');
  if (stated === 'true') return { confidence: 'high', signals: ['nhi-ready.io/agent: true'] };
  if (stated === 'false') return undefined;
  const image = pod.containers.find((one) => images.test(one.image) && !otherAgents.test(one.image));
  const framework = pod.variables.find(
    ({ name }) => frameworks.test(name) && !/^AGENT_(?:NAME|VERSION|ID|PORT|HOST|WORKDIR|LOG)/.test(name),
  );
  const command = pod.containers.find(({ words }) => commands.test(words.join(' ').slice(0, 2000)));
  const isNamed = names.test(head.name) && !otherAgents.test(head.name) && !pod.containers.some((one) => otherAgents.test(one.image));
  const [model] = modelSigns(workload);
  const signals = [
    ...(image ? [`image ${imageName(image.image)}`] : []),
    ...(model === undefined ? [] : [model]),
    ...(framework ? [`env ${framework.name}`] : []),
    ...(command ? [`command of ${command.name}`] : []),
    ...(isNamed ? [`name ${head.name}`] : []),
  ];
  if (signals.length < 2) return undefined;
  return { confidence: signals.length > 2 ? 'high' : 'medium', signals };
}

/** Without registry, tag and digest. */
function imageName(image: string): string {
  return (image.split('@')[0] ?? image).replace(/:[^/:]*$/, '').slice(-100);
}
