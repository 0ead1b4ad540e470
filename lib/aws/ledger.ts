// The ledger on one DynamoDB table: single-item conditional writes only, all reads of items strongly consistent.
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { Head } from '../ledger/head.ts';
import type { LogEntry } from '../ledger/log.ts';
import { closed } from '../ledger/transitions.ts';
import { ConditionFailedError, type Ledger, type Recording } from '../ports.ts';
import { adoptionKey, dueOf, entryItem, headItem, headKey, headOf, numberOf, STACK_KEY } from './ledger-items.ts';
import { readDue, readEntry, readHeads, readModes } from './ledger-reads.ts';
import { readEntries, readLog } from './ledger-log.ts';
import { changeReview, putReviewPointer, putRevoked, readReviewPointer, readRevoked } from './ledger-reviews.ts';
import { keepRecordings, readRecordings, type Keeping, type RecordingStore } from './ledger-recordings.ts';
import { ABSENT, asRead, getItem, putItem, sameClaim, updateHead, type Table } from './ledger-table.ts';
import { tableOf, type TableOptions } from './table-client.ts';

export type LedgerOptions = TableOptions & {
  /** Where large recordings go; null: they stay in the item or are noted as not recorded. */
  readonly bucketName: string | null;
  readonly s3?: S3ClientConfig;
};

/**
 * The Ledger port on DynamoDB. A condition that fails throws ConditionFailedError; whether an own write had been lost is found by a
 * read, never by the condition. Repeats by the SDK are harmless for the same reason.
 */
export function makeLedger(options: LedgerOptions): Ledger {
  const table = tableOf(options);
  const store = recordingStoreOf(options);
  const keeping: Keeping = { table, store, shared: new Set() };
  let since: number | null = null;
  return {
    readHeads: (identities) => readHeads(table, identities),
    async readHead(identity) {
      const item = await getItem(table, headKey(identity));
      return item && headOf(item);
    },
    putEntry: (entry, recordings) => putEntry(keeping, entry, recordings),
    readEntry: (identity, entryHash) => readEntry(table, identity, entryHash),
    readLog: (query) => readLog(table, query),
    readEntries: (rows) => readEntries(table, rows),
    readRecordings: (row) => readRecordings(table, store, row),
    claim: (expected, next) => putItem(table, headItem(next), expected ? asRead(expected) : ABSENT),
    takeOver: (expected, owner, leaseUntil) => takeOver(table, expected, owner, leaseUntil),
    close: (claimed, closedAt) => close(table, claimed, closedAt),
    changeReview: (expected, next) => changeReview(table, expected, next),
    putReviewPointer: (pointer) => putReviewPointer(table, pointer),
    readReviewPointer: (reviewId) => readReviewPointer(table, reviewId),
    readRevoked: () => readRevoked(table),
    putRevoked: (person, revocation) => putRevoked(table, person, revocation),
    readDue: (kind, until, nextToken) => readDue(table, kind, until, nextToken),
    readModes: (groups) => readModes(table, groups),
    putAdoption: (group, adoption) =>
      putItem(table, { ...adoptionKey(group), adoption: { S: JSON.stringify(adoption) } }, {}),
    // Written once and never changed, so it is read once by each worker.
    activeSince: async (now) => (since ??= await activeSince(table, now)),
  };
}

function recordingStoreOf({ bucketName, s3 }: LedgerOptions): RecordingStore | null {
  return bucketName === null ? null : { s3: s3 ?? {}, bucketName };
}

const takeOver = (table: Table, expected: Head, owner: string, leaseUntil: number): Promise<void> =>
  updateHead(
    table,
    expected.identity,
    { owner: { S: owner }, leaseUntil: { N: String(leaseUntil) }, ...dueOf({ kind: 'half-done', at: leaseUntil }) },
    [],
    asRead(expected),
  );

async function close(table: Table, claimed: Head, closedAt: number): Promise<void> {
  const due = dueOf(closed(claimed, closedAt).due);
  const set = { state: { S: 'done' }, closedAt: { N: String(closedAt) }, ...due };
  await updateHead(table, claimed.identity, set, 'dueKind' in due ? [] : ['dueKind', 'dueAt'], sameClaim(claimed));
}

/** Recordings with a place of their own first: an object without an entry is harmless, an entry that names a missing object is not. */
async function putEntry(keeping: Keeping, entry: LogEntry, recordings: readonly Recording[]): Promise<void> {
  const kept = await keepRecordings(recordings, keeping);
  try {
    await putItem(keeping.table, { ...entryItem(entry), ...kept }, ABSENT);
  } catch (error) {
    // Under its own hash: the same entry is there already.
    if (!(error instanceof ConditionFailedError)) throw error;
  }
}

async function activeSince(table: Table, now: number): Promise<number> {
  const read = async (): Promise<number | null> => {
    const item = await getItem(table, STACK_KEY);
    return item && numberOf(item, 'since');
  };
  const known = await read();
  if (known !== null) return known;
  try {
    await putItem(table, { ...STACK_KEY, since: { N: String(now) } }, ABSENT);
    return now;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    return (await read()) ?? now;
  }
}
