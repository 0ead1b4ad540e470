// What is saved of the tables is of one moment: calls wait for it, and it waits for calls.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { makeStandstill } from '../../../local/dynamodb/standstill.ts';

function given() {
  const { enter, alone } = makeStandstill();
  const seen: string[] = [];
  const step = (name: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const work = async (): Promise<void> => {
      seen.push(`${name} begins`);
      await promise;
      seen.push(`${name} ends`);
    };
    return { work, resolve, reject };
  };
  return { enter, alone, seen, step };
}

test('a call begins at once beside others', () => {
  const { enter, seen, step } = given();
  void enter(step('a').work);
  void enter(step('b').work);
  assert.deepEqual(seen, ['a begins', 'b begins']);
});

test('who wants to be alone waits for calls under way, failing ones too, and later calls wait for it', async () => {
  const { enter, alone, seen, step } = given();
  const [a, failing, saving, later] = [step('a'), step('failing'), step('saving'), step('later')];
  const under = [enter(a.work), enter(failing.work).catch(() => undefined)];
  const saved = alone(saving.work);
  const after = enter(later.work);
  await turn();
  a.resolve();
  failing.reject(new Error('planned'));
  await Promise.all(under);
  await turn();
  assert.deepEqual(seen, ['a begins', 'failing begins', 'a ends', 'saving begins']);

  saving.resolve();
  await saved;
  await turn();
  later.resolve();
  await after;
  assert.deepEqual(seen.slice(4), ['saving ends', 'later begins', 'later ends']);
});

test('two who want to be alone come one after the other, also where the first fails', async () => {
  const { enter, alone, seen, step } = given();
  const [first, second, call] = [step('first'), step('second'), step('call')];
  const failed = assert.rejects(alone(first.work), /planned/);
  const saved = alone(second.work);
  await turn();
  assert.deepEqual(seen, ['first begins']);
  first.reject(new Error('planned'));
  await failed;
  await turn();
  assert.deepEqual(seen.slice(1), ['second begins']);

  second.resolve();
  await saved;
  call.resolve();
  await enter(call.work);
  assert.deepEqual(seen.slice(2), ['second ends', 'call begins', 'call ends']);
});
