// What to do next about one package version: from HEAD, from a look begun after HEAD was read, and from the policies. Pure.
import type { ApprovalStatus } from '../evidence/evidence.ts';
import type { Assessment, Mode } from '../policy/policy.ts';
import { decide, type Decide, endsReview, note, RESET_REASON } from './drafts.ts';
import type { Head } from './head.ts';
import { latestSigning, LIMITS, SETTLES_WITHIN } from './limits.ts';
import type { Hint, Look } from './look.ts';
import { overrules, planAnsweredAround, planBypass, planReview, type ReviewStep } from './plan-review.ts';
import type { ReviewRules } from './review-rules.ts';

export type PlanRules = {
  /** Deployments counted: an older build never supersedes a newer one's decision. */
  readonly build: number;
  readonly mode: Mode;
  readonly reviews: ReviewRules;
};

export type Step =
  | { readonly step: 'nothing' }
  /** Not before `until` (ms, the clock the look was stamped with). */
  | { readonly step: 'wait'; readonly until: number; readonly why: string }
  /** The write has landed and nobody signs any more: publish and close it. */
  | { readonly step: 'finish' }
  /** It did not land and no longer can, and it is still wanted: send the same revision again. */
  | { readonly step: 'takeOver' }
  | Decide
  | ReviewStep;

const NOTHING: Step = { step: 'nothing' };
const PENDING: ApprovalStatus = 'PendingManualApproval';

/** The one step to take. The look has to have begun after HEAD was read; its `lookedAt` is the time that leases are held against. */
export function plan(head: Head | null, seen: Look, rules: PlanRules): Step {
  if (seen.status === null) return NOTHING;
  const { lookedAt } = seen;
  if (head && head.build > rules.build)
    return { step: 'wait', until: lookedAt + LIMITS.olderBuildWaits, why: 'a newer build has decided' };
  if (head && isBehind(head, seen))
    return { step: 'wait', until: lookedAt + LIMITS.behindWaits, why: 'the registry shows an older state' };
  const step = head?.state === 'applying' ? planHalfDone(head, seen, rules) : null;
  if (step) return step;
  // A half-done revision that gets here is abandoned: it did not land, it no longer can, and what it rested on has changed.
  return seen.status === PENDING ? planPending(head, seen, rules) : planStatusSet(head, seen, seen.status, rules);
}

/** Whether the message only says what HEAD knows: our own echo, or a change that was looked at. */
export function isOldNews(head: Head | null, hint: Hint): boolean {
  if (!head) return false;
  if (head.state === 'applying') return hint.status !== null && hint.status === head.target;
  return hint.modifiedAt !== null && hint.modifiedAt <= head.readModifiedAt && !namesAnother(head, hint);
}

/** Whether the hint names a decision other than the one we last wrote, made after the look that ours rests on. */
export function namesAnother(head: Head, hint: Hint): boolean {
  const { written } = head;
  if (!written?.target || hint.status === null || hint.status === PENDING || hint.modifiedAt === null) return false;
  return hint.status !== written.target && hint.modifiedAt > written.readModifiedAt;
}

/**
 * Whether the look shows the version as it was before the decision that the hint tells of: deciding on it would overwrite a person. Only for
 * as long as a registry may lag: a hint is not to be believed for ever, nor one that comes from the future.
 */
export function isBehindHint({ status, modifiedAt }: Hint, seen: Look): boolean {
  if (seen.status !== PENDING || status === null || status === PENDING || modifiedAt === null) return false;
  // Times of events are cut to seconds and taken as the end of theirs.
  const isOlder = seen.modifiedAt + 1000 <= modifiedAt;
  return isOlder && modifiedAt <= seen.lookedAt + LIMITS.clockError && seen.lookedAt < modifiedAt + SETTLES_WITHIN;
}

/** Whether an unfinished revision may still be sent: pending, on the same evidence and policies, and they still say so. */
export function isStillWanted(head: Head, seen: Look): boolean {
  // An order past the policies holds whatever they say, and also over a Rejected.
  if (head.origin === 'Bypass') return seen.status !== 'Approved' && seen.packageDigest === head.packageDigest;
  if (seen.status !== PENDING || !seen.assessment || !restsOnTheSame(head, seen)) return false;
  if (head.origin === 'Reviewer' || endsReview(head)) return !overrules(seen.assessment);
  return (head.wasReset ?? false) || seen.assessment.verdict === head.verdict;
}

const restsOnTheSame = (head: Head, seen: Look): boolean =>
  seen.packageDigest === head.packageDigest && seen.policyDigest === head.policyDigest;

/** A look older than the one HEAD rests on, or, shortly after the closing, without HEAD's own write. Only shortly: a marker that somebody took away must not stop the gate for good. */
function isBehind(head: Head, seen: Look): boolean {
  if (seen.modifiedAt < head.readModifiedAt) return true;
  const isYoung = head.closedAt !== null && seen.lookedAt < head.closedAt + SETTLES_WITHIN;
  return head.state === 'done' && head.writes && seen.marker !== head.decisionId && isYoung;
}

/** The step for somebody's unfinished revision; null where it is abandoned. */
function planHalfDone(head: Head, seen: Look, rules: PlanRules): Step | null {
  const hasLanded = !head.writes || seen.marker === head.decisionId;
  if (hasLanded && seen.lookedAt > latestSigning(head)) return { step: 'finish' };
  const until = hasLanded ? latestSigning(head) : head.leaseUntil;
  if (seen.lookedAt <= until) return { step: 'wait', until, why: 'another worker is at it' };
  if (!isStillWanted(head, seen)) return null;
  return rules.mode === 'Enforce' ? { step: 'takeOver' } : NOTHING;
}

/** The status is not pending: what the gate wrote, or a decision or change made around it. */
function planStatusSet(head: Head | null, seen: Look, status: ApprovalStatus, rules: PlanRules): Step {
  const done = head?.state === 'done' ? head : null;
  const byPeople =
    planBypass(done, seen, rules) ?? (done?.review && planAnsweredAround(done, done.review, seen, status, rules));
  if (byPeople) return byPeople;
  const by = seen.lastModifiedBy ?? 'an unknown author';
  if (done?.target === status) {
    if (done.packageDigest === seen.packageDigest) return NOTHING;
    return note(head, status, 'EvidenceChanged', `${by} changed this version after it was ${status}`);
  }
  if (!head && seen.bornApproved)
    return note(head, status, 'BornApproved', `${seen.authors.registrant ?? by} registered this version as ${status}`);
  return note(head, status, 'External', `${by} set ${status} outside the gate`);
}

function planPending(head: Head | null, seen: Look, rules: PlanRules): Step {
  const { assessment } = seen;
  if (!assessment) throw new Error('a look at a pending version has to carry what the policies say');
  const done = head?.state === 'done' ? head : null;
  const bypass = planBypass(done, seen, rules);
  if (bypass) return bypass;
  const byPolicy = decide(head, 'Gate', assessment.verdict, rules.mode);
  if (!done || !restsOnTheSame(done, seen)) return byPolicy;
  // Decided on this very evidence, and pending again: a person has reset it.
  if (done.target !== null) return afterReset(head, assessment, rules.mode);
  const wasAudit = done.origin === 'Gate' && !done.writes && done.verdict !== 'NoOpinion';
  if (wasAudit && rules.mode === 'Enforce') return done.wasReset ? afterReset(head, assessment, rules.mode) : byPolicy;
  const isAsked = done.review !== null && rules.mode === 'Enforce';
  const byPeople = isAsked ? planReview(done, done.review, seen, assessment, rules) : null;
  if (byPeople) return byPeople;
  const isOver = done.isWaiting && (assessment.verdict !== 'Hold' || !assessment.isWaiting);
  return isOver ? byPolicy : NOTHING;
}

const afterReset = (head: Head | null, { verdict }: Assessment, mode: Mode): Step =>
  decide(head, 'Gate', verdict === 'RequireReview' ? verdict : 'Hold', mode, { reason: RESET_REASON });
