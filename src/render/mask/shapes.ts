/** How much is known of a text: `free` is a sentence of ours that may quote a name; `name` is a name or an id; `handle` names people or their repository. */
export type Sort = 'free' | 'name' | 'handle';

/* What a text holds, most telling first. Every repetition is bounded: what was scanned may be as long and as odd as it likes. */
const shapes: Readonly<Record<string, readonly [pattern: string, sort: Sort | undefined]>> = {
  instant: [String.raw`\b\d{4}-\d\d-\d\d(?:T[\d:.]{1,20}(?:Z|[+-]\d\d:\d\d)?)?(?![\w-])`, undefined],
  url: [String.raw`\b[a-z][a-z0-9+.-]{1,15}://[^\s"'\x60<>|\\)\]}]{1,2048}`, 'name'],
  arn: [String.raw`\barn:aws[a-z-]{0,10}:[^\s"'\x60<>,)]{1,2048}`, 'name'],
  email: [String.raw`[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}`, 'handle'],
  handle: [String.raw`(?<![\p{L}\p{N}_])@[\w-]{1,100}(?:/[\w.-]{1,100})?`, 'handle'],
  repository: [String.raw`(?<=\b(?:github|gitlab|bitbucket)(?:\.com|\.org)?[/:])[\w.-]{1,100}/[\w.-]{1,100}`, 'handle'],
  uuid: [String.raw`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`, undefined],
  ipv4: [String.raw`(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w.]*\w)`, undefined],
  ipv6: [String.raw`(?<![\w:.])(?=[0-9a-f]*:[0-9a-f]*:)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,8}(?![\w:])`, undefined],
  // Two letters at the end are a country, unless they are a kind of file.
  host: [
    String.raw`(?:[a-z0-9_-]{1,63}\.){1,8}(?:com|org|net|io|dev|app|ai|cloud|info|biz|gov|edu|mil|int|internal|local|lan|corp|home|intra|example|test|invalid|tech|xyz|(?!(?:py|js|ts|md|sh|rb|rs|go|cs|cc|mk|tf|gz|db|ps|ml|hs|kt|so)\b)[a-z]{2})(?![\w-])`,
    'name',
  ],
  target: [String.raw`\b(?:github|gitlab|aws|k8s|kubernetes):[^\s,;)"'\x60]{1,500}`, 'name'],
  path: [String.raw`[\w.~-]{1,255}(?:/[\w.~#-]{1,255}){1,64}`, 'name'],
  quoted: ['`[^`\\n]{1,500}`', 'name'],
  word: [String.raw`[\p{L}\p{N}\p{M}\p{Cf}_]+(?:-+[\p{L}\p{N}\p{M}\p{Cf}_]+)*`, undefined],
};

export const word = /[\p{L}\p{N}\p{M}\p{Cf}_]+(?:-+[\p{L}\p{N}\p{M}\p{Cf}_]+)*/gu;

function patternOf(kept: (name: string) => boolean): RegExp {
  const groups = Object.entries(shapes).filter(([name]) => kept(name));
  return new RegExp(groups.map(([name, [pattern]]) => `(?<${name}>${pattern})`).join('|'), 'giu');
}

/** Finds the first shape that fits at each place; its name is the group that is set. */
export const shapesPattern = patternOf(() => true);
/** The same for what stands inside a shape: dates, addresses and words. */
export const innerPattern = patternOf((name) => ['instant', 'uuid', 'ipv4', 'ipv6', 'word'].includes(name));

/** What is known of a text of this shape; undefined: it is one thing, to be replaced whole or judged by itself. */
export function sortOf(shape: string): Sort | undefined {
  return Object.hasOwn(shapes, shape) ? shapes[shape]?.[1] : undefined;
}

/** The words that a word is made of: `CLAIMS_DB`, `claims-db`, `ClaimsDb`. */
export function partsOf(text: string): readonly string[] {
  return text
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .split(/[_-]+/)
    .filter((part) => part !== '');
}
