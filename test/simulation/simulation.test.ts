// Runs the real protocol through seeded histories: no invariant breaks, and each defence taken out is found missing.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadMutant, MUTANTS } from './mutants.ts';
import { runSeeds } from './simulate.ts';

const HISTORIES: readonly (readonly [string, number])[] = [
  ['base', 1500],
  ['tokenless', 400],
  ['studio', 400],
  ['audit', 400],
  ['order', 300],
];

describe('the protocol keeps its invariants (I1, I2, I3a-d, I4, I6, I7, I8, I12, I16, I17)', () => {
  for (const [name, seeds] of HISTORIES)
    it(`in ${seeds} histories of the case ${name}`, async () => {
      const { violating, rules } = await runSeeds({ name, from: 1, seeds });
      assert.deepEqual({ violating, rules: [...rules.keys()] }, { violating: [], rules: [] });
    });
});

describe('a defence taken out is found missing', () => {
  for (const mutant of MUTANTS)
    it(`${mutant.name}, in the case ${mutant.case}`, async () => {
      const { engine, remove } = await loadMutant(mutant);
      const options = { without: [mutant.name] };
      // The known seed first; where the code has changed since, one of those after it will do.
      const { violating } = await runSeeds({
        name: mutant.case,
        from: mutant.seed,
        seeds: 300,
        engine,
        options,
        enough: 1,
      });
      remove();
      assert.equal(violating.length, 1, `expected an invariant to break without ${mutant.name}`);
    });
});
