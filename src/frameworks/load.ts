import { readFile } from 'node:fs/promises';
import { themeIds, type Plane, type ThemeId } from '../model/index.ts';

export interface Theme {
  readonly id: ThemeId;
  readonly title: string;
  readonly asks: string;
  /** The planes that can answer it; none: the assessment answers it by itself. */
  readonly planes: readonly Plane[];
  /** Corrective controls fail on open findings; of detective ones a fresh complete assessment is itself evidence. */
  readonly mode: 'corrective' | 'detective';
}

export interface Bearing {
  readonly theme: ThemeId;
  readonly relation: 'supports' | 'partially-supports' | 'informative';
  readonly rationale: string;
  readonly primary: boolean;
}

export interface Control {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly kind: string;
  /** Empty: no check bears on it. */
  readonly themes: readonly Bearing[];
}

export interface Framework {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly inDefaultProfile: boolean;
  readonly scopeNote?: string;
  readonly controls: readonly Control[];
}

export interface Frameworks {
  readonly themes: readonly Theme[];
  readonly frameworks: readonly Framework[];
}

interface CatalogueEntry {
  readonly id: string;
  readonly kind: string;
  readonly title?: string;
  readonly description?: string;
  readonly list?: string;
  readonly status: string;
}

interface Mapping {
  readonly framework: string;
  readonly id: string;
  readonly relation: Bearing['relation'];
  readonly rationale: string;
  readonly primary?: boolean;
}

interface Crosswalk {
  readonly meta: { readonly profiles: { readonly default: readonly string[] }; readonly scopeNotes: Readonly<Record<string, string>> };
  readonly themes: readonly (Omit<Theme, 'id'> & { readonly id: string; readonly mappings: readonly Mapping[] })[];
}

interface Source {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly file: string;
  /** Kinds of entry that can be cited; the others are headings. */
  readonly kinds: readonly string[];
  readonly list?: string;
}

/** Which catalogue file holds which framework, in the order of the report. */
export const sources: readonly Source[] = [
  { id: 'nist-csf-2.0', title: 'NIST CSF', version: '2.0', file: 'nist-csf-2.0', kinds: ['subcategory'] },
  { id: 'nist-ai-rmf-1.0', title: 'NIST AI RMF', version: '1.0', file: 'nist-ai-rmf-1.0', kinds: ['subcategory'] },
  {
    id: 'owasp-agentic-2026',
    title: 'OWASP Agentic Top 10',
    version: '2026',
    file: 'owasp-agentic-2026',
    kinds: ['risk'],
    list: 'OWASP Agentic Top 10 2026',
  },
  { id: 'owasp-nhi-2025', title: 'OWASP NHI Top 10', version: '2025', file: 'owasp-nhi-2025', kinds: ['risk'] },
  { id: 'csa-maestro-2025', title: 'CSA MAESTRO', version: '2025', file: 'csa-maestro', kinds: ['threat', 'layer', 'cross-layer'] },
  { id: 'csa-aicm-1.0', title: 'CSA AICM', version: '1.0', file: 'csa-aicm', kinds: ['control'] },
  { id: 'nist-ai-600-1', title: 'NIST AI 600-1', version: '2024', file: 'nist-ai-600-1', kinds: ['risk', 'suggested-action'] },
  {
    id: 'owasp-agentic-threats-1.1',
    title: 'OWASP Agentic AI Threats and Mitigations',
    version: '1.1',
    file: 'owasp-agentic-2026',
    kinds: ['threat'],
    list: 'OWASP Agentic AI Threats and Mitigations',
  },
  { id: 'nist-800-53-r5', title: 'NIST SP 800-53', version: 'Rev. 5', file: 'nist-800-53-r5', kinds: ['control', 'enhancement'] },
  { id: 'mitre-atlas-5.6', title: 'MITRE ATLAS', version: '5.6', file: 'mitre-atlas', kinds: ['technique', 'mitigation'] },
  { id: 'iso-27001-2022', title: 'ISO/IEC 27001 Annex A', version: '2022', file: 'iso-27001-2022-annex-a', kinds: ['control'] },
  { id: 'iso-42001-2023', title: 'ISO/IEC 42001 Annex A', version: '2023', file: 'iso-42001-2023-annex-a', kinds: ['control'] },
  { id: 'soc2-2017-tsc', title: 'SOC 2 criteria', version: '2017', file: 'soc2-2017-tsc', kinds: ['criterion'] },
  { id: 'pci-dss-4.0.1', title: 'PCI DSS', version: '4.0.1', file: 'pci-dss-4.0.1', kinds: ['requirement'] },
  { id: 'nydfs-500-2023', title: '23 NYCRR 500', version: '2023', file: 'nydfs-500', kinds: ['requirement'] },
  { id: 'hipaa-security-rule', title: 'HIPAA Security Rule', version: '45 CFR 164', file: 'hipaa-security-rule', kinds: ['requirement'] },
  { id: 'dora', title: 'DORA', version: '2022/2554', file: 'dora', kinds: ['requirement'] },
  { id: 'eu-ai-act', title: 'EU AI Act', version: '2024/1689', file: 'eu-ai-act', kinds: ['article', 'paragraph'] },
];

async function json<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(new URL(file, import.meta.url), 'utf8'));
}

function isTheme(id: string): id is ThemeId {
  return themeIds.some((one) => one === id);
}

/** What of a catalogue file can be cited under a framework: one file may hold two lists, and headings are no controls. */
function citable(source: Source, entries: readonly CatalogueEntry[]): readonly CatalogueEntry[] {
  return entries.filter(
    (entry) => entry.status === 'active' && source.kinds.includes(entry.kind) && (source.list === undefined || entry.list === source.list),
  );
}

/** Ids that a mapping cites and that it must not: unknown ones, and those that their publisher withdrew. */
export function wrongCitations(
  mappings: readonly Pick<Mapping, 'framework' | 'id'>[],
  known: ReadonlyMap<string, ReadonlySet<string>>,
  withdrawn: ReadonlySet<string>,
): readonly string[] {
  return mappings
    .filter(({ framework, id }) => known.get(framework)?.has(id) !== true || (framework === 'nist-csf-2.0' && withdrawn.has(id)))
    .map(({ framework, id }) => `${framework} ${id}`);
}

/** Reads catalogues and crosswalk. They are this package's own files: a fault in them is a fault of the package. */
export async function loadFrameworks(): Promise<Frameworks> {
  const crosswalk = await json<Crosswalk>('./crosswalk.json');
  const files = new Map<string, readonly CatalogueEntry[]>();
  for (const { file } of sources) if (!files.has(file)) files.set(file, await json<readonly CatalogueEntry[]>(`./catalogs/${file}.json`));
  const withdrawn = new Set((await json<readonly { id: string }[]>('./catalogs/nist-csf-2.0-withdrawn.json')).map((entry) => entry.id));
  const bearings = new Map<string, Bearing[]>();
  const mappings = crosswalk.themes.flatMap((theme) => theme.mappings);
  const known = new Map(
    sources.map((source) => [source.id, new Set(citable(source, files.get(source.file) ?? []).map((entry) => entry.id))]),
  );
  const wrong = wrongCitations(mappings, known, withdrawn);
  if (wrong.length > 0) throw new Error(`the crosswalk cites ids that it must not: ${wrong.join(', ')}`);
  const themes: Theme[] = [];
  for (const { mappings: rows, ...theme } of crosswalk.themes) {
    const { id } = theme;
    if (!isTheme(id)) throw new Error(`the crosswalk names a theme that the model does not have: ${id}`);
    themes.push({ id, title: theme.title, asks: theme.asks, planes: theme.planes, mode: theme.mode });
    for (const row of rows) {
      const key = `${row.framework}\n${row.id}`;
      bearings.set(key, [
        ...(bearings.get(key) ?? []),
        { theme: id, relation: row.relation, rationale: row.rationale, primary: row.primary === true },
      ]);
    }
  }
  const profile = new Set(crosswalk.meta.profiles.default);
  const frameworks = sources.map((source): Framework => {
    const scopeNote = crosswalk.meta.scopeNotes[source.id];
    const entries = citable(source, files.get(source.file) ?? []);
    return {
      id: source.id,
      title: source.title,
      version: source.version,
      inDefaultProfile: profile.has(source.id),
      ...(scopeNote === undefined ? {} : { scopeNote }),
      controls: entries.map((entry) => ({
        id: entry.id,
        title: entry.title ?? entry.id,
        description: entry.description ?? '',
        kind: entry.kind,
        themes: bearings.get(`${source.id}\n${entry.id}`) ?? [],
      })),
    };
  });
  return { themes, frameworks };
}
