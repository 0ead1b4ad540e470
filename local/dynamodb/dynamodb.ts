// The embedded DynamoDB: one dynalite per account and region behind the front door.
import type { Reply, Stateful } from '../front/reply.ts';
import type { Caller } from '../service.ts';
import { createStore, type Store } from './call-dynalite.ts';
import { restoreTables, type SavedTable, saveTables } from './persist.ts';
import { makeStandstill } from './standstill.ts';

/** The service. It answers whole replies, as dynalite speaks the wire form itself. */
export type DynamoDb = Stateful & {
  readonly target: string;
  readonly operations: readonly string[];
  readonly call: (operation: string, body: Buffer, caller: Caller) => Promise<Reply>;
};

// What dynalite 4 knows, and UpdateTimeToLive, which templates use and which changes nothing that code may rely on.
const operations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
  'UpdateTimeToLive',
];

const updateTimeToLive = (body: Buffer): Reply => {
  const input = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ TimeToLiveSpecification: input['TimeToLiveSpecification'] }),
  };
};

type Saved = { account: string; region: string; tables: SavedTable[] };

/** A DynamoDB without tables. TTL is accepted and never deletes, as it does late and not at all on AWS either. */
export const makeDynamoDb = (): DynamoDb => {
  const stores = new Map<string, { account: string; region: string; store: Store }>();
  const storeOf = (account: string, region: string): Store => {
    const key = `${account}:${region}`;
    const found = stores.get(key) ?? { account, region, store: createStore(account, region) };
    stores.set(key, found);
    return found.store;
  };
  const { enter, alone } = makeStandstill();
  const call: DynamoDb['call'] = async (operation, body, { account, region }) =>
    operation === 'UpdateTimeToLive'
      ? updateTimeToLive(body)
      : enter(() => storeOf(account, region).call(operation, body));
  const snapshot = (): Promise<Saved[]> =>
    alone(async () => {
      const saved: Saved[] = [];
      for (const { account, region, store } of stores.values())
        saved.push({ account, region, tables: await saveTables(store) });
      return saved;
    });
  const restore = async (state: unknown): Promise<void> => {
    for (const { account, region, tables } of state as Saved[]) await restoreTables(storeOf(account, region), tables);
  };
  return { target: 'DynamoDB_20120810', operations, call, snapshot, restore };
};
