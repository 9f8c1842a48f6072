import { describe, expect, it } from 'vitest';
import { all, collect, job, linked, only, step, value } from './read.ts';

describe('what sets a job off', () => {
  it.each([
    ['push', 'members'],
    ['workflow_dispatch', 'members'],
    ['release', 'members'],
    ['repository_dispatch', 'members'],
    ['schedule', 'schedule'],
    ['workflow_call', 'service'],
    ['pull_request', 'contributors'],
    ['pull_request_target', 'anyone'],
    ['issues', 'anyone'],
    ['issue_comment', 'anyone'],
    ['discussion_comment', 'anyone'],
    ['pull_request_review_comment', 'anyone'],
    ['workflow_run', 'anyone'],
    ['fork', 'anyone'],
  ])('%s: %s', (how, who) => {
    for (const on of [`on: ${how}`, `on: [${how}]`, `on:\n  ${how}:`]) {
      expect(value(only(step('run: make', on), 'workload').triggers)).toEqual([{ who, how }]);
    }
  });

  it('is unknown when `on:` is missing or names an event that nobody knows', () => {
    expect(value(only(step('run: make', 'name: x'), 'workload').triggers)).toBe('unknown');
    expect(value(only(step('run: make', 'on: [push, new_event]'), 'workload').triggers)).toBe('unknown');
  });

  it('stays anyone beside an event that nobody knows', () => {
    expect(value(only(step('run: make', 'on: [issues, new_event]'), 'workload').triggers)).toEqual([{ who: 'anyone', how: 'issues' }]);
  });

  it.each([
    ["github.event.comment.author_association == 'MEMBER'", 'members'],
    ["${{ github.event.comment.author_association == 'OWNER' || github.event.comment.author_association == 'MEMBER' }}", 'members'],
    ['contains(fromJSON(\'["OWNER","MEMBER"]\'), github.event.issue.author_association)', 'members'],
    ["(contains(github.event.comment.body, '@bot') && 'OWNER' == github.event.comment.author_association)", 'members'],
    // Folded text is full of blanks.
    [
      `\${{\n   (github.event_name == 'issue_comment'\n      && contains(fromJSON('["OWNER", "MEMBER"]'),\n                    github.event.comment.author_association))\n}}`,
      'members',
    ],
    ["github.event.comment.user.login == 'jane'", 'members'],
    ["github.event_name == 'issues' && always() || github.actor == 'jane'", 'members'],
    // Each of these lets strangers through.
    ["github.actor == 'dependabot[bot]'", 'anyone'],
    ["github.actor != 'jane'", 'anyone'],
    ["github.event.comment.user.login == ''", 'anyone'],
    ["github.event_name != 'push'", 'anyone'],
    ['github.event_name == vars.EVENT', 'anyone'],
    ["github.event.comment.author_association != 'MEMBER'", 'anyone'],
    ['!contains(fromJSON(\'["OWNER"]\'), github.event.comment.author_association)', 'anyone'],
    ["github.event.comment.author_association == 'MEMBER' || github.ref == 'x'", 'anyone'],
    ["github.event.comment.author_association == 'NONE'", 'anyone'],
    ['contains(fromJSON(\'["OWNER","NONE"]\'), github.event.issue.author_association)', 'anyone'],
    ["contains('OWNER,MEMBER', github.event.comment.author_association)", 'anyone'],
    ["contains(github.event.comment.body, '|| author_association == MEMBER')", 'anyone'],
  ])('if: %s → %s', (condition, who) => {
    const batch = job(`if: ${JSON.stringify(condition)}\nsteps:\n  - run: make`, 'on: issue_comment');
    expect(value(only(batch, 'workload').triggers)).toEqual([{ who, how: 'issue_comment' }]);
  });

  it.each([
    ['github.event.pull_request.head.repo.full_name == github.repository', 'members'],
    ["github.event.pull_request.head.repo.full_name == 'acme/claims'", 'members'],
    ['!github.event.pull_request.head.repo.fork', 'members'],
    ['github.event.pull_request.head.repo.fork == false', 'members'],
    ['github.event.pull_request.merged', 'members'],
    ['github.event.pull_request.merged == true', 'members'],
    ["github.event.pull_request.user.login == 'dependabot[bot]'", 'members'],
    ['github.event.pull_request.head.repo.fork', 'anyone'],
    ['github.event.pull_request.head.repo.full_name != github.repository', 'anyone'],
    ['!github.event.pull_request.merged', 'anyone'],
    ["!(github.actor == 'jane')", 'anyone'],
  ])('on pull_request_target, if: %s → %s', (condition, who) => {
    const batch = job(`if: ${JSON.stringify(condition)}\nsteps:\n  - run: make`, 'on: pull_request_target');
    expect(value(only(batch, 'workload').triggers)).toEqual([{ who, how: 'pull_request_target' }]);
  });

  it('leaves out events that the condition leaves out', () => {
    const of = (condition: string) =>
      value(only(job(`if: ${JSON.stringify(condition)}\nsteps: [{ run: make }]`, 'on: [issues, push]'), 'workload').triggers);
    const push = [{ who: 'members', how: 'push' }];
    expect(of("github.event_name == 'push'")).toEqual(push);
    expect(of("'push' == github.event_name")).toEqual(push);
    expect(of("github.event_name != 'issues'")).toEqual(push);
    expect(of('contains(fromJSON(\'["push"]\'), github.event_name)')).toEqual(push);
  });

  it.each([
    ['pull_request_target: { types: [labeled] }', 'members'],
    ['pull_request_target: { types: [labeled, synchronize] }', 'anyone'],
    // A template of an issue labels it in the name of whoever opens it.
    ['issues: { types: [labeled] }', 'anyone'],
    ['issues: { types: [opened] }', 'anyone'],
  ])('of %s is %s', (on, who) => {
    const batch = job('steps:\n  - run: make', `on: { ${on} }`);
    expect(value(only(batch, 'workload').triggers)).toMatchObject([{ who }]);
  });

  it.each([
    ['on: push', 'members'],
    ['on: [push, pull_request]', 'anyone'],
    ['on: new_event', 'anyone'],
  ])('of a run that follows a workflow %s is %s', (on, who) => {
    const batch = collect({
      '.github/workflows/first.yml': `name: First\n${on}\njobs: { a: { steps: [{ run: make }] } }`,
      '.github/workflows/then.yml': 'on: { workflow_run: { workflows: [First] } }\njobs: { b: { steps: [{ run: make }] } }',
      '.github/workflows/last.yml':
        'on: { workflow_run: { workflows: [.github/workflows/then.yml] } }\njobs: { c: { steps: [{ run: make }] } }',
    });
    const [then, last] = all(batch, 'workload')
      .filter(({ name }) => name !== 'a (first.yml)')
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect([then, last].map((one) => one && value(one.triggers))).toEqual([[{ who, how: 'workflow_run' }], [{ who, how: 'workflow_run' }]]);
  });

  it('of a run that follows what is not in the repository is anyone', () => {
    const batch = job('steps:\n  - run: make', 'on: { workflow_run: { workflows: [Elsewhere] } }');
    expect(value(only(batch, 'workload').triggers)).toEqual([{ who: 'anyone', how: 'workflow_run' }]);
  });

  it('is narrowed by the conditions of the jobs that it needs, unless it runs without them', () => {
    const gate = "gate: { if: github.event.comment.author_association == 'OWNER', steps: [{ run: make }] }";
    const who = (work: string) => {
      const batch = collect({
        '.github/workflows/ci.yml': `on: issue_comment\njobs:\n  ${gate}\n  next: { needs: gate, steps: [{ run: make }] }\n  work: ${work}`,
      });
      const found = all(batch, 'workload').find(({ name }) => name === 'work (ci.yml)');
      return found && value(found.triggers);
    };
    expect(who('{ needs: [next], steps: [{ run: make }] }')).toEqual([{ who: 'members', how: 'issue_comment' }]);
    expect(who("{ needs: [next], if: 'always()', steps: [{ run: make }] }")).toEqual([{ who: 'anyone', how: 'issue_comment' }]);
  });

  it('reaches what `$/` calls in the repository, which needs no pin', () => {
    const batch = collect({
      '.github/workflows/call.yml': 'on: issue_comment\njobs:\n  a: { uses: $/.github/workflows/inner.yml }\n',
      '.github/workflows/inner.yml': 'on: workflow_call\njobs:\n  b: { steps: [{ uses: $/tools/review }] }\n',
      'tools/review/action.yml': 'runs: { using: composite, steps: [{ run: claude -p "look" }] }\n',
    });
    expect(value(only(batch, 'agent').triggers)).toContainEqual({ who: 'anyone', how: 'issue_comment' });
    expect(all(batch, 'tool').map(({ pin }) => value(pin))).toEqual(['in-repository', 'in-repository']);
  });

  it('reaches a reusable workflow and a composite action through their callers', () => {
    const batch = collect({
      '.github/workflows/call.yml': 'on: issue_comment\njobs:\n  a: { uses: ./.github/workflows/inner.yml }\n',
      '.github/workflows/inner.yml': 'on: workflow_call\njobs:\n  b: { steps: [{ uses: ./tools/review }] }\n',
      'tools/review/action.yml': 'runs: { using: composite, steps: [{ run: claude -p "look" }] }\n',
    });
    expect(value(only(batch, 'agent').triggers)).toContainEqual({ who: 'anyone', how: 'issue_comment' });
    expect(value(only(batch, 'agent').inboundAuth)).toBe('none');
  });
});

describe('rights of the workflow token', () => {
  const document = (batch: ReturnType<typeof job>) => value(only(batch, 'policy').document);
  it.each([
    ['permissions: write-all', 'on: push', '"write-all"'],
    ['permissions: read-all', 'on: push', '"read-all"'],
    ['permissions: {}', 'on: push', '{}'],
    ['permissions: { issues: write, contents: read }', 'on: push', '{"contents":"read","issues":"write"}'],
    // A job's own replace all of the workflow's.
    ['permissions: { issues: write }', 'on: push\npermissions: { contents: write }', '{"issues":"write"}'],
    ['runs-on: x', 'on: push\npermissions: { contents: write }', '{"contents":"write"}'],
    ['runs-on: x', 'on: push', 'unknown'],
    // Shapes that say nothing are no proof of no rights.
    ['permissions:', 'on: push', 'unknown'],
    ['permissions: [contents]', 'on: push', 'unknown'],
  ])('%s under %s: %s', (lines, workflow, expected) => {
    expect(document(job(`${lines}\nsteps: [{ run: make }]`, workflow))).toBe(expected);
  });

  it('hangs on an identity that the job runs as', () => {
    const batch = step('run: make');
    const token = only(batch, 'identity');
    expect(token.form).toBe('github.workflow-token');
    expect(linked(batch, only(batch, 'workload'), 'runs-as')).toEqual([token.name]);
    expect(linked(batch, token, 'attached')).toEqual([only(batch, 'policy').name]);
  });
});

describe('environments', () => {
  it.each(['environment: production', 'environment: { name: production, url: x }'])('%s guards the job', (line) => {
    const batch = job(`${line}\nsteps: [{ run: make }]`);
    const approval = only(batch, 'approval');
    expect(approval).toMatchObject({ id: 'github.com/acme/claims/environment/production', guards: 'deployment' });
    expect(value(approval.requiredApprovers)).toBe('unknown');
    expect(linked(batch, only(batch, 'workload'), 'approved-by')).toEqual(['production']);
    expect(value(only(batch, 'workload').production)).toBe(true);
    expect(value(only(batch, 'workload').purpose)).toBe('deploy');
  });

  it('leaves the question open when an expression names it', () => {
    const batch = job('environment: ${{ inputs.where }}\nsteps: [{ run: make }]');
    const approval = only(batch, 'approval');
    expect([approval.name, value(approval.requiredApprovers)]).toEqual(['the environment of work (ci.yml)', 'unknown']);
    expect(approval.labels).toEqual([{ name: 'environment', value: 'chosen by an expression' }]);
    // Of the other jobs everything is told.
    expect(batch.coverage[0]?.complete).toBe(true);
  });

  it('knows a deployment by what it does', () => {
    expect(value(only(step('run: kubectl apply -f k8s/'), 'workload').purpose)).toBe('deploy');
    expect(value(only(job('name: Publish image\nsteps: [{ run: make }]'), 'workload').purpose)).toBe('deploy');
    expect(value(only(step('run: make test'), 'workload').purpose)).toBe('build');
  });

  it.each([
    ['release-binaries', 'deploy'],
    ['publish_main', 'deploy'],
    ['image-build-and-publish', 'deploy'],
    ['test-and-deploy', 'deploy'],
    ['verify-release', 'build'],
    ['list_lts_releases', 'build'],
    ['check_release_notes', 'build'],
    ['release-notes', 'build'],
    ['notify-release-failure', 'build'],
    ['publish-gate', 'build'],
    ['prepare-release', 'build'],
    ['generate-release-metadata', 'build'],
    ['issue-experiment-released', 'build'],
    ['releases-matrix', 'build'],
    ['publish-dora-metrics', 'build'],
    ['update_release_draft', 'build'],
    ['create-release-pr', 'build'],
  ])('%s is a job to %s', (id, expected) => {
    const batch = collect({ '.github/workflows/ci.yml': `on: push\njobs: { ${id}: { steps: [{ run: make }] } }` });
    expect(value(only(batch, 'workload').purpose)).toBe(expected);
  });

  it.each([
    ['conformance-test', 'run: kubectl apply -f k8s/', 'build'],
    ['up', 'run: kind create cluster && helm upgrade x .', 'build'],
    ['up', 'uses: ./.github/actions/deploy', 'deploy'],
    ['up', 'run: helm upgrade x .', 'deploy'],
  ])('%s with %s is a job to %s', (id, step, expected) => {
    const batch = collect({ '.github/workflows/ci.yml': `on: push\njobs: { ${id}: { steps: [{ ${step} }] } }` });
    expect(value(only(batch, 'workload').purpose)).toBe(expected);
  });

  it('can deploy nothing without a right, a secret or a machine of its owner', () => {
    const purpose = (lines: string) => value(only(job(`name: Deploy\nsteps: [{ run: helm upgrade x . }]\n${lines}`), 'workload').purpose);
    expect(purpose('runs-on: ubuntu-latest\npermissions: { contents: read }')).toBe('build');
    expect(purpose('runs-on: ubuntu-latest\npermissions: { contents: read, id-token: write }')).toBe('deploy');
    expect(purpose('runs-on: ubuntu-latest\npermissions: { contents: read }\nenv: { K: "${{ secrets.KUBECONFIG }}" }')).toBe('deploy');
    expect(purpose('runs-on: own\npermissions: { contents: read }')).toBe('deploy');
    expect(purpose('runs-on: ubuntu-latest')).toBe('deploy');
  });

  it('is asked of a called workflow of the repository, and left open of one elsewhere', () => {
    const purpose = (uses: string) =>
      value(
        all(collect({ '.github/workflows/ci.yml': `on: push\njobs: { deploy: { uses: ${uses} } }` }), 'workload')[0]?.purpose ?? {
          known: false,
          gaps: [],
        },
      );
    expect(purpose('./.github/workflows/deploy.yml')).toBe('build');
    expect(purpose('acme/shared/.github/workflows/deploy.yml@main')).toBe('unknown');
  });
});

describe('code of strangers', () => {
  const untrusted = (lines: string, on = 'on: pull_request_target') => value(only(step(lines, on), 'workload').runsUntrustedCode);
  it.each([
    ['uses: actions/checkout@v4\nwith: { ref: "${{ github.event.pull_request.head.sha }}" }', true],
    ['uses: actions/checkout@v4\nwith: { repository: "${{ github.event.pull_request.head.repo.full_name }}" }', true],
    ['uses: actions/checkout@v4\nwith: { ref: "refs/pull/${{ github.event.number }}/merge" }', true],
    ['run: gh pr checkout "$NUMBER"', true],
    ['uses: actions/checkout@v4', false],
    ['uses: actions/checkout@v4\nwith: { ref: main }', false],
    ['uses: actions/checkout@v4\nwith: { ref: "${{ github.sha }}" }', false],
    ['uses: actions/checkout@v4\nwith: { ref: "${{ env.SHA }}" }', 'unknown'],
    ['uses: actions/checkout@v4\nwith: { ref: "${{ inputs.branch }}" }', false],
    ['run: echo "${{ github.event.pull_request.title }}"', true],
    ['run: echo "${{ github.head_ref || github.ref }}"', true],
    ['uses: actions/github-script@v7\nwith: { script: "note(`${{ github.event.comment.body }}`)" }', true],
    ['run: echo "${{ contains(github.event.comment.body, \'x\') }}"', false],
    ['run: echo "$TITLE"\nenv: { TITLE: "${{ github.event.pull_request.title }}" }', false],
    ['run: git fetch origin pull/1/head\nif: github.event.pull_request.merged', false],
  ] as const)('%s: %s', (lines, expected) => expect(untrusted(lines)).toBe(expected));

  it('matters only where a stranger sets the job off', () => {
    expect(untrusted('uses: actions/checkout@v4\nwith: { ref: "${{ github.head_ref }}" }', 'on: push')).toBe(false);
    expect(untrusted('uses: actions/checkout@v4\nwith: { ref: "${{ github.event.workflow_run.head_sha }}" }', 'on: workflow_run')).toBe(
      true,
    );
  });
});

describe('runners', () => {
  it.each([
    ['ubuntu-24.04', true],
    ['[self-hosted, linux]', 'unknown'],
    ['${{ matrix.os }}', 'unknown'],
  ])('%s are a fresh machine: %s', (label, expected) => {
    expect(value(only(job(`runs-on: ${label}\nsteps: [{ run: make }]`), 'workload').sandbox)).toBe(expected);
  });
});

describe('actions', () => {
  const sha = 'a'.repeat(40);
  it.each([
    [`acme/lint@${sha}`, 'digest'],
    ['acme/lint@v1', 'floating'],
    ['acme/lint@v1.2.3', 'floating'],
    ['acme/lint@main', 'floating'],
    ['./tools/lint', 'in-repository'],
    ['docker://alpine:3', 'floating'],
    [`docker://alpine@sha256:${'b'.repeat(64)}`, 'digest'],
  ])('%s: %s', (uses, pin) => expect(value(only(step(`uses: ${uses}`), 'tool').pin)).toBe(pin));

  it('takes the weakest pin of one that a job calls twice', () => {
    const batch = job(`steps:\n  - uses: acme/lint@${sha}\n  - uses: acme/lint@main`);
    expect(value(only(batch, 'tool').pin)).toBe('floating');
  });

  it('says who publishes it', () => {
    expect(only(step('uses: actions/checkout@v4'), 'tool').labels).toEqual([{ name: 'publisher', value: 'github' }]);
    expect(only(step('uses: acme/lint@v1'), 'tool').labels).toEqual([{ name: 'publisher', value: 'third-party' }]);
  });
});
