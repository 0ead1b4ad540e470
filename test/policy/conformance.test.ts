// CEL's own test data: what the engine says with and without budget and trace, and which cases the library itself fails.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { celEnv, celUint, isCelError, parse, plan, type CelInput } from '@bufbuild/cel';
import { getConformanceSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import { environment } from '../../lib/policy/expression.ts';
import { outlineOf } from '../../lib/policy/expression-outline.ts';
import { shownValue } from '../../lib/policy/shown-value.ts';
import { woven } from '../../lib/policy/weave.ts';
import { runWoven } from './run-woven.ts';

type Suite = ReturnType<typeof getConformanceSuite>;
type Case = { readonly name: string; readonly test: NonNullable<Suite['tests']>[number]['original'] };

function casesOf(suite: Suite, path: readonly string[] = []): readonly Case[] {
  const here = [...path, suite.name];
  const own = (suite.tests ?? []).map(({ original }) => ({
    name: [...here.slice(1), original.name].join('/'),
    test: original,
  }));
  return [...own, ...(suite.suites ?? []).flatMap((inner) => casesOf(inner, here))];
}

/** Protocol buffers, containers and extensions are no part of what policies can say. */
const isOurs = ({ name, test: { expr, container, checkOnly, disableMacros } }: Case): boolean =>
  !/^(?:proto|enums|wrappers|dynamic|block_ext|macros2|type_deduction|unknowns|\w+_ext)/u.test(name) &&
  !/TestAllTypes|google\.protobuf|cel\.expr|proto\.|Nested/u.test(expr) &&
  container === '' &&
  !checkOnly &&
  !disableMacros;

function inputOf(value: unknown): CelInput {
  const { kind } = value as { kind: { case: string; value: never } };
  if (kind.case === 'nullValue') return null;
  if (kind.case === 'uint64Value') return celUint(kind.value);
  if (kind.case === 'listValue') return (kind.value as { values: unknown[] }).values.map(inputOf);
  if (kind.case === 'mapValue')
    return new Map(
      (kind.value as { entries: { key: unknown; value: unknown }[] }).entries.map((one) => [
        inputOf(one.key) as string,
        inputOf(one.value),
      ]),
    );
  if (kind.case === 'objectValue' || kind.case === 'typeValue') throw new Error(`a ${kind.case} can't be bound`);
  return kind.value;
}

function bindingsOf({ test: { bindings } }: Case): Record<string, never> | null {
  try {
    const bound = Object.entries(bindings).map(([name, value]) => [
      name,
      inputOf((value as { kind: { value: unknown } }).kind.value),
    ]);
    return Object.fromEntries(bound) as Record<string, never>;
  } catch {
    return null;
  }
}

const shown = (run: () => unknown): string => {
  try {
    const value = run();
    return isCelError(value) ? 'error' : `${typeof value} ${shownValue(value)}`;
  } catch {
    return 'error';
  }
};

/** Whether a case comes to what the data says; null where the data tells no value that can be bound. */
function isMet({ test: { expr, resultMatcher } }: Case, bindings: Record<string, never>): boolean | null {
  const came = (): unknown => plan(PLAIN, parse(expr))(bindings);
  if (resultMatcher.case === 'evalError') return shown(came) === 'error';
  if (resultMatcher.case !== undefined && resultMatcher.case !== 'value') return null;
  try {
    const expected = resultMatcher.case === 'value' ? inputOf(resultMatcher.value) : true;
    if (shown(came) === 'error') return false;
    if (typeof expected === 'number' && Number.isNaN(expected)) return shown(came) === 'number NaN';
    return SAME({ a: came() as never, b: expected as never }) === true;
  } catch {
    return null;
  }
}

const PLAIN = celEnv();
const SAME = plan(PLAIN, parse('a == b && type(a) == type(b)'));
const CASES = casesOf(getConformanceSuite()).filter(isOurs);

test('traced and untraced, the engine says the same of every conformance case, and takes the same steps', () => {
  let compared = 0;
  for (const one of CASES) {
    const bindings = bindingsOf(one);
    const tree = shown(() => parse(one.test.expr)) === 'error' ? null : parse(one.test.expr);
    if (!bindings || !tree) continue;
    const outline = outlineOf(tree);

    const bare = shown(() => plan(environment, tree)(bindings));
    const plain = runWoven(woven(tree.expr, null), outline, bindings);
    const traced = runWoven(woven(tree.expr, outline), outline, bindings);

    assert.deepEqual([one.name, plain.shown], [one.name, bare]);
    assert.deepEqual([one.name, traced.shown, traced.steps], [one.name, plain.shown, plain.steps]);
    compared += 1;
  }
  assert.ok(compared > 1000, String(compared));
});

test('the engine fails no more conformance cases than the list that is kept', () => {
  const kept = readFileSync(new URL('conformance-failures.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const failing = CASES.flatMap((one) => {
    const bindings = bindingsOf(one);
    return bindings && isMet(one, bindings) === false ? [one.name] : [];
  });
  assert.deepEqual([...new Set(failing)], kept);
});
