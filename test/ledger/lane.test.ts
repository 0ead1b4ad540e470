// The lane's moves alone: what is newest, what is never lost, and that no two calls are ever in flight.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  accepted,
  begin,
  failed,
  finished,
  givenUp,
  laneDueAt,
  nextLaneStep,
  reopened,
  want,
  type Lane,
} from '../../lib/ledger/lane.ts';
import { isNewer } from '../../lib/ledger/wanted.ts';
import { LEASE } from '../../lib/ledger/limits.ts';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';
import { makeLaneWorld, PLACE, wantedOf, type Happening } from './lane-world.ts';

const CALL = { owner: 'w', parameterDigest: 'd', readModifiedAt: null, before: {}, after: {}, changedBy: null };
const wanting = (version: number, lane: Lane | null = null, now = 0): Lane =>
  want(lane, PLACE, wantedOf(version), now) ?? assert.fail(`v${version} is no news`);
const served = (version: number): Lane => finished(accepted(begin(wanting(version), CALL, 0), 0), 0, 'done');

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('approve' as const), version: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      what: fc.constant('step' as const),
      worker: fc.nat(2),
      answer: fc.constantFrom('ok' as const, 'lost' as const, 'lost' as const, 'throttled' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('kill' as const), worker: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('pass' as const), seconds: fc.constantFrom(1, 50, 200, 400) }),
  },
  { weight: 1, arbitrary: fc.constant({ what: 'land' as const }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('end' as const), good: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ what: 'other' as const }) },
);

/** Enough quiet time and working workers for everything to come to its end. */
const quiet: readonly Happening[] = Array.from({ length: 60 }, (): readonly Happening[] => [
  { what: 'pass', seconds: 400 },
  { what: 'land' },
  { what: 'end', good: true },
  ...[0, 1, 2, 0, 0].map((worker): Happening => ({ what: 'step', worker, answer: 'ok' })),
]).flat();

describe('a lane under random interleavings', () => {
  const holds = (check: (world: ReturnType<typeof makeLaneWorld>, happened: readonly Happening[]) => void): void =>
    fc.assert(
      fc.property(fc.array(happening, { minLength: 60, maxLength: 120 }), (happened) => {
        const world = makeLaneWorld();
        for (const one of happened) world.happen(one);
        check(world, happened);
      }),
      { numRuns: runs(800, 200_000) },
    );

  test('never has two UpdateProject in flight', () => {
    holds((world) => {
      for (const one of quiet) world.happen(one);

      assert.deepEqual(world.faults, []);
    });
  });

  test('loses no wanted version, and the newest wins', () => {
    holds((world, happened) => {
      const newest = Math.max(0, ...happened.map((one) => (one.what === 'approve' ? one.version : 0)));

      for (const one of quiet) world.happen(one);

      const lane = world.lane();
      if (!lane) return assert.equal(newest, 0);
      assert.deepEqual(nextLaneStep(lane, world.now()), { step: 'nothing' });
      assert.equal(lane.outcome?.wanted.version, newest);
      if (lane.outcome?.result === 'Finished') assert.equal(world.project.version, newest);
      else assert.equal(lane.failures, 3);
    });
  });
});

describe('what counts as newer', () => {
  test('the higher version of a group, whatever order its events come in', () => {
    assert.equal(isNewer(wantedOf(9), wantedOf(8)), true);
    assert.equal(isNewer(wantedOf(8, { decidedAt: 99_000 }), wantedOf(9)), false);
  });

  test('of one version the later decision, so that an event that comes twice is no news', () => {
    assert.equal(isNewer(wantedOf(9), wantedOf(9)), false);
    assert.equal(isNewer(wantedOf(9, { decisionId: 'd-new', revision: 2, decidedAt: 1 }), wantedOf(9)), true);
  });

  test('the version before a rejected one, as long as the rejected one is the newest', () => {
    const previous = wantedOf(8, { insteadOf: 'search:9' });

    assert.equal(isNewer(previous, wantedOf(9)), true);
    assert.equal(isNewer(previous, wantedOf(10)), false);
  });

  test('between groups the later decision', () => {
    const other = wantedOf(2, { decidedAt: 9_500 }, 'ranking');

    assert.equal(isNewer(other, wantedOf(9)), true);
    assert.equal(isNewer(wantedOf(9), other), false);
  });
});

describe('a lane', () => {
  test('takes one more with the newest only, however many are approved while a call is under way', () => {
    let lane = accepted(begin(wanting(1), CALL, 0), 0);

    for (let version = 2; version <= 10; version++) lane = wanting(version, lane);
    lane = finished(lane, 5, 'UpdateCompleted');

    assert.equal(lane.served?.version, 1);
    assert.deepEqual(nextLaneStep(lane, 5), { step: 'start', wanted: wantedOf(10) });
  });

  test('waits for the whole lease of a call whose answer is not known, and says when to look', () => {
    const lane = begin(wanting(1), CALL, 1000);

    assert.equal(nextLaneStep(lane, 1000 + LEASE).step, 'wait');
    assert.equal(nextLaneStep(lane, 1000 + LEASE + 1).step, 'resolve');
    assert.equal(laneDueAt(lane), 1000 + LEASE + 1);
  });

  test('tries a failed version three times in all, and then leaves it to a person', () => {
    let lane = wanting(1);
    for (let round = 1; round <= 3; round++) lane = failed(accepted(begin(lane, CALL, 0), 0), 0, 'no capacity', 0);

    assert.deepEqual(nextLaneStep(lane, 1), { step: 'nothing' });
    assert.equal(laneDueAt(lane), null);
    assert.equal(want(lane, PLACE, wantedOf(1), 1), null);
    assert.equal(reopened(lane, 1)?.wanted?.version, 1);
  });

  test('leaves a failed version for a newer one that is wanted meanwhile', () => {
    const lane = failed(wanting(2, accepted(begin(wanting(1), CALL, 0), 0)), 7, 'no capacity', 300_000);

    assert.deepEqual(nextLaneStep(lane, 7), { step: 'start', wanted: wantedOf(2) });
  });

  test('counts how long something waits from the first version that waits, not the newest', () => {
    const lane = wanting(3, wanting(2, wanting(1, null, 100), 200), 300);

    assert.equal(lane.waitingSince, 100);
  });

  test('goes on with an approval that comes after a version was dropped', () => {
    const dropped = givenUp(wanting(9, served(7)), { result: 'Dropped', because: 'v9 is Rejected', instead: null }, 0);

    assert.equal(want(dropped, PLACE, wantedOf(8), 1)?.wanted?.version, 8);
  });

  test('refuses to begin where a call is under way', () => {
    assert.throws(() => begin(wanting(2, begin(wanting(1), CALL, 0)), CALL, 0), /nothing to begin/u);
  });
});
