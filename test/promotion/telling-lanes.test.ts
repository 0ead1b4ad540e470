// What the log tells of a lane: a wake-up names no decision, so the lines of the lane do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { givenUp, postponed, want } from '../../lib/ledger/lane.ts';
import { tellingLanes } from '../../lib/promotion/telling-lanes.ts';
import { makeInMemoryLanes } from '../ledger/in-memory-lanes.ts';
import { PLACE, wantedOf } from '../ledger/lane-world.ts';

test('a lane is told with the decision that is wanted in it, how it moves and how it ends; an idle one leaves no line', async () => {
  const lines: unknown[] = [];
  const lanes = tellingLanes(makeInMemoryLanes(), { info: (message, facts) => lines.push([message, facts]) });
  const wanted = want(null, PLACE, wantedOf(2), 0);
  if (!wanted) throw new Error('version 2 is not wanted');
  const waiting = postponed(wanted, 10, 'the project is UpdateInProgress');
  const ended = givenUp(waiting, { result: 'Dropped', because: 'it is gone', instead: null }, 20);

  await lanes.putLane(null, wanted);
  await lanes.readLane(PLACE.laneId);
  await lanes.putLane(wanted, waiting);
  await lanes.putLane(waiting, ended);
  await lanes.readLane(PLACE.laneId);

  const about = { laneId: PLACE.laneId, decisionId: 'd-2', modelPackageArn: wantedOf(2).subject.modelPackageArn };
  assert.deepEqual(lines, [
    ['lane moved', { ...about, phase: 'wanted', because: null }],
    ['lane read', { ...about, phase: 'wanted', because: null }],
    ['lane moved', { ...about, phase: 'wanted', because: 'the project is UpdateInProgress' }],
    ['lane ended', { ...about, result: 'Dropped', because: 'it is gone' }],
  ]);
});
