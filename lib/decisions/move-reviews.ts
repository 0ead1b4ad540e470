// The reviews of a revision that is about to be claimed: what the open one comes to, the pointer of a new one, and what the document says of both.
import type { Head } from '../ledger/head.ts';
import type { Draft, Look } from '../ledger/look.ts';
import { reviewsAfter, type Reviews } from '../ledger/review-moves.ts';
import type { Decision } from './decision.ts';
import { patiently } from './patiently.ts';
import { readRecorded } from './publish-and-close.ts';
import { recordedAnswer } from './recorded-answer.ts';
import type { Compose, SettleArgs, RevisionPorts } from './settle-package.ts';
import { whatChanged } from './what-changed.ts';

type Moving = {
  readonly draft: Draft;
  readonly seen: Look;
  readonly decisionId: string;
  readonly composed: ReturnType<Compose>;
};

/** HEAD's slots for reviews after the claim. Puts the pointer of a new review first: a link has to lead somewhere the moment it is out. */
export async function moveReviews(
  ports: RevisionPorts,
  args: Pick<SettleArgs, 'identity' | 'modelPackageArn' | 'mode'>,
  before: Head | null,
  { draft, seen, decisionId, composed }: Moving,
): Promise<Reviews> {
  const review = args.mode === 'Audit' ? null : composed.review;
  const voidedBecause = await evidenceChange(ports, before, seen, composed.decision);
  const told = voidedBecause === null ? draft : { ...draft, voidedBecause };
  const reviews = reviewsAfter(before, { draft: told, seen, decisionId, review, now: ports.clock() });
  const opened = reviews.review;
  if (opened?.decisionId === decisionId) {
    const { identity, modelPackageArn } = args;
    const pointer = { reviewId: opened.reviewId, identity, modelPackageArn, decisionId };
    await patiently(ports.sleep, () => ports.ledger.putReviewPointer(pointer));
  }
  return reviews;
}

/** What changed, where changed evidence makes an open review void: people had read the other values. */
async function evidenceChange(
  ports: RevisionPorts,
  before: Head | null,
  seen: Look,
  next: Decision,
): Promise<string | null> {
  if (!before?.review || before.review.packageDigest === seen.packageDigest) return null;
  const { decision } = await readRecorded(ports, before);
  const changes = whatChanged(decision, next);
  return `the evidence changed after the review was opened${changes === null ? '' : `: ${changes}`}`;
}

/** What the decision document says: the review that is open now, the one that this revision closed. */
export function recordedReviews({ review, lastReview }: Reviews, decisionId: string): Partial<Decision> {
  return {
    ...(review && {
      review: {
        reviewId: review.reviewId,
        packageDigest: review.packageDigest,
        openedAt: timeText(review.openedAt),
        expiresAt: review.expiresAt === null ? null : timeText(review.expiresAt),
      },
    }),
    ...(lastReview?.decisionId === decisionId && {
      closedReview: {
        reviewId: lastReview.reviewId,
        outcome: lastReview.outcome,
        because: lastReview.because,
        nextReviewId: lastReview.nextReviewId,
        answers: lastReview.answers.map(recordedAnswer),
      },
    }),
  };
}

const timeText = (time: number): string => new Date(time).toISOString();
