// The order of copies: what waits for one target at the same time goes there by version, and nobody waits for what is stuck.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { retryLanes } from '../../lib/promotion/retry-lanes.ts';
import { givenRegistrations, settled } from './registration-given.ts';
import type { Answer } from './target-given.ts';

type World = ReturnType<typeof givenRegistrations>;

/** Everything that can go on now does, the wake-ups that were sent last first; `create` is how each registration is answered. */
async function run(world: World, create: Answer = 'ok'): Promise<void> {
  for (;;) {
    const due = world.wakes().filter(({ at }) => at <= world.state.now).length;
    const [held] = world.held();
    if (held) world.step(0, held.operation === 'create' ? create : 'ok');
    else if (due > 0) world.deliver(due - 1);
    else return;
    await settled();
  }
}

async function approve(world: World, ...versions: readonly number[]): Promise<void> {
  for (const version of versions) world.source.decide(version, 'Approved', false);
  while (world.source.unseen.length > 0) await world.promote(0);
}

/** Versions of the source in the order in which they came to each target. */
const arrived = ({ targets }: World): readonly string[] =>
  targets.map(({ copies }) => copies.map(({ content }) => content.split('/')[0]).join(' '));

const laneOf = (world: World, version: number) => {
  const lane = [...world.lanes.items.values()].find(({ wanted }) => wanted?.version === version);
  return lane ?? assert.fail(`no lane wants v${version}`);
};

describe('versions of one group that wait for the same target', () => {
  test('are registered there by their numbers, whatever order they are woken in, without waiting for the next look', async () => {
    const world = givenRegistrations();
    await approve(world, 2, 4, 1, 3);

    await run(world);

    assert.deepEqual(arrived(world), ['1 2 3 4', '1 2 3 4']);
  });

  test('are woken by the sweep where every wake-up was lost', async () => {
    const world = givenRegistrations();
    await approve(world, 1, 2);
    const lost = world.wakes().length;
    world.loseWakes();

    await world.sweep();
    const woken = world.wakes().length;
    await run(world);

    assert.deepEqual([lost, woken], [4, 4]);
    assert.deepEqual(arrived(world), ['1 2', '1 2']);
  });

  test('do not wait for one that is blocked, which is tried again as soon as another has come through', async () => {
    const world = givenRegistrations();
    await approve(world, 1, 2);
    for (const lane of world.lanes.items.values())
      if (lane.wanted?.version === 1) {
        const blocked = {
          reason: 'ObjectMissing',
          message: 'gone',
          fix: null,
          since: world.state.now,
          times: 3,
          isGivenUp: false,
        };
        world.lanes.items.set(lane.laneId, { ...lane, blocked, nextAttemptAt: world.state.now + 3_600_000 });
      }

    await run(world);

    assert.deepEqual(arrived(world), ['2 1', '2 1']);
  });

  test('wait for an older one no longer than ten minutes', async () => {
    const world = givenRegistrations();
    await approve(world, 1, 2);
    const older = laneOf(world, 1);
    // It is put off again and again.
    world.lanes.items.set(older.laneId, { ...older, nextAttemptAt: world.state.now + 86_400_000 });

    await run(world);
    const before = arrived(world);
    world.pass(11 * 60_000);
    await run(world);

    assert.deepEqual(
      [before, arrived(world)],
      [
        ['', '1 2'],
        ['2 1', '1 2'],
      ],
    );
  });
});

describe('a call that may have landed in a target that was closed since', () => {
  test('is kept and sleeps after a day, is not sent again, and is found when somebody asks for it', async () => {
    const world = givenRegistrations();
    await approve(world, 1);
    await run(world, 'lost');
    for (const { state } of world.targets) state.closed = true;
    for (let hours = 0; hours < 30; hours++) {
      world.pass(3_600_000);
      await run(world);
    }
    const asleep = [...world.lanes.items.values()];
    const due = await world.lanes.readDueLanes(world.state.now, null);
    for (const { state } of world.targets) state.closed = false;

    const retried = await retryLanes({ ...world, clock: () => world.state.now }, asleep);
    await run(world);

    assert.deepEqual(
      asleep.map(({ attempt, blocked }) => [attempt?.phase, blocked?.isGivenUp]),
      [
        ['sending', true],
        ['sending', true],
      ],
    );
    assert.deepEqual([due.laneIds, retried], [[], 2]);
    assert.deepEqual(arrived(world), ['1', '1']);
    assert.ok([...world.lanes.items.values()].every(({ copies, blocked }) => copies?.length === 1 && !blocked));
    const failures = world.events.filter(({ detailType }) => detailType === 'Model Package Registration Failed');
    assert.equal(failures.length, 4);
  });
});
