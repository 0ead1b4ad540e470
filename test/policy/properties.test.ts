// Properties of combining, by random policies and evidence: order, strength, errors, sameness.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson } from '../../lib/identity.ts';
import { VERDICTS } from '../../lib/policy/policy.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { Policy } from '../../lib/policy/load.ts';
import { policiesOf, policyText } from './given.ts';
import { fc } from '../property.ts';
import { anyEvidence } from './any-evidence.ts';

/** An error of the expression that shows only when it runs. */
const BROKEN = '1 / (modelPackage.version - modelPackage.version) == 1';
const CHECKS = [
  'expression: "true"',
  'expression: "false"',
  `expression: "${BROKEN}"`,
  'expression: metadata.a == "1"',
  'expression: get(metadata, "b", "") == "1"',
  'range: { value: metadata.a, min: 0.5 }',
  'present: { value: metadata.c }',
  'compare: { value: metadata.a, baseline: champion.metadata.a, direction: HigherIsBetter, onNoBaseline: Skip }',
  'expression: champion == null || champion.version > 3',
];
const check = fc.record({
  check: fc.constantFrom(...CHECKS),
  action: fc.constantFrom('Reject', 'RequireReview', 'Warn'),
});
const shape = fc.record({
  checks: fc.array(check, { minLength: 1, maxLength: 3 }),
  onPass: fc.constantFrom('Approve', 'RequireReview', 'NoOpinion'),
  failurePolicy: fc.constantFrom('Hold', 'Reject'),
  mode: fc.constantFrom('Enforce', 'Enforce', 'Audit'),
  condition: fc.constantFrom('true', 'true', 'true', 'false', BROKEN, 'metadata.a == \\"1\\"'),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

const textOf = (one: Shape, name: string): string => {
  const checks = one.checks.map(
    ({ check: text, action }, index) =>
      `  - { name: c${index}, ${text.replace('expression: metadata.a == "1"', `expression: 'metadata.a == "1"'`).replace(/expression: (get.*|champion.*)/u, `expression: '$1'`)}, action: ${action} }`,
  );
  const spec = [
    `mode: ${one.mode}`,
    `failurePolicy: ${one.failurePolicy}`,
    'validations:',
    ...checks,
    `onPass: ${one.onPass}`,
  ].join('\n');
  return policyText(spec, name).replace(
    '["churn-*"] }',
    `["churn-*"], matchConditions: [{ name: m, expression: "${one.condition}" }] }`,
  );
};
const policies = fc.array(shape, { maxLength: 4 }).map((shapes) => policiesFrom(shapes));
const policiesFrom = (shapes: readonly Shape[]): readonly Policy[] =>
  shapes.length === 0 ? [] : policiesOf(...shapes.map((one, index) => textOf(one, `p${index}`)));

test('the order of policies changes nothing, and the same inputs give the same document', () => {
  const orders = policies.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
  );
  fc.assert(
    fc.property(orders, anyEvidence, ([all, shuffled], seen) => {
      assert.equal(canonicalJson(evaluate(shuffled, seen)), canonicalJson(evaluate(all, seen)));
    }),
    { numRuns: 150 },
  );
});

test('a policy more, with checks that reject or require a review, never weakens a verdict', () => {
  const [objection] = policiesOf(
    policyText('validations: [{ name: r, expression: "false", action: RequireReview }]\nonPass: NoOpinion', 'z-review'),
  );
  const [rejection] = policiesOf(
    policyText('validations: [{ name: r, expression: "false" }]\nonPass: NoOpinion', 'a-reject'),
  );
  assert.ok(objection && rejection);
  fc.assert(
    fc.property(policies, anyEvidence, fc.constantFrom(objection, rejection), (all, seen, added) => {
      assert.ok(
        VERDICTS.indexOf(evaluate([...all, added], seen).verdict) <= VERDICTS.indexOf(evaluate(all, seen).verdict),
      );
    }),
    { numRuns: 150 },
  );
});

test('any policy more never weakens a verdict', () => {
  const two = fc.array(shape, { minLength: 1, maxLength: 4 }).map(policiesFrom);
  fc.assert(
    fc.property(two, anyEvidence, (all, seen) => {
      assert.ok(
        VERDICTS.indexOf(evaluate(all, seen).verdict) <= VERDICTS.indexOf(evaluate(all.slice(1), seen).verdict),
      );
    }),
    { numRuns: 150 },
  );
});

test('I13 an injected error never approves', () => {
  const broken: Shape['checks'][number] = { check: `expression: "${BROKEN}"`, action: 'Warn' };
  const injected = fc
    .array(shape, { minLength: 1, maxLength: 3 })
    .map((shapes) =>
      policiesFrom(
        shapes.map(
          (one, index): Shape =>
            index === 0 ? { ...one, mode: 'Enforce', condition: 'true', checks: [...one.checks, broken] } : one,
        ),
      ),
    );
  fc.assert(
    fc.property(injected, anyEvidence, (all, seen) => {
      const { verdict } = evaluate(all, seen);
      assert.ok(verdict === 'Reject' || verdict === 'Hold', verdict);
    }),
    { numRuns: 150 },
  );
});
