import { z } from 'zod';
import { planes, themeIds } from '../model/index.ts';

const text = z
  .string()
  .trim()
  .min(1)
  .max(4000)
  // What `init` leaves to people must not count as an answer.
  .refine((one) => !/\bFILL-IN\b/i.test(one), { error: 'still says FILL-IN' });
const day = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).describe('A day or an instant, ISO 8601');
const approved = {
  reason: text.describe('Why'),
  approver: text.describe('The person who approved it'),
  expires: day.describe('The day from which it no longer holds'),
};

const agent = z.strictObject({
  id: text.describe("The agent's id or name"),
  owner: text.optional().describe('Who answers for it'),
  production: z.boolean().optional().describe('Whether it serves production'),
  tools: z.array(text).max(1000).optional().describe('Ids or names of the tools that it may call'),
  description: text.optional().describe('What it is for'),
  class: z.string().optional().describe('What sort of agent it is, in your words'),
});

const system = z.strictObject({
  name: text.describe('What the system is called'),
  stage: z.enum(['pilot', 'production', 'expansion', 'none']).default('pilot').describe('The gate that it has to pass'),
  agents: z.array(agent).max(1000).default([]).describe('The agents that it is declared to have'),
  scopes: z.array(text).max(1000).default([]).describe('The scopes that belong to it; none: every target'),
  outOfScope: z
    .array(
      z
        .strictObject({
          theme: z.enum(themeIds).optional().describe('The theme'),
          plane: z.enum(planes).optional().describe('The plane'),
          ...approved,
        })
        .refine((one) => one.theme !== undefined || one.plane !== undefined, { error: 'names neither a theme nor a plane' }),
    )
    .max(100)
    .default([])
    .describe('Themes and planes that are left out of the decision'),
});

export const configuration = z.strictObject({
  name: text.optional().describe('The scope id of the folder, such as github.com/acme/claims'),
  systems: z.array(system).max(100).default([]).describe('The systems that are decided about'),
  targets: z.array(text).max(1000).default([]).describe('What to look at when no target is named'),
  exclude: z
    .array(
      z.union([
        text,
        z.strictObject({
          path: text.describe('A glob'),
          reason: text.optional().describe('Why'),
          approver: text.optional().describe('Who approved it'),
          expires: day.optional().describe('Until when'),
        }),
      ]),
    )
    .max(1000)
    .default([])
    .describe('Globs of files that are not read'),
  owners: z
    .strictObject({ directory: text.optional().describe('A CSV, YAML or JSON file of people and teams') })
    .default({})
    .describe('Where owners are looked up'),
  checks: z
    .record(z.string(), z.union([z.literal(false), z.record(z.string(), z.unknown())]))
    .default({})
    .describe('Options of checks by id; false leaves a check out'),
  waivers: text.optional().describe('The file of waivers'),
  attestations: text.optional().describe('The file or folder of attestations'),
  identities: z
    .array(
      z.strictObject({
        id: text.describe("The identity's id"),
        class: z.enum(['agent', 'workload', 'pipeline', 'human', 'provider-managed', 'break-glass', 'unclassified']).describe('What it is'),
        ...approved,
      }),
    )
    .max(1000)
    .default([])
    .describe('Classes of identities that are set by hand'),
  extensions: z.array(text).optional().describe('Code to load; only with --config'),
  endpoints: z
    .record(z.string(), z.strictObject({ baseUrl: z.url().describe('The address') }))
    .optional()
    .describe('Addresses of platforms; only with --config'),
  aws: z
    .strictObject({ profile: text.optional().describe('A profile'), role: text.optional().describe('A role') })
    .optional()
    .describe('Credential source; only with --config'),
  kubernetes: z
    .strictObject({ kubeconfig: text.optional().describe('A kubeconfig file') })
    .optional()
    .describe('Credential source; only with --config'),
  kubeconfig: text.optional().describe('A kubeconfig file; only with --config'),
  github: z
    .strictObject({ app: text.optional().describe('An app') })
    .optional()
    .describe('Credential source; only with --config'),
});

const waiver = z.strictObject({
  id: text,
  check: text,
  entity: text,
  about: text.optional(),
  reason: text,
  requestedBy: text,
  owner: text,
  approver: text,
  created: day,
  expires: day,
  compensatingControl: text.optional(),
  digest: text,
});
export const waiverList = z.array(waiver).max(10_000);

const attestation = z.strictObject({
  id: text,
  check: text.optional(),
  entities: z.array(text).min(1).max(1000).optional(),
  control: z.strictObject({ framework: text, id: text }).optional(),
  statement: text,
  human: text,
  date: day,
  expires: day,
  evidence: z.strictObject({ link: text, digest: text }),
  compensatingControl: text.optional(),
});
export const attestationList = z.array(attestation).max(10_000);

/** The JSON Schema of nhi-ready.yaml. */
export function configurationSchema(): object {
  return z.toJSONSchema(configuration, { io: 'input' });
}
