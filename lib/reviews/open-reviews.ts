// All reviews that are open now, found by the index of what is due: an open review always is.
import { REVIEW_DUE, type Head } from '../ledger/head.ts';
import type { Ledger } from '../ports.ts';

/** Later than anything that can be due. */
const ALWAYS = 8_640_000_000_000_000;

/** HEADs with an open review, the longest open first. The index lags a little behind; HEADs themselves are read consistently. */
export async function readOpenReviews(
  ledger: Pick<Ledger, 'readDue' | 'readHeads'>,
): Promise<readonly (Head & { readonly review: NonNullable<Head['review']> })[]> {
  const identities = new Set<string>();
  for (const kind of REVIEW_DUE) {
    let nextToken: string | null = null;
    do {
      const page: Awaited<ReturnType<Ledger['readDue']>> = await ledger.readDue(kind, ALWAYS, nextToken);
      for (const { identity } of page.heads) identities.add(identity);
      nextToken = page.nextToken;
    } while (nextToken !== null);
  }
  const heads = [...(await ledger.readHeads([...identities])).values()];
  return heads
    .flatMap((head) => (head.review ? [{ ...head, review: head.review }] : []))
    .toSorted((a, b) => a.review.openedAt - b.review.openedAt);
}
