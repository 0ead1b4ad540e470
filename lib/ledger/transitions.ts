// The legal moves of HEAD, pure: claimed, taken over, closed, answered, and the conditions under which each may happen.
import type { Answer, Head, OpenReview } from './head.ts';
import { LEASE, LIMITS } from './limits.ts';
import type { Draft, Look } from './look.ts';

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
  readonly review: OpenReview | null;
  readonly owner: string;
  /** Milliseconds, the claiming worker's clock. */
  readonly now: number;
  readonly build: number;
  /** True where the draft follows a person's reset. */
  readonly wasReset: boolean;
};

/** HEAD as the claim of the next revision. */
export function claimed(before: Head | null, claim: Claim): Head {
  const { identity, modelPackageArn, revision, decisionId, entryHash, review, owner, now, build, wasReset } = claim;
  const { origin, verdict, target, writes, cause } = claim.draft;
  const { descriptionDigest, packageDigest, policyDigest, modifiedAt: readModifiedAt, assessment } = claim.seen;
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
    review,
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

/** When a closed revision has to be looked at again: only while evidence may still come. */
export const dueOnceClosed = (head: Head, closedAt: number): Head['due'] =>
  head.isWaiting ? { kind: 'evidence', at: closedAt + LIMITS.evidenceAgain } : null;

/** HEAD with what people changed; the revision itself stays as it is. */
export function reviewChanged(head: Head, { entryHash, owner, review, bypass, due }: Head): Head {
  const { bypass: _before, ...rest } = head;
  return { ...rest, entryHash, owner, review, due, ...(bypass && { bypass }) };
}

/** What the answers of a review come to, or null while it is open. Handed over: who counts is no business of the ledger. */
export type SettleReview = (review: OpenReview) => 'Approve' | 'Reject' | null;

/** Why an answer changes nothing. */
export type AnswerRefused = 'voided' | 'complete' | 'answered before' | 'other evidence';

/** HEAD with one more answer, under the entry that records it; or why not. `reviewId` is the review the person was shown. */
export function answer(
  head: Head,
  given: { readonly reviewId: string; readonly answer: Answer; readonly entryHash: string },
  settleReview: SettleReview,
): { readonly head: Head } | { readonly refused: AnswerRefused } {
  const { review } = head;
  if (review?.reviewId !== given.reviewId) return { refused: 'voided' };
  if (review.packageDigest !== given.answer.packageDigest) return { refused: 'other evidence' };
  if (settleReview(review) !== null) return { refused: 'complete' };
  if (review.answers.some(({ person }) => person === given.answer.person)) return { refused: 'answered before' };
  const answers = [...review.answers, given.answer];
  return { head: { ...head, entryHash: given.entryHash, review: { ...review, answers } } };
}
