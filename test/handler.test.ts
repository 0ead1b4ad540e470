// How a batch's settled results become Lambda's answer to SQS.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { APIGatewayProxyEventV2, Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { InvalidError, NotYetError } from '../lib/errors.ts';
import { fromHttp, fromQueue, fromSchedule } from '../lib/handler.ts';
import type { HttpEvent } from '../lib/http-event.ts';
import { makeObserve, type Observe } from '../lib/observe.ts';

const record = (messageId: string): SQSRecord => ({
  messageId,
  receiptHandle: `handle-${messageId}`,
  body: `body of ${messageId}`,
  attributes: {
    ApproximateReceiveCount: '2',
    SentTimestamp: '0',
    SenderId: 'x',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:intake',
  awsRegion: 'us-east-1',
});
const event = (...ids: string[]): SQSEvent => ({ Records: ids.map(record) });
const context = { getRemainingTimeInMillis: () => 9000 } as Context;

/** Keeps every line and count, so that a test can read them. */
function makeListening() {
  const lines: string[] = [];
  const keep = (message: string, facts: Readonly<Record<string, unknown>>) =>
    void lines.push(`${message} ${JSON.stringify(facts)}`);
  const observe: Observe = {
    info: keep,
    warn: keep,
    error: keep,
    count: (metric, ...[value = 1, dimensions = {}]: readonly unknown[]) =>
      void lines.push(`${metric} ${String(value)} ${JSON.stringify(dimensions)}`),
    milliseconds: () => undefined,
    traced: () => undefined,
    flush: () => void lines.push('flushed'),
  };
  return { observe, lines };
}

const ok = { status: 'fulfilled', value: undefined } as const;
const no = (reason: unknown) => ({ status: 'rejected', reason }) as const;

test('a request by TRACE, of which no Request can be made, is answered 405 before any door hears of it', async () => {
  const { observe } = makeListening();
  const handle = fromHttp({ observe }, () => assert.fail('a door heard of it'));
  const asked = {
    rawPath: '/',
    rawQueryString: '',
    headers: {},
    requestContext: { http: { method: 'TRACE', sourceIp: '127.0.0.1' }, requestId: 'r-1' },
  } as unknown as APIGatewayProxyEventV2;

  const answer: unknown = await handle(asked, context);

  assert.equal((answer as { statusCode: number }).statusCode, 405);
});

describe('a batch from the queue', () => {
  test('is answered by its failures with the real metrics too, whose flush returns an object', async () => {
    const observe = makeObserve('test');
    const handler = fromQueue({ observe, changeVisibility: async () => undefined }, async () => [
      no(new Error('unexpected')),
    ]);

    const answer = await handler(event('a'), context);

    assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: 'a' }] });
  });

  test('about a decision is told with its id, in the form that ids have and no other', async () => {
    const { observe, lines } = makeListening();
    const handler = fromQueue({ observe, changeVisibility: async () => undefined }, async () => [
      ok,
      no(new Error('unexpected')),
      ok,
    ]);
    const bodies = [
      '{"detail":{"decisionId":"d-8f3a61c20b7e"}}',
      '{"decisionId":"d-0a1b2c3d4e5f"}',
      '{"decisionId":"mine"}',
    ];
    const Records = bodies.map((body, at) => ({ ...record(String(at)), body }));

    await handler({ Records }, context);

    assert.deepEqual(
      lines.filter((line) => line.startsWith('message')),
      [
        'message done {"messageId":"0","decisionId":"d-8f3a61c20b7e"}',
        'message is retried {"messageId":"1","decisionId":"d-0a1b2c3d4e5f"}',
      ],
    );
  });

  test('about a lane is told with the lane, whose own lines name the decision', async () => {
    const { observe, lines } = makeListening();
    const handler = fromQueue({ observe, changeVisibility: async () => undefined }, async () => [
      no(new Error('unexpected')),
      no(new Error('unexpected')),
    ]);
    const bodies = ['{"laneId":"project/111122223333/us-east-1/churn","dueAt":1}', '{"laneId":"project/<script>"}'];
    const Records = bodies.map((body, at) => ({ ...record(String(at)), body }));

    await handler({ Records }, context);

    assert.deepEqual(
      lines.filter((line) => line.startsWith('message')),
      [
        'message is retried {"messageId":"0","laneId":"project/111122223333/us-east-1/churn"}',
        'message is retried {"messageId":"1"}',
      ],
    );
  });

  test('returns only what has to be retried', async () => {
    const { observe } = makeListening();
    const handler = fromQueue({ observe, changeVisibility: async () => undefined }, async () => [
      ok,
      no(new Error('unexpected')),
      ok,
    ]);

    const answer = await handler(event('a', 'b', 'c'), context);

    assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: 'b' }] });
  });

  test('acknowledges what can never be right, counts its reason and does not log its body', async () => {
    const { observe, lines } = makeListening();
    const handler = fromQueue({ observe, changeVisibility: async () => undefined }, async () => [
      no(new InvalidError('NotJson', 'the message is not JSON')),
    ]);

    const answer = await handler(event('a'), context);

    assert.deepEqual(answer, { batchItemFailures: [] });
    assert.ok(lines.includes('MessagesRefused 1 {"reason":"NotJson"}'));
    assert.ok(!lines.join().includes('body of a'));
  });

  test('makes a message that waits visible again after the time it asked for', async () => {
    const { observe } = makeListening();
    const changed: unknown[] = [];
    const changeVisibility = async (...call: unknown[]) => void changed.push(call);
    const handler = fromQueue({ observe, changeVisibility }, async () => [
      no(new NotYetError('somebody is at it', 4.2)),
    ]);

    const answer = await handler(event('a'), context);

    assert.deepEqual(changed, [['arn:aws:sqs:us-east-1:111122223333:intake', 'handle-a', 5]]);
    assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: 'a' }] });
  });

  test('is answered all the same when the visibility cannot be changed', async () => {
    const { observe } = makeListening();
    const changeVisibility = () => Promise.reject(new Error('throttled'));
    const handler = fromQueue({ observe, changeVisibility }, async () => [no(new NotYetError('wait', 1))]);

    assert.deepEqual(await handler(event('a'), context), { batchItemFailures: [{ itemIdentifier: 'a' }] });
  });

  test('makes one that failed unexpectedly visible again in seconds, then ever later: ten receipts outlast three quarters of an hour, twenty three hours', async () => {
    const { observe } = makeListening();
    const waits: number[] = [];
    const changeVisibility = async (_queue: string, _handle: string, seconds: number) => void waits.push(seconds);
    const handler = fromQueue({ observe, changeVisibility }, async () => [no(new Error('connection reset'))]);

    for (let receives = 1; receives < 20; receives++) {
      const received = { ...record('a').attributes, ApproximateReceiveCount: String(receives) };
      await handler({ Records: [{ ...record('a'), attributes: received }] }, context);
    }

    const minutes = (count: number) => waits.slice(0, count).reduce((sum, seconds) => sum + seconds, 0) / 60;
    assert.deepEqual(waits.slice(0, 4), [2, 6, 18, 54]);
    assert.ok(minutes(9) > 45, `${minutes(9)} minutes`);
    assert.ok(minutes(19) > 180, `${minutes(19)} minutes`);
    assert.ok(Math.max(...waits) <= 900);
  });

  test('is told where its visibility cannot be changed, with the reason', async () => {
    const { observe, lines } = makeListening();
    const changeVisibility = () => Promise.reject(new Error('throttled'));
    const handler = fromQueue({ observe, changeVisibility }, async () => [no(new NotYetError('wait', 1))]);

    await handler(event('a'), context);

    assert.ok(lines.includes('message comes back late {"messageId":"a","because":"throttled"}'));
  });

  test('retries a message for which the use case gave no result', async () => {
    const { observe } = makeListening();
    const handler = fromQueue({ observe, changeVisibility: async () => undefined }, async () => []);

    assert.deepEqual(await handler(event('a'), context), { batchItemFailures: [{ itemIdentifier: 'a' }] });
  });

  test('tells the use case how often a message was received and how much time is left', async () => {
    const { observe } = makeListening();
    const heard: unknown[] = [];
    const handler = fromQueue({ observe, changeVisibility: async () => undefined }, async ([message], remaining) => {
      heard.push(message?.receiveCount, remaining());
      return [ok];
    });

    await handler(event('a'), context);

    assert.deepEqual(heard, [2, 9000]);
  });

  test('sends its metrics also when the use case throws', async () => {
    const { observe, lines } = makeListening();
    const handler = fromQueue({ observe, changeVisibility: async () => undefined }, () =>
      Promise.reject(new Error('no')),
    );

    await assert.rejects(async () => handler(event('a'), context), /no/u);

    assert.deepEqual(lines, ['flushed']);
  });
});

test('a schedule runs its use case with the time that is left', async () => {
  const { observe } = makeListening();
  const handler = fromSchedule({ observe }, async (remaining) => remaining());

  assert.equal(await handler({}, context), 9000);
});

test('a header that no Request can have is left out, and the request is answered', async () => {
  const { observe } = makeListening();
  const handler = fromHttp({ observe }, async ({ headers }) => Response.json([...headers]));
  const http = { method: 'GET', sourceIp: '::1' };
  const headers = { accept: '*/*', 'x-name': '€' };
  const request = { headers, cookies: ['a=1', 'b=€'], rawPath: '/', rawQueryString: '', requestContext: { http } };

  const { body = '' } = await handler(request as unknown as HttpEvent, context);

  assert.equal(body, '[["accept","*/*"],["cookie","a=1"]]');
});
