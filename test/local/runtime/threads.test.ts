// A thread of this machine serves one execution environment after another, and nothing of one is seen in the next.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeClock } from '../../../local/clock.ts';
import type { FunctionSetup, Thread } from '../../../local/runtime/thread.ts';
import { makeThreads } from '../../../local/runtime/threads.ts';

const HOUR = 3_600_000;

type Found = {
  readonly environment: Readonly<Record<string, string>>;
  readonly calls: number;
  readonly now: number;
  readonly threadId: number;
};

const setupOf = (name: string, more: Partial<FunctionSetup> = {}): FunctionSetup => ({
  name,
  arn: `arn:aws:lambda:us-east-1:111122223333:function:${name}`,
  file: new URL('fixture/remembering.ts', import.meta.url).href,
  exportName: 'handler',
  timeout: 60,
  memory: 256,
  ...more,
});

async function found(thread: Thread): Promise<Found> {
  const outcome = await thread.run({});
  assert.equal(outcome.outcome, 'ok', JSON.stringify(outcome));
  return outcome.value as Found;
}

test('the next environment in a thread has its own variables, state, clock and log', async () => {
  const threads = makeThreads();
  const [early, late] = [makeClock(), makeClock()];
  late.advance(5 * HOUR);
  early.advance(2 * HOUR);
  const logs: string[] = [];
  const begin = (name: string, clockOffset: SharedArrayBuffer) =>
    threads.take({
      setup: setupOf('one', { clockOffset }),
      environment: { [name]: 'here' },
      onLog: (line) => void logs.push(`${name}: ${line}`),
    });

  const first = begin('FIRST', late.offset);
  await found(first);
  const before = await found(first);
  await threads.giveBack(first, setupOf('one'));
  const second = begin('SECOND', early.offset);
  const after = await found(second);
  await second.end();

  assert.equal(after.threadId, before.threadId);
  assert.deepEqual(
    [before, after].map(({ environment, calls }) => [environment, calls]),
    [
      [{ FIRST: 'here' }, 2],
      [{ SECOND: 'here' }, 1],
    ],
  );
  assert.deepEqual(logs, ['FIRST: call 1', 'FIRST: call 2', 'SECOND: call 1']);
  assert.equal(Math.round((before.now - Date.now()) / HOUR), 5);
  assert.equal(Math.round((after.now - Date.now()) / HOUR), 2);
});

test('a thread that died, and one of another function, serves nobody', async () => {
  const threads = makeThreads();
  const take = (name: string) => threads.take({ setup: setupOf(name), environment: {}, onLog: () => undefined });

  const first = take('one');
  const one = await found(first);
  await first.end();
  await threads.giveBack(first, setupOf('one'));
  const next = take('one');
  const again = await found(next);
  await threads.giveBack(next, setupOf('one'));
  const other = take('other');
  const elsewhere = await found(other);
  await Promise.all([other.end(), next.end()]);

  assert.equal(new Set([one.threadId, again.threadId, elsewhere.threadId]).size, 3);
});
