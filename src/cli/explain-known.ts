import { readFile } from 'node:fs/promises';
import type { Framework } from '../frameworks/load.ts';
import { credentialForms, formOf, gapReasons, type Check, type GapReason } from '../model/index.ts';

/** A name that some text uses for a control and no publisher does: shown for reference, never an id of ours. */
interface Alias {
  readonly alias: string;
  readonly official: boolean;
  readonly primary: { readonly framework: string; readonly id: string; readonly basis: string };
  readonly alsoByMeaning: readonly { readonly framework: string; readonly id: string; readonly why: string }[];
  readonly confidence: string;
  readonly explain: string;
  readonly doNotConfuseWith: readonly string[];
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function loadAliases(): Promise<readonly Alias[]> {
  const file: { aliases: readonly Alias[] } = JSON.parse(await readFile(new URL('../frameworks/aliases.json', import.meta.url), 'utf8'));
  return file.aliases;
}

/** What people type for an alias: all of it, or, where it is nobody's own name, the id at its end (`A1`, `GOV-01`). */
function namesOf({ alias, official }: Alias): readonly string[] {
  return official ? [alias] : [alias, alias.split(' ').at(-1) ?? alias];
}

function checkText(check: Check): string {
  return [
    `${check.id}: ${check.title}`,
    '',
    check.why,
    `To mend: ${check.fix}`,
    `To verify: ${check.verify ?? 'scan again: the finding is gone'}`,
    `Severity: ${check.severity.base}`,
    ...(check.severity.adjust ?? []).map((one) => `  ${one.to} when ${one.why}`),
    `Asked of: ${check.subject.join(', ')}`,
    `Theme: ${check.theme}`,
    'Examples:',
    ...check.examples.map((example) => `  ${example.expect.padEnd(14)} ${example.name}`),
    'See:',
    ...check.references.map((reference) => `  ${reference}`),
  ].join('\n');
}

function formText(id: string): string {
  const form = formOf(id);
  const expires = {
    never: 'it has no expiry',
    optional: 'it may be given an expiry',
    always: 'it ends by itself',
    depends: 'that depends on what it holds',
  };
  return [
    `${form.id}: ${form.label} (${form.provider})`,
    '',
    `Expiry: ${expires[form.expires]}`,
    `Age limit: ${form.ageLimitDays} days`,
    form.insteadOf === null
      ? 'Instead of it: nothing that the provider offers to a workload'
      : `Instead of it: ${form.insteadOf.offer} (${form.insteadOf.documentation})`,
    `To revoke: ${form.revoke}`,
  ].join('\n');
}

function controlText(framework: Framework, control: Framework['controls'][number]): string {
  return [
    `${framework.title} ${framework.version}, ${control.id}: ${control.title}`,
    '',
    ...(control.description === '' ? [] : [control.description]),
    ...(control.themes.length > 0 ? ['Evidence toward it:'] : ['No check bears on it; a person must state it.']),
    ...control.themes.map((row) => `  ${row.theme} (${row.relation}): ${row.rationale}`),
    ...(framework.scopeNote === undefined ? [] : ['', framework.scopeNote]),
  ].join('\n');
}

function frameworkText(framework: Framework): string {
  const borne = framework.controls.filter((control) => control.themes.length > 0).length;
  return [
    `${framework.id}: ${framework.title} ${framework.version}`,
    '',
    `${framework.controls.length} entries that can be cited; checks bear on ${borne} of them. See nhi-ready list controls.`,
    ...(framework.scopeNote === undefined ? [] : [framework.scopeNote]),
  ].join('\n');
}

function aliasText(alias: Alias, frameworks: readonly Framework[]): string {
  const named = ({ framework: id, id: control }: { readonly framework: string; readonly id: string }) => {
    const framework = frameworks.find((one) => one.id === id);
    const title = framework?.controls.find((one) => one.id === control)?.title;
    return `${framework?.title ?? id} ${control}${title === undefined ? '' : `: ${title}`}`;
  };
  return [
    `"${alias.alias}", as cited in the seed${alias.official ? '' : ': no publisher uses this id, and no report of nhi-ready names it'}`,
    '',
    alias.explain,
    `Read as (confidence ${alias.confidence}):`,
    `  ${named(alias.primary)} (${alias.primary.basis})`,
    ...alias.alsoByMeaning.map((one) => `  ${named(one)} (${one.why})`),
    ...(alias.doNotConfuseWith.length === 0 ? [] : ['Not to be confused with:', ...alias.doNotConfuseWith.map((one) => `  ${one}`)]),
  ].join('\n');
}

function isReason(id: string): id is GapReason {
  return Object.hasOwn(gapReasons, id);
}

/** Everything that goes by an id: a check, a theme, a control, a framework, an alias, a credential form, a gap reason. Offline. An id of two frameworks gives both. */
export async function explainKnown(id: string): Promise<string | undefined> {
  const { checks } = await import('../../checks/index.ts');
  const check = checks.find((one) => one.id === id || one.formerly?.includes(id));
  if (check) return checkText(check);
  if (credentialForms.some((form) => form.id === id)) return formText(id);
  if (isReason(id)) return `${id}: ${gapReasons[id]}`;
  const { themes, frameworks } = await (await import('../frameworks/load.ts')).loadFrameworks();
  const theme = themes.find((one) => one.id === id);
  if (theme) {
    const own = checks.filter((one) => one.theme === theme.id);
    return [
      `${theme.id}: ${theme.title}`,
      '',
      theme.asks,
      `Planes that can answer it: ${theme.planes.join(', ') || 'none; the assessment itself answers it'}`,
      'Checks:',
      ...(own.length > 0 ? own.map((one) => `  ${one.id}  ${one.title}`) : ['  none in this version']),
    ].join('\n');
  }
  const framework = frameworks.find((one) => same(one.id, id));
  if (framework) return frameworkText(framework);
  const texts = frameworks.flatMap((one) =>
    one.controls
      .filter((control) => same(control.id, id) || same(`${one.id}/${control.id}`, id))
      .map((control) => controlText(one, control)),
  );
  for (const alias of await loadAliases()) if (namesOf(alias).some((name) => same(name, id))) texts.push(aliasText(alias, frameworks));
  return texts.length === 0 ? undefined : texts.join('\n\n');
}

/** Every id that `explainKnown` knows, for suggestions. */
export async function knownIds(): Promise<readonly string[]> {
  const { checks } = await import('../../checks/index.ts');
  const { themes, frameworks } = await (await import('../frameworks/load.ts')).loadFrameworks();
  return [
    ...checks.map((one) => one.id),
    ...themes.map((one) => one.id),
    ...credentialForms.map((one) => one.id),
    ...Object.keys(gapReasons),
    ...frameworks.flatMap((one) => [one.id, ...one.controls.map((control) => control.id)]),
    ...(await loadAliases()).flatMap((alias) => namesOf(alias)),
  ];
}
