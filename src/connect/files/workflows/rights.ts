import { known, type Entity, type Fact, type Identity, type Workload } from '../../../model/index.ts';
import { environmentId } from '../ids.ts';
import { type JobScope } from './scope.ts';

/** The token of a job, with its effective permissions. */
export function readToken(at: JobScope, workload: Workload): Identity {
  const { permissions, line } = at.job;
  const identity: Identity = {
    kind: 'identity',
    ...at.base(at.id('token'), `token of ${workload.name}`, line),
    form: 'github.workflow-token',
    createdAt: known(at.context.at),
    lastUsedAt: at.unseen(`the runs of ${workload.name}`),
    maxSession: known(86_400),
    enabled: known(true),
    providerManaged: false,
  };
  const document: Fact<string> =
    permissions === undefined
      ? at.unseen('the default permissions of the workflow token')
      : typeof permissions === 'string'
        ? known(JSON.stringify(permissions))
        : known(
            JSON.stringify(
              Object.fromEntries(
                [...permissions].map(([key, level]) => [key, String(level)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
              ),
            ),
          );
  const policy: Entity = {
    kind: 'policy',
    ...at.base(at.id('permissions'), `permissions of ${workload.name}`, line),
    language: 'github-permissions',
    document,
  };
  at.entities.push(identity, policy);
  at.link(workload, 'runs-as', identity, line);
  at.link(identity, 'attached', policy, line);
  return identity;
}

/** The environment that a job runs in: who approves it stands on the source host. */
export function readApproval(at: JobScope, workload: Workload): Entity | undefined {
  const { environment, line } = at.job;
  if (environment === null) return undefined;
  if (environment === undefined) {
    // An expression decides: there may be an environment, and which is not told.
    const unseen = at.unseen(`which environment ${workload.name} runs in, if any`);
    const approval: Entity = {
      kind: 'approval',
      ...at.base(at.id('environment'), `the environment of ${workload.name}`, line),
      labels: [{ name: 'environment', value: 'chosen by an expression' }],
      guards: 'deployment',
      requiredApprovers: unseen,
      approversAreHuman: unseen,
      selfApproval: unseen,
      bypassers: unseen,
      branches: unseen,
      evidenceOfUse: unseen,
    };
    at.entities.push(approval);
    at.link(workload, 'approved-by', approval, line);
    return approval;
  }
  const approval: Entity = {
    kind: 'approval',
    ...at.base(environmentId(at.context.scope, environment), environment, line),
    guards: 'deployment',
    requiredApprovers: at.unseen(`who may approve ${environment}`),
    approversAreHuman: at.unseen(`who may approve ${environment}`),
    selfApproval: at.unseen(`who may approve ${environment}`),
    bypassers: at.unseen(`who may approve ${environment}`),
    branches: at.unseen(`who may approve ${environment}`),
    evidenceOfUse: at.unseen(`who approved ${environment}`),
  };
  at.entities.push(approval);
  at.link(workload, 'approved-by', approval, line);
  return approval;
}
