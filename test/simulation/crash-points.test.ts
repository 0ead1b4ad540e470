// Every await of deciding, answering and sweeping is a place to die: each is tried, before and after its effect, and the invariants hold all the same.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runs } from '../runs.ts';
import { loadEngine, type Engine } from './engine.ts';
import { live } from './history.ts';
import { judge } from './judge.ts';
import type { Options } from './world.ts';

/** Seeds whose two packages are approved, rejected, held, reviewed and changed under way; nothing goes wrong in them but the crash. */
const SEEDS = Array.from({ length: runs(2, 60) }, (_, index) => index + 1);
const CALM: Options = { isCalm: true };

/** All crashes of one history that broke something, as `seed at when: rules`. */
async function crashesOf(seed: number, engine: Engine, options: Options): Promise<{ tried: number; broken: string[] }> {
  const { requests } = (await live(seed, engine, options)).state;
  const broken: string[] = [];
  for (let at = 1; at <= requests; at++)
    for (const when of ['before', 'after'] as const) {
      const world = await live(seed, engine, { ...options, crash: { at, when } });
      const rules = judge(world);
      if (rules.length > 0) broken.push(`seed ${seed}, request ${at}, ${when}: ${rules.join('; ')}`);
    }
  return { tried: requests * 2, broken };
}

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
