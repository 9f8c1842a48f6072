import { describe, expect, it } from 'vitest';
import { all, collect, job, linked, only, step, value } from './read.ts';

describe('secrets that a job names', () => {
  it.each([
    'run: deploy\nenv: { X: "${{ secrets.BILLING_API_KEY }}" }',
    'run: deploy "${{ secrets.BILLING_API_KEY }}"',
    'run: deploy\nenv: { X: "${{ secrets[\'BILLING_API_KEY\'] }}" }',
    'run: deploy\nenv: { X: "${{ Secrets.billing_api_key }}" }',
    'run: deploy\nenv: { X: "${{ format(\'}}\') && secrets.BILLING_API_KEY }}" }',
    'uses: acme/pay@v1\nwith: { key: "${{ inputs.key || secrets.BILLING_API_KEY }}" }',
  ])('%s', (lines) => {
    const batch = step(lines);
    const credential = only(batch, 'credential');
    expect(credential).toMatchObject({
      id: 'github.com/acme/claims/actions-secret/BILLING_API_KEY',
      name: 'BILLING_API_KEY',
      form: 'github.actions-secret',
      stored: 'platform-vault',
      fingerprints: [],
    });
    expect(linked(batch, only(batch, 'workload'), 'uses')).toEqual(['BILLING_API_KEY']);
  });

  it('belong to the environment of the job', () => {
    const batch = job('environment: prod\nsteps: [{ run: "x ${{ secrets.BILLING_API_KEY }}" }]');
    expect(only(batch, 'credential').id).toBe('github.com/acme/claims/environment/prod/secret/BILLING_API_KEY');
  });

  it('of the workflow are those of each job', () => {
    const batch = collect({
      '.github/workflows/ci.yml':
        'on: push\nenv: { K: "${{ secrets.BILLING_API_KEY }}" }\njobs:\n  a: { steps: [{ run: x }] }\n  b: { steps: [{ run: x }] }\n',
    });
    expect(batch.edges.filter((edge) => edge.type === 'uses')).toHaveLength(2);
  });

  it('hold what the variable they fill says, when their own name does not', () => {
    const credential = only(step('run: x\nenv: { ANTHROPIC_API_KEY: "${{ secrets.CLAUDE }}" }'), 'credential');
    expect(credential).toMatchObject({ name: 'CLAUDE', contents: 'anthropic.api-key' });
    expect(value(credential.expiresAt)).toBe('never');
  });

  it('are there even when nothing tells what they hold', () => {
    const credential = only(step('run: x\nenv: { X: "${{ secrets.AWS_SECRET_ACCESS_KEY_PROD }}" }'), 'credential');
    expect(credential.contents).toBeUndefined();
    expect(value(credential.expiresAt)).toBe('unknown');
  });

  it.each([
    'run: x\nenv: { X: "${{ secrets.APP_ID }}" }',
    'run: x\nenv: { X: "${{ secrets.GITHUB_TOKEN }}" }',
    'run: python -c "import secrets; print(secrets.token_hex(8))"',
    "run: echo \"${{ contains('secrets.DEPLOY_TOKEN', 'x') }}\"",
  ])('are no credential: %s', (lines) => expect(all(step(lines), 'credential')).toEqual([]));

  it.each([
    'run: x\nenv: { ALL: "${{ toJSON(secrets) }}" }',
    'run: x\nenv: { ALL: "${{ tojson( secrets ) }}" }',
    'run: x\nenv: { ONE: "${{ secrets[format(\'{0}_KEY\', matrix.env)] }}" }',
  ])('are all of them: %s', (lines) => {
    const credential = only(step(lines), 'credential');
    expect(credential).toMatchObject({ id: 'github.com/acme/claims/actions-secret/*', name: 'all secrets' });
    expect(value(credential.visibility)).toBe('all');
  });

  it('are all of them where a reusable workflow inherits', () => {
    const batch = job('uses: acme/shared/.github/workflows/deploy.yml@main\nsecrets: inherit');
    expect(only(batch, 'credential').name).toBe('all secrets');
    expect(batch.edges.find((edge) => edge.type === 'calls')?.signals).toContain('secrets: inherit');
  });

  it('are the same entity whatever the order of the files', () => {
    const named = 'on: push\njobs: { a: { steps: [{ run: "x ${{ secrets.CLAUDE_TOKEN }}" }] } }\n';
    const proved =
      'on: push\njobs: { b: { steps: [{ uses: anthropics/claude-code-action@v1, with: { anthropic_api_key: "${{ secrets.CLAUDE_TOKEN }}" } }] } }\n';
    const there = collect({ '.github/workflows/a.yml': named, '.github/workflows/b.yml': proved });
    const back = collect({ '.github/workflows/b.yml': proved, '.github/workflows/a.yml': named });
    expect(back).toEqual(there);
    expect(only(there, 'credential').confidence).toBe('high');
  });
});

describe('cloud log-ins', () => {
  const aws = 'uses: aws-actions/configure-aws-credentials@v4\nwith:';
  const keys = '  aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}\n  aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}';
  const role = '  role-to-assume: arn:aws:iam::111122223333:role/deploy';
  const azure = 'uses: azure/login@v2\nwith:';
  const ids = '  client-id: ${{ vars.A }}\n  tenant-id: ${{ vars.B }}\n  subscription-id: ${{ vars.C }}';
  const google = 'uses: google-github-actions/auth@v2\nwith:';
  const pool = '  workload_identity_provider: projects/1/locations/global/workloadIdentityPools/p/providers/g';
  const federating = 'on: push\npermissions: { id-token: write }';

  it.each([
    ['AWS key', `${aws}\n${keys}`, [['github.actions-secret', 'aws.access-key', 'never', 'active']]],
    ['AWS role', `${aws}\n${role}`, [['aws.oidc-session', undefined, 'short-lived', 'active']]],
    [
      'AWS key and role',
      `${aws}\n${keys}\n${role}`,
      [
        ['github.actions-secret', 'aws.access-key', 'never', 'unknown'],
        ['aws.oidc-session', undefined, 'short-lived', 'unknown'],
      ],
    ],
    ['Azure secret', `${azure}\n  creds: \${{ secrets.CREDS }}`, [['github.actions-secret', 'azure.client-secret', 'unknown', 'active']]],
    ['Azure federated', `${azure}\n${ids}`, [['azure.oidc-session', undefined, 'short-lived', 'active']]],
    [
      'Google key',
      `${google}\n  credentials_json: \${{ secrets.GCP }}`,
      [['github.actions-secret', 'google.service-account-key', 'unknown', 'active']],
    ],
    ['Google federated', `${google}\n${pool}`, [['google.oidc-session', undefined, 'short-lived', 'active']]],
    [
      'AWS keys in the environment',
      `run: aws s3 ls\nenv:\n${keys.replaceAll('-', '_').toUpperCase().replaceAll('${{ SECRETS', '${{ secrets')}`,
      [['github.actions-secret', 'aws.access-key', 'never', 'active']],
    ],
  ] as const)('%s', (_name, lines, expected) => {
    const found = all(step(lines, federating), 'credential').map((one) => [
      one.form,
      one.contents,
      value(one.expiresAt),
      value(one.status),
    ]);
    expect(found).toEqual(expected);
  });

  it('by a role acts as that role', () => {
    const batch = step(`${aws}\n${role}`, federating);
    expect(linked(batch, only(batch, 'workload'), 'runs-as')).toContain('arn:aws:iam::111122223333:role/deploy');
  });

  it('by a key, when the job may not ask for a token of its own', () => {
    const batch = step(`${aws}\n${keys}\n${role}`, 'on: push\npermissions: { contents: read }');
    expect(all(batch, 'credential').map((one) => [one.form, value(one.status)])).toEqual([['github.actions-secret', 'active']]);
  });
});
