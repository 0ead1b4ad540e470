// Runs the real protocol through seeded histories: no invariant breaks, and each defence taken out is found missing.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadMutant } from './load-mutant.ts';
import { KNOWN_MUTANTS } from './whole-mutants.ts';
import { runs } from '../runs.ts';
import { runSeeds } from './simulate.ts';

/** 1,000 histories in `npm test`, fifteen times as many in `npm run test:all`, which simulates 100,000 more afterwards. */
const HISTORIES = [
  ['whole', 400],
  ['base', 250],
  ['tokenless', 90],
  ['studio', 90],
  ['audit', 90],
  ['order', 90],
] as const;

/** F15 two workers at one version, F18 events from the past, F24 clocks that differ, F32 policies that change between decision and write, F45 sweeps beside events, F51 people who answer while a revision is applied, F52 people who disagree and withdraw: each happens in these histories. */
describe('the gate keeps its invariants (I1, I2, I3a-d, I4, I5, I6, I7, I8, I9, I10, I12, I16, I17, I18, I20)', () => {
  for (const [name, short] of HISTORIES) {
    const seeds = runs(short, 15 * short);
    it(`in ${seeds} histories of the case ${name}`, async () => {
      const { violating, rules } = await runSeeds({ name, from: 1, seeds });
      const [first] = violating;
      const hint = `the shortest history: npm run simulate -- --case ${name} --from ${first} --seeds 1`;
      assert.deepEqual({ violating, rules: [...rules.keys()] }, { violating: [], rules: [] }, hint);
    });
  }
});

/** Histories that once broke a rule, and what was wrong then. */
const KEPT = [
  ['whole', 160_568, 'a worker that stood still between lane and project tells nothing of what others did meanwhile'],
  [
    'whole',
    616_008,
    'who presses twice is judged by what each press had read of his authority, which is taken away in between',
  ],
] as const;

describe('a history that once broke a rule breaks none', () => {
  for (const [name, from, why] of KEPT)
    it(`${name} ${from}: ${why}`, async () => {
      const { rules } = await runSeeds({ name, from, seeds: 1 });

      assert.deepEqual([...rules.keys()], []);
    });
});

describe('a defence taken out is found missing', () => {
  for (const mutant of KNOWN_MUTANTS)
    it(`${mutant.name}, in the case ${mutant.case}`, async () => {
      const engine = await loadMutant(mutant);
      const options = { without: [mutant.name] };
      // The known seed first; where the code has changed since, one of those after it will do.
      const { violating, rules } = await runSeeds({
        name: mutant.case,
        from: mutant.seed,
        seeds: 300,
        engine,
        options,
        enough: 1,
      });
      assert.equal(violating.length, 1, `expected an invariant to break without ${mutant.name}`);
      assert.ok(
        [...rules.keys()].some((rule) => rule.startsWith('I')),
        'an invariant, not a crash of the code',
      );
    });
});
