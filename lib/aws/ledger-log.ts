// The log over all packages: pages of the index `log`, and the entries behind its keys.
import type { LogEntry } from '../ledger/log.ts';
import type { Ledger, LogQuery, LogRow } from '../ports.ts';
import { batchGet } from './batch-get.ts';
import { entryKey, entryOf, keyText, rowOf } from './ledger-items.ts';
import { queryPage } from './ledger-query.ts';
import type { Table } from './ledger-table.ts';

/** Bounds of a month that is not cut: RFC 3339 times sort as texts between them. */
const FIRST = '0';
const LAST = '9999-12-31T23:59:59.999Z';

/** One page of a month, by time. Throws ThrottledError, UnansweredError. */
export async function readLog(
  table: Table,
  { month, fromTime, untilTime, newestFirst, limit, nextToken }: LogQuery,
): ReturnType<Ledger['readLog']> {
  const timeText = (time: number | null, open: string): string => (time === null ? open : new Date(time).toISOString());
  const page = await queryPage(table, nextToken, {
    IndexName: 'log',
    Limit: limit,
    ScanIndexForward: !newestFirst,
    KeyConditionExpression: 'logMonth = :month AND logTime BETWEEN :from AND :until',
    ExpressionAttributeValues: {
      ':month': { S: month },
      ':from': { S: timeText(fromTime, FIRST) },
      ':until': { S: timeText(untilTime, LAST) },
    },
  });
  return { rows: page.items.map(rowOf), nextToken: page.nextToken };
}

/** The entries of these rows in their order, consistently; missing ones are left out. */
export async function readEntries({ client, tableName }: Table, rows: readonly LogRow[]): Promise<readonly LogEntry[]> {
  const keys = rows.map(entryKey);
  const items = await batchGet(client, tableName, keys);
  return keys.flatMap((key) => {
    const item = items.get(keyText(key));
    return item ? [entryOf(item)] : [];
  });
}
