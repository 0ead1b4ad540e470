// What the ledger keeps about people: answers in HEAD's slot, pointers from a review's public id, and who lost authority.
import type { Head } from '../ledger/head.ts';
import type { Ledger, ReviewPointer, Revocation } from '../ports.ts';
import { dueOf, numberOf, pointerKey, revokedKey, reviewOf, textOf, type Item } from './ledger-items.ts';
import { readPartition } from './ledger-query.ts';
import { asRead, getItem, putItem, updateHead, type Table } from './ledger-table.ts';

/** Any item may be there or not: the same content comes from whoever puts it. */
const ALWAYS = {};
const OPTIONAL = ['review', 'bypass', 'dueKind', 'dueAt'];

/** Sets what people changed in HEAD and nothing else. Throws ConditionFailedError. */
export async function changeReview(table: Table, expected: Head, next: Head): Promise<void> {
  const set = {
    entryHash: { S: next.entryHash },
    owner: { S: next.owner },
    ...reviewOf(next),
    ...dueOf(next.due),
  };
  const remove = OPTIONAL.filter((name) => !(name in set));
  await updateHead(table, expected.identity, set, remove, asRead(expected));
}

/** Puts the pointer of a review that is about to be opened. */
export const putReviewPointer = (table: Table, pointer: ReviewPointer): Promise<void> =>
  putItem(table, pointerItem(pointer), ALWAYS);

const pointerItem = ({ reviewId, identity, modelPackageArn, decisionId }: ReviewPointer): Item => ({
  ...pointerKey(reviewId),
  reviewId: { S: reviewId },
  identity: { S: identity },
  modelPackageArn: { S: modelPackageArn },
  decisionId: { S: decisionId },
});

/** Where a review is; null for an id that was never given out. */
export async function readReviewPointer(table: Table, reviewId: string): Promise<ReviewPointer | null> {
  const item = await getItem(table, pointerKey(reviewId));
  if (!item) return null;
  const [identity, modelPackageArn] = [textOf(item, 'identity'), textOf(item, 'modelPackageArn')];
  return { reviewId, identity, modelPackageArn, decisionId: textOf(item, 'decisionId') };
}

/** Everybody who lost authority; few people ever do. */
export async function readRevoked(table: Table): ReturnType<Ledger['readRevoked']> {
  const items = await readPartition(table, 'REVOKED');
  const standing = items.filter(({ isUndone }) => isUndone?.BOOL !== true);
  return new Map(
    standing.map((item) => [
      textOf(item, 'sk'),
      { by: textOf(item, 'by'), at: numberOf(item, 'at'), comment: textOf(item, 'comment') },
    ]),
  );
}

/** Takes authority away or gives it back. */
export async function putRevoked(table: Table, person: string, revocation: Revocation | null): Promise<void> {
  // Nobody may delete from the ledger: what was undone stays as an item that says so.
  const said = revocation
    ? { by: { S: revocation.by }, at: { N: String(revocation.at) }, comment: { S: revocation.comment } }
    : { isUndone: { BOOL: true } };
  const item = { ...revokedKey(person), ...said };
  await putItem(table, item, ALWAYS);
}
