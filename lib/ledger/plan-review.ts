// The part of the plan about people: what an open review, an order to bypass, or a status that a reviewer set himself leads to. Pure.
import type { ApprovalStatus } from '../evidence/evidence.ts';
import type { Assessment, Mode } from '../policy/policy.ts';
import { bypassed, decide, ended, note, type Decide } from './drafts.ts';
import type { Answer, Head, OpenReview } from './head.ts';
import { lastAnswers } from './last-answer.ts';
import { LIMITS } from './limits.ts';
import type { Look } from './look.ts';
import { isReviewDue } from './review-due.ts';
import type { ReviewRules } from './review-rules.ts';

type Rules = { readonly mode: Mode; readonly reviews: ReviewRules };

export type ReviewStep =
  | Decide
  /** The status in the registry is this person's answer: record it, then plan again. */
  | { readonly step: 'answer'; readonly answer: Answer }
  /** Nothing is decided, but somebody has to be told: of an answer, or once more that he is asked. */
  | { readonly step: 'tell' };

/** A new Reject or Hold wins over people's answers. */
export const overrules = ({ verdict }: Assessment): boolean => verdict === 'Reject' || verdict === 'Hold';

/** The step for the open review of a pending version on unchanged evidence and policies; null where nothing is to be done. */
export function planReview(
  head: Head,
  review: OpenReview,
  seen: Look,
  assessment: Assessment,
  rules: Rules,
): ReviewStep | null {
  const voided = whyVoided(review, seen, assessment);
  const byPolicy = (more: { voidedBecause?: string } = {}): Decide => {
    // What a person has set back is not decided again by the gate alone.
    const verdict = head.wasReset && assessment.verdict !== 'RequireReview' ? 'Hold' : assessment.verdict;
    return { ...decide(head, 'Gate', verdict, rules.mode, more), wasReset: head.wasReset ?? false };
  };
  if (voided !== null) return byPolicy({ voidedBecause: voided });
  const end = rules.reviews.settle(review, seen.lookedAt);
  if (end) return overrules(assessment) ? byPolicy() : ended(head, end, rules.mode);
  return isReviewDue(head, seen.lookedAt) ? { step: 'tell' } : null;
}

/** Answers are to what was asked: another champion, where that counts, or a further question voids them. */
function whyVoided(review: OpenReview, seen: Look, assessment: Assessment): string | null {
  const isChampionAsked = review.requirements.some(({ invalidateOn }) => invalidateOn.includes('ChampionChange'));
  if (isChampionAsked && seen.champion !== review.champion) return 'the champion changed after the review was opened';
  if (assessment.verdict !== 'RequireReview') return null;
  const asked = new Set(review.requirements.map(({ policy, name }) => `${policy}/${name}`));
  const more = assessment.requirements.find(({ policy, name }) => !asked.has(`${policy}/${name}`));
  return more ? `${more.name} of ${more.policy} is asked for too by now` : null;
}

/**
 * The step for a review whose version carries a status that the gate did not write: by somebody who may answer it is his answer, one of
 * several where more are needed. null where it is nobody's answer, or all is said.
 */
export function planAnsweredAround(
  head: Head,
  review: OpenReview,
  seen: Look,
  status: ApprovalStatus,
  rules: Rules,
): ReviewStep | null {
  if (rules.mode === 'Audit' || seen.packageDigest !== review.packageDigest) return null;
  const isNoted = head.target === status;
  const answer = isNoted ? null : rules.reviews.registryAnswer(review, seen);
  if (answer) return { step: 'answer', answer };
  const end = rules.reviews.settle(review, seen.lookedAt);
  if (end) {
    const isAsSet = end.verdict === (status === 'Approved' ? 'Approve' : 'Reject');
    const because = isAsSet
      ? end.because
      : `${end.because}; the registry still says ${status}: nobody but a person sets it back`;
    const more = { target: status, writes: false, cause: isAsSet ? null : ('External' as const), reason: because, end };
    return decide(head, end.outcome === 'expired' ? 'External' : 'Reviewer', end.verdict, rules.mode, more);
  }
  const by = isNoted ? undefined : registryAnswerOf(review, status);
  if (by)
    return note(head, status, 'External', `${by.person} set ${status} outside the gate; ${by.sentence}`, {
      keepsReview: true,
    });
  return isNoted && isReviewDue(head, seen.lookedAt) ? { step: 'tell' } : null;
}

/** The standing answer that was given by setting this status. */
const registryAnswerOf = (review: OpenReview, status: ApprovalStatus): Answer | undefined =>
  lastAnswers(review).find(
    ({ door, choice }) => door === 'Registry' && choice === (status === 'Approved' ? 'Approve' : 'Reject'),
  );

/** The approval past the policies that a person ordered for this very evidence a short while ago; null where there is no such order. */
export function planBypass(head: Head | null, seen: Look, rules: Rules): Decide | null {
  const bypass = head?.state === 'done' ? head.bypass : null;
  if (!head || !bypass || rules.mode === 'Audit' || seen.status === 'Approved') return null;
  const isStale = bypass.packageDigest !== seen.packageDigest || seen.lookedAt > bypass.orderedAt + LIMITS.bypassServes;
  return isStale ? null : bypassed(head, bypass, rules.mode);
}
