import { secretsIn } from './expressions.ts';
import type { Job } from './parse.ts';

/** Not as what was done, or as things: `released`, `releases`. */
const word = String.raw`(?:deploy|release|publish|promote|rollout)(?!(?:e?d|e?s|ments?)(?![a-z]))`;
const deployWord = new RegExp(`(?:^|[^a-z])${word}`, 'i');
/** What is done about a release, short of making one: `verify-release`, `list_releases`, `release-notes`. */
const aboutIt = new RegExp(
  `^(?:verify|validate|check|test|e2e|lint|notify|list|plan|prepare|generate|draft|get|find|detect|should|wait|await|label|triage|report|announce)(?![a-z])` +
    `|(?:^|[^a-z])${word}[a-z]{0,4}[^a-z]{1,3}(?:[a-z]{1,12}[^a-z]{1,3})?(?:notes?|gate|failures?|checks?|prs?|tests?|dry|preview|info|versions?|labels?|drafts?|drafter|matrix|metrics)(?![a-z])`,
  'i',
);
const andDoesIt = new RegExp(`[^a-z](?:and|then)[^a-z]{1,3}${word}`, 'i');
const deployCommand =
  /(terraform|tofu)\s+apply|kubectl\s+(apply|set|rollout)|helm\s+upgrade|aws\s+(ecs\s+update|lambda\s+update|cloudformation\s+deploy|s3\s+(sync|cp))|gcloud\s+run\s+deploy|npm\s+publish|cdk\s+deploy|sam\s+deploy|serverless\s+deploy/;

/** A job that tries things out: what it applies, it applies to a cluster of its own. */
const triesOut = /(?:^|[^a-z])(?:tests?|e2e|conformance|integration|smoke|bench(?:mark)?|ci|lint)(?![a-z])/i;
const ownCluster = /helm\/kind-action|\bkind\s+create\s+cluster|\b(?:minikube|k3d)\b/;

/** Whether a job changes what others run; undefined when it calls a workflow elsewhere that may. */
export function deploysBy(job: Job, logsIn: boolean): boolean | undefined {
  const titles = [job.id, job.name];
  const named = titles.some((title) => deployWord.test(title)) && titles.every((title) => !aboutIt.test(title) || andDoesIt.test(title));
  // What a called workflow of this repository does is asked of its own jobs: a calling job can have no environment.
  if (job.uses !== undefined) return named && !job.uses.startsWith('./') ? undefined : false;
  // Nor can a composite action: its callers are asked.
  if (job.composite) return false;
  const inProduction = typeof job.environment === 'string' && /prod|live|release/i.test(job.environment);
  if (inProduction) return true;
  if (hasNothing(job)) return false;
  const commands = job.steps.map((step) => step.run ?? step.uses ?? '').join('\n');
  const isTrial = titles.some((title) => triesOut.test(title)) || ownCluster.test(commands);
  const runs = deployCommand.test(commands) || job.steps.some(({ uses }) => uses?.startsWith('./') === true && deployWord.test(uses));
  return named || (!isTrial && runs) || (logsIn && deployWord.test(job.path));
}

/** Without a right to write, a secret or a machine of the owner's, nothing outside of the job can be changed. */
function hasNothing(job: Job): boolean {
  const { permissions } = job;
  const readsOnly =
    permissions === 'read-all' || (permissions instanceof Map && [...permissions.values()].every((level) => level !== 'write'));
  return readsOnly && hostedByGithub(job) && job.texts.every(({ text }) => secretsIn(text).every((name) => name === 'GITHUB_TOKEN'));
}

/** GitHub's own runners are a fresh machine each time (docs.github.com, "GitHub-hosted runners"); of others only GitHub knows what they are. */
export function hostedByGithub(job: Job): boolean {
  const labels = job.texts.filter(({ key }) => key === 'runs-on').map(({ text }) => text);
  return labels.length > 0 && labels.every((label) => /^(?:ubuntu|windows|macos)-[\w.-]{1,40}$/.test(label));
}
