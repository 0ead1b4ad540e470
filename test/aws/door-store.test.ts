// The doors' store keeps one contract in memory and on DynamoDB: a write needs the version before it, whoever writes at the same instant.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { makeDoorStore } from '../../lib/aws/door-store.ts';
import type { DoorStore } from '../../lib/people-ports.ts';
import { ConditionFailedError } from '../../lib/ports.ts';
import { makeInMemoryDoorStore } from '../reviews/in-memory-door-store.ts';
import { startDynalite, type Dynalite } from './ledger-tables.ts';

let dynalite: Dynalite;
before(async () => {
  dynalite = await startDynalite();
});
after(() => dynalite.stop());

const STORES: readonly (readonly [string, () => Promise<DoorStore>])[] = [
  ['in memory', async () => makeInMemoryDoorStore()],
  ['on DynamoDB', async () => makeDoorStore({ tableName: await dynalite.makeTable(), client: dynalite.config })],
];

for (const [where, makeStore] of STORES)
  describe(`the doors' store ${where}`, () => {
    const item = { key: 'CODE#a', version: 1, value: '{"tries":0}', expiresAt: 1_795_500_000_000 };

    test('what was written is read, and what was not is null', async () => {
      const store = await makeStore();

      await store.write(item);

      assert.deepEqual(await store.read('CODE#a'), item);
      assert.equal(await store.read('CODE#b'), null);
    });

    test('a write on anything but the version before is refused', async () => {
      const store = await makeStore();
      await store.write(item);

      await store.write({ ...item, version: 2, value: 'second' });

      for (const version of [1, 2, 4])
        await assert.rejects(store.write({ ...item, version, value: 'late' }), ConditionFailedError);
      await assert.rejects(store.write({ ...item, key: 'CODE#new', version: 2 }), ConditionFailedError);
      assert.equal((await store.read('CODE#a'))?.value, 'second');
    });

    test('A17: of ten writes at the same instant one succeeds', async () => {
      const store = await makeStore();

      const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => store.write(item)));

      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    });
  });
