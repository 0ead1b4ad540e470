// The Ledger port in memory, for tests of everything that needs a ledger and no DynamoDB.
import type { Head } from '../../lib/ledger/head.ts';
import { timeOf, type LogEntry } from '../../lib/ledger/log.ts';
import { closed, isAsRead, isSameClaim, reviewChanged, takenOver } from '../../lib/ledger/transitions.ts';
import type { Mode } from '../../lib/policy/policy.ts';
import {
  type Adoption,
  ConditionFailedError,
  type Ledger,
  type LogQuery,
  type LogRow,
  type ReviewPointer,
  type Revocation,
} from '../../lib/ports.ts';
import { makeLedgerTables, type LedgerTables } from './ledger-tables.ts';

/** A ledger with its tables and modes in reach of the test. */
export type InMemoryLedger = Ledger & { readonly tables: LedgerTables; readonly modes: Map<string, Mode> };

const PAGE = 25;
/** The key of the stack's own mode in `modes`; all others are group names in lower case. */
export const STACK_MODE = '*';

/** Makes an empty ledger. */
export function makeInMemoryLedger(): InMemoryLedger {
  const conditionFailed = () => new ConditionFailedError();
  const tables = makeLedgerTables({ isAsRead, isSameClaim, takenOver, closed, reviewChanged, conditionFailed });
  const modes = new Map<string, Mode>();
  const adoptions = new Map<string, Adoption>();
  const kept = new Map<string, ReadonlyMap<string, Uint8Array>>();
  const pointers = new Map<string, ReviewPointer>();
  const revoked = new Map<string, Revocation>();
  let since: number | null = null;
  return {
    tables,
    modes,
    readHead: async (identity) => tables.readHead(identity),
    async readHeads(identities) {
      const found = identities.map((identity) => [identity, tables.readHead(identity)] as const);
      return new Map(found.filter((one): one is readonly [string, Head] => one[1] !== null));
    },
    async putEntry(entry, recordings) {
      // The first put counts, as with the item of the same key.
      const key = `${entry.content.identity} ${entry.hash}`;
      if (!kept.has(key)) kept.set(key, new Map(recordings.map(({ sha256, body }) => [sha256, body])));
      tables.putEntry(entry);
    },
    readEntry: async (identity, hash) => tables.readEntry(identity, hash),
    readLog: async (query) => logOf([...tables.entries.values()], query),
    readEntries: async (rows) => rows.flatMap(({ identity, entryHash }) => tables.readEntry(identity, entryHash) ?? []),
    readRecordings: async ({ identity, entryHash }) => kept.get(`${identity} ${entryHash}`) ?? new Map(),
    claim: async (expected, next) => tables.claim(expected, next),
    takeOver: async (expected, owner, leaseUntil) => tables.takeOver(expected, owner, leaseUntil),
    close: async (claimed, closedAt) => tables.close(claimed, closedAt),
    changeReview: async (expected, next) => tables.changeReview(expected, next),
    async putReviewPointer(pointer) {
      pointers.set(pointer.reviewId, pointer);
    },
    readReviewPointer: async (reviewId) => pointers.get(reviewId) ?? null,
    readRevoked: async () => new Map(revoked),
    async putRevoked(person, revocation) {
      if (revocation === null) revoked.delete(person);
      else revoked.set(person, revocation);
    },
    readDue: async (kind, until, nextToken) => dueOf([...tables.heads.values()], kind, until, Number(nextToken ?? 0)),
    putAdoption: async (group, adoption) => void adoptions.set(group.toLowerCase(), adoption),
    async readModes(groups) {
      const found = groups.map((group) => [group, modes.get(group.toLowerCase())] as const);
      const ofGroups = new Map(found.filter((one): one is readonly [string, Mode] => one[1] !== undefined));
      return { stack: modes.get(STACK_MODE) ?? null, groups: ofGroups, adoptions };
    },
    activeSince: async (now) => (since ??= now),
  };
}

function dueOf(heads: readonly Head[], kind: NonNullable<Head['due']>['kind'], until: number, from: number) {
  const due = heads
    .filter((head) => head.due?.kind === kind && head.due.at <= until)
    .toSorted((a, b) => (a.due?.at ?? 0) - (b.due?.at ?? 0));
  const page = due.slice(from, from + PAGE);
  return {
    heads: page.map(({ identity, modelPackageArn }) => ({ identity, modelPackageArn })),
    nextToken: due.length > from + PAGE ? String(from + PAGE) : null,
  };
}

function logOf(entries: readonly LogEntry[], { month, fromTime, untilTime, newestFirst, limit, nextToken }: LogQuery) {
  const rows = entries
    .map(({ hash, content }): LogRow => {
      const { identity, revision } = content;
      return { identity, revision, entryHash: hash, time: timeOf(content) };
    })
    .filter(({ time }) => new Date(time).toISOString().startsWith(month))
    .filter(({ time }) => time >= (fromTime ?? 0) && time <= (untilTime ?? Infinity))
    .toSorted((a, b) => (newestFirst ? b.time - a.time : a.time - b.time));
  const from = Number(nextToken ?? 0);
  return {
    rows: rows.slice(from, from + limit),
    nextToken: rows.length > from + limit ? String(from + limit) : null,
  };
}
