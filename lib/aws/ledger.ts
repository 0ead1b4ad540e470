// The ledger on one DynamoDB table: single-item conditional writes only, all reads of items strongly consistent.
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type DynamoDBClientConfig,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Head } from '../ledger/head.ts';
import type { LogEntry } from '../ledger/log.ts';
import { closed } from '../ledger/transitions.ts';
import type { Mode } from '../policy/policy.ts';
import { ConditionFailedError, type Ledger, type Recording } from '../ports.ts';
import { batchGet } from './batch-get.ts';
import { READING } from './client-settings.ts';
import { asked, nameOf } from './failures.ts';
import {
  dueOf,
  entryItem,
  entryOf,
  headItem,
  headKey,
  headOf,
  keyText,
  modeKey,
  modeOf,
  numberOf,
  STACK_KEY,
  textOf,
  type Item,
} from './ledger-items.ts';
import { keepRecordings, type RecordingStore } from './ledger-recordings.ts';

export type LedgerOptions = {
  readonly tableName: string;
  /** Where large recordings go; null: they stay in the item or are noted as not recorded. */
  readonly bucketName: string | null;
  /** For tests: an endpoint, fixed credentials. */
  readonly client?: DynamoDBClientConfig;
  readonly s3?: S3ClientConfig;
};

type Table = { readonly client: DynamoDBClient; readonly tableName: string };

const DUE_PAGE = 100;

/**
 * The Ledger port on DynamoDB. A condition that fails throws ConditionFailedError; whether an own write had been lost is found by a
 * read, never by the condition. Repeats by the SDK are harmless for the same reason.
 */
export function makeLedger(options: LedgerOptions): Ledger {
  const { tableName } = options;
  const table: Table = { client: new DynamoDBClient({ ...READING, ...options.client }), tableName };
  const store = recordingStoreOf(options);
  let since: number | null = null;
  return {
    readHeads: (identities) => readHeads(table, identities),
    async readHead(identity) {
      const item = await getItem(table, headKey(identity));
      return item && headOf(item);
    },
    putEntry: (entry, recordings) => putEntry(table, store, entry, recordings),
    readEntry: (identity, entryHash) => readEntry(table, identity, entryHash),
    claim: (expected, next) => putItem(table, headItem(next), expected ? asRead(expected) : ABSENT),
    takeOver: (expected, owner, leaseUntil) => takeOver(table, expected, owner, leaseUntil),
    close: (claimed, closedAt) => close(table, claimed, closedAt),
    readDue: (kind, until, nextToken) => readDue(table, kind, until, nextToken),
    readModes: (groups) => readModes(table, groups),
    // Written once and never changed, so it is read once by each worker.
    activeSince: async (now) => (since ??= await activeSince(table, now)),
  };
}

function recordingStoreOf({ bucketName, s3 }: LedgerOptions): RecordingStore | null {
  return bucketName === null ? null : { client: new S3Client({ ...READING, ...s3 }), bucketName };
}

type Condition = Pick<
  UpdateItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

const ABSENT: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

/** HEAD is as it was read: every write of it changes one of these three. */
const asRead = ({ entryHash, state, owner }: Head): Condition => ({
  ConditionExpression: '#entryHash = :wasEntryHash AND #state = :wasState AND #owner = :wasOwner',
  ExpressionAttributeNames: { '#entryHash': 'entryHash', '#state': 'state', '#owner': 'owner' },
  ExpressionAttributeValues: {
    ':wasEntryHash': { S: entryHash },
    ':wasState': { S: state },
    ':wasOwner': { S: owner },
  },
});

/** HEAD still is this claim; answers may have come meanwhile. */
const sameClaim = ({ revision, owner }: Head): Condition => ({
  ConditionExpression: '#revision = :wasRevision AND #state = :wasState AND #owner = :wasOwner',
  ExpressionAttributeNames: { '#revision': 'revision', '#state': 'state', '#owner': 'owner' },
  ExpressionAttributeValues: {
    ':wasRevision': { N: String(revision) },
    ':wasState': { S: 'applying' },
    ':wasOwner': { S: owner },
  },
});

async function getItem({ client, tableName }: Table, key: Item): Promise<Item | null> {
  const command = new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true });
  return (await asked('GetItem', client.send(command))).Item ?? null;
}

/** Throws ConditionFailedError for the name DynamoDB gives it. */
async function conditional(what: string, call: Promise<unknown>): Promise<void> {
  try {
    await asked(what, call);
  } catch (error) {
    throw nameOf(error) === 'ConditionalCheckFailedException' ? new ConditionFailedError() : error;
  }
}

const putItem = ({ client, tableName }: Table, item: Item, condition: Condition): Promise<void> =>
  conditional('PutItem', client.send(new PutItemCommand({ TableName: tableName, Item: item, ...condition })));

/** Sets some attributes of HEAD and takes others away, under a condition. Values are named `:attribute`. */
async function updateHead(
  { client, tableName }: Table,
  identity: string,
  set: Item,
  remove: readonly string[],
  condition: Condition,
): Promise<void> {
  const names = [...Object.keys(set), ...remove].map((name) => [`#${name}`, name]);
  const values = Object.entries(set).map(([name, value]) => [`:${name}`, value]);
  const sets = `SET ${Object.keys(set)
    .map((name) => `#${name} = :${name}`)
    .join(', ')}`;
  const command = new UpdateItemCommand({
    ...condition,
    TableName: tableName,
    Key: headKey(identity),
    UpdateExpression: remove.length === 0 ? sets : `${sets} REMOVE ${remove.map((name) => `#${name}`).join(', ')}`,
    ExpressionAttributeNames: { ...condition.ExpressionAttributeNames, ...Object.fromEntries(names) },
    ExpressionAttributeValues: { ...condition.ExpressionAttributeValues, ...Object.fromEntries(values) },
  });
  await conditional('UpdateItem', client.send(command));
}

const takeOver = (table: Table, expected: Head, owner: string, leaseUntil: number): Promise<void> =>
  updateHead(
    table,
    expected.identity,
    { owner: { S: owner }, leaseUntil: { N: String(leaseUntil) }, ...dueOf({ kind: 'half-done', at: leaseUntil }) },
    [],
    asRead(expected),
  );

async function close(table: Table, claimed: Head, closedAt: number): Promise<void> {
  const due = dueOf(closed(claimed, closedAt).due);
  const set = { state: { S: 'done' }, closedAt: { N: String(closedAt) }, ...due };
  await updateHead(table, claimed.identity, set, 'dueKind' in due ? [] : ['dueKind', 'dueAt'], sameClaim(claimed));
}

async function readHeads(
  { client, tableName }: Table,
  identities: readonly string[],
): Promise<ReadonlyMap<string, Head>> {
  const items = await batchGet(client, tableName, identities.map(headKey));
  return new Map([...items.values()].map((item) => [textOf(item, 'identity'), headOf(item)]));
}

/** Large recordings first: an object without an entry is harmless, an entry that names a missing object is not. */
async function putEntry(
  table: Table,
  store: RecordingStore | null,
  entry: LogEntry,
  recordings: readonly Recording[],
): Promise<void> {
  const kept = await keepRecordings(recordings, store);
  try {
    await putItem(table, { ...entryItem(entry), ...kept }, ABSENT);
  } catch (error) {
    // Under its own hash: the same entry is there already.
    if (!(error instanceof ConditionFailedError)) throw error;
  }
}

/** By hash alone the entry's revision is not known, so the version's entries are searched, newest first; there are few. */
async function readEntry({ client, tableName }: Table, identity: string, entryHash: string): Promise<LogEntry | null> {
  let from: Item | undefined;
  do {
    const command: QueryCommand = new QueryCommand({
      ...{ TableName: tableName, ConsistentRead: true, ScanIndexForward: false, ExclusiveStartKey: from },
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :log)',
      FilterExpression: 'entryHash = :hash',
      ProjectionExpression: 'pk, sk, entryHash, content',
      ExpressionAttributeValues: {
        ...{ ':pk': { S: `PKG#${identity}` }, ':log': { S: 'LOG#' } },
        ':hash': { S: entryHash },
      },
    });
    const answer = await asked('Query', client.send(command));
    const [item] = answer.Items ?? [];
    if (item) return entryOf(item);
    from = answer.LastEvaluatedKey;
  } while (from);
  return null;
}

/** From the index, which lags behind a little: decide reads HEAD itself before it does anything. */
async function readDue(
  { client, tableName }: Table,
  kind: string,
  until: number,
  nextToken: string | null,
): ReturnType<Ledger['readDue']> {
  const command = new QueryCommand({
    ...{ TableName: tableName, IndexName: 'due', Limit: DUE_PAGE },
    KeyConditionExpression: 'dueKind = :kind AND dueAt <= :until',
    ExpressionAttributeValues: { ':kind': { S: kind }, ':until': { N: String(until) } },
    ...(nextToken !== null && {
      ExclusiveStartKey: JSON.parse(Buffer.from(nextToken, 'base64url').toString()) as Item,
    }),
  });
  const { Items: items = [], LastEvaluatedKey: last } = await asked('Query', client.send(command));
  return {
    heads: items.map((item) => ({
      identity: textOf(item, 'identity'),
      modelPackageArn: textOf(item, 'modelPackageArn'),
    })),
    nextToken: last ? Buffer.from(JSON.stringify(last)).toString('base64url') : null,
  };
}

async function readModes({ client, tableName }: Table, groups: readonly string[]): ReturnType<Ledger['readModes']> {
  const items = await batchGet(client, tableName, [modeKey(null), ...groups.map(modeKey)]);
  const modeAt = (group: string | null): Mode | null => {
    const item = items.get(keyText(modeKey(group)));
    return item ? modeOf(item) : null;
  };
  const known = groups.flatMap((group) => {
    const mode = modeAt(group);
    return mode === null ? [] : [[group, mode] as const];
  });
  return { stack: modeAt(null), groups: new Map(known) };
}

async function activeSince(table: Table, now: number): Promise<number> {
  const read = async (): Promise<number | null> => {
    const item = await getItem(table, STACK_KEY);
    return item && numberOf(item, 'since');
  };
  const known = await read();
  if (known !== null) return known;
  try {
    await putItem(table, { ...STACK_KEY, since: { N: String(now) } }, ABSENT);
    return now;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    return (await read()) ?? now;
  }
}
