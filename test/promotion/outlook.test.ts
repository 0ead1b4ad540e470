// What an approval would do beside how lanes stand: which version serves now, which would, and what keeps it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { begin, finished, givenUp, postponed, want, type Lane } from '../../lib/ledger/lane.ts';
import { makeOutlook } from '../../lib/promotion/outlook.ts';
import { projectLane } from '../../lib/promotion/project-lane.ts';
import { makeInMemoryLanes } from '../ledger/in-memory-lanes.ts';
import { PLACE, wantedOf } from '../ledger/lane-world.ts';
import { REDEPLOYMENT } from './given.ts';
import { registrationTo } from './registration-given.ts';

const CALL = { owner: 'w', parameterDigest: '', readModifiedAt: null, before: {}, after: {}, changedBy: null };
const wantedIn = (lane: Lane | null, version: number, place = PLACE): Lane =>
  want(lane, place, wantedOf(version, { redeployment: REDEPLOYMENT.name }), 1_000) ?? assert.fail('it is no news');
const serving = (version: number): Lane => finished(begin(wantedIn(null, version), CALL, 2_000), 5_000, 'done');

/** The steps for a version of the group `search`, with these lanes. */
async function outlookOf(version: number, lanes: readonly Lane[], more: Partial<typeof REDEPLOYMENT> = {}) {
  const kept = makeInMemoryLanes();
  for (const lane of lanes) kept.items.set(lane.laneId, lane);
  const outlook = makeOutlook({
    redeployments: [{ ...REDEPLOYMENT, ...more }],
    registrations: [registrationTo('444455556666')],
    lanes: kept,
  });
  const identity = `search:${version}`;
  return outlook({ group: 'search', account: '111122223333', region: 'us-east-1', version, identity });
}

describe('the outlook on an approval', () => {
  test('says which version the project serves, since when, and what it changes to', async () => {
    const [project, copy] = await outlookOf(8, [serving(6)]);

    assert.equal(project?.does, 'Project search is redeployed: ModelPackageArn changes from v6 to v8.');
    assert.deepEqual(project.now, [{ text: 'serves search v6', since: 5_000 }]);
    assert.equal(project.onRejection, null);
    assert.match(copy?.does ?? '', /^A copy is registered in account 444455556666/u);
    assert.deepEqual(copy?.now, []);
  });

  test('knows nothing of a project that the gate never touched', async () => {
    const [project] = await outlookOf(8, []);

    assert.equal(project?.does, 'Project search is redeployed: ModelPackageArn becomes v8.');
    assert.deepEqual(project.now, []);
  });

  test('changes nothing where a newer version waits, and says for what', async () => {
    const [project] = await outlookOf(8, [
      postponed(wantedIn(serving(6), 9), 9_000, 'project search is UpdateInProgress'),
    ]);

    assert.equal(project?.does, 'Project search goes by v9, which is newer: an approval changes nothing there.');
    assert.deepEqual(
      project.now.map(({ text }) => text),
      ['serves search v6', 'waits for search v9: project search is UpdateInProgress'],
    );
  });

  test('says what a rejection of the served version does', async () => {
    const [kept] = await outlookOf(6, [serving(6)]);
    const [back] = await outlookOf(6, [serving(6)], { onRejected: 'PreviousApproved' });

    assert.equal(kept?.onRejection, 'Project search keeps it.');
    assert.equal(back?.onRejection, 'Project search gets the highest approved version.');
  });

  test('finds the project of a group by what its file filled last, and says where none is known', async () => {
    const more = { project: { fromTag: 'team' } };
    const place = projectLane(wantedOf(1), REDEPLOYMENT, null);
    const refused = givenUp(
      wantedIn(null, 7, place),
      { result: 'Refused', because: 'set the tag', instead: null },
      6_000,
    );
    const [found] = await outlookOf(8, [refused, serving(6)], more);
    const [unknown] = await outlookOf(8, [refused], more);

    assert.deepEqual([found?.about, unknown?.about], ['Project search', 'The project of group search']);
    assert.deepEqual(unknown?.now, [{ text: 'did not get search v7: set the tag', since: 6_000 }]);
  });
});
