import { LineCounter, isAlias, isMap, isScalar, isSeq, parseAllDocuments, type ScalarTag, type CollectionTag } from 'yaml';
import { parseTree, type ParseError } from 'jsonc-parser';
import type { SourceFile } from '../collector.ts';
import { placer, valueOfJson } from './hcl-json.ts';
import type { Module, Resource } from './resources.ts';
import { field, hole, mapOf, nowhere, scalar, textOf, type At, type Hole, type MapValue, type Value } from './value.ts';

/** A template with what it says beside its resources. */
export interface Template extends Module {
  readonly file: SourceFile;
  readonly parameters: ReadonlyMap<string, Value>;
  /** True when macros or modules add to it what it does not say. */
  readonly transformed: boolean;
}

/** Whether a text may be a template, before it is parsed. */
export function maybeTemplate(text: string): boolean {
  return text.includes('AWSTemplateFormatVersion') || (text.includes('Resources') && /\bAWS::[A-Za-z0-9]+::/.test(text));
}

/** The intrinsic functions, as YAML tags. Source: CloudFormation User Guide, "Intrinsic function reference". */
const functions = [
  'And', 'Base64', 'Cidr', 'Condition', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap', 'ForEach', 'GetAtt', 'GetAZs',
  'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'Ref', 'RefAll', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll',
]; // prettier-ignore

/** Each tag in its three shapes; what is tagged becomes the long form, `{ "Fn::Sub": … }`. */
const tags: (ScalarTag | CollectionTag)[] = functions.flatMap((name) => [
  { tag: `!${name}`, resolve: (text: string) => text },
  { tag: `!${name}`, collection: 'seq' as const },
  { tag: `!${name}`, collection: 'map' as const },
]);

const deepest = 100;
const nodes = 200_000;

/** Reads a template; undefined when the text is none. `broken`: lines that are not YAML or JSON. */
export function readTemplate(file: SourceFile): { readonly template?: Template; readonly broken: readonly number[] } {
  const json = /^\s*\{/.test(file.text);
  const { value, broken } = json ? fromJson(file.text) : fromYaml(file.text);
  const resources = field(value, 'Resources');
  if (value?.kind !== 'map' || resources?.kind !== 'map') return { broken: value === undefined ? broken : [] };
  const looks = [...resources.entries.values()].some((one) => /^(AWS|Alexa|Custom)::/.test(textOf(field(one, 'Type')) ?? ''));
  if (!looks) return { broken: [] };
  return { template: templateOf(file, value, resources), broken };
}

function fromJson(text: string): { readonly value: Value | undefined; readonly broken: readonly number[] } {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const where = placer(text);
  return {
    value: root === undefined ? undefined : intrinsics(valueOfJson(root, where, scalar), 0),
    broken: [...new Set(errors.slice(0, 5).map((error) => where(error.offset).line))],
  };
}

function fromYaml(text: string): { readonly value: Value | undefined; readonly broken: readonly number[] } {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent', customTags: tags });
  const [document] = Array.isArray(documents) ? documents : [];
  if (document === undefined) return { value: undefined, broken: [] };
  const budget = { left: nodes };
  const at = (offset: number | undefined): At => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const read = (node: unknown, depth: number): Value => {
    budget.left -= 1;
    if (depth > deepest || budget.left < 0) return hole('nested too deep', nowhere);
    // What an alias repeats is read where it stands; here it would only multiply.
    if (isAlias(node)) {
      const target = node.resolve(document);
      return target === undefined || depth > 20 ? hole('alias', at(node.range?.[0])) : read(target, depth + 1);
    }
    const place = at(isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined);
    let value: Value;
    if (isScalar(node)) {
      const plain: unknown = node.value;
      value = scalar(
        typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean'
          ? plain
          : plain === null
            ? null
            : String(plain),
        place,
      );
    } else if (isSeq(node)) value = { kind: 'list', items: node.items.map((item) => read(item, depth + 1)), at: place };
    else if (isMap(node))
      value = mapOf(
        node.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', read(pair.value, depth + 1)] as const),
        place,
      );
    else return scalar(null, place);
    const tag = isMap(node) || isSeq(node) || isScalar(node) ? node.tag : undefined;
    const name = tag?.startsWith('!') === true ? tag.slice(1) : undefined;
    if (name === undefined || !functions.includes(name)) return value;
    const long = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
    return intrinsic(long, value, place) ?? mapOf([[long, value]], place);
  };
  return {
    value: intrinsics(read(document.contents, 0), 0),
    broken: document.errors.slice(0, 5).map((error) => at(error.pos[0]).line),
  };
}

/** Long forms (`{ "Ref": "Bot" }`) as holes, all the way down. */
function intrinsics(value: Value, depth: number): Value {
  if (depth > deepest) return hole('nested too deep', value.at);
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => intrinsics(item, depth + 1)) };
  if (value.kind !== 'map') return value;
  const entries = [...value.entries].map(([key, item]) => [key, intrinsics(item, depth + 1)] as const);
  const [only, ...others] = entries;
  const found = only !== undefined && others.length === 0 ? intrinsic(only[0], only[1], value.at) : undefined;
  return found ?? mapOf(entries, value.at);
}

function intrinsic(name: string, given: Value, at: At): Value | undefined {
  if (name === 'Ref') {
    const to = textOf(given) ?? 'Ref';
    return hole(to, at, [to], to);
  }
  if (name === 'Fn::GetAtt') {
    const [to = '', ...path] = given.kind === 'list' ? given.items.map((item) => textOf(item) ?? '…') : (textOf(given) ?? '').split('.');
    return hole([to, ...path].join('.'), at, [to], to, path);
  }
  if (name === 'Fn::Sub') return substituted(given, at);
  if (name === 'Fn::Join' && given.kind === 'list') {
    const [between, list] = given.items;
    const by = textOf(between);
    if (by !== undefined && list?.kind === 'list') {
      const parts = list.items.flatMap((item, index): readonly (string | Hole)[] => {
        const lead = index > 0 && by !== '' ? [by] : [];
        if (item.kind === 'scalar') return [...lead, String(item.value ?? '')];
        return [...lead, ...(item.kind === 'template' ? item.parts : [{ text: 'expression', path: [], mentions: [] }])];
      });
      return joined(parts, at);
    }
  }
  if (!/^Fn::|^Condition$/.test(name)) return undefined;
  if (name === 'Condition' && given.kind !== 'scalar') return undefined;
  return name === 'Condition' ? undefined : hole(`${name}(…)`, at, mentioned(given));
}

function mentioned(value: Value): readonly string[] {
  if (value.kind === 'template') return value.parts.flatMap((part) => (typeof part === 'string' ? [] : part.mentions));
  if (value.kind === 'list') return value.items.flatMap(mentioned);
  return value.kind === 'map' ? [...value.entries.values()].flatMap(mentioned) : [];
}

function substituted(given: Value, at: At): Value {
  const [template, names] = given.kind === 'list' ? given.items : [given];
  const text = textOf(template);
  if (text === undefined) return hole('Fn::Sub(…)', at);
  const parts: (string | Hole)[] = [];
  let rest = 0;
  for (const match of text.matchAll(/\$\{(!?)([^}]{1,300})\}/g)) {
    if (match.index > rest) parts.push(text.slice(rest, match.index));
    rest = match.index + match[0].length;
    const name = (match[2] ?? '').trim();
    const own = field(names, name);
    if (match[1] === '!') parts.push(`\${${name}}`);
    else if (own?.kind === 'scalar') parts.push(String(own.value));
    else if (own?.kind === 'template') parts.push(...own.parts);
    else {
      const [to = '', ...path] = name.includes('::') ? [name] : name.split('.');
      parts.push({ text: name, target: to, path, mentions: [to] });
    }
  }
  if (rest < text.length) parts.push(text.slice(rest));
  return joined(parts, at);
}

function joined(parts: readonly (string | Hole)[], at: At): Value {
  return parts.every((part) => typeof part === 'string') ? scalar(parts.join(''), at) : { kind: 'template', parts, at };
}

function templateOf(file: SourceFile, root: MapValue, list: MapValue): Template {
  const resources = new Map<string, Resource>();
  const parameters = field(root, 'Parameters');
  const module: Template = {
    language: 'cloudformation',
    place: file.path,
    file,
    resources,
    calls: [],
    parameters: parameters?.kind === 'map' ? parameters.entries : new Map(),
    transformed: field(root, 'Transform') !== undefined && !/^AWS::Serverless-2016-10-31$/.test(textOf(field(root, 'Transform')) ?? ''),
    resolve: (value) => value,
  };
  for (const [address, entry] of list.entries) {
    const type = textOf(field(entry, 'Type'));
    if (type === undefined) continue;
    const properties = field(entry, 'Properties');
    resources.set(address, {
      path: file.path,
      localOnly: file.localOnly,
      address,
      type,
      body: properties?.kind === 'map' ? properties : mapOf([], entry.at),
      at: entry.at,
      certain: field(entry, 'Condition') === undefined,
      module,
    });
  }
  return module;
}
