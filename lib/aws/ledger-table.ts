// The ledger's one table: conditional writes of single items and consistent reads of them.
import {
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Head } from '../ledger/head.ts';
import { ConditionFailedError } from '../ports.ts';
import { asked, attemptsOf, nameOf } from './failures.ts';
import { readable, stamped } from './item-schema.ts';
import { headKey, type Item } from './ledger-items.ts';

export type Table = { readonly client: DynamoDBClient; readonly tableName: string };

/** Under which a write is made. */
export type Condition = Pick<
  UpdateItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** There is no such item. */
export const ABSENT: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

/** HEAD is as it was read: every write of it changes one of these three. */
export const asRead = ({ entryHash, state, owner }: Head): Condition => ({
  ConditionExpression: '#entryHash = :wasEntryHash AND #state = :wasState AND #owner = :wasOwner',
  ExpressionAttributeNames: { '#entryHash': 'entryHash', '#state': 'state', '#owner': 'owner' },
  ExpressionAttributeValues: {
    ':wasEntryHash': { S: entryHash },
    ':wasState': { S: state },
    ':wasOwner': { S: owner },
  },
});

/** HEAD still is this claim; answers may have come meanwhile. */
export const sameClaim = ({ revision, owner }: Head): Condition => ({
  ConditionExpression: '#revision = :wasRevision AND #state = :wasState AND #owner = :wasOwner',
  ExpressionAttributeNames: { '#revision': 'revision', '#state': 'state', '#owner': 'owner' },
  ExpressionAttributeValues: {
    ':wasRevision': { N: String(revision) },
    ':wasState': { S: 'applying' },
    ':wasOwner': { S: owner },
  },
});

/** One item, read consistently; null where there is none. Throws NotYetError for one of a newer schema. */
export async function getItem({ client, tableName }: Table, key: Item): Promise<Item | null> {
  const command = new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true });
  const { Item: item } = await asked('GetItem', client.send(command));
  return item ? readable(item) : null;
}

/** Throws ConditionFailedError for the name DynamoDB gives it. */
async function conditional(what: string, call: Promise<unknown>): Promise<void> {
  try {
    await asked(what, call);
  } catch (error) {
    if (nameOf(error) !== 'ConditionalCheckFailedException') throw error;
    throw new ConditionFailedError(undefined, { isRepeated: attemptsOf(error) > 1 });
  }
}

/** Puts a whole item under a condition, with its schema version. Throws ConditionFailedError. */
export const putItem = ({ client, tableName }: Table, item: Item, condition: Condition): Promise<void> =>
  conditional('PutItem', client.send(new PutItemCommand({ TableName: tableName, Item: stamped(item), ...condition })));

/** Sets some attributes of HEAD and takes others away, under a condition. Throws ConditionFailedError. */
export async function updateHead(
  { client, tableName }: Table,
  identity: string,
  set: Item,
  remove: readonly string[],
  condition: Condition,
): Promise<void> {
  const names = Object.fromEntries<string>([...Object.keys(set), ...remove].map((name) => [`#${name}`, name]));
  const values = Object.fromEntries<AttributeValue>(Object.entries(set).map(([name, value]) => [`:${name}`, value]));
  const sets = `SET ${Object.keys(set)
    .map((name) => `#${name} = :${name}`)
    .join(', ')}`;
  const command = new UpdateItemCommand({
    ...condition,
    TableName: tableName,
    Key: headKey(identity),
    UpdateExpression: remove.length === 0 ? sets : `${sets} REMOVE ${remove.map((name) => `#${name}`).join(', ')}`,
    ExpressionAttributeNames: { ...condition.ExpressionAttributeNames, ...names },
    ExpressionAttributeValues: { ...condition.ExpressionAttributeValues, ...values },
  });
  await conditional('UpdateItem', client.send(command));
}
