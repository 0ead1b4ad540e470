// CURSOR items in the ledger's table: how far each place's sweep has come.
import { QueryCommand, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { SweepCursor, SweepCursors, SweepPlaces } from '../ports.ts';
import { asked } from './failures.ts';
import { textOf, type Item } from './ledger-items.ts';
import { getItem, putItem, type Table } from './ledger-table.ts';
import { tableClient } from './table-client.ts';

const keyOf = (place: string): Item => ({ pk: { S: 'CURSOR' }, sk: { S: place } });

/** Both ports on the table. */
export function makeSweepCursors(options: {
  readonly tableName: string;
  readonly client?: DynamoDBClientConfig;
}): SweepCursors & SweepPlaces {
  const table: Table = { client: tableClient(options.client), tableName: options.tableName };
  return {
    async readCursor(place) {
      const item = await getItem(table, keyOf(place));
      return item && (JSON.parse(textOf(item, 'cursor')) as SweepCursor);
    },
    async readPlaces() {
      // A place is an account and a region: few enough for one page.
      const command = new QueryCommand({
        TableName: table.tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'CURSOR' } },
      });
      const { Items = [] } = await asked('Query', table.client.send(command));
      const places = Items.filter((item) => textOf(item, 'sk').includes('/'));
      return new Map(places.map((item) => [textOf(item, 'sk'), JSON.parse(textOf(item, 'cursor')) as SweepCursor]));
    },
    putCursor: (place, cursor) => putItem(table, { ...keyOf(place), cursor: { S: JSON.stringify(cursor) } }, {}),
  };
}
