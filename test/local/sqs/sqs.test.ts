// The embedded SQS, asked by the real SDK client (which compares the digests of bodies).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { ACCOUNT, clientOf, makeClock, OTHER, REGION, start } from '../start.ts';

const arnOf = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

test('a message is sent, received once, hidden, received again after visibility, deleted', async (t) => {
  const clock = makeClock();
  const aws = await start(t, { world: { now: clock.now, random: Math.random } });
  const sqs = new SQSClient(clientOf(aws));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
  assert.equal(QueueUrl, `${aws.url}/${ACCOUNT}/q`);
  const MessageAttributes = {
    kind: { DataType: 'String', StringValue: 'a' },
    raw: { DataType: 'Binary', BinaryValue: Buffer.from([1]) },
  };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hé 😀', MessageAttributes }));
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const first = (await sqs.send(receive)).Messages?.[0];
  assert.equal(first?.Body, 'hé 😀');
  assert.equal(first?.Attributes?.ApproximateReceiveCount, '1');
  assert.deepEqual(first?.MessageAttributes?.['raw']?.BinaryValue, new Uint8Array([1]));
  assert.equal((await sqs.send(receive)).Messages, undefined);
  assert.deepEqual(aws.sqs.depth(arnOf('q')), { visible: 0, inFlight: 1, delayed: 0 });
  clock.advance(30_001);
  const second = (await sqs.send(receive)).Messages?.[0];
  assert.equal(second?.Attributes?.ApproximateReceiveCount, '2');
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
  assert.equal(aws.sqs.depth(arnOf('q')).inFlight, 1, 'a stale handle deletes nothing');
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
  assert.deepEqual(aws.sqs.depth(arnOf('q')), { visible: 0, inFlight: 0, delayed: 0 });
});

test('a message goes to the dead letter queue after maxReceiveCount receives', async (t) => {
  const aws = await start(t);
  const sqs = new SQSClient(clientOf(aws));
  await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 2 });
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'q', Attributes: { VisibilityTimeout: '0', RedrivePolicy } }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  const counts: (number | undefined)[] = [];
  for (let n = 0; n < 3; n += 1)
    counts.push((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.length);
  assert.deepEqual(counts, [1, 1, undefined]);
  assert.equal(aws.sqs.depth(arnOf('dead')).visible, 1);
});

test('a long poll ends with the message that arrives, and with the one whose visibility ends', async (t) => {
  const aws = await start(t);
  const sqs = new SQSClient(clientOf(aws));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
  const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10, VisibilityTimeout: 1 }));
  const began = Date.now();
  setTimeout(() => void aws.sqs.send(arnOf('q'), 'late'), 50);
  assert.equal((await poll).Messages?.[0]?.Body, 'late');
  const again = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  assert.equal(again.Messages?.[0]?.Body, 'late');
  assert.ok(Date.now() - began < 4000);
});

test('delays, visibility changes and batches work', async (t) => {
  const aws = await start(t);
  const sqs = new SQSClient(clientOf(aws));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
  const Entries = [
    { Id: 'a', MessageBody: '1' },
    { Id: 'b', MessageBody: '2', DelaySeconds: 60 },
    { Id: 'c', MessageBody: '3', DelaySeconds: 901 },
  ];
  const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  assert.deepEqual([sent.Successful?.length, sent.Failed?.[0]?.Id], [2, 'c']);
  assert.deepEqual(aws.sqs.depth(arnOf('q')), { visible: 1, inFlight: 0, delayed: 1 });
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  const { ReceiptHandle } = Messages[0] ?? {};
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  assert.equal(aws.sqs.depth(arnOf('q')).visible, 1);
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', ReceiptHandle }] }));
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  assert.equal(Attributes?.ApproximateNumberOfMessagesDelayed, '0');
});

test('errors have the names the SDK knows, and accounts do not see each other', async (t) => {
  const aws = await start(t);
  const sqs = new SQSClient(clientOf(aws));
  const other = new SQSClient(clientOf(aws, OTHER));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
  await assert.rejects(sqs.send(new GetQueueUrlCommand({ QueueName: 'none' })), { name: 'QueueDoesNotExist' });
  await assert.rejects(other.send(new ReceiveMessageCommand({ QueueUrl })), { name: 'AccessDeniedException' });
  assert.deepEqual((await other.send(new ListQueuesCommand({}))).QueueUrls, []);
  const changed = new CreateQueueCommand({ QueueName: 'q', Attributes: { DelaySeconds: '5' } });
  await assert.rejects(sqs.send(changed), { name: 'QueueNameExists' });
  const big = new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(1_048_577) });
  await assert.rejects(sqs.send(big), /shorter than 1048576 bytes/);
});
