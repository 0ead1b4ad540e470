// A delivered batch: what cannot be read, places that fail, and how long a message waits.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeDecideBatch, type DecidePlace, type Heard } from '../../lib/decisions/decide-batch.ts';
import { InvalidError, NotYetError } from '../../lib/errors.ts';
import { arnKey } from '../../lib/identity.ts';

const bodyOf = (arn: string, account = arn.split(':')[4]) =>
  JSON.stringify({
    source: 'aws.sagemaker',
    'detail-type': 'SageMaker Model Package State Change',
    account,
    detail: { ModelPackageArn: arn },
  });
const arnIn = (account: string, version: number) =>
  `arn:aws:sagemaker:us-east-1:${account}:model-package/churn/${version}`;
const message = (body: string, receiveCount = 1) => ({ id: body, body, receiveCount });
const remaining = () => 60_000;

const answerAll =
  (answer: (heard: Heard) => PromiseSettledResult<unknown>): DecidePlace =>
  async (heard) =>
    new Map(heard.map((one) => [arnKey(one.hint.arn), answer(one)]));
const settled = { status: 'fulfilled', value: undefined } as const;

describe('a batch of messages', () => {
  test('is decided although one of them is not JSON', async () => {
    const decide = makeDecideBatch(answerAll(() => settled));

    const [bad, good] = await decide([message('{'), message(bodyOf(arnIn('111122223333', 1)))], remaining);

    assert.ok(bad?.status === 'rejected' && bad.reason instanceof InvalidError);
    assert.equal(good?.status, 'fulfilled');
  });

  test('refuses an event that comes from another account than its package', async () => {
    const decide = makeDecideBatch(answerAll(() => settled));

    const [forged] = await decide([message(bodyOf(arnIn('111122223333', 1), '999988887777'))], remaining);

    assert.ok(forged?.status === 'rejected' && forged.reason instanceof InvalidError);
  });

  test('is decided account by account, and one that fails does not touch the other', async () => {
    const places: string[] = [];
    const decide = makeDecideBatch(async (heard, time) => {
      const account = heard[0]?.hint.arn.account ?? '';
      places.push(account);
      if (account === '444455556666')
        throw new InvalidError('AccountNotListed', 'account 444455556666 is not on the list');
      return answerAll(() => settled)(heard, time);
    });

    const results = await decide(
      [
        message(bodyOf(arnIn('111122223333', 1))),
        message(bodyOf(arnIn('444455556666', 1))),
        message(bodyOf(arnIn('111122223333', 2))),
      ],
      remaining,
    );

    assert.deepEqual(places, ['111122223333', '444455556666']);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
  });

  test('gives every message about one package the same answer', async () => {
    const decide = makeDecideBatch(answerAll(() => ({ status: 'rejected', reason: new Error('down') })));
    const body = bodyOf(arnIn('111122223333', 1));

    const results = await decide([message(body), message(body)], remaining);

    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
  });
});

describe('a message that waits for a lease', () => {
  const waitingFor = async (receiveCount: number) => {
    const decide = makeDecideBatch(
      answerAll(() => ({ status: 'rejected', reason: new NotYetError('somebody is at it', 373) })),
    );
    const [result] = await decide([message(bodyOf(arnIn('111122223333', 1)), receiveCount)], remaining);
    assert.ok(result?.status === 'rejected' && result.reason instanceof NotYetError);
    return result.reason.retryAfter;
  };

  test('comes back soon at first, and never later than it has to', async () => {
    assert.equal(await waitingFor(1), 2);
    assert.equal(await waitingFor(9), 373);
  });

  test('outlives the longest lease before its receives are used up', async () => {
    let total = 0;
    for (let receive = 1; receive < 10; receive += 1) total += await waitingFor(receive);
    assert.ok(total > 373, `${total} s in 9 waits`);
  });
});
