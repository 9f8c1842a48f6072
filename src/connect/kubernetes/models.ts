import { known, type Agent, type Tool } from '../../model/index.ts';
import { modelSigns } from './agents.ts';
import { fullName } from './object.ts';
import type { WorkloadObject } from './pods.ts';
import type { ClusterSink } from './sink.ts';

const vendors: readonly (readonly [RegExp, string])[] = [
  [/ANTHROPIC|CLAUDE(?!_CODE_USE_BEDROCK)/, 'Anthropic'],
  [/AZURE_?OPENAI/, 'Azure OpenAI'],
  [/OPENAI/, 'OpenAI'],
  [/BEDROCK/, 'Amazon Bedrock'],
  [/GEMINI|GOOGLE/, 'Google'],
  [/MISTRAL/, 'Mistral'],
  [/GROQ/, 'Groq'],
  [/COHERE/, 'Cohere'],
  [/OPENROUTER/, 'OpenRouter'],
];
const telemetry =
  /^(?:OTEL_EXPORTER_OTLP|OTEL_TRACES_EXPORTER|LANGFUSE_|LANGSMITH_TRACING|LANGCHAIN_TRACING|PHOENIX_COLLECTOR|HELICONE_|TRACELOOP_|MLFLOW_TRACKING_URI|DD_LLMOBS)/;

/** The model endpoints that an agent's variables name, and whether a telemetry path is declared beside them. */
export function readModels(sink: ClusterSink, object: WorkloadObject, agent: Agent): void {
  const { head, pod } = object;
  const traced =
    pod.variables.some(({ name }) => telemetry.test(name)) ||
    [...pod.annotations.keys()].some((name) => name.startsWith('instrumentation.opentelemetry.io/inject'));
  const inside = pod.variables.some(
    ({ name, value }) =>
      /BASE_URL|API_BASE/.test(name) && /^https?:\/\/(?:localhost|[\w-]+(?::\d+)?(?:\/|$)|[\w.-]+\.svc\b)/.test(value ?? ''),
  );
  const found = new Set(modelSigns(object).flatMap((sign) => vendors.find(([pattern]) => pattern.test(sign))?.[1] ?? []));
  for (const vendor of found) {
    const name = `${vendor} (model of ${head.name})`;
    const tool: Tool = sink.add({
      kind: 'tool',
      ...sink.base({ ...sink.named(head, 'model', vendor), name }),
      type: 'model-endpoint',
      transport: 'platform',
      tls: known(true),
      auth: known('platform'),
      pin: known('provider-run'),
      reach: known('listed'),
      destructive: known([]),
      approval: known('none'),
      vendorRun: known(!inside),
      telemetry: traced
        ? known(true)
        : pod.hasMoreVariables
          ? sink.unseen(`which variables ${fullName(head)} is given as a whole`)
          : known(false),
    });
    sink.edge(agent, 'calls', tool, head.place);
  }
}
