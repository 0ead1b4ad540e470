// CEL on the public API of the library: checked, planned, traced; and that nothing hangs or grows without end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileExpression } from '../../lib/policy/compile-expression.ts';
import { newMeter } from '../../lib/policy/meter.ts';
import { schemaOf } from '../../lib/policy/schema.ts';
import { assess } from './given.ts';

const SCHEMA = schemaOf(
  [],
  new Map([
    ['list', { value: [1n] }],
    ['text', { value: '' }],
  ]),
  new Map(),
);
const run = (text: string, params: Record<string, unknown> = {}) => {
  const { compiled, faults } = compileExpression(text, SCHEMA);
  assert.deepEqual(faults, []);
  assert.ok(compiled);
  const meter = newMeter();
  return { outcome: compiled.run({ params: new Map(Object.entries(params)) }, meter), left: meter.left };
};

test('loading the policy code writes no number for people: ICU would read every locale, a quarter of what loading decide takes', async (t) => {
  const { mock } = t.mock.method(Number.prototype, 'toLocaleString');
  const anew = `../../lib/policy/expression.ts?anew`;

  await import(anew);

  assert.equal(mock.callCount(), 0);
});

test('one expression is checked, planned and traced', () => {
  const { compiled } = compileExpression('modelPackage.group == "a" && params.list.exists(x, x == 1)', SCHEMA);
  assert.deepEqual([...(compiled?.reads ?? [])].toSorted(), [
    'modelPackage',
    'modelPackage.group',
    'params',
    'params.list',
    'params.list.*',
  ]);
  const values = assess('validations: [{ name: a, expression: \'metadata.a == "1" || metadata.b == "2"\' }]', {
    metadata: [
      ['a', '1'],
      ['b', '2'],
    ],
  }).policies[0]?.validations[0]?.values;
  assert.deepEqual(values, [
    { label: 'metadata.a', value: '1', source: 'metadata key a, written by role/train-pipeline' },
  ]);
});

test('steps are counted the same each time, and 100,000 are the end', () => {
  const list = Array.from({ length: 60 }, (_, i) => BigInt(i));
  const nested = 'params.list.all(a, params.list.all(b, params.list.all(c, a + b + c >= 0)))';
  assert.deepEqual(run(nested, { list }).outcome, {
    ok: false,
    kind: 'Budget',
    message: 'the policy took more than 100,000 steps',
  });
  assert.deepEqual(run(`${nested} || params.text == ""`, { list, text: '' }).outcome.ok, false);
  const small = 'params.list.all(a, params.list.all(b, a + b >= 0))';
  assert.equal(run(small, { list }).left, run(small, { list }).left);
  assert.deepEqual(run(small, { list }).outcome, { ok: true, value: true });
});

test('values that share themselves twice again and again end in the budget', () => {
  const doubled = `[[1]]${'.map(a, [a, a])'.repeat(60)}`;
  const asMaps = `[[1]]${'.map(a, {"x": a, "y": a})'.repeat(60)}`;
  for (const text of [`${doubled} == ${doubled}`, `${asMaps} == ${asMaps}`]) {
    const begun = performance.now();
    assert.equal(run(text).outcome.ok, false);
    assert.ok(performance.now() - begun < 2000);
  }
});

test('texts do not grow without end', () => {
  const text = 'x'.repeat(40_000);
  const { outcome } = run('(params.text + params.text) == ""', { text });
  assert.match(outcome.ok ? '' : outcome.message, /grew over 65536 characters/u);
});

test('a pattern that takes forever elsewhere is matched in time', () => {
  const begun = performance.now();
  assert.deepEqual(run('params.text.matches("(a+)+$")', { text: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa!' }).outcome, {
    ok: true,
    value: false,
  });
  assert.deepEqual(run('glob(params.text, "*a*a*a*a*a*a*a*a*b")', { text: 'a'.repeat(1000) }).outcome, {
    ok: true,
    value: false,
  });
  assert.ok(performance.now() - begun < 1000);
  assert.equal(run('params.text.matches("a+$")', { text: 'a'.repeat(5000) }).outcome.ok, false);
});
