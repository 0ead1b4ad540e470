// All reviews that are open now, found by the index of what is due: an open review always is.
import { eachAsked } from '../ledger/each-asked.ts';
import type { Head } from '../ledger/head.ts';
import type { Ledger } from '../ports.ts';

/** HEADs with an open review, the longest open first. The index lags a little behind; HEADs themselves are read consistently. */
export async function readOpenReviews(
  ledger: Pick<Ledger, 'readDue' | 'readHeads'>,
): Promise<readonly (Head & { readonly review: NonNullable<Head['review']> })[]> {
  const identities = new Set(await Array.fromAsync(eachAsked(ledger), ({ identity }) => identity));
  const heads = [...(await ledger.readHeads([...identities])).values()];
  return heads
    .flatMap((head) => (head.review ? [{ ...head, review: head.review }] : []))
    .toSorted((a, b) => a.review.openedAt - b.review.openedAt);
}
