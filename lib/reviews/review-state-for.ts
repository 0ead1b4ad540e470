// An open review as one visitor sees it: by the directory, by who was revoked, and by the groups of this visitor's session.
import type { Head } from '../ledger/head.ts';
import type { ReviewState } from '../ledger/review-state.ts';
import type { ReviewerDirectory } from '../policy/directory.ts';
import type { Ledger } from '../ports.ts';
import type { Visitor } from '../visitor.ts';
import { withClaims } from './claims.ts';
import { reviewStateOf } from './review-state.ts';

/** Reads who lost authority each time; the pages are handed this. */
export const makeReviewStateFor =
  (ports: { readonly ledger: Pick<Ledger, 'readRevoked'>; readonly directory: ReviewerDirectory }) =>
  async (head: Head, { personId, claimedGroups }: Visitor): Promise<ReviewState | null> => {
    const directory = withClaims(ports.directory, new Map(claimedGroups ? [[personId, claimedGroups]] : []));
    return reviewStateOf(head, { directory, revoked: await ports.ledger.readRevoked() });
  };
