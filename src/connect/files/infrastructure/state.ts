import { formOf, known, type Credential } from '../../../model/index.ts';
import type { FilesContext, SourceFile } from '../collector.ts';
import { credentialInFile, pathDoubts, secretGaps } from '../secrets/literal.ts';
import { fileId, filePlace } from '../ids.ts';
import { literalsIn } from './literals.ts';
import type { Sink } from './sink.ts';
import { field, fromData, itemsOf, textOf, type MapValue, type Value } from './value.ts';

const statePath = /(^|\/)[^/]*\.tfstate(\.[^/]*)?$/i;

/** Whether a path is that of a state file or one of its backups. */
export function isState(path: string): boolean {
  return statePath.test(path);
}

/** More values than this in one state are counted, not listed. */
const listed = 1_000;

/**
 * Reads a state file: the file itself as one container, and each sensitive value in it, as a fingerprint.
 * Source: Terraform, "State", Sensitive Data: everything that a resource has lies in it as plain text.
 */
export function readState(file: SourceFile, sink: Sink): void {
  const { context } = sink;
  let state: Value | undefined;
  try {
    state = fromData(JSON.parse(file.text.trim() === '' ? '{}' : file.text));
  } catch {
    sink.gap({
      about: `what the state file ${file.path} holds`,
      reason: 'unparsable',
      detail: 'it is no JSON',
      closes: { by: 'file', path: file.path, hint: `remove ${file.path} from the repository` },
      place: filePlace(context.scope, file.path),
    });
    sink.add({ ...container(file, [], 0, context), labels: [], confidence: 'low', doubts: ['it is no JSON'] });
    for (const gap of secretGaps(context.scope)) sink.keep(gap);
    return;
  }
  const found = resourcesOf(state).flatMap((resource) => literalsIn({ path: file.path, localOnly: file.localOnly, ...resource }, context));
  for (const credential of found.slice(0, listed)) sink.add({ ...credential, origin: 'live' });
  for (const gap of secretGaps(context.scope)) sink.keep(gap);
  sink.add(container(file, found, resourcesOf(state).length, context));
}

function container(file: SourceFile, found: readonly Credential[], resources: number, context: FilesContext): Credential {
  const doubts = pathDoubts(file.path);
  const forms = new Map<string, number>();
  for (const { form } of found) forms.set(formOf(form).label, (forms.get(formOf(form).label) ?? 0) + 1);
  const base = credentialInFile(
    {
      path: file.path,
      pointer: [],
      name: file.path.split('/').at(-1) ?? file.path,
      value: '',
      line: 1,
      column: 1,
      localOnly: file.localOnly,
      inAgentConfiguration: false,
    },
    { form: 'terraform.state', confidence: doubts.length === 0 ? 'high' : 'medium', doubts },
    context,
  );
  return {
    ...base,
    id: fileId(context.scope, file.path, 'state'),
    fingerprints: [],
    status: known('active'),
    labels: [
      { name: 'resources', value: String(resources) },
      { name: 'sensitive values', value: String(found.length) },
      {
        name: 'forms',
        value: [...forms].map(([label, number]) => `${label} ${number}`).toSorted().join(', ') || 'none', // prettier-ignore
      },
    ],
  };
}

interface Held {
  readonly address: string;
  readonly type: string;
  readonly body: MapValue;
}

/** Resources of a state: version 4 in a flat list, version 3 in modules. */
function resourcesOf(state: Value | undefined): readonly Held[] {
  const held: Held[] = [];
  const add = (address: string, type: string, body: Value | undefined) => {
    if (body?.kind === 'map') held.push({ address, type, body });
  };
  for (const one of itemsOf(field(state, 'resources'))) {
    const type = textOf(field(one, 'type')) ?? '';
    const module = textOf(field(one, 'module'));
    const address = [...(module === undefined ? [] : [module]), type, textOf(field(one, 'name')) ?? ''].join('.');
    for (const instance of itemsOf(field(one, 'instances'))) {
      const key = textOf(field(instance, 'index_key'));
      add(
        key === undefined || /^\d+$/.test(key) ? address : `${address}[${key}]`,
        type,
        field(instance, 'attributes') ?? field(instance, 'attributes_flat'),
      );
    }
  }
  for (const module of itemsOf(field(state, 'modules'))) {
    const resources = field(module, 'resources');
    for (const [address, one] of resources?.kind === 'map' ? resources.entries : [])
      add(address, textOf(field(one, 'type')) ?? '', field(one, 'primary', 'attributes'));
  }
  const outputs = field(state, 'outputs');
  for (const [name, one] of outputs?.kind === 'map' ? outputs.entries : []) {
    const value = field(one, 'value');
    if (value?.kind === 'scalar') add(`output.${name}`, '', { kind: 'map', entries: new Map([[name, value]]), at: value.at });
  }
  return held;
}
