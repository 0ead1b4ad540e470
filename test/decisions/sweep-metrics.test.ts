// What a sweep counts for dashboard and alarms.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeSweep } from '../../lib/decisions/sweep.ts';
import type { Swept } from '../../lib/decisions/sweep-place.ts';

const SWEPT: Swept = {
  listed: 9,
  woken: 2,
  backlog: 0,
  backlogLeft: false,
  isWhole: true,
  oldestPending: 4_000,
  reviewsOpen: 3,
  found: [],
  first: [],
};

async function countedBy(swept: Partial<Swept>, event: unknown = {}): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  const count = (metric: string, ...[value = 1]: readonly unknown[]): void => void (counted[metric] = Number(value));
  const quiet = {
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    traced: () => undefined,
    flush: () => undefined,
  };
  const sweep = makeSweep({
    observe: { ...quiet, count, milliseconds: count },
    clock: () => 10_000,
    reconcile: async () => ({ ...SWEPT, ...swept }),
    sweepLanes: async () => 0,
    announceModes: async () => 0,
    keepArchive: async () => 0,
  });
  await sweep(() => 60_000, event);
  return counted;
}

test('a whole sweep tells how long the oldest pending version waits and how many reviews are open', async () => {
  assert.deepEqual(await countedBy({}), { PackagesWoken: 2, ReviewsOpen: 3, OldestPendingAge: 6_000 });
});

test('where nothing is pending its age is 0, so that an alarm ends', async () => {
  assert.deepEqual(await countedBy({ oldestPending: null, reviewsOpen: 0, woken: 0 }), {
    PackagesWoken: 0,
    ReviewsOpen: 0,
    OldestPendingAge: 0,
  });
});

test('a sweep of one group, or one that ran out of time, does not know and says nothing of it', async () => {
  const ofGroup = await countedBy({}, { sweep: { group: 'churn' } });
  const unfinished = await countedBy({ isWhole: false });

  assert.deepEqual(ofGroup, { PackagesWoken: 2 });
  assert.deepEqual(unfinished, { PackagesWoken: 2, SweepUnfinished: 1 });
});
