import { defineCheck, fail, known, notApplicable, pass, seen, undecided } from '../../src/model/index.ts';
import { hidden, notSeen, tool } from '../../src/model/sample.ts';

export default defineCheck({
  id: 'log-gap/tool-calls-recorded',
  title: 'Calls of tool servers are recorded',
  theme: 'log-gap',
  subject: ['tool'],
  severity: { base: 'medium' },
  why: 'Without a record of its calls, nobody can say what an agent did with a tool, or for whom.',
  fix: 'Switch on the audit or the telemetry of the platform that runs the server.',
  references: [
    'https://docs.stacklok.com/toolhive/guides-k8s/logging',
    'https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/',
  ],
  options: {},
  examples: [
    { name: 'the platform records calls', entities: [tool('crm')], expect: 'pass' },
    { name: 'audit and telemetry are off', entities: [tool('crm', { telemetry: known(false) })], expect: 'fail' },
    { name: 'no file says where calls are recorded', entities: [tool('crm', { telemetry: notSeen })], gaps: [hidden], expect: 'unknown' },
    { name: 'a tool of the agent itself', entities: [tool('Bash', { type: 'built-in' })], expect: 'not-applicable' },
  ],
  evaluate(one) {
    if (one.type === 'built-in' || one.type === 'workflow-action' || one.type === 'model-endpoint')
      return notApplicable('it is no server that an agent calls');
    if (!one.telemetry.known) return undecided(`where the calls of ${one.name} are recorded`, one.telemetry.gaps, { evidence: seen(one) });
    const evidence = seen(one, { recorded: String(one.telemetry.value) });
    if (one.telemetry.value) return pass({ evidence });
    return fail(`${one.name} runs with neither audit nor telemetry`, {
      evidence,
      mend: { key: `record:${one.id}`, title: `Record the calls of ${one.name}`, how: 'audit:\n  enabled: true' },
    });
  },
});
