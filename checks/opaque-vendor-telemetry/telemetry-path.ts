import { defineCheck, fail, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { hidden, notSeen, tool } from '../../src/model/sample.ts';

const vendor = tool('model', { type: 'model-endpoint', transport: 'platform', vendorRun: known(true) });

export default defineCheck({
  id: 'opaque-vendor-telemetry/telemetry-path',
  title: 'What a vendor runs for an agent has a declared telemetry path',
  theme: 'opaque-vendor-telemetry',
  subject: ['tool'],
  severity: { base: 'medium' },
  why: 'What happens at a vendor is seen only by the vendor, unless the caller keeps a record of its own.',
  fix: 'Export traces of the calls to a collector of your own, or write down where the vendor delivers its log.',
  references: ['https://opentelemetry.io/docs/specs/semconv/gen-ai/'],
  options: {},
  examples: [
    { name: 'traces of the calls are exported', entities: [vendor], expect: 'pass' },
    { name: 'no exporter is declared', entities: [{ ...vendor, telemetry: known(false) }], expect: 'fail' },
    { name: 'nobody could see whether one is', entities: [{ ...vendor, telemetry: notSeen }], gaps: [hidden], expect: 'unknown' },
    { name: 'it runs inside', entities: [tool('crm')], expect: 'not-applicable' },
  ],
  evaluate(one) {
    if (one.type === 'built-in' || one.type === 'workflow-action') return notApplicable('it runs where its agent runs');
    if (!one.vendorRun.known) return undecided(`who runs ${one.name}`, one.vendorRun.gaps, { evidence: seen(one) });
    if (!one.vendorRun.value) return notApplicable('no vendor runs it');
    if (!one.telemetry.known) return undecided(`where calls of ${one.name} leave a trace`, one.telemetry.gaps, { evidence: seen(one) });
    const evidence = seen(one, { 'telemetry path': one.telemetry.value ? 'declared' : 'none' });
    if (one.telemetry.value) return pass({ evidence });
    return fail(`${one.name} is run by a vendor, and no telemetry path is declared`, {
      evidence,
      mend: {
        key: `telemetry:${one.id}`,
        title: `Export traces of the calls of ${one.name}`,
        how: 'OTEL_EXPORTER_OTLP_ENDPOINT: http://otel-collector:4317',
      },
    });
  },
});
