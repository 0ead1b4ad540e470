// An update of a project that is under way: lost, slow, failed, overtaken.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LEASE } from '../../lib/ledger/limits.ts';
import { arnOf, givenProject, withParameter } from './given.ts';

const MINUTE = 60_000;

describe('an update', () => {
  test('whose answer is lost is found by the project itself once its lease is over, and never sent twice', async () => {
    const given = givenProject();
    given.state.answer = 'lost';
    await given.approve(2);
    await given.deliver();
    given.complete();
    given.pass(MINUTE);
    await given.deliver();
    given.pass(LEASE);

    await given.deliver();

    assert.equal(given.sent.length, 1);
    assert.deepEqual(given.types().slice(-1), ['Project Update Finished']);
    assert.ok(given.types().includes('Project Update Started'));
  });

  test('that never landed is read again and sent again after its lease, with the name of who changed the project meanwhile', async () => {
    const given = givenProject();
    given.state.answer = 'lostOnTheWay';
    await given.approve(2);
    await given.deliver();
    given.state.answer = 'accepted';
    const { project } = given.state;
    const bob = 'arn:aws:iam::111122223333:user/bob';
    if (project)
      given.state.project = {
        ...project,
        status: 'UpdateCompleted',
        parameters: withParameter('Stage', 'blue'),
        modifiedAt: given.state.now + 1,
        modifiedBy: bob,
      };
    given.pass(LEASE + 1000);

    await given.deliver();

    assert.equal(given.sent.length, 2);
    assert.equal(given.sent[1]?.parameters.get('Stage'), 'blue');
    const started = given.events.find(({ detailType }) => detailType === 'Project Update Started');
    assert.match(JSON.stringify(started?.detail), new RegExp(`"changedBy":"${bob}"`, 'u'));
  });

  test('that never landed is not told of by a worker that stood still while others went on with the next version', async () => {
    const given = givenProject();
    given.state.answer = 'lostOnTheWay';
    await given.approve(2);
    await given.deliver();
    given.state.answer = 'accepted';
    given.pass(LEASE + 1000);
    given.state.meanwhile = async () => {
      await given.approve(3);
      await given.deliver();
      given.complete('UpdateFailed', 'limit exceeded');
    };

    await given.deliver();
    given.pass(MINUTE);
    await given.deliver();

    const told = given.events.map(({ detailType, detail }) => [detailType, detail.subject.modelPackageArn]);
    assert.deepEqual(told, [
      ['Project Update Started', arnOf(3)],
      ['Project Update Failed', arnOf(3)],
    ]);
  });

  test('that ends in UpdateFailed is told with its message and tried three times in all', async () => {
    const given = givenProject();
    await given.approve(2);
    for (let round = 0; round < 5; round++) {
      await given.deliver();
      if (given.state.project?.status === 'UpdateInProgress') {
        given.complete('UpdateFailed', 'limit exceeded');
        const { project } = given.state;
        if (project) given.state.project = { ...project, parameters: withParameter('Stage', 'prod') };
      }
      given.pass(60 * MINUTE);
    }
    await given.deliver();

    assert.equal(given.sent.length, 3);
    const failures = given.events.filter(({ detailType }) => detailType === 'Project Update Failed');
    assert.equal(failures.length, 3);
    assert.match(JSON.stringify(failures[0]?.detail), /limit exceeded/u);
    assert.match(JSON.stringify(failures[2]?.detail), /"nextAttemptAt":null/u);
  });

  test('that failed is sent again although the project shows its parameters: they are not what it serves', async () => {
    const given = givenProject();
    await given.approve(2);
    await given.deliver();
    given.complete('UpdateFailed', 'limit exceeded');
    given.pass(60 * MINUTE);

    await given.deliver();
    given.pass(60 * MINUTE);
    await given.deliver();

    assert.equal(given.sent.length, 2);
    assert.equal(given.sent[1]?.parameters.get('ModelPackageArn'), arnOf(2));
    assert.deepEqual([...given.lanes.items.values()][0]?.attempt?.after, { ModelPackageArn: arnOf(2) });
  });

  test('is followed by one more with the newest only, however many versions are approved in that minute', async () => {
    const given = givenProject();
    await given.approve(2);
    await given.deliver();
    for (let version = 3; version <= 9; version++) {
      await given.approve(version);
      await given.deliver();
    }
    given.complete();
    given.pass(MINUTE);
    await given.deliver();

    assert.deepEqual(
      given.sent.map(({ parameters }) => parameters.get('ModelPackageArn')),
      [arnOf(2), arnOf(9)],
    );
  });

  test('that takes hours is waited for with ever longer pauses of at most 15 minutes, and told after an hour', async () => {
    const given = givenProject({ project: { status: 'UpdateInProgress' } });
    await given.approve(2);
    for (let look = 0; look < 60; look++) {
      await given.deliver();
      given.pass(given.wakes.at(-1)?.delay ?? 0);
    }

    assert.equal(given.sent.length, 0);
    assert.ok(given.longWaits.length > 0);
    assert.ok(given.wakes.every(({ delay }) => delay <= 15 * MINUTE));
  });

  test('that finds another at work is not sent again before that is over', async () => {
    const given = givenProject();
    given.state.answer = 'busy';
    await given.approve(2);
    await given.deliver();
    await given.deliver();

    assert.equal(given.sent.length, 1);
    assert.equal([...given.lanes.items.values()][0]?.attempt, null);
  });

  test('whose acceptance meets a newer approval is followed all the same, and does not wait for its lease', async () => {
    const given = givenProject();
    await given.approve(2);
    const putLane = given.lanes.putLane.bind(given.lanes);
    let isInterrupted = false;
    const interrupting: typeof putLane = async (expected, next) => {
      if (next.attempt?.phase === 'following' && !isInterrupted) {
        isInterrupted = true;
        await given.approve(3);
      }
      return putLane(expected, next);
    };
    Object.assign(given.lanes, { putLane: interrupting });

    await given.deliver();

    const [lane] = given.lanes.items.values();
    assert.equal(lane?.attempt?.phase, 'following');
    assert.equal(lane.wanted?.version, 3);
  });
});
