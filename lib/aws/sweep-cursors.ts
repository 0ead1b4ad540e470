// CURSOR items in the ledger's table: how far each place's sweep has come.
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { SweepCursor, SweepCursors } from '../ports.ts';
import { READING } from './client-settings.ts';
import { textOf, type Item } from './ledger-items.ts';
import { getItem, putItem, type Table } from './ledger-table.ts';

const keyOf = (place: string): Item => ({ pk: { S: 'CURSOR' }, sk: { S: place } });

/** The SweepCursors port on the table. */
export function makeSweepCursors(options: {
  readonly tableName: string;
  readonly client?: DynamoDBClientConfig;
}): SweepCursors {
  const table: Table = { client: new DynamoDBClient({ ...READING, ...options.client }), tableName: options.tableName };
  return {
    async readCursor(place) {
      const item = await getItem(table, keyOf(place));
      return item && (JSON.parse(textOf(item, 'cursor')) as SweepCursor);
    },
    putCursor: (place, cursor) => putItem(table, { ...keyOf(place), cursor: { S: JSON.stringify(cursor) } }, {}),
  };
}
