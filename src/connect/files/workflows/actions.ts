import { known, type Tool, type Workload } from '../../../model/index.ts';
import type { JobScope } from './scope.ts';

type ActionPin = 'in-repository' | 'digest' | 'floating';

/** Tags and branches of an action can be moved: only a full commit id or an image digest holds it. */
function pinOf(uses: string, version: string): ActionPin {
  if (uses.startsWith('./')) return 'in-repository';
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(version) || /@sha256:[0-9a-f]{64}$/.test(uses) ? 'digest' : 'floating';
}

/** What it calls, each once; of one that is called in several versions the weakest pin counts. */
export function readActions(at: JobScope, workload: Workload, called: readonly { readonly uses: string; readonly line: number }[]): void {
  const byName = new Map<string, { pin: ActionPin; version: string; line: number }>();
  for (const { uses, line } of called) {
    const [name = '', version = ''] = uses.split('@');
    const one = { pin: pinOf(uses, version), version, line };
    const before = byName.get(name);
    if (before === undefined || (before.pin !== 'floating' && one.pin === 'floating')) byName.set(name, one);
  }
  for (const [name, one] of byName) {
    const firstParty = /^(actions|github)\//i.test(name);
    const tool: Tool = {
      kind: 'tool',
      ...at.base(at.id('uses', name), name, one.line),
      type: 'workflow-action',
      transport: 'in-process',
      runs: name,
      tls: known(true),
      auth: known('local'),
      pin: known(one.pin),
      reach: known('listed'),
      destructive: known([]),
      approval: known('required'),
      vendorRun: known(false),
      telemetry: known(true),
      labels: [{ name: 'publisher', value: firstParty ? 'github' : 'third-party' }],
    };
    at.entities.push(tool);
    const signals = [one.version === '' ? 'no version' : `version ${one.version.slice(0, 80)}`];
    if (at.job.secretsInherit && at.job.uses?.startsWith(name) === true) signals.push('secrets: inherit');
    at.link(workload, 'calls', tool, one.line, signals);
  }
}
