// The trace of a check: what each part came to, what was not evaluated and why, and that telling changes nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '@bufbuild/cel';
import { outlineOf } from '../../lib/policy/expression-outline.ts';
import type { TraceNode } from '../../lib/policy/policy.ts';
import { woven } from '../../lib/policy/weave.ts';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';
import { assess, type Given } from './given.ts';
import { runWoven } from './run-woven.ts';

const given: Given = {
  metadata: [
    ['a', '1'],
    ['b', '0.123456789'],
  ],
};
const traceOf = (check: string): readonly TraceNode[] =>
  assess(`validations: [{ name: check, ${check} }]`, given).policies[0]?.validations[0]?.trace ?? [];
const expression = (text: string): readonly TraceNode[] => traceOf(`expression: ${JSON.stringify(text)}`);
const told = (nodes: readonly TraceNode[], text: string): TraceNode | undefined =>
  nodes.find((one) => one.text === text);

test('numbers are shown rounded and kept raw', () => {
  const node = told(expression('number(metadata.b) > 0.1'), 'number(metadata.b)');
  assert.deepEqual([node?.value, node?.raw, node?.depth], ['0.123457', 0.123456789, 1]);
});

test('a part that was not reached says which other part decided', () => {
  const nodes = expression('metadata.a == "1" || metadata.b == "2"');
  assert.deepEqual(
    [told(nodes, 'metadata.b == "2"')?.state, told(nodes, 'metadata.b == "2"')?.because],
    ['notEvaluated', 'metadata.a == "1" is true'],
  );
});

test('of a loop the round that decided is told', () => {
  const nodes = expression('["x", "y", "z"].all(t, t != "y" && group.name != t)');
  const body = told(nodes, 't != "y" && group.name != t');
  assert.deepEqual([body?.value, body?.because], ['false', 'for t = y, the last of 2 rounds']);
});

test('an error is told where it happened', () => {
  const nodes = expression('number(get(metadata, "c", "x")) > 1.0');
  assert.deepEqual(told(nodes, 'number(get(metadata, "c", "x"))')?.because, '"x" is not a number');
  assert.equal(nodes[0]?.state, 'error');
});

test('a structured check is traced as the comparison it stands for', () => {
  const nodes = traceOf('range: { value: metadata.b, min: 0.5 }');
  assert.deepEqual(
    nodes.map(({ text, value }) => [text, value]),
    [
      ['metadata.b >= 0.5', 'false'],
      ['metadata.b', '0.123456789'],
      ['minimum', '0.5'],
    ],
  );
});

test('a trace is capped', () => {
  const nodes = expression(Array.from({ length: 60 }, (_, i) => `metadata.a != "x${i}"`).join(' && '));
  assert.ok(nodes.length <= 41);
  assert.match(nodes.at(-1)?.because ?? '', /more parts are not shown/u);
});

const { expr } = fc.letrec<{ expr: string }>((tie) => ({
  expr: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('1', '0', '2.5', 'true', 'false', '"a"', 'l', 'm', 'm.a', 'm["b"]', 'null', 'missing'),
    fc
      .tuple(tie('expr'), fc.constantFrom('+', '-', '/', '==', '<', '&&', '||', 'in'), tie('expr'))
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(tie('expr'), tie('expr'), tie('expr')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc
      .tuple(fc.constantFrom('all', 'exists', 'map', 'filter', 'exists_one'), tie('expr'))
      .map(([f, a]) => `l.${f}(x, (x == 2) || ${a})`),
    tie('expr').map((a) => `!(${a})`),
    tie('expr').map((a) => `[${a}, 1]`),
    tie('expr').map((a) => `string(${a})`),
  ),
}));

test('random expressions come to the same in the same steps, traced or not', () => {
  const bindings = { l: [1n, 2n, 3n], m: new Map<string, unknown>([['a', 1n]]) } as unknown as Record<string, never>;
  fc.assert(
    fc.property(expr, (text) => {
      const tree = parse(text);
      const outline = outlineOf(tree);
      assert.deepEqual(
        runWoven(woven(tree.expr, outline), outline, bindings),
        runWoven(woven(tree.expr, null), outline, bindings),
      );
    }),
    { numRuns: runs(200, 20_000) },
  );
});
