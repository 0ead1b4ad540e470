// Files from strangers, made up and made worse: policies, reports, events and metadata are refused with an error of ours, never by a crash, and never approve.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { InvalidError } from '../../lib/errors.ts';
import { parseReportText } from '../../lib/evidence/report-body.ts';
import { parseHint } from '../../lib/hints.ts';
import { strictNumber } from '../../lib/policy/numbers.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { assess, policyText } from '../policy/given.ts';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';

const numRuns = runs(40, 5_000);
const read = (folder: string, end: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(end))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'));

/** Pieces that have broken readers before. */
const NASTY = [
  '\0',
  '\u202e',
  '\ud800',
  '%s',
  '${7*7}',
  '{{7*7}}',
  '&a *a',
  '<<: *a',
  '!!js/function x',
  '!!binary "AA=="',
  '!ruby/object:X {}',
  '%YAML 3.0',
  '---\n---',
  '\t',
  '- '.repeat(300),
  '['.repeat(300),
  '{a: '.repeat(150),
  'NaN',
  '-Infinity',
  '1e400',
  '0o17',
  '0x1F',
  '-0',
  '1_000',
  '1,5',
  'no',
  '__proto__',
  'constructor',
  'toString',
  '"'.repeat(99),
  "'",
  '\\',
  '\r',
  '#',
  '?',
  '| \n',
  '>-\n',
  '=',
] as const;

/** A good text with some of its lines cut, doubled or replaced, and nasty pieces put in. */
const spoilt = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc
    .record({
      text: fc.constantFrom(...texts),
      cuts: fc.array(fc.tuple(fc.nat(), fc.nat({ max: 30 }), fc.oneof(fc.constantFrom(...NASTY), fc.string())), {
        minLength: 1,
        maxLength: 4,
      }),
    })
    .map(({ text, cuts }) =>
      cuts.reduce((now, [at, length, piece]) => {
        const from = at % (now.length + 1);
        return now.slice(0, from) + piece + now.slice(from + length);
      }, text),
    );

/** Runs it; whatever it throws has to be ours. */
function refusedOrRead<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    assert.ok(error instanceof InvalidError, String(error instanceof Error ? error.stack : error));
    assert.ok(error.message.length < 100_000);
    return null;
  }
}

describe('hostile files', () => {
  test('A45 A46 A49 spoilt policies are read or refused with sentences', () => {
    fc.assert(
      fc.property(spoilt(read('policies', '.yaml')), (text) => {
        refusedOrRead(() => loadPolicySet([{ path: 'policies/spoilt.yaml', text }]));
      }),
      { numRuns },
    );
  });

  test('A45 bombs of aliases, merge keys, tags, depth and size are refused', () => {
    const bomb = `a: &a [x]\n${'bcdefghij'
      .split('')
      .map((name, i) => `${name}: &${name} [${`*${'abcdefghij'[i]},`.repeat(9)}]`)
      .join('\n')}\n`;
    const corpus = [
      bomb + policyText('onPass: Approve'),
      policyText('onPass: Approve').replace('spec:', 'spec: &s\n  <<: *s'),
      policyText('onPass: !!js/function "x"'),
      policyText(`match: ${'['.repeat(5000)}`),
      policyText('onPass: Approve').replace('kind:', 'kind: Other\nkind:'),
      `${'a: '.repeat(2000)}b`,
      '%TAG ! tag:evil,2026:\n---\nx: !y z',
      '__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }\n',
    ];
    for (const text of corpus)
      assert.equal(
        refusedOrRead(() => loadPolicySet([{ path: 'policies/bomb.yaml', text }])),
        null,
        text.slice(0, 60),
      );
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  test('A46 spoilt expressions never approve what the true one rejects', () => {
    const good = 'number(metadata.accuracy) >= 0.9 && metadata.team == "risk"';
    fc.assert(
      fc.property(spoilt([good]), fc.constantFrom('0.1', 'NaN', '', '1e400'), (expression, accuracy) => {
        const checks = `validations:
  - { name: a, expression: ${JSON.stringify(expression)}, action: Reject }
  - { name: floor, range: { value: metadata.accuracy, min: 0.9 }, action: Reject }
onPass: Approve`;
        const result = refusedOrRead(() => assess(checks, { metadata: [['accuracy', accuracy]] }));
        assert.notEqual(result?.verdict, 'Approve');
      }),
      { numRuns },
    );
  });

  test('A47 A49 whatever stands in metadata, only a plain finite number of at least the floor approves', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...NASTY, '0.95', ' 0.95', '0,95', '٠.٩٥', '0.95\n', '+0.95', '.95', '1e0'),
      fc.double().map(String),
    );
    fc.assert(
      fc.property(value, fc.constantFrom('__proto__', 'constructor', 'b'), (accuracy, key) => {
        const { verdict } = assess(
          'validations: [{ name: a, range: { value: metadata.accuracy, min: 0.9 }, action: Reject }]\nonPass: Approve',
          {
            metadata: [
              [key, '1'],
              ['accuracy', accuracy],
            ],
          },
        );
        const number = strictNumber(accuracy);
        assert.equal(verdict === 'Approve', number !== null && Number.isFinite(number) && number >= 0.9);
      }),
      { numRuns },
    );
  });

  test('F26 F27 spoilt reports are read or refused with a reason', () => {
    fc.assert(
      fc.property(spoilt(read('test/evidence/reports', '.json')), (text) => {
        refusedOrRead(() => parseReportText(Buffer.from(text)));
      }),
      { numRuns },
    );
  });

  test('F19 A38 A39 spoilt events name a package or are refused, and a text between is never quoted whole', () => {
    const folder = 'events/sagemaker-model-package-state-change';
    fc.assert(
      fc.property(spoilt(read(folder, '.json')), (text) => {
        const hint = refusedOrRead(() => parseHint(text));
        if (hint)
          assert.match(hint.arn.arn, /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:model-package\/[\w-]+\/\d+$/u);
      }),
      { numRuns },
    );
  });
});
