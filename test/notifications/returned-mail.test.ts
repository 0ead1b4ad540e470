// F42: mail that SES took and did not deliver, known by its event only: it does not count as asked, and somebody else hears of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeBench, MAIL, SLACK } from './bench.ts';
import { bodyOf, REVIEW_ID } from './given.ts';

const REQUEST = bodyOf('Model Package Review Requested');
const REMINDER = bodyOf('Model Package Review Reminder Due', {}, 'b'.repeat(64));

/** As SES publishes it to EventBridge. */
const returned = (detail: Readonly<Record<string, unknown>>, about = REVIEW_ID): string =>
  JSON.stringify({
    source: 'aws.ses',
    'detail-type': 'Email Bounced',
    detail: {
      eventType: 'Bounce',
      mail: {
        destination: ['mei@example.com'],
        tags: { 'ses:configuration-set': ['modelgate-dev'], 'about-0': [about] },
      },
      ...detail,
    },
  });
const SUPPRESSED = returned({
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'OnAccountSuppressionList',
    bouncedRecipients: [{ emailAddress: 'Mei@example.com' }],
  },
});
const addresses = (mails: readonly { readonly to: string }[]) => mails.map(({ to }) => to);
const fulfilled = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.every(({ status }) => status === 'fulfilled');

test('the fallback of its way takes over, once however often the event comes, and the address is not reminded', async () => {
  const bench = makeBench({ ways: [{ target: MAIL, fallback: { target: SLACK, after: 300_000 } }] });
  await bench.receive([REQUEST]);

  const results = [...(await bench.receive([SUPPRESSED])), ...(await bench.receive([SUPPRESSED]))];
  const asked = bench.mails.length;
  await bench.receive([REQUEST]);
  await bench.receive([REMINDER]);

  assert.ok(fulfilled(results));
  assert.equal(bench.slack.filter(({ body }) => body['thread_ts'] === undefined).length, 1);
  assert.deepEqual(addresses(bench.mails.slice(asked)), ['jonas@example.com', 'tomas@example.com']);
});

test('without a fallback the owner of the group hears of the review, and why it is he', async () => {
  const bench = makeBench({ ways: [{ target: MAIL, fallback: null }] });
  await bench.receive([REQUEST]);

  await bench.receive([SUPPRESSED]);

  const last = bench.mails.at(-1);
  assert.equal(last?.to, 'platform@example.com');
  assert.match(last.text, /needs 2 of risk-approvers/u);
});

test('a mail says what it is about, so that its return can be told', async () => {
  const bench = makeBench({ ways: [{ target: MAIL, fallback: null }] });

  await bench.receive([REQUEST]);

  assert.deepEqual(bench.mails[0]?.about, [REVIEW_ID]);
});

test('a complaint and a refused attachment count as well; what names no mail of ours is dropped with the reason', async () => {
  const bench = makeBench({ ways: [{ target: MAIL, fallback: null }] });
  await bench.receive([REQUEST]);

  await bench.receive([
    returned({ eventType: 'Complaint', complaint: { complainedRecipients: [{ emailAddress: 'mei@example.com' }] } }),
  ]);
  const [unknown] = await bench.receive([returned({ mail: { destination: ['mei@example.com'] } })]);
  const [foreign] = await bench.receive([
    returned({ eventType: 'Reject', reject: { reason: 'Bad content' } }, 'c'.repeat(32)),
  ]);

  assert.equal(bench.mails.at(-1)?.to, 'platform@example.com');
  assert.match(String(unknown?.status === 'rejected' && unknown.reason), /names no mail of ours/u);
  assert.equal(foreign?.status, 'fulfilled');
});
