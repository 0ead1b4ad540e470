// The doors as deployed: a reviewer signs in with the code from the mailbox and answers over HTTP; strangers stay outside.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DeleteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { faultRule } from '../../local/faults/fault-rule.ts';
import { asking } from './asking.ts';
import { ACCOUNT, startGate, type Gate } from './gate.ts';

const POLICY = asking('{ people: [mei] }');
const PEOPLE = `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
    - { id: mei, name: Mei, email: mei@example.com, slack: U0MEI00001 }
`;

let gate: Gate;
let reviewId = '';
let session = '';
const url = (path: string): string => `${gate.world.people.url}${path}`;
const post = (path: string, fields: Record<string, string>, cookie = ''): Promise<Response> =>
  fetch(url(path), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
    headers: { origin: gate.world.people.url, 'sec-fetch-site': 'same-origin', cookie },
  });
const cookieOf = (response: Response): string => response.headers.getSetCookie().at(-1)?.split(';')[0] ?? '';

before(async () => {
  gate = await startGate({ people: POLICY, directory: PEOPLE });
  await gate.group('churn-a');
  await gate.register('churn-a', { CustomerMetadataProperties: { accuracy: '0.9' } });
  await gate.rest();
  const asked = gate.published.find(({ event }) => event['detail-type'] === 'Model Package Review Requested');
  reviewId = (asked?.event.detail as { reviewId: string } | undefined)?.reviewId ?? '';
});
after(() => gate.stop());

describe('the doors on the embedded stack', () => {
  test('A16: a link without a session, right or wrong, shows the same sign-in', async () => {
    assert.match(reviewId, /^[0-9a-f]{32}$/u);

    const [right, wrong] = await Promise.all([fetch(url(`/r/${reviewId}`)), fetch(url(`/r/${'0'.repeat(32)}`))]);

    assert.equal((await right.text()).replaceAll(reviewId, ''), (await wrong.text()).replaceAll('0'.repeat(32), ''));
    assert.equal(right.headers.get('cache-control'), 'no-store');
  });

  test('F43 a mail scanner that opens the link, asks for its head and posts its form decides nothing', async () => {
    const link = `/r/${reviewId}`;
    const earlier = gate.published.length;

    const statuses = [
      await fetch(url(link)),
      await fetch(url(link), { method: 'HEAD' }),
      await post(`${link}/answer`, { Approve: 'x', digest: 'y' }),
      await post(link, { Approve: '1' }),
    ].map(({ status }) => status);
    await gate.rest();

    assert.deepEqual(statuses.slice(0, 2), [200, 200]);
    assert.ok(
      statuses.slice(2).every((status) => status >= 300),
      statuses.join(),
    );
    assert.equal(gate.published.length, earlier);
  });

  test('F47 while the signing key can’t be read no code is sent, and afterwards the door opens again', async () => {
    const sent = (): number => gate.world.people.ses.outbox().length;
    const earlier = sent();
    const denied = { code: 'AccessDeniedException', message: 'not authorized', status: 400 };
    gate.world.advance(6 * 60_000);
    gate.world.aws.faults.set([
      faultRule({ operation: 'secretsmanager.GetSecretValue', fault: 'error', error: denied }),
    ]);
    await post('/sign-in', { email: 'mei@example.com', returnTo: '/' });
    const meanwhile = sent();
    gate.world.aws.faults.set([]);
    await post('/sign-in', { email: 'mei@example.com', returnTo: '/' });

    assert.deepEqual([meanwhile - earlier, sent() - earlier], [0, 1]);
  });

  test('a reviewer signs in with the mailed code, sees the review and approves it', async () => {
    const asked = await post('/sign-in', { email: 'mei@example.com', returnTo: `/r/${reviewId}` });
    const code = /^\d{6}/u.exec(gate.world.people.ses.outbox().at(-1)?.subject ?? '')?.[0] ?? '';
    const entered = await post('/sign-in/code', { code, returnTo: `/r/${reviewId}` }, cookieOf(asked));
    const cookie = cookieOf(entered);
    const page = await (await fetch(url(`/r/${reviewId}`), { headers: { cookie } })).text();
    const [, Approve = ''] = /name="Approve" value="([^"]+)"/u.exec(page) ?? [];
    const [, digest = ''] = /name="digest" value="([^"]+)"/u.exec(page) ?? [];

    const answered = await post(`/r/${reviewId}/answer`, { Approve, digest, comment: 'fine' }, cookie);

    assert.deepEqual([entered.status, answered.status], [303, 303]);
    assert.equal(answered.headers.get('location'), `/r/${reviewId}`);
    session = cookie;
  });

  test('F23 only what doors and messages remember has a TTL: late, a session is over all the same; early, nothing happens twice', async () => {
    const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'local' };
    const dynamodb = new DynamoDBClient({ endpoint: gate.world.aws.url, region: 'us-east-1', credentials });
    const TableName = gate.world.runtime.nameOf('LedgerTable');
    const pageWith = async (cookie: string) => (await fetch(url(`/r/${reviewId}`), { headers: { cookie } })).text();
    await gate.rest();
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
    const passing = Items.filter(({ ttl }) => ttl !== undefined);
    const earlier = [gate.published.length, gate.world.people.ses.outbox().length];
    const [signIn, within] = [await pageWith(''), await pageWith(session)];

    gate.world.advance(13 * 3_600_000);
    const late = await pageWith(session);
    for (const { pk, sk } of passing)
      if (pk && sk) await dynamodb.send(new DeleteItemCommand({ TableName, Key: { pk, sk } }));
    const early = await pageWith(session);
    await gate.world.runtime.runSchedule('reconcile');
    await gate.rest();
    dynamodb.destroy();

    assert.deepEqual(new Set(passing.map(({ pk }) => pk?.S?.split('#')[0])), new Set(['DOOR', 'MESSAGE']));
    assert.notEqual(within, signIn);
    assert.deepEqual([late, early], [signIn, signIn]);
    assert.deepEqual([gate.published.length, gate.world.people.ses.outbox().length], earlier);
  });
});
