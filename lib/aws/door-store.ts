// What the doors remember, as items of the ledger's table: each write a compare-and-set on the item's version.
import type { DoorItem, DoorStore } from '../people-ports.ts';
import { DAY } from '../times.ts';
import { numberOf, textOf, type Item } from './ledger-items.ts';
import { ABSENT, getItem, putItem, type Condition } from './ledger-table.ts';
import { tableOf, type TableOptions } from './table-client.ts';

const keyOf = (key: string): Item => ({ pk: { S: `DOOR#${key}` }, sk: { S: 'ITEM' } });

/** DynamoDB may delete an item this long after it is over; milliseconds. Whether it is over is never its business. */
const KEPT_AFTER = DAY;

const versionIs = (version: number): Condition => ({
  ConditionExpression: '#version = :wasVersion',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':wasVersion': { N: String(version) } },
});

/** The DoorStore port on DynamoDB. */
export function makeDoorStore(options: TableOptions): DoorStore {
  const table = tableOf(options);
  return {
    async read(key) {
      const item = await getItem(table, keyOf(key));
      if (!item) return null;
      const [version, expiresAt] = [numberOf(item, 'version'), numberOf(item, 'expiresAt')];
      return { key, version, value: textOf(item, 'value'), expiresAt };
    },
    write: ({ key, version, value, expiresAt }: DoorItem) => {
      const item = {
        ...keyOf(key),
        version: { N: String(version) },
        value: { S: value },
        expiresAt: { N: String(expiresAt) },
        ttl: { N: String(Math.ceil((expiresAt + KEPT_AFTER) / 1000)) },
      };
      return putItem(table, item, version === 1 ? ABSENT : versionIs(version - 1));
    },
  };
}
