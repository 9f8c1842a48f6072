import type { FormId } from '../../../model/index.ts';
import type { AgentStep } from './agents.ts';
import { allSecrets, secretsIn } from './expressions.ts';
import { textOf, type Step } from './parse.ts';

/** One way in to a provider that a step sets up. */
export interface Login {
  readonly provider: string;
  /** Secrets that hold a standing credential, with what they hold. */
  readonly standing: readonly { readonly secret: string; readonly form: FormId }[];
  /** The short-lived session that it asks for instead. */
  readonly federated?: FormId;
  /** The identity that the session acts as. */
  readonly identity?: { readonly form: string; readonly name: string };
}

function filled(value: unknown): boolean {
  return !['', 'false'].includes(textOf(value).trim().toLowerCase());
}

function standing(step: Step, inputs: readonly (readonly [string, FormId])[]): Login['standing'] {
  return inputs.flatMap(([input, form]) => {
    const secrets = secretsIn(step.with.get(input)).filter((secret) => secret !== 'GITHUB_TOKEN' && secret !== allSecrets);
    return secrets.map((secret) => ({ secret, form }));
  });
}

/** The cloud log-ins of a step: AWS, Azure and Google's own actions, by their documented inputs. */
export function cloudLoginOf(step: Step): Login | undefined {
  const uses = step.uses ?? '';
  const input = (name: string) => step.with.get(name);
  if (/^aws-actions\/configure-aws-credentials@/i.test(uses)) {
    const role = input('role-to-assume');
    // A session token beside the key makes it a temporary one.
    const form = filled(input('aws-session-token')) ? 'aws.temporary-key' : 'aws.access-key';
    const [key] = standing(step, [
      ['aws-secret-access-key', form],
      ['aws-access-key-id', form],
    ]);
    return {
      provider: 'AWS',
      standing: key ? [key] : [],
      ...(filled(role) ? { federated: 'aws.oidc-session', identity: { form: 'aws.role', name: nameOf(role, 'the role to assume') } } : {}),
    };
  }
  if (/^azure\/login@/i.test(uses)) {
    return {
      provider: 'Azure',
      standing: standing(step, [['creds', 'azure.client-secret']]),
      ...(filled(input('client-id'))
        ? { federated: 'azure.oidc-session', identity: { form: 'azure.application', name: nameOf(input('client-id'), 'the application') } }
        : {}),
    };
  }
  if (/^google-github-actions\/auth@/i.test(uses)) {
    return {
      provider: 'Google',
      standing: standing(step, [['credentials_json', 'google.service-account-key']]),
      ...(filled(input('workload_identity_provider'))
        ? {
            federated: 'google.oidc-session',
            identity: { form: 'google.service-account', name: nameOf(input('service_account'), 'the workload identity') },
          }
        : {}),
    };
  }
  return undefined;
}

/** Role ARNs, client ids and service accounts are no secrets; anything else may be one. An expression is shown as what it refers to. */
function nameOf(value: unknown, otherwise: string): string {
  const text = textOf(value).slice(0, 300);
  const expression = /\$\{\{\s{0,10}((?:secrets|vars|inputs|env|needs|steps|matrix|github)\.[\w.-]{1,200})\s{0,10}\}\}/.exec(text)?.[1];
  if (expression !== undefined) return expression;
  const isPublic =
    /^(?:arn:[\w-]{1,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,200}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w-]{1,64}@[\w.-]{1,100}\.gserviceaccount\.com)$/i;
  return isPublic.test(text) ? text : otherwise;
}

/** The model log-in of an agent step. */
export function modelLoginOf(step: Step, agent: AgentStep): Login {
  const federated = agent.federated.find(([input]) => filled(step.with.get(input)));
  return { provider: 'the model', standing: standing(step, agent.keys), ...(federated ? { federated: federated[1] } : {}) };
}
