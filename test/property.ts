// fast-check for all property tests: what `npm test` draws follows from the commit, what `npm run test:all` draws is new each time.
import fc from 'fast-check';

const { MODELGATE_LONG, MODELGATE_SEED } = process.env;

// A suite that decides over a change has to answer the same for the same change; what is found by luck is found by test:all,
// or by MODELGATE_SEED=N npm test. A failure prints its seed in all of them.
if (MODELGATE_SEED !== undefined) fc.configureGlobal({ seed: Number(MODELGATE_SEED) });
else if (MODELGATE_LONG !== '1') fc.configureGlobal({ seed: 1 });

export { fc };
