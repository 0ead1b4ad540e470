// HEADs that are asked for at about the same time are read in one call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeReadHeads } from '../../lib/decisions/read-heads.ts';
import type { Head } from '../../lib/ledger/head.ts';

test('side by side HEADs are read together, later ones afresh', async () => {
  const asked: (readonly string[])[] = [];
  const alarms: (() => void)[] = [];
  const read = makeReadHeads(
    {
      async readHeads(identities) {
        asked.push(identities);
        return new Map([['a', { revision: asked.length } as Head]]);
      },
    },
    () => new Promise((resolve) => alarms.push(resolve)),
  );

  const [a, b] = [read('a'), read('b')];
  alarms[0]?.();
  const first = [(await a)?.revision, await b];
  const again = read('a');
  alarms[1]?.();
  const second = (await again)?.revision;

  assert.deepEqual(asked, [['a', 'b'], ['a']]);
  assert.deepEqual(first, [1, null]);
  assert.equal(second, 2);
});
