// How decisions of one batch wait for each other before they are published.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeOutbox } from '../../lib/decisions/outbox.ts';

/** An outbox whose second passes when the test says so, and how many have left it. */
function given() {
  const alarms: (() => void)[] = [];
  const outbox = makeOutbox(() => new Promise((resolve) => alarms.push(resolve)));
  let gone = 0;
  const ask = (times: number): void => {
    for (let i = 0; i < times; i++) void outbox.turn().then(() => (gone += 1));
  };
  const left = async (): Promise<number> => {
    await new Promise((resolve) => setImmediate(resolve));
    return gone;
  };
  return { outbox, ask, left, alarms };
}

describe('decisions on their way out', () => {
  test('leave in tens', async () => {
    const { ask, left } = given();

    ask(23);

    assert.equal(await left(), 20);
  });

  test('wait for others for a second at most', async () => {
    const { ask, left, alarms } = given();

    ask(3);
    const before = await left();
    alarms[0]?.();

    assert.deepEqual([before, await left()], [0, 3]);
  });

  test('are not sent away by the second of those before them', async () => {
    const { ask, left, alarms } = given();

    ask(12);
    alarms[0]?.();

    assert.equal(await left(), 10);
  });

  test('wait for nobody once no other will come', async () => {
    const { outbox, ask, left } = given();

    ask(3);
    outbox.close();
    ask(1);

    assert.equal(await left(), 4);
  });
});
