// What every implementation of the Lanes port does, as tests to be run over each of them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, begin, finished, laneDueAt, postponed, want, type Lane } from '../../lib/ledger/lane.ts';
import type { Lanes } from '../../lib/lane-ports.ts';
import { PLACE, wantedOf } from './lane-world.ts';

const REFUSED = { name: 'ConditionFailedError' };
const CALL = { owner: 'w', parameterDigest: 'd', readModifiedAt: 5, before: { A: '1' }, after: { A: '2' } };

const wanting = (laneId: string, now: number): Lane => {
  const lane = want(null, { ...PLACE, laneId }, wantedOf(1), now);
  return lane ?? assert.fail('a first version is always wanted');
};

/** Runs the contract over empty lanes that `makeLanes` yields, one for each test. */
export function describeLanes(name: string, makeLanes: () => Promise<Lanes>): void {
  describe(`${name} keeps the contract of the Lanes port`, () => {
    it('knows no lane before the first is put, and then the whole of it', async () => {
      const lanes = await makeLanes();
      const lane = wanting(PLACE.laneId, 100);

      assert.equal(await lanes.readLane(PLACE.laneId), null);
      await lanes.putLane(null, lane);

      assert.deepEqual(await lanes.readLane(PLACE.laneId), lane);
    });

    it('refuses a first lane where there is one, and a later one where there is none', async () => {
      const lanes = await makeLanes();
      const lane = wanting(PLACE.laneId, 100);

      await assert.rejects(lanes.putLane(lane, postponed(lane, 200, 'busy')), REFUSED);
      await lanes.putLane(null, lane);

      await assert.rejects(lanes.putLane(null, lane), REFUSED);
    });

    it('lets one of several moves through that read the same revision', async () => {
      const lanes = await makeLanes();
      const lane = wanting(PLACE.laneId, 100);
      await lanes.putLane(null, lane);

      const moves = ['a', 'b', 'c'].map((owner) =>
        lanes.putLane(lane, begin(lane, { ...CALL, owner, changedBy: null }, 200)),
      );

      const results = await Promise.allSettled(moves);
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    });

    it('lists what is due, oldest first, over all pages, and not what is at rest', async () => {
      const lanes = await makeLanes();
      const ids = Array.from({ length: 30 }, (_, index) => `project/1/r/p-${String(index).padStart(2, '0')}`);
      for (const [index, id] of ids.entries()) await lanes.putLane(null, wanting(id, 1000 - index));
      const first = wanting('project/1/r/at-rest', 1);
      const begun = begin(first, { ...CALL, changedBy: null }, 2);
      const atRest = finished(accepted(begun, 3), 4, 'UpdateCompleted');
      await lanes.putLane(null, first);
      await lanes.putLane(first, { ...atRest, revision: first.revision + 1 });

      const found: string[] = [];
      let nextToken: string | null = null;
      do {
        const page: Awaited<ReturnType<Lanes['readDueLanes']>> = await lanes.readDueLanes(990, nextToken);
        found.push(...page.laneIds);
        ({ nextToken } = page);
      } while (nextToken !== null);

      assert.equal(laneDueAt(atRest), null);
      assert.deepEqual(found, ids.slice(10).toReversed());
    });

    it('lists the lanes of one kind', async () => {
      const lanes = await makeLanes();
      await lanes.putLane(null, wanting('project/1/r/p', 1));
      const registration = want(null, { ...PLACE, kind: 'registration', laneId: 'registration/1/r/g' }, wantedOf(1), 1);
      if (registration) await lanes.putLane(null, registration);

      const { lanes: found, nextToken } = await lanes.listLanes('registration', null);

      assert.deepEqual([found, nextToken], [[registration], null]);
    });
  });
}
