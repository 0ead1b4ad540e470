// The naive design with an idempotency table: an item by the event's id before the work, and its answer in it afterwards.
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { decideNaively, oneByOne } from './naive.ts';

const dynamodb = new DynamoDBClient({});
const TableName = process.env['TABLE_NAME'];
const HOUR = 3_600_000;

async function once(record: SQSRecord): Promise<void> {
  const { id } = JSON.parse(record.body) as { id: string };
  const key = { pk: { S: `EVENT#${id}` }, sk: { S: 'IDEMPOTENCY' } };
  const expiry = { N: String(Date.now() + HOUR) };
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName,
        Item: { ...key, status: { S: 'INPROGRESS' }, expiry },
        ConditionExpression: 'attribute_not_exists(pk) OR expiry < :now',
        ExpressionAttributeValues: { ':now': { N: String(Date.now()) } },
      }),
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return;
    throw error;
  }
  await decideNaively(record);
  await dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: key,
      UpdateExpression: 'SET #status = :completed',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':completed': { S: 'COMPLETED' } },
    }),
  );
}

export const handler = oneByOne(once);
