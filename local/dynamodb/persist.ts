// Saves a store's tables as JSON and makes them again; dynalite's own files would need a native module.
import { setTimeout as wait } from 'node:timers/promises';
import type { Store } from './call-dynalite.ts';

type Item = Record<string, unknown>;
type Index = { IndexName: string; KeySchema: unknown; Projection: unknown };
type Description = {
  TableName: string;
  AttributeDefinitions: unknown;
  KeySchema: unknown;
  GlobalSecondaryIndexes?: Index[];
  LocalSecondaryIndexes?: Index[];
};

/** A table with all its items in DynamoDB's JSON. */
export type SavedTable = { readonly definition: Record<string, unknown>; readonly items: readonly Item[] };

const BATCH = 25;

const ask = async <T>(store: Store, operation: string, input: unknown): Promise<T> => {
  const { status, body } = await store.call(operation, Buffer.from(JSON.stringify(input)));
  if (status !== 200) throw new Error(`dynamodb ${operation} failed with ${status}: ${body}`);
  return JSON.parse(body) as T;
};

const indexes = (name: string, list: Index[] | undefined): Record<string, unknown> =>
  list === undefined
    ? {}
    : { [name]: list.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })) };

const definitionOf = (table: Description): Record<string, unknown> => ({
  TableName: table.TableName,
  AttributeDefinitions: table.AttributeDefinitions,
  KeySchema: table.KeySchema,
  BillingMode: 'PAY_PER_REQUEST',
  ...indexes('GlobalSecondaryIndexes', table.GlobalSecondaryIndexes),
  ...indexes('LocalSecondaryIndexes', table.LocalSecondaryIndexes),
});

const scan = async (store: Store, TableName: string): Promise<Item[]> => {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page: { Items: Item[]; LastEvaluatedKey?: Item } = await ask(store, 'Scan', {
      TableName,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    items.push(...page.Items);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
};

/** All tables of a store (at most 100), billed per request from then on. */
export const saveTables = async (store: Store): Promise<SavedTable[]> => {
  const { TableNames } = await ask<{ TableNames: string[] }>(store, 'ListTables', {});
  const saved: SavedTable[] = [];
  for (const TableName of TableNames) {
    const { Table } = await ask<{ Table: Description }>(store, 'DescribeTable', { TableName });
    saved.push({ definition: definitionOf(Table), items: await scan(store, TableName) });
  }
  return saved;
};

const whenActive = async (store: Store, TableName: unknown): Promise<void> => {
  for (;;) {
    const { Table } = await ask<{ Table: { TableStatus: string } }>(store, 'DescribeTable', { TableName });
    if (Table.TableStatus === 'ACTIVE') return;
    await wait(1);
  }
};

/** Makes saved tables again, with their items. */
export const restoreTables = async (store: Store, tables: readonly SavedTable[]): Promise<void> => {
  for (const { definition, items } of tables) {
    await ask(store, 'CreateTable', definition);
    const name = String(definition['TableName']);
    await whenActive(store, name);
    for (let at = 0; at < items.length; at += BATCH) {
      const requests = items.slice(at, at + BATCH).map((Item) => ({ PutRequest: { Item } }));
      await ask(store, 'BatchWriteItem', { RequestItems: { [name]: requests } });
    }
  }
};
