// --data DIR while the world runs: written when something happened, and told when it can't be.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keepState } from '../../../local/start/keep-state.ts';
import { makeCalls } from '../../../local/front/calls.ts';

// What is looked after keeps no process alive.
let held: NodeJS.Timeout;
before(() => {
  held = setInterval(() => undefined, 60_000);
});
after(() => clearInterval(held));

const call = { operation: 'SQS.SendMessage', account: '111122223333', region: 'us-east-1', principalArn: '' };
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
};

/** Resolves at the save of that number, counted from 1. */
function makeSaves() {
  const saves = { count: 0, fail: false };
  const heard = new Map<number, () => void>();
  return {
    saves,
    save: async (): Promise<void> => {
      saves.count += 1;
      heard.get(saves.count)?.();
      if (saves.fail) throw new Error('no space left on device');
    },
    at: (count: number): Promise<void> =>
      saves.count >= count ? Promise.resolve() : new Promise((resolve) => heard.set(count, resolve)),
  };
}

test('the state is written when calls have come in, and not again while nothing happens', async () => {
  const calls = makeCalls();
  const { saves, save, at } = makeSaves();
  const end = keepState({ calls, save }, assert.fail, 1);
  await at(1);
  await turns(20);
  assert.equal(saves.count, 1);

  calls.add(call);
  await at(2);
  await end();
  calls.add(call);
  await turns(20);
  assert.equal(saves.count, 2);
});

test('what can’t be written is told once, and tried again', async () => {
  const calls = makeCalls();
  const { saves, save, at } = makeSaves();
  saves.fail = true;
  const lines: string[] = [];
  const end = keepState({ calls, save }, (line) => lines.push(line), 1);
  await at(3);
  saves.fail = false;
  await at(4);
  await end();

  assert.deepEqual(lines, ["the state can't be kept: no space left on device. It is tried again."]);
});
