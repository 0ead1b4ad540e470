// The legal moves of HEAD, pure: claimed, taken over, closed, answered, and the conditions under which each may happen.
import type { Answer, Bypass, Head, OpenReview } from './head.ts';
import { LEASE, LIMITS } from './limits.ts';
import type { Draft, Look } from './look.ts';
import { isReviewDue, remindersBy, reviewDue } from './review-due.ts';
import type { Reviews } from './review-moves.ts';
import { hasSaidEnough, lastAnswer } from './last-answer.ts';
import type { ReviewRules } from './review-rules.ts';

/** Whether HEAD is as it was read. Every write of HEAD changes one of these three, so their equality is enough. */
export function isAsRead(expected: Head | null, current: Head | null): boolean {
  if (expected === null || current === null) return expected === current;
  return (
    current.entryHash === expected.entryHash && current.state === expected.state && current.owner === expected.owner
  );
}

/** Whether HEAD still is the claim that its owner holds as `mine`. */
export const isSameClaim = (mine: Head, current: Head | null): boolean =>
  current?.revision === mine.revision && current.owner === mine.owner && current.state === 'applying';

export type Claim = {
  readonly identity: string;
  readonly modelPackageArn: string;
  readonly draft: Draft;
  readonly seen: Look;
  readonly revision: number;
  readonly decisionId: string;
  readonly entryHash: string;
  /** The two slots for reviews, moved along. */
  readonly reviews: Reviews;
  readonly owner: string;
  /** Milliseconds, the claiming worker's clock. */
  readonly now: number;
  readonly build: number;
  /** True where the draft follows a person's reset. */
  readonly wasReset: boolean;
};

/** HEAD as the claim of the next revision. */
export function claimed(before: Head | null, claim: Claim): Head {
  const { identity, modelPackageArn, revision, decisionId, entryHash, owner, now, build, wasReset } = claim;
  const { origin, verdict, target, writes, cause } = claim.draft;
  const {
    descriptionDigest,
    packageDigest,
    policyDigest,
    modifiedAt: readModifiedAt,
    assessment,
    authors,
  } = claim.seen;
  const isWaiting = verdict === 'Hold' && !wasReset && (assessment?.isWaiting ?? false);
  return {
    identity,
    modelPackageArn,
    revision,
    state: 'applying',
    owner,
    closedAt: null,
    decisionId,
    entryHash,
    origin,
    verdict,
    target,
    writes,
    descriptionDigest,
    packageDigest,
    policyDigest,
    build,
    readModifiedAt,
    ...claim.reviews,
    changedBy: authors.changedBy,
    isWaiting,
    wasReset,
    cause,
    leaseUntil: now + LEASE,
    written: writes ? { revision, decisionId, target, readModifiedAt } : (before?.written ?? null),
    due: { kind: 'half-done', at: now + LEASE },
  };
}

/** HEAD under a new owner, the revision unchanged. */
export const takenOver = (head: Head, owner: string, leaseUntil: number): Head => ({
  ...head,
  owner,
  leaseUntil,
  due: { kind: 'half-done', at: leaseUntil },
});

/** HEAD with its revision carried out. Everything but state, closedAt and due stays, answers that came meanwhile too. */
export const closed = (head: Head, closedAt: number): Head => ({
  ...head,
  state: 'done',
  closedAt,
  due: dueOnceClosed(head, closedAt),
});

/** When a closed revision has to be looked at again: while evidence may still come, and while people are asked. */
function dueOnceClosed(head: Head, closedAt: number): Head['due'] {
  if (head.isWaiting) return { kind: 'evidence', at: closedAt + LIMITS.evidenceAgain };
  return head.review && reviewDue(head.review, closedAt);
}

/** HEAD with what people changed; the revision itself stays as it is. */
export function reviewChanged(head: Head, { entryHash, owner, review, bypass, due }: Head): Head {
  const { bypass: _before, ...rest } = head;
  return { ...rest, entryHash, owner, review, due, ...(bypass && { bypass }) };
}

/** Why an answer changes nothing. `repeated`: the person has said the same before, and that stands. */
export type AnswerRefused =
  | 'applying'
  | 'voided'
  | 'other evidence'
  | 'complete'
  | 'expired'
  | 'repeated'
  | 'answered before'
  | 'too often'
  | 'nothing to withdraw';

/** What is said about the review that was shown, under the entry that records it. */
export type Said = { readonly reviewId: string; readonly answer: Answer; readonly entryHash: string };

/** HEAD with one more answer, or why not. The authority of the person is no business of the ledger. */
export function answer(
  head: Head,
  said: Said,
  settle: ReviewRules['settle'],
): { readonly head: Head } | { readonly refused: AnswerRefused } {
  const refused = whyRefused(head, said, settle);
  if (refused !== null || !head.review) return { refused: refused ?? 'voided' };
  const answers = [...head.review.answers, said.answer];
  return {
    head: withReview({ ...head, entryHash: said.entryHash }, { ...head.review, answers }, said.answer.answeredAt),
  };
}

/** Why nothing may be said now; null where it may. */
export function whyRefused(
  { review, state }: Head,
  { reviewId, answer: given }: Omit<Said, 'entryHash'>,
  settle: ReviewRules['settle'],
): AnswerRefused | null {
  if (review?.reviewId !== reviewId) return 'voided';
  if (review.packageDigest !== given.packageDigest) return 'other evidence';
  const end = settle(review, given.answeredAt);
  if (end) return end.outcome === 'expired' ? 'expired' : 'complete';
  const before = lastAnswer(review, given.person);
  if (before?.choice === given.choice) return 'repeated';
  if (before === null && given.choice === 'Withdraw') return 'nothing to withdraw';
  if (before !== null && given.choice !== 'Withdraw') return 'answered before';
  if (given.choice !== 'Withdraw' && hasSaidEnough(review, given.person)) return 'too often';
  return state === 'applying' ? 'applying' : null;
}

/** HEAD once everything about its review has been told that is due by `now`; `owner` is new, so that no two tell over each other. */
export function told(head: Head, owner: string, now: number): Head {
  const { review } = head;
  if (!review) return { ...head, owner };
  const reminded = isReviewDue(head, now) ? Math.max(review.reminded, remindersBy(review, now)) : review.reminded;
  return withReview({ ...head, owner }, { ...review, announced: review.answers.length, reminded }, now);
}

/** HEAD with an order to approve past the policies. */
export const ordered = (head: Head, bypass: Bypass, entryHash: string): Head => ({
  ...head,
  bypass,
  entryHash,
  due: { kind: 'answered', at: bypass.orderedAt },
});

const withReview = (head: Head, review: OpenReview, now: number): Head => ({
  ...head,
  review,
  due: reviewDue(review, now),
});
