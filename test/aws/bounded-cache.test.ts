// What is kept by key: made once while it is used, the longest unused going first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeBoundedCache, MOST_PLACES } from '../../lib/aws/bounded-cache.ts';
import { makeRegistries } from '../../lib/aws/registry.ts';

test('a thing is made once for its key, and the longest unused leaves when there are too many', () => {
  const released: string[] = [];
  let made = 0;
  const cached = makeBoundedCache<string>(2, (thing) => void released.push(thing));
  const get = (key: string): string => cached(key, () => `${key}${made++}`);

  const got = [get('a'), get('b'), get('a'), get('c'), get('a'), get('b')];

  assert.deepEqual(got, ['a0', 'b1', 'a0', 'c2', 'a0', 'b3']);
  assert.deepEqual(released, ['b1', 'c2']);
});

test('registries of many accounts are bounded: the first is made anew after sixty-four others', () => {
  const accountOf = (index: number): string => String(100_000_000_000 + index);
  const accounts = Array.from({ length: MOST_PLACES + 1 }, (_, index) => ({
    account: accountOf(index),
    regions: ['us-east-1'],
    roleArn: null,
    externalId: null,
    reportBuckets: [],
    place: { file: 'policies/accounts.yaml', line: 1, column: 1 },
  }));
  const registries = makeRegistries({ accounts, ownAccount: accountOf(0), region: 'us-east-1' });
  const first = registries(accountOf(0), 'us-east-1');

  assert.equal(registries(accountOf(0), 'us-east-1'), first);
  for (const { account } of accounts.slice(1)) registries(account, 'us-east-1');
  assert.notEqual(registries(accountOf(0), 'us-east-1'), first);
});
