// The embedded EventBridge, asked by the real SDK client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { BusEvent } from '../../../local/eventbridge/state.ts';
import { ACCOUNT, clientOf, OTHER, REGION, start } from '../start.ts';

const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
const entry = { Source: 'my.app', DetailType: 'Thing Made', Detail: '{"n":1}' };

test('an event goes through a matching rule to a queue, with InputPath to another', async (t) => {
  const aws = await start(t);
  const events = new EventBridgeClient(clientOf(aws));
  const sqs = new SQSClient(clientOf(aws));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'whole' }));
  const part = await sqs.send(new CreateQueueCommand({ QueueName: 'part' }));
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["my.app"]}' }));
  await events.send(new PutRuleCommand({ Name: 'never', EventPattern: '{"source":["other"]}' }));
  const Targets = [
    { Id: '1', Arn: queueArn('whole') },
    { Id: '2', Arn: queueArn('part'), InputPath: '$.detail.n' },
  ];
  await events.send(new PutTargetsCommand({ Rule: 'r', Targets }));
  await events.send(new PutTargetsCommand({ Rule: 'never', Targets: Targets.slice(0, 1) }));
  const put = await events.send(new PutEventsCommand({ Entries: [{ ...entry, Time: new Date(1_700_000_000_500) }] }));
  await aws.eventbridge.idle();
  const got = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  assert.deepEqual(
    got.Messages?.map((message) => JSON.parse(message.Body ?? '') as unknown),
    [
      {
        version: '0',
        id: put.Entries?.[0]?.EventId,
        'detail-type': 'Thing Made',
        source: 'my.app',
        account: ACCOUNT,
        time: '2023-11-14T22:13:20Z',
        region: REGION,
        resources: [],
        detail: { n: 1 },
      },
    ],
  );
  const other = await sqs.send(new ReceiveMessageCommand({ QueueUrl: part.QueueUrl }));
  assert.equal(other.Messages?.[0]?.Body, '1');
  assert.equal((await events.send(new ListRulesCommand({}))).Rules?.length, 2);
});

test('each faulty entry fails alone', async (t) => {
  const aws = await start(t);
  const events = new EventBridgeClient(clientOf(aws));
  const seen: BusEvent[] = [];
  aws.eventbridge.tap(({ event }) => seen.push(event));
  const { FailedEntryCount, Entries } = await events.send(
    new PutEventsCommand({
      Entries: [
        { ...entry, Source: 'aws.sagemaker' },
        { ...entry, Detail: '[]' },
        { ...entry, Detail: '{' },
        { ...entry, DetailType: 'x'.repeat(129) },
        { ...entry, EventBusName: 'nobody' },
        { Detail: '{}', DetailType: 'x' },
        entry,
      ],
    }),
  );
  const codes = Entries?.map((one) => one.ErrorCode);
  const refused = [
    'NotAuthorizedForSourceException',
    'MalformedDetail',
    'MalformedDetail',
    'InvalidArgument',
    'InvalidArgument',
  ];
  assert.deepEqual(codes, [...refused, 'InvalidArgument', undefined]);
  assert.equal(FailedEntryCount, 6);
  assert.equal(seen.length, 1);
});

test('a request over ten entries or over 1 MiB is refused whole', async (t) => {
  const events = new EventBridgeClient(clientOf(await start(t)));
  const eleven = Array.from({ length: 11 }, () => entry);
  await assert.rejects(events.send(new PutEventsCommand({ Entries: eleven })), { name: 'ValidationException' });
  const big = { ...entry, Detail: JSON.stringify({ x: 'x'.repeat(1_048_576) }) };
  await assert.rejects(events.send(new PutEventsCommand({ Entries: [big] })), /Total size of the entries/);
});

test('targets that can not be reached put the event into their dead letter queue', async (t) => {
  const aws = await start(t);
  const events = new EventBridgeClient(clientOf(aws));
  await new SQSClient(clientOf(aws)).send(new CreateQueueCommand({ QueueName: 'dead' }));
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["my.app"]}' }));
  const Targets = ['gone', 'lambda'].map((name) => ({
    Id: name,
    Arn: name === 'gone' ? queueArn('gone') : `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f`,
    DeadLetterConfig: { Arn: queueArn('dead') },
  }));
  await events.send(new PutTargetsCommand({ Rule: 'r', Targets }));
  await events.send(new PutEventsCommand({ Entries: [entry] }));
  await aws.eventbridge.idle();
  assert.equal(aws.sqs.depth(queueArn('dead')).visible, 2);
});

test('a rule forwards to a bus of another account only with its permission', async (t) => {
  const aws = await start(t);
  const mine = new EventBridgeClient(clientOf(aws));
  const theirs = new EventBridgeClient(clientOf(aws, OTHER));
  const bus = await theirs.send(new CreateEventBusCommand({ Name: 'hub' }));
  await mine.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["my.app"]}' }));
  await mine.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: '1', Arn: bus.EventBusArn }] }));
  const seen: string[] = [];
  aws.eventbridge.tap(({ account, bus: name }) => seen.push(`${account} ${name}`));
  await mine.send(new PutEventsCommand({ Entries: [entry] }));
  await aws.eventbridge.idle();
  assert.deepEqual(seen, [`${ACCOUNT} default`]);
  const permission = { EventBusName: 'hub', StatementId: 's', Action: 'events:PutEvents', Principal: ACCOUNT };
  await theirs.send(new PutPermissionCommand(permission));
  await mine.send(new PutEventsCommand({ Entries: [entry, { ...entry, EventBusName: bus.EventBusArn }] }));
  await aws.eventbridge.idle();
  assert.deepEqual(seen.slice(1).toSorted(), [`${ACCOUNT} default`, `${OTHER} hub`, `${OTHER} hub`]);
});

test('patterns are checked by PutRule and tested by TestEventPattern', async (t) => {
  const events = new EventBridgeClient(clientOf(await start(t)));
  const bad = new PutRuleCommand({ Name: 'r', EventPattern: '{"source":[{"prefixx":"a"}]}' });
  await assert.rejects(events.send(bad), { name: 'InvalidEventPatternException', message: /source\[0\]\.prefixx/ });
  const Event = JSON.stringify({
    id: '1',
    account: ACCOUNT,
    source: 'a',
    time: 't',
    region: REGION,
    resources: [],
    'detail-type': 'x',
  });
  const tested = await events.send(new TestEventPatternCommand({ EventPattern: '{"source":["a"]}', Event }));
  assert.equal(tested.Result, true);
});
