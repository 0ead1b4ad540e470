// Which lanes go on at once when a person asks: closed ones, those that ended badly, those that only wait.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { begin, finished, givenUp, nextLaneStep, postponed, want, type Lane } from '../../lib/ledger/lane.ts';
import { retryLanes } from '../../lib/promotion/retry-lanes.ts';
import { makeInMemoryLanes } from '../ledger/in-memory-lanes.ts';
import { PLACE, wantedOf } from '../ledger/lane-world.ts';

const NOW = 100_000;
const wanted = (version: number): Lane => want(null, PLACE, wantedOf(version), 1_000) ?? assert.fail('it is no news');
const call = { owner: 'w', parameterDigest: '', readModifiedAt: null, before: {}, after: {}, changedBy: null };
const begun = begin(wanted(8), call, 2_000);

async function retried(lane: Lane) {
  const lanes = makeInMemoryLanes();
  lanes.items.set(lane.laneId, lane);
  const woken: string[] = [];
  const wakeLane = async ({ laneId }: { readonly laneId: string }) => void woken.push(laneId);
  const count = await retryLanes({ lanes, wakeLane, clock: () => NOW }, [lane]);
  assert.equal(woken.length, count);
  return { count, step: nextLaneStep(lanes.items.get(lane.laneId) ?? assert.fail('it is gone'), NOW).step };
}

describe('a lane, on a person’s command,', () => {
  test('goes on now where it waits for its time, as after Audit', async () => {
    const waiting = postponed(wanted(8), NOW + 900_000, 'the mode of search is Audit: nothing is redeployed');
    assert.deepEqual(await retried(waiting), { count: 1, step: 'start' });
  });

  test('is wanted once more where it was refused', async () => {
    const refused = givenUp(
      wanted(8),
      { result: 'Refused', because: 'there is no such project', instead: null },
      3_000,
    );
    assert.deepEqual(await retried(refused), { count: 1, step: 'start' });
  });

  test('is left alone while a call is under way, and where it is served', async () => {
    assert.deepEqual(await retried(begun), { count: 0, step: 'wait' });
    assert.deepEqual(await retried(finished(begun, 3_000, 'done')), { count: 0, step: 'nothing' });
  });
});
