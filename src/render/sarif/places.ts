import type { Finding, Place } from '../../model/index.ts';

type FilePlace = NonNullable<Place['file']>;

function positive(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value > 0;
}

/** The path as a relative URI, or undefined when it does not lie below the root. */
function uriOf(path: string): string | undefined {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return undefined;
  return parts.map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd'))).join('/');
}

/** A physical location, or undefined for a path that leads out of what was scanned. */
export function locationOf(file: FilePlace) {
  const uri = uriOf(file.path);
  if (uri === undefined) return undefined;
  // GitHub wants a start line of every location; a finding about a whole file stands at its first line.
  const startLine = positive(file.line) ? file.line : 1;
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
      region: {
        startLine,
        ...(positive(file.line) && positive(file.column) ? { startColumn: file.column } : {}),
        ...(positive(file.endLine) && file.endLine >= startLine ? { endLine: file.endLine } : {}),
      },
    },
  };
}

export type Location = NonNullable<ReturnType<typeof locationOf>>;

/** Where a finding stands in files: the first place is the alert's, the others are related. Never an invented one. */
export function locationsOf(finding: Finding): readonly Location[] {
  const places = [finding.place, ...finding.evidence.map((evidence) => evidence.place)];
  const byPlace = new Map<string, Location>();
  for (const place of places) {
    const location = place?.file ? locationOf(place.file) : undefined;
    if (location) byPlace.set(`${location.physicalLocation.artifactLocation.uri}:${location.physicalLocation.region.startLine}`, location);
  }
  return [...byPlace.values()];
}
