// The embedded DynamoDB behind the front door, asked by the real SDK client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { ACCOUNT, clientOf, OTHER, REGION, start } from '../start.ts';

const TableName = 'things';
const table = new CreateTableCommand({
  TableName,
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
});

test('a table is active at once, conditions hold, calls are counted', async (t) => {
  const aws = await start(t);
  const db = new DynamoDBClient(clientOf(aws));
  await db.send(table);
  const { Table } = await db.send(new DescribeTableCommand({ TableName }));
  assert.deepEqual(
    [Table?.TableStatus, Table?.TableArn],
    ['ACTIVE', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/things`],
  );
  const put = new PutItemCommand({
    TableName,
    Item: { pk: { S: 'a' } },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  const racing = await Promise.allSettled(Array.from({ length: 10 }, () => db.send(put)));
  assert.equal(racing.filter((one) => one.status === 'fulfilled').length, 1);
  await assert.rejects(db.send(put), { name: 'ConditionalCheckFailedException' });
  const got = await db.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } }, ConsistentRead: true }));
  assert.deepEqual(got.Item, { pk: { S: 'a' } });
  assert.equal(aws.calls.counts()['DynamoDB.PutItem'], 11);
});

test('accounts have tables of their own', async (t) => {
  const aws = await start(t);
  await new DynamoDBClient(clientOf(aws)).send(table);
  const { TableNames } = await new DynamoDBClient(clientOf(aws, OTHER)).send(new ListTablesCommand({}));
  assert.deepEqual(TableNames, []);
});

test('time to live is accepted and transactions are refused with a sentence', async (t) => {
  const db = new DynamoDBClient(clientOf(await start(t)));
  await db.send(table);
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'ttl' };
  const set = await db.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  assert.deepEqual(set.TimeToLiveSpecification, TimeToLiveSpecification);
  const transaction = new TransactWriteItemsCommand({ TransactItems: [] });
  await assert.rejects(db.send(transaction), /`dynamodb:TransactWriteItems` is not part of this stand-in/);
});
