// Answers of people under random histories: no rule breaks, and each defence of the reviews, taken out, is found missing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runs } from '../runs.ts';
import { ANSWER_MODULES, liveAnswers, loadAnswerEngine, type AnswerEngine } from './answers.ts';
import { REVIEW_DEFENCES } from './defences.ts';
import { loadWithout } from './load-mutant.ts';

/** The rule that breaks without each of them. */
const RULES: Readonly<Record<keyof typeof REVIEW_DEFENCES, string>> = {
  authorityAtAnswer: 'answered without authority',
  authorityAtSettling: 'met by another number of people',
  segregationOfDuties: 'answered without authority',
  digestBinding: 'answered other evidence',
  oneVoice: 'one person had two voices',
  quorumOfDistinctPeople: 'met by another number of people',
  expiry: 'answered after the time was over',
  decidedIsDecided: 'answered what was decided',
};

/** The first seed from `from` on that breaks the rule; null where none of so many does. */
async function firstBroken(engine: AnswerEngine, from: number, seeds: number, rule: string | null) {
  for (let seed = from; seed < from + seeds; seed++) {
    const broken = await liveAnswers(seed, engine);
    if (rule === null ? broken.length > 0 : broken.includes(rule)) return { seed, broken };
  }
  return null;
}

test('no answer breaks a rule, whoever says what when', async () => {
  const seeds = runs(1_000, 100_000);
  assert.equal(await firstBroken(await loadAnswerEngine(), 1, seeds, null), null);
});

describe('a defence of the reviews taken out is found missing', () => {
  for (const [name, change] of Object.entries(REVIEW_DEFENCES)) {
    const rule = RULES[name as keyof typeof RULES];
    test(`${name}: ${rule}`, async () => {
      const engine = (await loadWithout(name, ANSWER_MODULES, change)) as AnswerEngine;
      const found = await firstBroken(engine, 1, 300, rule);
      assert.notEqual(found, null, `expected a rule to break without ${name}`);
    });
  }
});
