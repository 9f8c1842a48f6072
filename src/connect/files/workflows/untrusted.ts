import { known, unknown, type Fact } from '../../../model/index.ts';
import { narrowed } from './calls.ts';
import { expressionsIn } from './expressions.ts';
import { textOf } from './parse.ts';
import type { JobScope } from './scope.ts';

/** Expressions by which a workflow takes what an untrusted person proposed. */
const untrustedRef = /github\.event\.(pull_request\.head|workflow_run\.head)|github\.head_ref|refs\/pull\//;
/** The same by git or gh in a script. */
const untrustedFetch =
  /\bgh\s{1,9}pr\s{1,9}checkout\b|\bgit\s{1,9}(?:fetch|pull|checkout|switch|merge)\b[^\n]{0,300}?(?:pull\/|head_ref|HEAD_REF|head\.(?:ref|sha)|HEAD_SHA)/;
const startedByHand = /\$\{\{\s{0,9}(?:github\.event\.)?inputs\.[\w-]{1,100}\s{0,9}\}\}/g;
/** Expressions that give what lies in the repository already. */
const trustedRef =
  /^[^$]{0,200}(?:\$\{\{\s{0,9}github\.(?:sha|ref|ref_name|base_ref|repository|event\.(?:pull_request\.base\.(?:sha|ref)|repository\.(?:default_branch|full_name)))\s{0,9}\}\}[^$]{0,200}){1,2}$/;

/**
 * What strangers write, in the words of an event: docs.github.com, "Script injections". Filled into a script before it
 * runs, it is code.
 */
const untrustedText =
  /^github\.(?:head_ref|event\.(?:(?:issue|pull_request|discussion)\.(?:title|body)|(?:comment|review|review_comment)\.body|pull_request\.head\.(?:ref|label)|workflow_run\.(?:head_branch|display_title|head_commit\.message)|(?:head_commit|commits\b[\w.*[\]]{0,20})\.message|pages\b[\w.*[\]]{0,20}\.page_name))$/i;

function isInjected(script: string): boolean {
  return expressionsIn(script).some((expression) => expression.split('||').some((part) => untrustedText.test(part.trim())));
}

/** Whether a privileged job takes in what a stranger proposed: by a checkout, by git and gh, or as text of a script. */
export function runsUntrusted(at: JobScope): Fact<boolean> {
  const privileged = at.triggers.known.some(({ who }) => who === 'anyone');
  if (!privileged) return at.triggers.complete ? known(false) : triggersUnread(at);
  let unsure = false;
  const isCalled = at.triggers.known.some(({ how }) => how === 'workflow_call' || how === 'uses');
  for (const { uses, with: inputs, run, condition } of at.job.steps) {
    // A step that strangers do not reach takes nothing of theirs in.
    if (narrowed(at.triggers, condition).known.every(({ who }) => who !== 'anyone')) continue;
    if (run !== undefined && (untrustedFetch.test(run) || isInjected(run))) return known(true);
    if (uses !== undefined && /^actions\/github-script(@|$)/i.test(uses) && isInjected(textOf(inputs.get('script')))) return known(true);
    if (uses === undefined || !/^actions\/checkout(@|$)/i.test(uses)) continue;
    const asked = `${textOf(inputs.get('ref'))} ${textOf(inputs.get('repository'))}`;
    // Inputs are filled in by whoever starts it by hand; of a called workflow by its caller, who may pass anything on.
    const what = isCalled ? asked : asked.replace(startedByHand, '');
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
