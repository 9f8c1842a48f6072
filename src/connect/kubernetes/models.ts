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

/** A variable that switches what it names off. */
const off = /^(?:false|0|no|off|none|)$/i;

/** The model endpoints that an agent's variables name, and whether a telemetry path is declared beside them. */
export function readModels(sink: ClusterSink, object: WorkloadObject, agent: Agent): void {
  const { head, pod } = object;
  const isOff = pod.variables.some(({ name, value }) => name === 'OTEL_SDK_DISABLED' && value === 'true');
  const traced =
    pod.variables.some(({ name, value }) => telemetry.test(name) && !(isOff && name.startsWith('OTEL_')) && !off.test(value ?? '-')) ||
    [...pod.annotations.keys()].some((name) => name.startsWith('instrumentation.opentelemetry.io/inject'));
  const vendorOf = (sign: string) => vendors.find(([pattern]) => pattern.test(sign))?.[1];
  // A vendor's own address variable, pointed at a server of the cluster: then it is not the vendor who runs the model.
  const inside = new Set(
    pod.variables.flatMap(({ name, value }) =>
      /BASE_URL|API_BASE/.test(name) && /^https?:\/\/(?:localhost|[\w-]+(?::\d+)?(?:\/|$)|[\w.-]+\.svc\b)/.test(value ?? '')
        ? [vendorOf(name)]
        : [],
    ),
  );
  for (const vendor of new Set(modelSigns(object).flatMap((sign) => vendorOf(sign) ?? []))) {
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
      vendorRun: known(!inside.has(vendor)),
      telemetry: traced
        ? known(true)
        : pod.hasMoreVariables
          ? sink.unseen(`which variables ${fullName(head)} is given as a whole`)
          : known(false),
    });
    sink.edge(agent, 'calls', tool, head.place);
  }
}
