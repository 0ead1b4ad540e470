// The ledger on DynamoDB: single-item conditional writes, strongly consistent reads.
import { gzipSync } from 'node:zlib';
import {
  BatchGetItemCommand, ConditionalCheckFailedException, DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Head } from '../ledger/head.ts';
import { dueOnceClosed } from '../ledger/transitions.ts';
import type { Mode } from '../policy/policy.ts';
import { ConditionFailedError, type Ledger, type Recording } from '../ports.ts';
import { entryItem, entryKey, entryOf, headItem, headKey, headOf, type Item } from './ledger-items.ts';
import { requestHandler } from './request-handler.ts';
import { understood } from './outcomes.ts';

export type LedgerOptions = { readonly tableName: string; readonly bucketName: string | null; readonly client?: DynamoDBClient };

const INLINE_BYTES = 32 * 1024;
const AS_READ = 'entryHash = :entryHash AND #state = :state AND #owner = :owner';
const NAMES = { '#state': 'state', '#owner': 'owner' };

/** The Ledger port on one table (and one bucket for what is too large for an item). */
export function makeLedger({ tableName, bucketName, client }: LedgerOptions): Ledger {
  const db = client ?? new DynamoDBClient({ cacheMiddleware: true, requestHandler });
  let s3: S3Client | null = null;
  const table = { TableName: tableName };
  const readItem = async (key: Item): Promise<Item | null> => (await understood(() => db.send(new GetItemCommand({ ...table, Key: key, ConsistentRead: true })))).Item ?? null;
  const conditionally = async (call: () => Promise<unknown>): Promise<void> => {
    await understood(call).catch((error: unknown) => {
      throw error instanceof ConditionalCheckFailedException ? new ConditionFailedError() : error;
    });
  };
  const keepLarge = async (recordings: readonly Recording[]): Promise<void> => {
    const own = (s3 ??= new S3Client({ cacheMiddleware: true, requestHandler, forcePathStyle: true }));
    for (const { sha256, body } of recordings) {
      await understood(() => own.send(new PutObjectCommand({ Bucket: bucketName ?? '', Key: `recordings/${sha256}.gz`, Body: gzipSync(body), ContentEncoding: 'gzip' })));
    }
  };
  return {
    ...readHeadsOf(db, tableName),
    readHead: async (identity) => {
      const item = await readItem(headKey(identity));
      return item && headOf(item);
    },
    putEntry: async (entry, recordings) => {
      const bytes = recordings.reduce((sum, { body }) => sum + body.byteLength, 0);
      const isInline = bytes <= INLINE_BYTES || bucketName === null;
      if (!isInline) await keepLarge(recordings);
      const at = entry.content.kind === 'decided' ? Date.parse(entry.content.decision.createdAt) : entry.content.answer.answeredAt;
      await understood(() => db.send(new PutItemCommand({ ...table, Item: entryItem(entry, at, recordings, isInline) })));
    },
    readEntry: async (identity, hash) => {
      const item = await readItem(entryKey(identity, hash));
      return item && entryOf(item, hash);
    },
    claim: (expected, next) =>
      conditionally(() =>
        db.send(
          new PutItemCommand({
            ...table,
            Item: headItem(next),
            ...(expected ? { ConditionExpression: AS_READ, ExpressionAttributeNames: NAMES, ExpressionAttributeValues: asRead(expected) } : { ConditionExpression: 'attribute_not_exists(pk)' }),
          }),
        ),
      ),
    takeOver: (expected, owner, leaseUntil) =>
      conditionally(() =>
        db.send(
          new UpdateItemCommand({
            ...table,
            Key: headKey(expected.identity),
            UpdateExpression: 'SET #owner = :next, leaseUntil = :until, dueKind = :kind, dueAt = :until',
            ConditionExpression: AS_READ,
            ExpressionAttributeNames: NAMES,
            ExpressionAttributeValues: { ...asRead(expected), ':next': { S: owner }, ':until': { N: String(leaseUntil) }, ':kind': { S: 'half-done' } },
          }),
        ),
      ),
    close: (claimed, closedAt) => conditionally(() => db.send(closing(tableName, claimed, closedAt))),
    ...sweepReads(db, tableName),
    activeSince: async (now) => {
      const key = { pk: { S: 'STACK' }, sk: { S: 'ACTIVE' } };
      const known = await readItem(key);
      if (known) return Number(known['since']?.N);
      const put = new PutItemCommand({ ...table, Item: { ...key, since: { N: String(now) } }, ConditionExpression: 'attribute_not_exists(pk)' });
      await conditionally(() => db.send(put)).catch((error: unknown) => {
        if (!(error instanceof ConditionFailedError)) throw error;
      });
      return Number((await readItem(key))?.['since']?.N ?? now);
    },
  };
}

const asRead = (head: Head): Record<string, AttributeValue> => ({ ':entryHash': { S: head.entryHash }, ':state': { S: head.state }, ':owner': { S: head.owner } });

/** Only these attributes: a whole item written back would drop an answer that came in meanwhile. */
function closing(tableName: string, claimed: Head, closedAt: number): UpdateItemCommand {
  const due = dueOnceClosed(claimed, closedAt);
  return new UpdateItemCommand({
    TableName: tableName,
    Key: headKey(claimed.identity),
    UpdateExpression: `SET #state = :done, closedAt = :at${due ? ', dueKind = :kind, dueAt = :due' : ' REMOVE dueKind, dueAt'}`,
    ConditionExpression: 'revision = :revision AND #owner = :owner AND #state = :applying',
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: {
      ':done': { S: 'done' }, ':applying': { S: 'applying' }, ':at': { N: String(closedAt) }, ':revision': { N: String(claimed.revision) }, ':owner': { S: claimed.owner },
      ...(due && { ':kind': { S: due.kind }, ':due': { N: String(due.at) } }),
    },
  });
}

const HUNDRED = 100;

/** Consistent reads of many keys, in hundreds; what DynamoDB leaves unprocessed is asked for again. */
async function readMany(db: DynamoDBClient, tableName: string, keys: readonly Item[]): Promise<Item[]> {
  const items: Item[] = [];
  for (let start = 0; start < keys.length; start += HUNDRED) {
    let wanted: Item[] | undefined = keys.slice(start, start + HUNDRED);
    while (wanted && wanted.length > 0) {
      const Keys: Item[] = wanted;
      const answer = await understood(() => db.send(new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys, ConsistentRead: true } } })));
      items.push(...(answer.Responses?.[tableName] ?? []));
      wanted = answer.UnprocessedKeys?.[tableName]?.Keys;
    }
  }
  return items;
}

const readHeadsOf = (db: DynamoDBClient, tableName: string): Pick<Ledger, 'readHeads' | 'readModes'> => ({
  readHeads: async (identities) => {
    const items = await readMany(db, tableName, [...new Set(identities)].map(headKey));
    return new Map(items.map(headOf).map((head) => [head.identity, head]));
  },
  readModes: async (groups) => {
    const names = ['STACK', ...new Set(groups.map((group) => `GROUP#${group}`))];
    const items = await readMany(db, tableName, names.map((name) => ({ pk: { S: 'MODE' }, sk: { S: name } })));
    const modes = new Map(items.map((item): [string, Mode] => [item['sk']?.S ?? '', item['mode']?.S === 'Audit' ? 'Audit' : 'Enforce']));
    const ofGroups = groups.flatMap((group): [string, Mode][] => { const mode = modes.get(`GROUP#${group}`); return mode ? [[group, mode]] : []; });
    return { stack: modes.get('STACK') ?? null, groups: new Map(ofGroups) };
  },
});

const sweepReads = (db: DynamoDBClient, tableName: string): Pick<Ledger, 'readDue'> => ({
  readDue: async (kind, until, nextToken) => {
    const answer = await understood(() =>
      db.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: 'due',
          KeyConditionExpression: 'dueKind = :kind AND dueAt <= :until',
          ExpressionAttributeValues: { ':kind': { S: kind }, ':until': { N: String(until) } },
          ...(nextToken !== null && { ExclusiveStartKey: JSON.parse(nextToken) as Item }),
        }),
      ),
    );
    const heads = (answer.Items ?? []).map((item) => ({ identity: (item['pk']?.S ?? '').slice('PKG#'.length), modelPackageArn: item['modelPackageArn']?.S ?? '' }));
    return { heads, nextToken: answer.LastEvaluatedKey ? JSON.stringify(answer.LastEvaluatedKey) : null };
  },
});
