// The small words of policies: numbers, durations, globs, suggestions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortActor } from '../../lib/identity.ts';
import { parseDuration } from '../../lib/policy/duration.ts';
import { globsMeet, matchesGlob } from '../../lib/policy/glob.ts';
import { addMetadataCommand } from '../../lib/policy/missing.ts';
import { shownPercent, strictNumber } from '../../lib/policy/numbers.ts';
import { didYouMean } from '../../lib/policy/suggest.ts';
import { parsePath } from '../../lib/policy/value-path.ts';

test('only plain decimal texts are numbers', () => {
  assert.deepEqual(['0.90', '-1', '+2', '.5', '5.', '1e-3'].map(strictNumber), [0.9, -1, 2, 0.5, 5, 0.001]);
  for (const text of ['', ' 1', '1 ', '0x1', '1e400', 'NaN', 'Infinity', '1,0', '1_0', '--1', 'e5', '.']) {
    assert.equal(strictNumber(text), null, text);
  }
});

test('durations are a whole number and a unit', () => {
  assert.deepEqual(['90s', '15m', '24h', '3d'].map(parseDuration), [90_000, 900_000, 86_400_000, 259_200_000]);
  for (const text of ['', '15', '1.5h', '-1m', '15 m', '9999d', 'PT15M']) assert.equal(parseDuration(text), null, text);
});

test('globs know * and ? and nothing else', () => {
  for (const [text, glob] of [
    ['churn-a', 'churn-*'],
    ['abc', 'a?c'],
    ['', '*'],
    ['a.b', 'a.b'],
    ['aXbXc', '*X*c'],
  ] as const)
    assert.ok(matchesGlob(text, glob), glob);
  for (const [text, glob] of [
    ['axb', 'a.b'],
    ['ab', 'a?b'],
    ['a', ''],
    ['[a]', '[ab]'],
  ] as const)
    assert.ok(!matchesGlob(text, glob), glob);
});

test('two globs meet where some text matches both', () => {
  const letters = ['a', 'b', '*', '?'];
  const globs = ['', ...letters, ...letters.flatMap((one) => letters.flatMap((two) => [one + two, `${one}${two}a`]))];
  const texts = [0, 1, 2, 3, 4, 5].reduce<string[][]>(
    (all, length) => [
      ...all,
      length === 0 ? [''] : (all[length - 1] ?? []).flatMap((text) => [`${text}a`, `${text}b`]),
    ],
    [],
  );
  for (const one of globs)
    for (const other of globs) {
      const isShared = texts.flat().some((text) => matchesGlob(text, one) && matchesGlob(text, other));
      assert.equal(globsMeet(one, other), isShared, `${one} and ${other}`);
    }
});

test('a suggestion is made only where a word is near', () => {
  assert.equal(didYouMean('tolerence', ['tolerance', 'value']), 'Did you mean tolerance?');
  assert.equal(didYouMean('acu', ['auc', 'rows']), 'Did you mean auc?');
  assert.equal(didYouMean('something', ['auc', 'rows']), null);
});

test('paths may quote keys that are no words', () => {
  assert.deepEqual(parsePath('metadata["ticket id"]')?.segments, ['metadata', 'ticket id']);
  assert.deepEqual(parsePath('champion.quality.auc')?.segments, ['champion', 'quality', 'auc']);
  for (const text of ['metadata', 'metadata.', '.a', 'a b.c', 'metadata[0]']) assert.equal(parsePath(text), null, text);
});

test('shares, actors and commands are shown as people read them', () => {
  assert.deepEqual([0.0153, 0.01, 0.0004].map(shownPercent), ['1.5%', '1%', '0.04%']);
  assert.equal(shortActor('arn:aws:iam::111122223333:user/team/mei'), 'user/mei');
  assert.equal(shortActor('Studio profile mei'), 'Studio profile mei');
  assert.match(addMetadataCommand('ARN', "it's"), /'\{"it'\\''s":"VALUE"\}'$/u);
});
