// Registrations under random interleavings (I10): one copy for each version, evidence and target, whatever is lost, late, killed or closed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';
import { givenRegistrations, settled } from './registration-given.ts';
import type { Answer } from './target-given.ts';

type Happening =
  | { readonly what: 'decide'; readonly version: number; readonly isApproved: boolean; readonly isChanged: boolean }
  | { readonly what: 'promote' | 'kill'; readonly which: number }
  | { readonly what: 'deliver'; readonly which: number; readonly isKept: boolean }
  | { readonly what: 'step'; readonly which: number; readonly answer: Answer }
  | { readonly what: 'pass'; readonly seconds: number }
  | { readonly what: 'gate'; readonly target: number; readonly isClosed: boolean }
  | { readonly what: 'land' | 'sweep' };

const which = fc.nat(20);
const one = <What extends string>(what: What) => fc.constant(what);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      what: one('decide'),
      version: fc.integer({ min: 1, max: 3 }),
      isApproved: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
      isChanged: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ what: one('promote'), which }) },
  { weight: 5, arbitrary: fc.record({ what: one('deliver'), which, isKept: fc.boolean() }) },
  {
    weight: 40,
    arbitrary: fc.record({
      what: one('step'),
      which,
      answer: fc.oneof(
        { weight: 8, arbitrary: fc.constant<Answer>('ok') },
        fc.constantFrom<Answer>('lost', 'lostBefore', 'late', 'throttled'),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: one('kill'), which }) },
  { weight: 3, arbitrary: fc.record({ what: one('pass'), seconds: fc.constantFrom(1, 20, 60, 200, 400) }) },
  { weight: 1, arbitrary: fc.record({ what: one('gate'), target: fc.nat(1), isClosed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: one('land') }) },
  { weight: 1, arbitrary: fc.record({ what: one('sweep') }) },
);

type World = ReturnType<typeof givenRegistrations>;

async function happen(world: World, it: Happening): Promise<void> {
  if (it.what === 'decide') world.source.decide(it.version, it.isApproved ? 'Approved' : 'Rejected', it.isChanged);
  if (it.what === 'promote') await world.promote(it.which);
  if (it.what === 'deliver') world.deliver(it.which, it.isKept);
  if (it.what === 'step') world.step(it.which, it.answer);
  if (it.what === 'kill') world.kill(it.which);
  if (it.what === 'pass') world.pass(it.seconds * 1000);
  if (it.what === 'gate') Object.assign(world.targets[it.target]?.state ?? {}, { closed: it.isClosed });
  if (it.what === 'land') for (const target of world.targets) target.landLate();
  if (it.what === 'sweep') await world.sweep();
  await settled();
}

/** Faults stop, and everything comes to its end. */
async function quiet(world: World): Promise<void> {
  for (const { state } of world.targets) state.closed = false;
  while (world.source.unseen.length > 0) await world.promote(0);
  for (let round = 0; round < 40; round++) {
    world.pass(20 * 60_000);
    for (const target of world.targets) target.landLate();
    await world.sweep();
    for (let moves = 0; moves < 2_000; moves++) {
      if (world.held().length > 0) world.step(0, 'ok');
      else if (world.wakes().some(({ at }) => at <= world.state.now)) world.deliver(0);
      else break;
      await settled();
    }
    if (world.wakes().length === 0) return;
  }
  assert.fail('the registrations do not come to rest');
}

/** What is there of one version in one target, by evidence. */
function copiesOf({ source, targets }: World, version: number) {
  const evidence = source.versions.get(version)?.evidence;
  return targets.map(({ copies }) => {
    const own = copies.filter(({ metadata }) => metadata.get('modelgate:source-arn')?.endsWith(`/${version}`));
    return { own, current: own.filter(({ metadata }) => metadata.get('modelgate:source-digest') === evidence) };
  });
}

const holds = (isRemembered: boolean, check: (world: World) => void): Promise<void> =>
  fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 80, maxLength: 160 }), async (happened) => {
      const world = givenRegistrations({ skews: [-15_000, 0, 15_000] });
      for (const { state } of world.targets) state.remembers = isRemembered;
      for (const it of happened) await happen(world, it);
      await quiet(world);
      check(world);
    }),
    { numRuns: runs(150, 1_500) },
  );

function checkAll(world: World): void {
  for (const { copies } of world.targets) {
    const keys = copies.map(
      ({ metadata }) => `${metadata.get('modelgate:source-arn')} ${metadata.get('modelgate:source-digest')}`,
    );
    assert.equal(new Set(keys).size, keys.length, `a copy is there twice: ${keys.join(', ')}`);
    for (const { content, metadata } of copies) {
      assert.equal(metadata.get('modelgate:source-digest'), content, 'a copy is of other evidence than it says');
      assert.match(metadata.get('modelgate:source-decision') ?? '', /^d-/u);
    }
  }
  for (const [version, { status }] of world.source.versions)
    for (const { own, current } of copiesOf(world, version)) {
      if (status === 'Approved') assert.equal(current.length, 1, `v${version} is approved and has no copy`);
      if (status === 'Approved') assert.equal(current[0]?.status, 'PendingManualApproval');
      else
        assert.ok(
          own.every((copy) => copy.status === 'Rejected'),
          `a copy of v${version} is not rejected`,
        );
    }
}

describe('registrations under random interleavings', () => {
  test('make exactly one copy of what is approved in each target, and carry what is rejected later to all copies', () =>
    holds(true, checkAll));

  test('do so too where the target forgets the ClientTokens it has seen', () => holds(false, checkAll));
});
