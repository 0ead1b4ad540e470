// The log over many months, page by page in the order of time, so that 10,000 decisions need the memory of one page.
import { eachPage } from '../each-page.ts';
import type { Ledger, LogRow } from '../ports.ts';

/** From when to when, in milliseconds, both inclusive. Months are UTC. */
export type LogScan = {
  readonly since: number;
  readonly until: number;
  readonly newestFirst: boolean;
  readonly pageSize?: number;
};

const PAGE = 100;

/** Pages of rows, none of them empty. Throws what the ledger throws. */
export async function* scanLog(
  ledger: Pick<Ledger, 'readLog'>,
  { since, until, newestFirst, pageSize = PAGE }: LogScan,
): AsyncGenerator<readonly LogRow[]> {
  const months = monthsBetween(since, until);
  for (const month of newestFirst ? months.toReversed() : months) {
    const query = { month, fromTime: since, untilTime: until, newestFirst, limit: pageSize };
    for await (const { rows } of eachPage((nextToken) => ledger.readLog({ ...query, nextToken })))
      if (rows.length > 0) yield rows;
  }
}

/** Keys are small: many fit into one answer. */
const KEYS_A_PAGE = 1000;

/** The newest row of the span of which `isIt` holds, by keys alone; null where there is none. Throws what the ledger throws. */
export async function findRow(
  ledger: Pick<Ledger, 'readLog'>,
  span: Pick<LogScan, 'since' | 'until'>,
  isIt: (row: LogRow) => boolean,
): Promise<LogRow | null> {
  for await (const rows of scanLog(ledger, { ...span, newestFirst: true, pageSize: KEYS_A_PAGE })) {
    const found = rows.find(isIt);
    if (found) return found;
  }
  return null;
}

/** `2026-10`, `2026-11`: every month that the span touches, in order. */
function monthsBetween(since: number, until: number): readonly string[] {
  const months: string[] = [];
  const first = new Date(since);
  for (let at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth()); at <= until; ) {
    const month = new Date(at);
    months.push(month.toISOString().slice(0, 7));
    at = Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1);
  }
  return months;
}
