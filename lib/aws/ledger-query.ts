// Queries of the ledger's table: a page by the token of the page before, and a small partition whole.
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { eachPage } from '../each-page.ts';
import { asked } from './failures.ts';
import { readable } from './item-schema.ts';
import type { Item } from './ledger-items.ts';
import type { Table } from './ledger-table.ts';

/** One page; its token is opaque to callers. Throws ThrottledError, UnansweredError. */
export async function queryPage(
  { client, tableName }: Table,
  nextToken: string | null,
  input: Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>,
): Promise<{ readonly items: readonly Item[]; readonly nextToken: string | null }> {
  const from = nextToken === null ? undefined : (JSON.parse(Buffer.from(nextToken, 'base64url').toString()) as Item);
  const command = new QueryCommand({ ...input, TableName: tableName, ExclusiveStartKey: from });
  const { Items: items = [], LastEvaluatedKey: last } = await asked('Query', client.send(command));
  return { items, nextToken: last ? Buffer.from(JSON.stringify(last)).toString('base64url') : null };
}

/** All items of a small partition, read consistently. Throws NotYetError for one of a newer schema. */
export async function readPartition(table: Table, pk: string): Promise<readonly Item[]> {
  const input = {
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
  };
  const pages = await Array.fromAsync(eachPage((token) => queryPage(table, token, input)));
  return pages.flatMap(({ items }) => items).map(readable);
}
