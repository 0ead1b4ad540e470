// HEAD items and log entries in memory, every move made through the pure transitions: what the in-memory ledger and the simulation share.
import type { Head } from '../../lib/ledger/head.ts';
import type { LogEntry } from '../../lib/ledger/log.ts';
import type * as transitions from '../../lib/ledger/transitions.ts';

/** The conditions and moves, handed in so that a simulation can run a changed copy of them. */
export type LedgerRules = Pick<
  typeof transitions,
  'isAsRead' | 'isSameClaim' | 'takenOver' | 'closed' | 'reviewChanged'
> & {
  readonly conditionFailed: () => Error;
};

/** One change of a HEAD item. */
export type HeadMove = { readonly identity: string; readonly before: Head | null; readonly after: Head };

/** Makes empty tables; `onMove` hears of every change of HEAD. Each write throws `conditionFailed()` where its condition does not hold. */
export function makeLedgerTables(rules: LedgerRules, onMove: (move: HeadMove) => void = () => {}) {
  const heads = new Map<string, Head>();
  const entries = new Map<string, LogEntry>();
  const readHead = (identity: string): Head | null => heads.get(identity) ?? null;
  const move = (before: Head | null, after: Head, isAllowed: boolean) => {
    if (!isAllowed) throw rules.conditionFailed();
    heads.set(after.identity, after);
    onMove({ identity: after.identity, before, after });
  };
  return {
    heads,
    entries,
    readHead,
    readEntry: (identity: string, hash: string) => entries.get(`${identity} ${hash}`) ?? null,
    putEntry(entry: LogEntry) {
      entries.set(`${entry.content.identity} ${entry.hash}`, entry);
    },
    claim(expected: Head | null, next: Head) {
      const current = readHead(next.identity);
      move(current, next, rules.isAsRead(expected, current));
    },
    takeOver(expected: Head, owner: string, leaseUntil: number) {
      const current = readHead(expected.identity);
      move(current, rules.takenOver(current ?? expected, owner, leaseUntil), rules.isAsRead(expected, current));
    },
    close(claimed: Head, closedAt: number) {
      const current = readHead(claimed.identity);
      move(current, rules.closed(current ?? claimed, closedAt), rules.isSameClaim(claimed, current));
    },
    /** What people changed: HEAD as a pure transition made it. */
    changeReview(expected: Head, next: Head) {
      const current = readHead(expected.identity);
      move(current, rules.reviewChanged(current ?? expected, next), rules.isAsRead(expected, current));
    },
  };
}

export type LedgerTables = ReturnType<typeof makeLedgerTables>;
