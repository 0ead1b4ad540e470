// Hostile policies and evidence: each ends in a clear error within the budget.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileExpression } from '../../lib/policy/expression.ts';
import { newMeter } from '../../lib/policy/meter.ts';
import { schemaOf } from '../../lib/policy/schema.ts';
import { assess, faultsOf, policyText } from './given.ts';

const checked = (expression: string): string =>
  policyText(`validations: [{ name: a, expression: ${JSON.stringify(expression)} }]`);

test('a pattern of 29 characters that takes for ever elsewhere is matched in a few steps', () => {
  const text = `${'a'.repeat(28)}!`;
  const result = assess(`validations: [{ name: a, expression: 'metadata.a.matches("^(a+)+$")' }]`, {
    metadata: [['a', text]],
  });
  const [one] = result.policies[0]?.validations ?? [];
  assert.equal(one?.result, 'fail');
  assert.ok(one.cost < 10, String(one.cost));
});

test('5,000 nested brackets are refused by size, and 101 by depth', () => {
  assert.match(faultsOf(checked(`${'('.repeat(5000)}true${')'.repeat(5000)}`)).join(), /at most 4096/u);
  for (const [open, close] of [
    ['(', ')'],
    ['[', ']'],
  ] as const)
    assert.match(
      faultsOf(checked(`${open.repeat(1500)}true${close.repeat(1500)} == 1`)).join(),
      /nested over 100 levels deep/u,
    );
  assert.match(faultsOf(checked(`a${'.b'.repeat(2000)} == 1`)).join(), /nested|too|deep|error/u);
});

test('a literal of 1 MB is refused', () => {
  assert.match(faultsOf(checked(`"${'x'.repeat(1_000_000)}" == ""`)).join(), /at most 262144/u);
});

test('nested loops over 1,000 items end at 100,000 steps', () => {
  const schema = schemaOf([], new Map([['list', { value: [1n] }]]), new Map());
  const nested = 'params.list.all(a, params.list.all(b, params.list.exists(c, a + b + c >= 0)))';
  const { compiled } = compileExpression(nested, schema);
  const list = Array.from({ length: 1000 }, (_, index) => BigInt(index));
  const meter = newMeter();
  const outcome = compiled?.trace({ params: new Map([['list', list]]) }, meter).outcome;
  assert.deepEqual(outcome, { ok: false, kind: 'Budget', message: 'the policy took more than 100,000 steps' });
  assert.equal(meter.left, 0);
});

test('constructor and __proto__ are keys like any other', () => {
  const spec = `validations:
  - { name: a, expression: 'get(metadata, "constructor", "none") == "none" && get(metadata, "__proto__", "none") == "none"' }
  - { name: b, expression: '!has(metadata.constructor) && !("__proto__" in metadata)' }
  - { name: c, range: { value: metadata.constructor, min: 1 } }`;
  const results = assess(spec, {}).policies[0]?.validations.map(({ result, errorKind }) => [result, errorKind]);
  assert.deepEqual(results, [
    ['pass', null],
    ['pass', null],
    ['error', 'Absent'],
  ]);
});

test('a bomb of aliases is refused before it is unfolded', () => {
  const bomb = `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n`;
  assert.match(faultsOf(`${bomb}${policyText('onPass: NoOpinion')}`).join(), /anchor|alias/u);
});
