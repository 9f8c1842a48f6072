import { describe, expect, test } from 'vitest';
import { maskReport } from '../../src/render/mask.ts';
import type { MaskOptions } from '../../src/render/mask/masker.ts';
import { finding, hostileReport, reportOf, system } from './sample-report.ts';

const options: MaskOptions = { key: Buffer.from('one key'), texts: ['Credentials are short-lived'], names: [] };

/** A sentence of a report whose one finding is about `name`, masked. */
function masked(sentence: string, name = 'deploy', change: Partial<MaskOptions> = {}): string {
  const subject = {
    id: `github.com/acme/claims/${name}`,
    kind: 'credential',
    plane: 'files',
    scope: 'github.com/acme/claims',
    name,
  } as const;
  const { report } = maskReport(reportOf([system([finding('aa', { subject, message: sentence })])]), [], { ...options, ...change });
  return report.systems[0]?.findings[0]?.message ?? '';
}

describe('a sentence', () => {
  test.each([
    ['arn:aws:iam::123456789012:role/ClaimsBot may do it', /^arn:aws:iam::m\w{9}:role\/m\w{9} may do it$/],
    ['arn:aws:bedrock-agentcore:eu-central-1:123456789012:runtime/desk', /^arn:aws:bedrock-agentcore:eu-central-1:m\w{9}:runtime\/m\w{9}$/],
    ['in account 123456789012 since 2026-11-24', /^in account m\w{9} since 2026-11-24$/],
    ['tell jane.roe@acme.example', /^tell m\w{9}\.m\w{9}@m\w{9}\.example$/],
    ['@acme/payments and @octocat own it', /^@m\w{9}\/m\w{9} and @m\w{9} own it$/],
    ['it calls https://crm.acme.example:8443/v1/Accounts?x=1', /^it calls https:\/\/m\w{9}\.m\w{9}\.example:8443\/v1\/accounts\?x=1$/i],
    ['db-7.internal and crm.acme.co.uk', /^m\w{9}\.internal and m\w{9}\.m\w{9}\.m\w{9}\.m\w{9}$/],
    ['10.1.2.3, 2001:db8::1 and 127.0.0.1', /^m\w{9}, m\w{9} and 127\.0\.0\.1$/],
    ['123e4567-e89b-12d3-a456-426614174000', /^m\w{9}$/],
    ['add the target github:acme/claims', /^add the target github:m\w{9}\/m\w{9}$/],
    ['.github/workflows/claims-triage.yml and src/ledger/main.py', /^\.github\/workflows\/m\w{9}\.yml and src\/m\w{9}\/main\.py$/],
    ['commit 0123456789abcdef0123456789abcdef01234567', /^commit (?!0123456789abcdef)[0-9a-f]{40}$/],
    ['it runs in the environment `payments`', /^it runs in the environment `m\w{9}`$/],
  ])('%s', (sentence, expected) => {
    expect(masked(sentence)).toMatch(expected);
  });

  test.each([
    'Credentials are short-lived; no target of this run could show it: 214 days old (limit 90)',
    'Replace it by workload identity federation, or the model through Bedrock, Vertex AI or Foundry',
    'anyone can set it off by pull_request_target; pin actions/checkout',
  ])('of our own words stays: %s', (sentence) => {
    expect(masked(sentence)).toBe(sentence);
  });

  test.each(['ledger', 'LedgerBot', 'ledger-bot', 'LEDGER_KEY', 'ledger.yml', 'l\u200bedger', 'Бухгалтер', 'jr'])(
    'that quotes the name %s',
    (name) => {
      const text = masked(`${name} holds "${name}" and ${name.toUpperCase()}, (${name})`, name);
      expect(text.toLowerCase()).not.toContain(name.toLowerCase().replace('.yml', ''));
      expect(text).toMatch(/^m\w{9}(\.yml)? holds "m/);
    },
  );

  test('knows a name inside longer words, and names that only the inventory has', () => {
    expect(masked('the ledgerworks share', 'ledger')).toMatch(/^the m\w{9} share$/);
    expect(masked('which tools till offers', 'x', { names: ['github.com/acme/claims/.mcp.json#mcpServers/kiosk'] })).toBe(
      'which tools till offers',
    );
    expect(masked('which tools kiosk offers', 'x', { names: ['github.com/acme/claims/.mcp.json#mcpServers/kiosk'] })).toMatch(
      /^which tools m\w{9} offers$/,
    );
  });

  test('has the same pseudonyms under the same key only, whatever the case', () => {
    expect(masked('@acme', 'x')).toBe(masked('@acme', 'y'));
    expect(masked('@ACME')).toBe(masked('@acme'));
    expect(masked('@acme', 'x', { key: Buffer.from('another') })).not.toBe(masked('@acme'));
  });
});

test('hostile names are masked like any other, and do not reach an object', () => {
  const { report } = maskReport(hostileReport('__proto__ \u001b[2J <img src=x> constructor'), [], options);
  expect(JSON.stringify(report)).not.toMatch(/__proto__|constructor|<img/);
  expect(Object.getPrototypeOf(report)).toBe(Object.prototype);
});

test('20,000 findings, and names made to be slow, take seconds', () => {
  const findings = Array.from({ length: 20_000 }, (_, index) => {
    const name = `payments-${index}-bot`;
    const id = `arn:aws:iam::123456789012:role/${name}`;
    return finding(index.toString(16).padStart(8, '0'), {
      subject: { id, kind: 'identity', plane: 'aws', scope: '123456789012', name },
      message: `${name} and payments-${index + 1}-bot share one key in ${id}`,
    });
  });
  const slow = [
    'a.'.repeat(50_000),
    'a-'.repeat(50_000),
    'a/'.repeat(50_000),
    'a@'.repeat(50_000),
    ':'.repeat(50_000),
    '0:'.repeat(50_000),
    '`'.repeat(50_000),
    'x'.repeat(100_000),
    '1.'.repeat(50_000),
    'arn:aws:'.repeat(10_000),
    'a://'.repeat(25_000),
  ];
  const odd = slow.map((text, index) =>
    finding(`f${index}`.padEnd(8, 'f'), { message: text, subject: { id: text, kind: 'agent', plane: 'files', scope: text, name: text } }),
  );
  const start = performance.now();
  const { report } = maskReport(reportOf([system([...findings, ...odd])]), [], options);
  expect(performance.now() - start).toBeLessThan(15_000);
  expect(report.systems[0]?.findings).toHaveLength(20_000 + odd.length);
  expect(JSON.stringify(report)).not.toMatch(/payments|123456789012/);
});
