import type { Batch, Gap, Identity } from '../../../model/index.ts';
import type { FileCollector, FilesContext, SourceFile } from '../collector.ts';
import { filePlace } from '../ids.ts';
import { secretGaps } from '../secrets/literal.ts';
import { readActor } from './agents.ts';
import { attachUnseen, readAttachments, readIdentity } from './aws-identities.ts';
import { maybeTemplate, readTemplate, type Template } from './cloudformation.ts';
import { readFederation, readOtherIdentity } from './federations.ts';
import { hclParser, parseHcl } from './hcl.ts';
import { certain, literalsIn } from './literals.ts';
import { mintedBy } from './minted.ts';
import { maybePlan, readPlan } from './plan.ts';
import { withPlans } from './planned.ts';
import { referredBy, valueOf, type Module, type Resource } from './resources.ts';
import { readServerlessFunction } from './serverless.ts';
import { collectorId, Sink } from './sink.ts';
import { isState, readState } from './state.ts';
import { readTerraform, type TerraformModule } from './terraform.ts';
import { mapOf, textOf, type MapValue } from './value.ts';

/** Longer code is generated; CloudFormation itself takes no longer template (its quotas: 1 MB). */
const longest = 1024 * 1024;
const terraform = /\.(tf|tofu)(\.json)?$/i;
const variables = /\.(tfvars|auto\.tfvars)$/i;
const template = /\.(ya?ml|json|template)$/i;

let hcl: Awaited<ReturnType<typeof hclParser>> | undefined;

/** A file of which a part could not be read: what it holds is open, and so are its kinds of things. */
function lost(sink: Sink, path: string, reason: 'unparsable' | 'too-large' | 'unsupported', detail: string, line?: number): Gap {
  return sink.gap({
    about: `what ${path} says`,
    reason,
    detail,
    closes: { by: 'file', path, hint: reason === 'unparsable' ? `mend ${path}` : `look at ${path} by hand, and attest what it makes` },
    dataset: collectorId,
    place: filePlace(sink.context.scope, path, line),
  });
}

function readModules(sink: Sink, files: readonly SourceFile[]): { readonly modules: readonly Module[]; readonly count: number } {
  const whole = files.filter((file) => {
    const fits = file.text.length <= longest || isState(file.path) || maybePlan(file.text);
    if (!fits && (terraform.test(file.path) || variables.test(file.path))) lost(sink, file.path, 'too-large', 'it is larger than 1 MiB');
    return fits;
  });
  const code = whole.filter((file) => terraform.test(file.path));
  let terraforms: readonly TerraformModule[] = [];
  if (hcl === undefined) for (const file of code) lost(sink, file.path, 'unsupported', 'the HCL grammar could not be loaded');
  else {
    const { modules: read, broken } = readTerraform(hcl, code);
    for (const { path, line, what } of broken) lost(sink, path, 'unparsable', what, line);
    terraforms = read;
    for (const file of whole.filter((one) => variables.test(one.path))) {
      const { attributes, brokenAt } = parseHcl(hcl, file.text);
      if (brokenAt[0] !== undefined) lost(sink, file.path, 'unparsable', 'it is not HCL', brokenAt[0]);
      addLiterals(sink, { path: file.path, localOnly: file.localOnly, address: 'var', type: '', body: attributes });
    }
  }
  const plans: Module[] = [];
  const templates: Module[] = [];
  for (const file of whole) {
    try {
      const read = readFile(sink, file);
      if (read) (read.language === 'terraform' ? plans : templates).push(read);
    } catch {
      // What went wrong may quote the file: it stays out of the gap.
      lost(sink, file.path, 'unparsable', 'it is no JSON, or nested too deep');
    }
  }
  const { modules, covered } = withPlans(terraforms, plans);
  for (const one of terraforms)
    readTerraformSettings(sink, one, terraforms, (call) => modules.some((module) => module.place === one.place && covered(module, call)));
  return { modules: [...modules, ...templates], count: whole.length };
}

/** Reads what is no HCL: a state, a plan or a template. Undefined for a state, and for a file of another kind. */
function readFile(sink: Sink, file: SourceFile): Module | undefined {
  if (isState(file.path)) readState(file, sink);
  else if (!template.test(file.path) || terraform.test(file.path)) return undefined;
  else if (maybePlan(file.text)) return readPlan(file);
  else if (maybeTemplate(file.text)) {
    const { template: read, broken } = readTemplate(file);
    if (broken[0] !== undefined) lost(sink, file.path, 'unparsable', 'it is no YAML or JSON', broken[0]);
    if (read) readTemplateSettings(sink, read);
    return read;
  }
  return undefined;
}

/** What a folder says beside its resources: variables, providers, and modules that lie elsewhere. */
function readTerraformSettings(
  sink: Sink,
  module: TerraformModule,
  all: readonly TerraformModule[],
  planned: (call: string) => boolean,
): void {
  for (const { name, path, localOnly, body } of module.variables) {
    const value = body.entries.get('default');
    if (value === undefined) continue;
    addLiterals(sink, { path, localOnly, address: `var.${name}`, type: '', body: mapOf([[name, value]], value.at) });
  }
  for (const { name, path, localOnly, body } of module.providers)
    addLiterals(sink, { path, localOnly, address: `provider.${name}`, type: '', body });
  for (const call of module.calls) {
    const body: MapValue = call.arguments;
    addLiterals(sink, { path: call.path, localOnly: false, address: `module.${call.name}`, type: '', body });
    if (planned(call.name) || (call.folder !== undefined && all.some((one) => one.place === call.folder))) continue;
    sink.gap({
      about: `what the module ${call.name} in ${call.path} makes`,
      reason: 'not-rendered',
      detail: call.folder === undefined ? 'it lies outside this folder' : `the folder ${call.folder} is not among the files`,
      closes: { by: 'command', command: 'terraform plan -out=plan && terraform show -json plan > plan.json' },
      dataset: collectorId,
      place: filePlace(sink.context.scope, call.path, call.at.line, call.at.column),
    });
  }
}

function readTemplateSettings(sink: Sink, read: Template): void {
  for (const [name, parameter] of read.parameters) {
    const value = parameter.kind === 'map' ? parameter.entries.get('Default') : undefined;
    const text = textOf(value);
    if (value === undefined || text === undefined || parameter.kind !== 'map') continue;
    // A parameter that CloudFormation is told to hide is a secret whatever its name.
    const hidden = textOf(parameter.entries.get('NoEcho')) === 'true' && certain('password', name, text, read.file.path) !== undefined;
    addLiterals(
      sink,
      { path: read.file.path, localOnly: read.file.localOnly, address: name, type: '', body: mapOf([[name, value]], value.at) },
      hidden ? 'password' : undefined,
    );
  }
  if (read.transformed)
    sink.gap({
      about: `what the macros of ${read.file.path} add`,
      reason: 'not-rendered',
      detail: 'a transform other than AWS SAM works on it',
      closes: { by: 'target', plane: 'aws', target: 'aws' },
      dataset: collectorId,
      place: filePlace(sink.context.scope, read.file.path),
    });
}

function addLiterals(
  sink: Sink,
  resource: Pick<Resource, 'path' | 'localOnly' | 'address' | 'type' | 'body'>,
  form?: Parameters<typeof literalsIn>[2],
): void {
  for (const credential of literalsIn(resource, sink.context, form)) {
    sink.add(credential);
    for (const gap of secretGaps(sink.context.scope)) sink.keep(gap);
  }
}

function readResources(sink: Sink, modules: readonly Module[]): ReadonlyMap<Module, ReadonlyMap<string, Identity>> {
  const found = new Map<Module, Map<string, Identity>>();
  for (const module of modules) {
    const identities = new Map<string, Identity>();
    found.set(module, identities);
    for (const resource of module.resources.values()) {
      const identity = readIdentity(resource, sink) ?? readOtherIdentity(resource, sink) ?? readServerlessFunction(resource, sink);
      if (identity) identities.set(resource.address, identity);
    }
  }
  for (const [module, identities] of found) {
    readAttachments(module, identities, sink, modules);
    for (const resource of module.resources.values()) {
      readFederation(resource, identities, sink);
      readActor(resource, identities, sink);
      if (!resource.type.startsWith('data.')) addLiterals(sink, resource);
      const minted = mintedBy(resource, sink);
      if (minted === undefined) continue;
      sink.add(minted);
      const holder = ownerOf(resource, module);
      const identity = holder === undefined ? undefined : identities.get(holder.address);
      if (identity) sink.edge(identity.id, 'holds', minted.id);
    }
  }
  return found;
}

const ownerKeys = ['user', 'user_name', 'UserName', 'service_account_id', 'application_id', 'application_object_id'];
const ownerTypes = ['aws_iam_user', 'AWS::IAM::User', 'google_service_account', 'azuread_application', 'azuread_application_registration'];

function ownerOf(resource: Resource, module: Module): Resource | undefined {
  for (const key of ownerKeys) {
    const found =
      referredBy(valueOf(resource, key), module, ownerTypes, 'name') ?? referredBy(valueOf(resource, key), module, ownerTypes, 'UserName');
    if (found) return found;
  }
  return undefined;
}

function normalise(files: readonly SourceFile[], context: FilesContext): Batch {
  const sink = new Sink(context);
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const { modules, count } = readModules(sink, sorted);
  const identities = readResources(sink, modules);
  const gaps = sink.unread().filter(({ reason }) => reason !== 'not-rendered');
  // What could not be read may attach anything to any identity of the code.
  for (const [module, made] of gaps.length === 0 ? [] : identities) {
    for (const [address, identity] of made) {
      const from = module.resources.get(address);
      if (from) attachUnseen(sink, identity, '', from, 'unread', { known: false, gaps: gaps.map(({ id }) => id) });
    }
  }
  return {
    coverage: [
      {
        collector: collectorId,
        scope: context.scope,
        dataset: collectorId,
        complete: sink.unread().length === 0,
        at: context.at,
        read: [
          { what: 'files of infrastructure code', count },
          { what: 'resources', count: modules.reduce((sum, { resources }) => sum + resources.size, 0) },
        ],
        skipped: [],
      },
    ],
    ...sink.batch(),
  };
}

/** Terraform, its plans and its state; CloudFormation and SAM. */
export const infrastructureCollector: FileCollector = {
  id: collectorId,
  dataset: collectorId,
  reads: 'Terraform (*.tf, *.tf.json, *.tfvars, plans and state files) and CloudFormation templates',
  wants(path) {
    if (terraform.test(path) || variables.test(path) || isState(path)) return true;
    return template.test(path) ? (text) => maybePlan(text) || maybeTemplate(text) : false;
  },
  async prepare(files) {
    if (files.some(({ path }) => terraform.test(path) || variables.test(path))) hcl = await hclParser().catch(() => undefined);
  },
  normalise,
};
