// Many DynamoDB items by key, consistently: in hundreds, and what DynamoDB leaves open is asked for again.
import { setTimeout as wait } from 'node:timers/promises';
import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ThrottledError } from '../ports.ts';
import { asked } from './failures.ts';
import { keyText, type Item } from './ledger-items.ts';

/** The API's bound on keys of one BatchGetItem. */
const MOST_KEYS = 100;
const TRIES = 6;
/** Milliseconds before the second try; doubles. */
const PAUSE = 50;

/** Items found, by `keyText`. Throws ThrottledError where DynamoDB leaves keys open time after time, and what `asked` throws. */
export async function batchGet(
  client: DynamoDBClient,
  tableName: string,
  keys: readonly Item[],
): Promise<ReadonlyMap<string, Item>> {
  // One key twice in a request is a ValidationException.
  const distinct = [...new Map(keys.map((key) => [keyText(key), key])).values()];
  const found = new Map<string, Item>();
  const chunks = Array.from({ length: Math.ceil(distinct.length / MOST_KEYS) }, (_, i) =>
    distinct.slice(i * MOST_KEYS, (i + 1) * MOST_KEYS),
  );
  await Promise.all(
    chunks.map(async (chunk) => {
      for (const item of await getChunk(client, tableName, chunk)) found.set(keyText(item), item);
    }),
  );
  return found;
}

async function getChunk(client: DynamoDBClient, tableName: string, keys: readonly Item[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  let open: readonly Item[] = keys;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (attempt > 0) await wait(PAUSE * 2 ** (attempt - 1));
    const command = new BatchGetItemCommand({
      RequestItems: { [tableName]: { Keys: [...open], ConsistentRead: true } },
    });
    const answer = await asked('BatchGetItem', client.send(command));
    items.push(...(answer.Responses?.[tableName] ?? []));
    open = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (open.length === 0) return items;
  }
  throw new ThrottledError(`BatchGetItem: ${open.length} keys were left open ${TRIES} times`);
}
