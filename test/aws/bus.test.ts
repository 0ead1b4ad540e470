// Publishing: how events are packed, who is sent again, and that each publisher gets its own answer.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { makeBus, makeWaker } from '../../lib/aws/bus.ts';
import type { PublishedEvent } from '../../lib/events.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import { startStub, type StubAnswer } from './stub.ts';

type Entry = {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly EventBusName: string;
  readonly Resources: readonly string[];
};

const eventOf = (id: string, size = 0): PublishedEvent =>
  ({
    detailType: 'Model Package Decision Made',
    resources: ['arn'],
    detail: { eventId: id, filler: 'x'.repeat(size) },
  }) as unknown as PublishedEvent;
const idOf = ({ Detail }: Entry): string => (JSON.parse(Detail) as { eventId: string }).eventId;

async function given(t: TestContext, answer: (entries: readonly Entry[]) => StubAnswer) {
  const stub = await startStub(({ body }) => answer((body as { Entries: Entry[] }).Entries));
  t.after(stub.stop);
  const options = { busName: 'modelgate', client: { ...stub.config, maxAttempts: 1 }, windowMs: 5, random: () => 0 };
  const sent = () => stub.requests.map(({ body }) => (body as { Entries: Entry[] }).Entries);
  return { options, bus: makeBus(options), sent };
}
const accepted = (entries: readonly Entry[], refused: (entry: Entry) => string | null = () => null): StubAnswer => {
  const Entries = entries.map((entry) => {
    const code = refused(entry);
    return code === null ? { EventId: 'e' } : { ErrorCode: code, ErrorMessage: 'no' };
  });
  return { status: 200, body: { FailedEntryCount: Entries.filter((one) => 'ErrorCode' in one).length, Entries } };
};

describe('the bus', () => {
  test('packs 25 concurrent events into three calls', async (t) => {
    const { bus, sent } = await given(t, (entries) => accepted(entries));
    await Promise.all(Array.from({ length: 25 }, (_, i) => bus.publish(eventOf(String(i)))));
    assert.deepEqual(
      sent()
        .map(({ length }) => length)
        .toSorted((a, b) => a - b),
      [5, 10, 10],
    );
  });

  test('an event carries the X-Ray header of the invocation that published it, where there is one', async (t) => {
    const { options, sent } = await given(t, (entries) => accepted(entries));
    const header = 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1';

    await makeBus({ ...options, traceHeader: () => header }).publish(eventOf('1'));
    await makeBus({ ...options, traceHeader: () => null }).publish(eventOf('2'));

    assert.deepEqual(
      sent().map(([entry]) => (entry as Entry & { TraceHeader?: string }).TraceHeader),
      [header, undefined],
    );
  });

  test('keeps a call under 900 KB', async (t) => {
    const { bus, sent } = await given(t, (entries) => accepted(entries));
    await Promise.all(Array.from({ length: 5 }, (_, i) => bus.publish(eventOf(String(i), 240_000))));
    assert.deepEqual(
      sent()
        .map(({ length }) => length)
        .toSorted((a, b) => a - b),
      [2, 3],
    );
  });

  test('sends only what failed again, with the same content', async (t) => {
    let calls = 0;
    const { bus, sent } = await given(t, (entries) =>
      accepted(entries, (entry) => (calls++ < 3 && idOf(entry) === 'b' ? 'InternalFailure' : null)),
    );
    await Promise.all(['a', 'b', 'c'].map((id) => bus.publish(eventOf(id))));
    const [first, second] = sent();
    assert.deepEqual(
      second,
      first?.filter((entry) => idOf(entry) === 'b'),
    );
    assert.equal(sent().length, 2);
  });

  test('gives up on one event after three tries, and the others are published', async (t) => {
    const { bus, sent } = await given(t, (entries) =>
      accepted(entries, (entry) => (idOf(entry) === 'b' ? 'ThrottlingException' : null)),
    );
    const results = await Promise.allSettled(['a', 'b'].map((id) => bus.publish(eventOf(id))));
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    assert.equal(results[1]?.status === 'rejected' && (results[1].reason as Error).name, 'ThrottledError');
    assert.equal(sent().length, 3);
  });

  test('rejects everybody in a call that got no answer', async (t) => {
    const { bus } = await given(t, () => null);
    const results = await Promise.allSettled(['a', 'b'].map((id) => bus.publish(eventOf(id))));
    assert.deepEqual(
      results.map((one) => one.status === 'rejected' && (one.reason as Error).name),
      ['UnansweredError', 'UnansweredError'],
    );
  });
});

test('the waker publishes Model Package Look Again on the intake bus', async (t) => {
  const { options, sent } = await given(t, (entries) => accepted(entries));
  const arn = parseModelPackageArn('arn:aws:sagemaker:us-east-1:111122223333:model-package/churn/7');
  await makeWaker({ ...options, busName: 'intake' })(arn, 'evidence', 1_795_427_660_123);
  const [[entry] = []] = sent();
  assert.deepEqual(
    { ...entry, Detail: JSON.parse(entry?.Detail ?? '') as unknown },
    {
      Source: 'modelgate',
      DetailType: 'Model Package Look Again',
      EventBusName: 'intake',
      Resources: [arn.arn],
      Detail: { schemaVersion: '1', modelPackageArn: arn.arn, reason: 'evidence', creationTime: 1_795_427_660_123 },
    },
  );
});
