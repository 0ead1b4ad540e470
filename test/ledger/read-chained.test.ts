// Of the log's rows only those count that HEAD's chain leads to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readChained } from '../../lib/ledger/read-chained.ts';
import { answerEntryOf, doneHeadOf, IDENTITY } from './heads.ts';
import { makeInMemoryLedger } from './in-memory-ledger.ts';

test('an orphan, and an entry of a revision that nobody claimed, are left out; older entries of the chain stay', async () => {
  const ledger = makeInMemoryLedger();
  const first = answerEntryOf(IDENTITY, 1, null, 1_000);
  const orphan = answerEntryOf(IDENTITY, 1, null, 1_500);
  const second = answerEntryOf(IDENTITY, 2, first.hash, 2_000);
  const unclaimed = answerEntryOf(IDENTITY, 3, second.hash, 3_000);
  for (const entry of [first, orphan, second, unclaimed]) await ledger.putEntry(entry, []);
  await ledger.claim(null, doneHeadOf({ revision: 2, entryHash: second.hash }));
  const { rows } = await ledger.readLog({
    month: '1970-01',
    fromTime: null,
    untilTime: null,
    newestFirst: true,
    limit: 10,
    nextToken: null,
  });

  const chained = await readChained(ledger, rows);

  assert.equal(rows.length, 4);
  assert.deepEqual(
    chained.map(({ entry }) => entry.hash),
    [second.hash, first.hash],
  );
});
