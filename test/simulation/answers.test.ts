// Answers of people under random histories: no rule breaks, and each defence of the reviews, taken out, is found missing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runs } from '../runs.ts';
import { liveAnswers, loadAnswerEngine, type AnswerEngine } from './answers.ts';
import { copyWithout } from './mutants.ts';

const STANDING = 'reviews/standing.ts';
const TRANSITIONS = 'ledger/transitions.ts';

/** The defence, the rule that breaks without it, and the first seed that is known to show it. */
const MUTANTS = [
  {
    name: 'authorityAtAnswer',
    rule: 'answered without authority',
    seed: 1,
    change: { file: 'reviews/answer.ts', find: 'if (refused) return refused;', replace: '' },
  },
  {
    name: 'authorityAtSettling',
    rule: 'met by another number of people',
    seed: 1,
    change: { file: STANDING, find: 'excluded.set(id, revokedBecause(name, revocation));', replace: '{}' },
  },
  {
    name: 'segregationOfDuties',
    rule: 'answered without authority',
    seed: 1,
    change: {
      file: STANDING,
      find: 'new Map(excludedBy(requirement, review.authors, directory))',
      replace: 'new Map<string, Exclusion>()',
    },
  },
  {
    name: 'digestBinding',
    rule: 'answered other evidence',
    seed: 1,
    change: {
      file: TRANSITIONS,
      find: "if (review.packageDigest !== given.packageDigest) return 'other evidence';",
      replace: '',
    },
  },
  {
    name: 'oneVoice',
    rule: 'one person had two voices',
    seed: 1,
    change: {
      file: TRANSITIONS,
      find: "if (before !== null && given.choice !== 'Withdraw') return 'answered before';",
      replace: '',
    },
  },
  {
    name: 'quorumOfDistinctPeople',
    rule: 'met by another number of people',
    seed: 1,
    change: {
      file: STANDING,
      find: 'lastAnswers(review).filter(isCounted)',
      replace: 'review.answers.filter(isCounted)',
    },
  },
  {
    name: 'expiry',
    rule: 'answered after the time was over',
    seed: 1,
    change: { file: 'reviews/settle.ts', find: 'one.expiresAt <= now', replace: 'one.expiresAt < 0' },
  },
  {
    name: 'decidedIsDecided',
    rule: 'answered what was decided',
    seed: 1,
    change: {
      file: TRANSITIONS,
      find: "if (end) return end.outcome === 'expired' ? 'expired' : 'complete';",
      replace: '',
    },
  },
] as const;

/** The first seed from `from` on that breaks the rule; null where none of so many does. */
async function firstBroken(engine: AnswerEngine, from: number, seeds: number, rule: string | null) {
  for (let seed = from; seed < from + seeds; seed++) {
    const broken = await liveAnswers(seed, engine);
    if (rule === null ? broken.length > 0 : broken.includes(rule)) return { seed, broken };
  }
  return null;
}

test('no answer breaks a rule, whoever says what when', async () => {
  const seeds = runs(2_000, 200_000);
  assert.equal(await firstBroken(await loadAnswerEngine(), 1, seeds, null), null);
});

describe('a defence of the reviews taken out is found missing', () => {
  for (const { name, rule, seed, change } of MUTANTS)
    test(`${name}: ${rule}`, async () => {
      const { lib, remove } = copyWithout(name, change);
      const found = await firstBroken(await loadAnswerEngine(lib), seed, 300, rule);
      remove();
      assert.notEqual(found, null, `expected a rule to break without ${name}`);
    });
});
