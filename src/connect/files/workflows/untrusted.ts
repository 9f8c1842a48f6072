import { known, unknown, type Fact } from '../../../model/index.ts';
import { textOf } from './parse.ts';
import type { JobScope } from './scope.ts';

/** Expressions by which a workflow takes what an untrusted person proposed. */
const untrustedRef = /github\.event\.(pull_request\.head|workflow_run\.head)|github\.head_ref|refs\/pull\//;
/** The same by git or gh in a script. */
const untrustedFetch =
  /\bgh\s{1,9}pr\s{1,9}checkout\b|\bgit\s{1,9}(?:fetch|pull|checkout|switch|merge)\b[^\n]{0,300}?(?:pull\/|head_ref|HEAD_REF|head\.(?:ref|sha)|HEAD_SHA)/;
/** Expressions that give what lies in the repository already. */
const trustedRef =
  /^[^$]{0,200}(?:\$\{\{\s{0,9}github\.(?:sha|ref|ref_name|base_ref|repository|event\.(?:pull_request\.base\.(?:sha|ref)|repository\.(?:default_branch|full_name)))\s{0,9}\}\}[^$]{0,200}){1,2}$/;

/** Whether a privileged job takes in what a stranger proposed: by a checkout, or by git and gh in a script. */
export function runsUntrusted(at: JobScope): Fact<boolean> {
  const privileged = at.triggers.known.some(({ who }) => who === 'anyone');
  if (!privileged) return at.triggers.complete ? known(false) : triggersUnread(at);
  let unsure = false;
  for (const { uses, with: inputs, run } of at.job.steps) {
    if (run !== undefined && untrustedFetch.test(run)) return known(true);
    if (uses === undefined || !/^actions\/checkout(@|$)/i.test(uses)) continue;
    const what = `${textOf(inputs.get('ref'))} ${textOf(inputs.get('repository'))}`;
    if (untrustedRef.test(what)) return known(true);
    if (what.includes('${{') && !trustedRef.test(what)) unsure = true;
  }
  if (!unsure) return known(false);
  const about = `which code ${at.job.path} ${at.job.id} checks out`;
  return at.unread(about, 'an expression decides it', 'check out a fixed ref, or one of github.sha, github.ref and the base');
}

function triggersUnread(at: JobScope): Fact<never> {
  const fact = at.triggeredBy();
  return fact.known ? unknown() : unknown(...fact.gaps);
}
