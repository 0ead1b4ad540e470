// What a batch of events comes to: each told once to each, a failure its own, floods as digests, the pace kept, nothing dropped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotYetError, RefusedError } from '../../lib/errors.ts';
import { LAST_TRY } from '../../lib/notifications/notify-batch.ts';
import type { ReviewNow } from '../../lib/notifications/plan-deliveries.ts';
import { bodyOf, closedOf, decisionOf, PAGES, REVIEW_ID, reviewOf } from './given.ts';
import { makeBench, MAIL, SLACK } from './bench.ts';

const requestOf = (at: number): string =>
  bodyOf(
    'Model Package Review Requested',
    { reviewId: at.toString(16).padStart(32, '0') },
    at.toString(16).padStart(64, '0'),
  );
const requests = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => requestOf(at));
const REQUEST = bodyOf('Model Package Review Requested');
const ways = [SLACK, MAIL].map((target) => ({ target, fallback: null }));
const withFallback = [{ target: SLACK, fallback: { target: MAIL, after: 300_000 } }];
const statuses = (results: readonly PromiseSettledResult<unknown>[]) => results.map(({ status }) => status);
const failureOf = ([result]: readonly PromiseSettledResult<unknown>[]): unknown =>
  result?.status === 'rejected' ? result.reason : null;

test('an event that comes ten times is told once in Slack and once to each reviewer', async () => {
  const bench = makeBench({ ways });

  for (let time = 0; time < 10; time++) await bench.receive([REQUEST]);

  assert.equal(bench.slack.length, 1);
  assert.deepEqual(
    bench.mails.map(({ to }) => to),
    ['mei@example.com', 'jonas@example.com', 'tomas@example.com'],
  );
});

test('F39: where one of two channels fails, the other is not told again', async () => {
  let isDown = true;
  const bench = makeBench({ ways, answer: () => (isDown ? new Response('', { status: 503 }) : null) });

  const first = await bench.receive([REQUEST]);
  isDown = false;
  const second = await bench.receive([REQUEST], 2);

  assert.ok(failureOf(first) instanceof NotYetError);
  assert.deepEqual([statuses(second), bench.slack.length, bench.mails.length], [['fulfilled'], 1, 3]);
});

test('F39: Retry-After is kept by everybody: nobody asks Slack before it is over', async () => {
  let calls = 0;
  const bench = makeBench({
    ways: [{ target: SLACK, fallback: null }],
    answer: () => (
      (calls += 1), calls === 1 ? new Response('', { status: 429, headers: { 'retry-after': '77' } }) : null
    ),
  });

  const limited = failureOf(await bench.receive([requestOf(1)]));
  const early = failureOf(await bench.receive([requestOf(2)]));
  bench.advance(77_000);
  const later = await bench.receive([requestOf(1), requestOf(2)], 2);

  assert.ok(limited instanceof NotYetError && limited.retryAfter === 77);
  assert.ok(early instanceof NotYetError && early.retryAfter >= 77);
  assert.deepEqual([statuses(later), calls], [['fulfilled', 'fulfilled'], 3]);
});

test('F39: what Slack refuses goes to the fallback at once, an outage only when it has lasted', async () => {
  const refused = makeBench({ ways: withFallback, answer: () => Response.json({ ok: false, error: 'token_revoked' }) });
  const down = makeBench({ ways: withFallback, answer: () => new Response('', { status: 503 }) });

  const atOnce = await refused.receive([REQUEST]);
  const waits = await down.receive([REQUEST]);
  down.advance(300_000);
  const lasted = await down.receive([REQUEST], 2);
  await down.receive([REQUEST], 3);

  assert.deepEqual([statuses(atOnce), refused.mails.length], [['fulfilled'], 3]);
  assert.deepEqual([statuses(waits), statuses(lasted), down.mails.length], [['rejected'], ['fulfilled'], 3]);
});

test('F42: an address that SES refuses leaves the others alone, is tried again, and ends among the dead letters with the reason', async () => {
  let sent = 0;
  const suppressed = new RefusedError(
    'MessageRejected',
    'SendEmail: MessageRejected: address is on the suppression list',
  );
  const bench = makeBench({
    ways: [{ target: MAIL, fallback: null }],
    mailFails: () => ((sent += 1) === 1 ? suppressed : null),
  });
  const alwaysBad = makeBench({ ways: [{ target: MAIL, fallback: null }], mailFails: () => suppressed });

  const first = await bench.receive([REQUEST]);
  const last = await alwaysBad.receive([REQUEST], LAST_TRY);

  assert.deepEqual([statuses(first), bench.mails.length], [['rejected'], 2]);
  assert.deepEqual(statuses(last), ['fulfilled']);
  assert.match(alwaysBad.dead[0]?.reason ?? '', /^email:.*suppression list/u);
});

test('six reviews for one channel in a batch are one message that names each, five are five', async () => {
  const five = makeBench({ ways: [{ target: SLACK, fallback: null }] });
  const six = makeBench({ ways: [{ target: SLACK, fallback: null }] });

  await five.receive(requests(5));
  await six.receive(requests(6));

  assert.deepEqual([five.slack.length, six.slack.length], [5, 1]);
  const text = JSON.stringify(six.slack[0]?.body);
  for (let at = 0; at < 6; at++) assert.ok(text.includes(`${PAGES}/r/${at.toString(16).padStart(32, '0')}`));
});

test('F44 A62: of 2,000 requests in a burst each is told in Slack, at most one message a second, and a reviewer gets ten mails an hour', async () => {
  const bench = makeBench({ ways });

  const dead = await bench.drain(requests(2_000));

  assert.equal(dead, 0);
  const times = bench.slack.map(({ at }) => at).toSorted((a, b) => a - b);
  assert.deepEqual(
    times.filter((at, index) => index > 0 && at - (times[index - 1] ?? 0) < 1_000),
    [],
  );
  const text = bench.slack.map(({ body }) => JSON.stringify(body)).join('\n');
  const told = new Set(text.match(/\/r\/[0-9a-f]{32}/gu));
  assert.equal(told.size, 2_000);
  const toMei = bench.mails.filter(({ to }) => to === 'mei@example.com');
  assert.equal(toMei.length, 10);
  assert.match(toMei.at(-1)?.text ?? '', /tenth mail within an hour/u);
});

test('the message is changed when the review moves on, once, and a review that closed before it was told is not told', async () => {
  let state: ReviewNow = { state: 'open', review: reviewOf(), decision: decisionOf() };
  const bench = makeBench({ ways: [{ target: SLACK, fallback: null }], readReview: () => state });
  await bench.receive([REQUEST]);

  state = { state: 'closed', review: closedOf(), decision: decisionOf({ verdict: 'Approve' }) };
  const closed = bodyOf('Model Package Review Closed', {}, 'b'.repeat(64));
  await bench.receive([closed]);
  await bench.receive([closed]);
  const late = makeBench({ ways, readReview: () => state });
  await late.receive([closed, REQUEST]);

  assert.deepEqual(
    bench.slack.map(({ method }) => method),
    ['chat.postMessage', 'chat.update'],
  );
  assert.match(JSON.stringify(bench.slack[1]?.body), /✓ \*Approve: 2 of 2 risk-approvers, Amara and Mei\*/u);
  assert.doesNotMatch(JSON.stringify(bench.slack[1]?.body), /"action_id":"(?:approve|reject)"/u);
  assert.deepEqual([late.slack, late.mails], [[], []]);
});

test('A30: an update is written from the ledger alone, and a message that people removed stays removed', async () => {
  let state: ReviewNow = { state: 'open', review: reviewOf(), decision: decisionOf() };
  const bench = makeBench({
    ways: [{ target: SLACK, fallback: null }],
    readReview: () => state,
    answer: ({ method }) =>
      method === 'chat.update' ? Response.json({ ok: false, error: 'message_not_found' }) : null,
  });
  await bench.receive([REQUEST]);
  state = { ...state, review: reviewOf({ sentence: 'Needs 2 of risk-approvers; 2 given' }) } as ReviewNow;

  const result = await bench.receive([bodyOf('Model Package Review Answered', {}, 'b'.repeat(64))]);

  assert.deepEqual([statuses(result), bench.slack.length], [['fulfilled'], 1]);
});

test('a reminder goes into the thread of the message and to those who have not answered, once', async () => {
  const bench = makeBench({ ways });
  await bench.receive([REQUEST]);

  const reminder = bodyOf('Model Package Review Reminder Due', {}, 'c'.repeat(64));
  await bench.receive([reminder]);
  await bench.receive([reminder]);

  assert.deepEqual(
    bench.slack.map(({ body }) => body['thread_ts']),
    [undefined, '1.1'],
  );
  assert.equal(bench.mails.filter(({ subject }) => subject.startsWith('Reminder: fraud-card v8')).length, 3);
});

test('in Audit nobody is asked', async () => {
  const audit: ReviewNow = {
    state: 'open',
    review: reviewOf({ reviewId: REVIEW_ID }),
    decision: decisionOf({ mode: 'Audit' }),
  };
  const bench = makeBench({ ways, readReview: () => audit });

  const results = await bench.receive([REQUEST]);

  assert.deepEqual([statuses(results), bench.slack, bench.mails], [['fulfilled'], [], []]);
});

test('F13: a worker that dies at any of its calls leaves nobody untold, and tells nobody more than twice', async () => {
  const whole = makeBench({ ways });
  await whole.receive([REQUEST]);
  const calls = whole.calls();

  assert.ok(calls > 8, `${calls} calls`);
  for (let at = 1; at <= calls; at++)
    for (const when of ['before', 'after'] as const) {
      const bench = makeBench({ ways, crash: { at, when } });
      await bench.receive([REQUEST]);
      bench.revive();
      bench.advance(91_000);

      assert.equal(await bench.drain([REQUEST]), 0, `call ${at}, ${when}`);

      const told = [...bench.slack.map(() => 'Slack'), ...bench.mails.map(({ to }) => to)];
      assert.equal(new Set(told).size, 4, `call ${at}, ${when}: ${told.join()}`);
      for (const one of new Set(told))
        assert.ok(told.filter((other) => other === one).length <= 2, `call ${at}, ${when}`);
    }
});
