// The sweep over lanes: what sleeps is woken, a stuck project once, and a quiet system not at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProjectRow, Projects } from '../../lib/lane-ports.ts';
import { accepted, begin, want, type Lane } from '../../lib/ledger/lane.ts';
import { makeSweepLanes } from '../../lib/promotion/sweep-lanes.ts';
import { makeInMemoryLanes } from '../ledger/in-memory-lanes.ts';
import { PLACE, wantedOf } from '../ledger/lane-world.ts';

const NOW = 1_000_000;
const CALL = { owner: 'w', parameterDigest: 'd', readModifiedAt: null, before: {}, after: {}, changedBy: null };
const wanting = (): Lane => want(null, PLACE, wantedOf(1), NOW) ?? assert.fail('it is news');
const row = (status: ProjectRow['status']): ProjectRow => ({
  name: 'search',
  arn: '',
  id: 'p-1',
  status,
  creationTime: 0,
});

async function sweep(lane: Lane | null, status: ProjectRow['status']) {
  const lanes = makeInMemoryLanes();
  if (lane) lanes.items.set(lane.laneId, lane);
  const woken: string[] = [];
  let lists = 0;
  const projects = {
    list: async () => {
      lists += 1;
      return { projects: [row(status)], nextToken: null };
    },
  } as unknown as Projects;
  await makeSweepLanes({
    lanes,
    projectsOf: () => projects,
    wakeLane: async ({ laneId }) => void woken.push(laneId),
    clock: () => NOW,
    places: [{ account: PLACE.account, region: PLACE.region }],
  })();
  return { woken, lists };
}

test('a lane whose wake-up was lost is woken', async () => {
  const { woken } = await sweep(wanting(), 'CreateCompleted');

  assert.deepEqual(woken, [PLACE.laneId]);
});

test('a project whose update is followed is woken from the list when it has failed, before its next look is due', async () => {
  const following = accepted(begin(wanting(), CALL, NOW), NOW + 60_000);

  assert.deepEqual((await sweep(following, 'UpdateFailed')).woken, [PLACE.laneId]);
  assert.deepEqual((await sweep(following, 'UpdateCompleted')).woken, []);
});

test('a quiet system costs one list and wakes nobody', async () => {
  assert.deepEqual(await sweep(null, 'UpdateFailed'), { woken: [], lists: 1 });
});
