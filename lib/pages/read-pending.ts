// Reads what waits for people through the sparse index `due`: an open review is always in it, a hold while its evidence may come.
import { eachPage } from '../each-page.ts';
import { ALWAYS } from '../ledger/each-asked.ts';
import { REVIEW_DUE, type Head } from '../ledger/head.ts';
import type { Visitor } from '../visitor.ts';
import type { PagesPorts } from './pages-ports.ts';
import { holdRow, reviewRow, type PendingRow } from './pending-view.ts';
import { newestDecision, readChain } from './read-chain.ts';

/** So many packages of one kind are looked at; a page says where there are more. */
const MOST_OF_A_KIND = 300;

/** All rows for one visitor, and whether there are more than were read. */
export async function readPending(
  ports: Pick<PagesPorts, 'ledger' | 'reviewState'>,
  visitor: Visitor,
): Promise<{ readonly rows: readonly PendingRow[]; readonly isCut: boolean }> {
  const read = await Promise.all([...REVIEW_DUE, 'evidence' as const].map((kind) => identitiesOf(ports, kind)));
  const identities = [...new Set(read.flatMap((one) => one.identities))];
  const heads = [...(await ports.ledger.readHeads(identities)).values()];
  const rows = await Promise.all(heads.map((head) => rowOf(ports, head, visitor)));
  return { rows: rows.filter((row) => row !== null), isCut: read.some((one) => one.isCut) };
}

async function identitiesOf({ ledger }: Pick<PagesPorts, 'ledger'>, kind: NonNullable<Head['due']>['kind']) {
  const identities: string[] = [];
  for await (const { heads, nextToken } of eachPage((token) => ledger.readDue(kind, ALWAYS, token))) {
    identities.push(...heads.map(({ identity }) => identity));
    if (identities.length >= MOST_OF_A_KIND) return { identities, isCut: nextToken !== null };
  }
  return { identities, isCut: false };
}

async function rowOf(
  { ledger, reviewState }: Pick<PagesPorts, 'ledger' | 'reviewState'>,
  head: Head,
  visitor: Visitor,
): Promise<PendingRow | null> {
  if (head.review) {
    const state = await reviewState(head, visitor);
    return state && reviewRow(head, state, visitor.personId);
  }
  if (head.verdict !== 'Hold') return null;
  const decision = newestDecision(await readChain(ledger, head, 6));
  return decision && holdRow(head, decision);
}
