import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { DirectoryEntry } from '../connect/connector.ts';
import type { Attestation, Batch, Exceptions, Instant, Override, ScopeId, SystemSpec } from '../model/index.ts';
import { declarationsOf } from './declarations.ts';
import { parseStrict, pathFrom, readBounded } from './read.ts';
import { configuration as schema } from './schema.ts';
import { readAttestations, readWaivers } from './waivers.ts';

/** A configuration with everything that it names resolved. */
export interface Configuration {
  readonly name?: string;
  readonly systems: readonly SystemSpec[];
  readonly targets: readonly string[];
  readonly exclude: readonly string[];
  readonly directory: readonly DirectoryEntry[];
  readonly checkOptions: ReadonlyMap<string, Readonly<Record<string, unknown>> | false>;
  readonly exceptions: Exceptions;
  readonly extensions: readonly string[];
  readonly endpoints: ReadonlyMap<string, string>;
  /** What the report says of the configuration itself. */
  readonly notes: readonly string[];
  readonly sourcePath?: string;
  /** The folder of the file: what it names lies relative to it. */
  readonly folder?: string;
  readonly sourceDigest?: string;
  readonly inTarget: boolean;
  declarationsFor(scope: ScopeId): Pick<Batch, 'entities' | 'edges' | 'gaps'>;
}

/** What holds when there is no configuration. */
export function emptyConfiguration(): Configuration {
  return {
    systems: [],
    targets: [],
    exclude: [],
    directory: [],
    checkOptions: new Map(),
    extensions: [],
    endpoints: new Map(),
    notes: [],
    inTarget: false,
    exceptions: { waivers: [], attestations: [], scopeStatements: [], overrides: [] },
    declarationsFor: (scope) => declarationsOf([], scope),
  };
}

/** Only from --config or the environment: design, "What the scanned may not do". */
const forbidden = ['extensions', 'endpoints', 'aws', 'kubernetes', 'kubeconfig', 'github'] as const;

/** Reads nhi-ready.yaml and the files that it names. Whatever is wrong is a `ConfigurationError` with its place. */
export async function loadConfiguration(options: {
  readonly file: string;
  readonly inTarget: boolean;
  readonly now: Instant;
}): Promise<Configuration> {
  const { file, inTarget } = options;
  const name = basename(file);
  const { text, digest } = await readBounded(file, name);
  const { value, fail, lineOf } = await parseStrict(text, digest, name, schema);
  if (inTarget) {
    for (const key of forbidden)
      if (value[key] !== undefined)
        fail([key], `${key} may not be set by a configuration that was found inside a target`, 'give it with --config');
  }
  const source = (...at: (string | number)[]) => ({ path: name, line: lineOf(at), digest });
  const overrides: Override[] = [];
  const exclude: string[] = [];
  for (const [index, one] of value.exclude.entries()) {
    const path = typeof one === 'string' ? one : one.path;
    if (inTarget && (path.startsWith('/') || path.split(/[\\/]/).includes('..')))
      fail(['exclude', index], 'exclude leaves the folder', 'name what is inside it');
    exclude.push(path);
    if (typeof one === 'string' || one.reason === undefined || one.approver === undefined || one.expires === undefined) continue;
    overrides.push({
      id: `exclude/${path}`,
      kind: 'exclusion',
      covers: path,
      reason: one.reason,
      approver: one.approver,
      expires: one.expires,
      source: source('exclude', index),
    });
  }
  for (const [index, { id, ...one }] of value.identities.entries())
    overrides.push({ id: `identity/${id}`, kind: 'override', covers: id, ...one, source: source('identities', index) });
  const at = (named: string, ...path: (string | number)[]) => pathFrom(file, named, inTarget, path, fail);
  const targets: string[] = [];
  for (const [index, target] of value.targets.entries()) {
    const isPath = target !== '-' && !/^(aws|k8s|github)(:|$)/.test(target);
    // A profile, a context or an organisation is reached with the credentials of whoever runs the scan.
    if (inTarget && !isPath)
      fail(
        ['targets', index],
        `${target} may not be named by a configuration that was found inside a target`,
        'name it on the command line, or give the configuration with --config',
      );
    targets.push(isPath ? relative('.', await at(target, 'targets', index)) || '.' : target);
  }
  let directory: readonly DirectoryEntry[] = [];
  if (value.owners.directory !== undefined) {
    const path = await at(value.owners.directory, 'owners', 'directory');
    const { readDirectory } = await import('./directory.ts');
    directory = await readDirectory((await readBounded(path, value.owners.directory)).text, value.owners.directory);
  }
  const waivers = value.waivers === undefined ? [] : await readWaivers(await at(value.waivers, 'waivers'), value.waivers);
  const attestations: Attestation[] = [];
  if (value.attestations !== undefined) {
    const path = await at(value.attestations, 'attestations');
    if ((await stat(path).catch(() => undefined))?.isDirectory()) {
      for (const one of (await readdir(path)).filter((entry) => /\.(?:ya?ml|json)$/.test(entry)).toSorted()) {
        const named = join(value.attestations, one);
        attestations.push(...(await readAttestations(await at(named, 'attestations'), named)));
      }
    } else attestations.push(...(await readAttestations(path, value.attestations)));
  }
  const scopeStatements = value.systems.flatMap((system, number) =>
    system.outOfScope.map(({ theme, plane, ...one }, index) => ({
      id: `scope/${system.name}/${[theme, plane].filter((part) => part !== undefined).join('/')}`,
      system: system.name,
      ...(theme === undefined ? {} : { theme }),
      ...(plane === undefined ? {} : { plane }),
      ...one,
      source: source('systems', number, 'outOfScope', index),
    })),
  );
  return {
    ...(value.name === undefined ? {} : { name: value.name }),
    systems: value.systems.map(({ name: called, stage, scopes }) => ({ name: called, stage, scopes })),
    targets,
    exclude,
    directory,
    checkOptions: new Map(Object.entries(value.checks)),
    exceptions: { waivers, attestations, scopeStatements, overrides },
    extensions: value.extensions ?? [],
    endpoints: new Map(Object.entries(value.endpoints ?? {}).map(([key, { baseUrl }]) => [key, baseUrl])),
    notes: [`configuration=${name} sha256:${digest}`],
    sourcePath: name,
    folder: dirname(resolve(file)),
    sourceDigest: digest,
    inTarget,
    declarationsFor: (scope) => declarationsOf(value.systems, scope),
  };
}
