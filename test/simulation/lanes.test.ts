// Lanes of projects under seeded histories: each defence of a lane, taken out of a copy of the production code, is found missing (I9).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeLaneWorld, type Happening, type LaneMoves } from '../ledger/lane-world.ts';
import { LANE_DEFENCES } from './defences.ts';
import { loadWithout } from './load-mutant.ts';
import { makeChance, type Chance } from './schedule.ts';

const IN_FLIGHT = /in flight|landed on the first/u;
const LOST = /newest wanted version/u;

/** The rule that breaks without each of them. */
const RULES: Readonly<Record<keyof typeof LANE_DEFENCES, RegExp>> = {
  signingWindow: IN_FLIGHT,
  wholeLease: IN_FLIGHT,
  leaseOutlivesSignature: IN_FLIGHT,
  onlyNewer: LOST,
  withdrawnIsWantedAgain: LOST,
  failedIsTriedAgain: LOST,
};

function happeningOf({ pick, between }: Chance): Happening {
  const worker = pick([0, 1, 2]);
  const what = pick([...STEPS, 'approve', 'approve', 'kill', 'pass', 'pass', 'pass', 'land', 'end', 'end', 'other']);
  switch (what) {
    case 'approve':
      return { what, version: Math.floor(between(1, 10)) };
    case 'kill':
      return { what, worker };
    case 'pass':
      return { what, seconds: pick([1, 50, 200, 400]) };
    case 'end':
      return { what, good: pick([true, false]) };
    case 'land':
    case 'other':
      return { what };
    default:
      return { what: 'step', worker, answer: pick(['ok', 'lost', 'lost', 'throttled']) };
  }
}

const STEPS = Array.from({ length: 12 }, () => 'step' as const);

/** Enough quiet time and working workers for everything to come to its end. */
const QUIET: readonly Happening[] = Array.from({ length: 60 }, (): readonly Happening[] => [
  { what: 'pass', seconds: 400 },
  { what: 'land' },
  { what: 'end', good: true },
  ...[0, 1, 2, 0, 0].map((worker): Happening => ({ what: 'step', worker, answer: 'ok' })),
]).flat();

/** One history; the sentences about what went wrong. */
function liveLane(seed: number, moves?: LaneMoves): readonly string[] {
  const chance = makeChance(seed);
  const world = makeLaneWorld(moves);
  let newest = 0;
  for (let count = 0; count < 90; count++) {
    const happening = happeningOf(chance);
    if (happening.what === 'approve') newest = Math.max(newest, happening.version);
    world.happen(happening);
  }
  for (const one of QUIET) world.happen(one);
  const lane = world.lane();
  const isServed = lane?.outcome?.wanted.version === newest && lane.outcome.result === 'Finished';
  const isGivenUp = lane?.outcome?.wanted.version === newest && lane.failures === 3;
  const isLost = newest > 0 && !isServed && !isGivenUp;
  return [...world.faults, ...(isLost ? ['the newest wanted version was lost'] : [])];
}

/** The first of so many seeds that breaks a rule; null where none does. */
function firstBroken(seeds: number, rule: RegExp, moves?: LaneMoves): number | null {
  for (let seed = 1; seed <= seeds; seed++)
    if (liveLane(seed, moves).some((sentence) => rule.test(sentence))) return seed;
  return null;
}

test('no history breaks a rule of the lanes', () => {
  assert.equal(firstBroken(600, /./u), null);
});

describe('a defence of the lanes taken out is found missing', () => {
  for (const [name, change] of Object.entries(LANE_DEFENCES))
    test(name, async () => {
      const moves = (await loadWithout(name, ['ledger/lane.ts'], change)) as LaneMoves;
      const found = firstBroken(3_000, RULES[name as keyof typeof RULES], moves);
      assert.notEqual(found, null, `expected a rule to break without ${name}`);
    });
});
