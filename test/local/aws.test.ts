// The embedded AWS as a whole: its front door, callers, counts, latency and saved state.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startAws } from '../../local/aws.ts';
import { AwsError, type Caller, type JsonService } from '../../local/service.ts';
import { ACCOUNT, clientOf, OTHER, REGION, start } from './start.ts';

const authorization = `AWS4-HMAC-SHA256 Credential=${OTHER}/20260101/us-west-2/thing/aws4_request, SignedHeaders=host, Signature=0`;

const callJson = async (
  url: string,
  target: string,
  body = '{}',
): Promise<{ status: number; type: string | null; body: unknown }> => {
  const headers = { authorization, 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' };
  const answer = await fetch(url, { method: 'POST', headers, body });
  return { status: answer.status, type: answer.headers.get('x-amzn-errortype'), body: await answer.json() };
};

test('the caller is who signed: 12 digits are the account, a role token is the role', async (t) => {
  const aws = await start(t);
  const who = async (account?: string, token?: string): Promise<unknown> => {
    const { Account, Arn } = await new STSClient(clientOf(aws, account, token)).send(new GetCallerIdentityCommand({}));
    return [Account, Arn];
  };
  assert.deepEqual(await who('AKIAEXAMPLE'), [ACCOUNT, `arn:aws:iam::${ACCOUNT}:user/local`]);
  assert.deepEqual(await who(OTHER), [OTHER, `arn:aws:iam::${OTHER}:user/local`]);
  assert.deepEqual(await who(OTHER, 'role/Gate'), [OTHER, `arn:aws:sts::${OTHER}:assumed-role/Gate/session`]);
  const assume = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${OTHER}:role/Gate`, RoleSessionName: 's2' });
  const { Credentials } = await new STSClient(clientOf(aws)).send(assume);
  assert.deepEqual([Credentials?.AccessKeyId, Credentials?.SessionToken], [OTHER, 'role/Gate/s2']);
  const nobody = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::1:role/x', RoleSessionName: 's2' });
  await assert.rejects(new STSClient(clientOf(aws)).send(nobody), /is invalid/);
});

test('a further service is called by its target and its errors take the wire form', async (t) => {
  const callers: Caller[] = [];
  const service: JsonService = {
    target: 'Thing',
    operations: {
      Do: async (input, caller) => {
        callers.push(caller);
        return { got: input };
      },
      Fail: async () => {
        throw new AwsError('ConflictException', 'busy', 409, { Hint: 'later' });
      },
      Crash: async () => {
        throw new TypeError('planned for this test');
      },
    },
  };
  const aws = await start(t, { services: [service] });
  assert.deepEqual((await callJson(aws.url, 'Thing.Do', '{"a":1}')).body, { got: { a: 1 } });
  assert.deepEqual(callers, [
    { account: OTHER, region: 'us-west-2', principalArn: `arn:aws:iam::${OTHER}:user/local` },
  ]);
  const failed = await callJson(aws.url, 'Thing.Fail');
  const body = { __type: 'ConflictException', message: 'busy', Hint: 'later' };
  assert.deepEqual(failed, { status: 409, type: 'ConflictException', body });
  const unknown = await callJson(aws.url, 'Thing.Other');
  assert.equal(unknown.type, 'UnknownOperationException');
  assert.match(JSON.stringify(unknown.body), /`thing:Other` is not part of this stand-in; it knows Crash, Do, Fail/);
  assert.match(JSON.stringify((await callJson(aws.url, 'Nobody.Do')).body), /it knows the services AWSEvents/);
  assert.equal((await callJson(aws.url, 'Thing.Do', '[')).type, 'SerializationException');
  assert.equal((await callJson(aws.url, 'Thing.toString')).status, 400);
  assert.equal(aws.calls.counts()['Thing.Do'], 2);
  aws.calls.reset();
  assert.deepEqual(aws.calls.counts(), {});
});

test('an unexpected failure is an InternalFailure with a line on standard error', async (t) => {
  const service: JsonService = {
    target: 'Thing',
    operations: {
      Crash: async () => {
        throw new TypeError('planned for this test');
      },
    },
  };
  const aws = await start(t, { services: [service] });
  const written = t.mock.method(process.stderr, 'write', () => true);
  const crashed = await callJson(aws.url, 'Thing.Crash');
  written.mock.restore();
  assert.deepEqual([crashed.status, crashed.type], [500, 'InternalFailure']);
  assert.match(String(written.mock.calls[0]?.arguments[0]), /planned for this test/);
});

test('an unsigned request is refused, a body over 10 MiB too, and pages can be served', async (t) => {
  const aws = await start(t, {
    onHttp: (req, res) => {
      if (req.url !== '/page') return false;
      res.end('hello');
      return true;
    },
  });
  const unsigned = await fetch(aws.url);
  assert.equal(unsigned.status, 403);
  assert.match(await unsigned.text(), /<Code>MissingAuthenticationToken<\/Code>/);
  assert.equal(await (await fetch(`${aws.url}/page`)).text(), 'hello');
  const big = await callJson(aws.url, 'AWSEvents.PutEvents', 'x'.repeat(10 * 1024 * 1024 + 1));
  assert.deepEqual([big.status, big.type], [413, 'RequestEntityTooLarge']);
});

test('latency is put on each call, and the hook sees it', async (t) => {
  const aws = await start(t, { latencyMs: 60 });
  const seen: string[] = [];
  aws.calls.onCall(({ operation, account }) => seen.push(`${operation} ${account}`));
  const began = performance.now();
  await new SQSClient(clientOf(aws)).send(new CreateQueueCommand({ QueueName: 'q' }));
  assert.ok(performance.now() - began >= 55);
  assert.deepEqual(seen, [`SQS.CreateQueue ${ACCOUNT}`]);
});

test('state is kept in a folder over restarts', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'embedded-aws-'));
  t.after(() => rm(dataDir, { recursive: true }));
  const options = { port: 0, account: ACCOUNT, region: REGION, world: { now: Date.now, random: Math.random }, dataDir };
  const first = await startAws(options);
  const to = clientOf(first);
  const sqs = new SQSClient(to);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept' }));
  const s3 = new S3Client({ ...to, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'my-bucket' }));
  await s3.send(new PutObjectCommand({ Bucket: 'my-bucket', Key: 'k', Body: 'kept' }));
  await new EventBridgeClient(to).send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["a"]}' }));
  const db = new DynamoDBClient(to);
  const keys = {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
  };
  await db.send(new CreateTableCommand({ TableName: 'things', ...keys, BillingMode: 'PAY_PER_REQUEST' }));
  for (let n = 0; n < 30; n += 1)
    await db.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: `${n}` } } }));
  await first.close();

  const again = clientOf(await start(t, { dataDir }));
  const url = await new SQSClient(again).send(new CreateQueueCommand({ QueueName: 'q' }));
  const { Messages } = await new SQSClient(again).send(new ReceiveMessageCommand({ QueueUrl: url.QueueUrl }));
  assert.equal(Messages?.[0]?.Body, 'kept');
  const get = new GetObjectCommand({ Bucket: 'my-bucket', Key: 'k' });
  const got = await new S3Client({ ...again, forcePathStyle: true }).send(get);
  assert.equal(await got.Body?.transformToString(), 'kept');
  assert.equal((await new EventBridgeClient(again).send(new ListRulesCommand({}))).Rules?.length, 1);
  assert.equal((await new DynamoDBClient(again).send(new ScanCommand({ TableName: 'things' }))).Count, 30);
});
