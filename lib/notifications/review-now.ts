// A review by its public id as the ledger has it now; how it is seen is handed over by the reviews.
import type { Head } from '../ledger/head.ts';
import type { ClosedState, ReviewState } from '../ledger/review-state.ts';
import { readDecided } from '../ledger/chain.ts';
import type { Ledger } from '../ports.ts';
import type { ReviewNow } from './plan-deliveries.ts';

export type ReviewNowPorts = {
  readonly ledger: Pick<Ledger, 'readHead' | 'readEntry' | 'readReviewPointer'>;
  /** The open review of a HEAD with the authority of this moment; null where none is open. */
  readonly openStateOf: (head: Head) => Promise<ReviewState | null>;
  /** The review that was closed last; null where there was none. */
  readonly closedStateOf: (head: Head) => ClosedState | null;
};

/** Makes `readReview`: null where nobody knows such a review, or another has been closed since. */
export function makeReadReview(ports: ReviewNowPorts): (reviewId: string) => Promise<ReviewNow | null> {
  return async (reviewId) => {
    const pointer = await ports.ledger.readReviewPointer(reviewId);
    const head = pointer && (await ports.ledger.readHead(pointer.identity));
    const decided = head && (await readDecided(ports.ledger, head));
    if (!decided) return null;
    const { decision } = decided;
    if (head.review?.reviewId === reviewId) {
      const review = await ports.openStateOf(head);
      return review && { state: 'open', review, decision };
    }
    const closed = ports.closedStateOf(head);
    return closed?.reviewId === reviewId ? { state: 'closed', review: closed, decision } : null;
  };
}
