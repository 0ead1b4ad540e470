// How fast calls leave: at the full rate, slower after a refusal, back again in time, and never beyond the deadline.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NotYetError } from '../lib/errors.ts';
import { makePacer } from '../lib/pacer.ts';
import { fc } from './property.ts';

/** A clock that sleeping moves. */
function given(rate: number) {
  const time = { now: 1_000_000 };
  const sleep = async (milliseconds: number) => void (time.now += milliseconds);
  return { time, pacer: makePacer({ clock: () => time.now, sleep, rate }) };
}
const KEY = '111122223333/us-east-1/UpdateModelPackage';

describe('a pacer', () => {
  test('lets one second of calls go at once and the rest at the rate', async () => {
    const { time, pacer } = given(5);
    const began = time.now;

    for (let call = 0; call < 26; call++) await pacer.turn(KEY, Infinity);

    assert.equal(Math.round((time.now - began) / 1000), 4);
  });

  test('keeps operations apart', async () => {
    const { time, pacer } = given(1);
    await pacer.turn(KEY, Infinity);
    await pacer.turn(KEY, Infinity);
    const before = time.now;

    await pacer.turn('111122223333/us-east-1/DescribeModelPackage', Infinity);

    assert.equal(time.now, before);
  });

  test('halves the rate for refusals that came together, once', async () => {
    const { time, pacer } = given(8);
    for (let call = 0; call < 20; call++) await pacer.turn(KEY, Infinity);
    pacer.throttled(KEY);
    pacer.throttled(KEY);
    const began = time.now;

    for (let call = 0; call < 8; call++) await pacer.turn(KEY, Infinity);

    assert.ok(Math.abs(time.now - began - 2_000) < 300, `8 calls took ${time.now - began} ms at half of 8 a second`);
  });

  test('wins the full rate back by calls that are answered', async () => {
    const { time, pacer } = given(10);
    pacer.throttled(KEY);
    for (let call = 0; call < 200; call++) {
      await pacer.turn(KEY, Infinity);
      pacer.succeeded(KEY);
    }
    const began = time.now;

    for (let call = 0; call < 10; call++) await pacer.turn(KEY, Infinity);

    assert.ok(time.now - began <= 1_001);
  });

  test('sends a call back that would come after the deadline, with the time it has to wait', async () => {
    const { time, pacer } = given(1);
    for (let call = 0; call < 4; call++) await pacer.turn(KEY, Infinity);

    const late = pacer.turn(KEY, time.now + 500);

    await assert.rejects(late, (error) => error instanceof NotYetError && error.isExact && error.retryAfter === 1);
  });

  test('gives an unused turn to the next in line', async () => {
    const { time, pacer } = given(1);
    await pacer.turn(KEY, Infinity);
    await pacer.turn(KEY, Infinity);
    pacer.giveBack(KEY);
    const before = time.now;

    await pacer.turn(KEY, Infinity);

    assert.equal(time.now, before);
  });

  test('never sends more than a burst above the rate, whatever the pauses', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat(3_000), { minLength: 1, maxLength: 60 }),
        async (rate, pauses) => {
          const { time, pacer } = given(rate);
          const sent: number[] = [];
          for (const pause of pauses) {
            time.now += pause;
            await pacer.turn(KEY, Infinity);
            sent.push(time.now);
          }
          for (const [index, from] of sent.entries()) {
            const within = sent.slice(index).filter((at) => at < from + 1_000).length;
            assert.ok(within <= 2 * rate + 1, `${within} calls in a second at ${rate} a second`);
          }
        },
      ),
    );
  });
});
