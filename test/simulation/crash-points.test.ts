// Every await of deciding, answering and sweeping is a place to die: each is tried, before and after its effect, and the invariants hold all the same.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runs } from '../runs.ts';
import { loadEngine, type Engine } from './engine.ts';
import { live } from './history.ts';
import { judge } from './judge.ts';
import type { Options } from './records.ts';

/** Seeds whose two packages are approved, rejected, held, reviewed and changed under way; nothing goes wrong in them but the crash. */
const SEEDS = Array.from({ length: runs(1, 30) }, (_, index) => index + 1);
/** In the first a version is approved by people, its project updated, a copy made, and the other version deleted while people are asked. */
const WHOLE_SEEDS = [237, 41, 65, 111, 69, 134].slice(0, runs(1, 6));
/** Awaits of each of the functions. */
const AWAITS = [
  /^describe v/u,
  /^putLane project sending/u,
  /^UPDATE project/u,
  /^publish Project Update Finished/u,
  /^putLane registration sending/u,
  /^CREATE copy/u,
  /^publish Model Package Registered/u,
  /^wake project/u,
  /^putEntry answered/u,
];
const CALM: Options = { isCalm: true };

type Crashes = { readonly tried: number; readonly broken: readonly string[]; readonly names: readonly string[] };

/** All crashes of one history that broke something, as `seed at when: rules`. */
async function crashesOf(seed: number, engine: Engine, options: Options): Promise<Crashes> {
  const { requests } = (await live(seed, engine, options)).state;
  const broken: string[] = [];
  const names: string[] = [];
  for (let at = 1; at <= requests; at++)
    for (const when of ['before', 'after'] as const) {
      const world = await live(seed, engine, { ...options, crash: { at, when } });
      const rules = judge(world);
      names.push(world.state.diedAt);
      if (rules.length > 0) broken.push(`seed ${seed}, request ${at}, ${when}: ${rules.join('; ')}`);
    }
  return { tried: requests * 2, broken, names };
}

const WHOLE: Options = { ...CALM, isWhole: true, studio: true };

describe('a worker that dies at any await of promote, redeploy, register, review or the ending of a deleted version (F13)', () => {
  for (const [title, options] of [
    ['leaves what the next delivery finishes', WHOLE],
    ['leaves what a sweep finishes, where no wake-up comes back', { ...WHOLE, isNeverRedelivered: true }],
  ] as const)
    it(title, async () => {
      const engine = await loadEngine();
      const died = new Set<string>();
      const broken: string[] = [];
      for (const seed of WHOLE_SEEDS) {
        const crashes = await crashesOf(seed, engine, options);
        broken.push(...crashes.broken);
        for (const name of crashes.names) died.add(name);
      }

      assert.deepEqual(broken, []);
      for (const part of AWAITS)
        assert.ok(
          [...died].some((name) => part.test(name)),
          `${part} was among them`,
        );
    });
});

describe('a worker that dies at any await of decide, answer or reconcile (F13)', () => {
  for (const [title, options] of [
    ['leaves what the next delivery finishes', CALM],
    ['leaves what a sweep finishes, where no message comes back', { ...CALM, isNeverRedelivered: true }],
  ] as const)
    it(title, async () => {
      const engine = await loadEngine();
      let tried = 0;
      const broken: string[] = [];
      for (const seed of SEEDS) {
        const crashes = await crashesOf(seed, engine, options);
        tried += crashes.tried;
        broken.push(...crashes.broken);
      }

      assert.deepEqual(broken, []);
      assert.ok(tried > SEEDS.length * 50, `${tried} crashes were tried`);
    });

  it('is noticed: without sweep and without a second delivery some crashes lose work', async () => {
    const options: Options = { ...CALM, isNeverRedelivered: true, without: ['sweep'] };

    const { broken } = await crashesOf(1, await loadEngine(), options);

    assert.match(broken.join(), /I4/u);
  });
});
