// Properties of combining, over random policy sets with bindings and exceptions: order, strength, errors, sameness.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson } from '../../lib/identity.ts';
import { VERDICTS } from '../../lib/policy/policy.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { loadPolicySet, type PolicySet } from '../../lib/policy/load.ts';
import { governing, policyDigestOf, type Governance } from '../../lib/policy/match.ts';
import type { Evidence } from '../../lib/evidence/evidence.ts';
import { fc } from '../property.ts';
import { anyEvidence } from './any-evidence.ts';
import { runs } from '../runs.ts';

const BROKEN = { expression: '1 / (modelPackage.version - modelPackage.version) == 1' };
const CHECKS: readonly object[] = [
  { expression: 'true' },
  { expression: 'false' },
  BROKEN,
  { expression: 'get(metadata, "b", "") == "1"' },
  { range: { value: 'metadata.a', min: 'params.floor' } },
  { present: { value: 'metadata.c' } },
  {
    compare: {
      value: 'metadata.a',
      baseline: 'champion.metadata.a',
      direction: 'HigherIsBetter',
      onNoBaseline: 'Pass',
    },
  },
];
const groups: fc.Arbitrary<readonly string[]> = fc.constantFrom(['churn-*'], ['churn-retention'], ['fraud-*']);
const modes = fc.constantFrom('Enforce', 'Enforce', 'Audit');
const check = fc.record({
  check: fc.constantFrom(...CHECKS),
  action: fc.constantFrom('Reject', 'RequireReview', 'Warn'),
});
const policy = fc.record({
  checks: fc.array(check, { minLength: 1, maxLength: 3 }),
  match: fc.option(groups, { nil: undefined }),
  mode: modes,
  failurePolicy: fc.constantFrom('Hold', 'Reject'),
  onPass: fc.constantFrom('Approve', 'RequireReview', 'NoOpinion'),
});
const binding = fc.record({ of: fc.nat(3), match: groups, mode: modes, floor: fc.constantFrom(0.1, 0.3, 1) });
const exception = fc.record({
  of: fc.nat(3),
  check: fc.nat(2),
  scope: fc.constantFrom<object[]>(
    { group: 'churn-retention' },
    { package: 'churn-retention/31' },
    { group: 'fraud-card' },
  ),
  until: fc.constantFrom('2026-11-01', '2026-12-31'),
});
const whole = fc.record({
  policies: fc.array(policy, { minLength: 1, maxLength: 4 }),
  bindings: fc.array(binding, { maxLength: 4 }),
  exceptions: fc.array(exception, { maxLength: 4 }),
});
type Arbitrated<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
type Whole = Arbitrated<typeof whole>;
type Policy = Whole['policies'][number];

/** JSON is YAML: each document as a file of its own. */
function setOf({ policies, bindings, exceptions }: Whole): PolicySet {
  const at = (all: readonly unknown[], index: number): number => index % all.length;
  const bound = new Set(bindings.map(({ of }) => at(policies, of)));
  // A policy that governs nothing is refused.
  const elsewhere = (index: number) => (bound.has(index) ? undefined : ['fraud-*']);
  const documents = [
    ...policies.map((one, index) =>
      documentOf('ModelApprovalPolicy', `p${index}`, specOf({ ...one, match: one.match ?? elsewhere(index) })),
    ),
    ...bindings.map(({ of, match, mode, floor }, index) =>
      documentOf('ModelApprovalPolicyBinding', `b${index}`, {
        policy: `p${at(policies, of)}`,
        match: { modelPackageGroups: match },
        mode,
        params: { floor },
      }),
    ),
    ...exceptions.map(({ of, check: index, scope, until }, number) => {
      const named = policies[at(policies, of)]?.checks ?? [];
      return documentOf('PolicyException', `e${number}`, {
        policy: `p${at(policies, of)}`,
        validation: `c${at(named, index)}`,
        ...scope,
        until,
        reason: 'r',
        approvedBy: 'mei',
      });
    }),
  ];
  return loadPolicySet(documents);
}

const documentOf = (kind: string, name: string, spec: object) => ({
  path: `policies/${name}.yaml`,
  text: JSON.stringify({ apiVersion: 'modelgate/v1', kind, metadata: { name }, spec }),
});

const specOf = ({ checks, match, mode, failurePolicy, onPass }: Policy): object => ({
  mode,
  failurePolicy,
  ...(match && { match: { modelPackageGroups: match } }),
  params: { floor: { default: 0.5, min: 0, max: 1 } },
  validations: checks.map((one, index) => ({ name: `c${index}`, ...one.check, action: one.action })),
  onPass,
});

const assessed = (set: Governance, seen: Evidence) => evaluate(governing(set, seen.package.arn), seen);
const rank = (set: PolicySet, seen: Evidence): number => VERDICTS.indexOf(assessed(set, seen).verdict);
const NUM_RUNS = { numRuns: runs(40, 3_000) };

test('in whatever order policies, bindings and exceptions come, the document and the digest are the same', () => {
  const shuffled = whole.map(setOf).chain((set) =>
    fc.record({
      set: fc.constant(set),
      policies: fc.shuffledSubarray([...set.policies], { minLength: set.policies.length }),
      bindings: fc.shuffledSubarray([...set.bindings], { minLength: set.bindings.length }),
      exceptions: fc.shuffledSubarray([...set.exceptions], { minLength: set.exceptions.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, anyEvidence, ({ set, ...other }, seen) => {
      assert.equal(canonicalJson(assessed(other, seen)), canonicalJson(assessed(set, seen)));
      const digestOf = (some: Governance) => policyDigestOf(governing(some, seen.package.arn));
      assert.equal(digestOf(other), digestOf(set));
    }),
    NUM_RUNS,
  );
});

test('the same texts and the same evidence give the same document', () => {
  fc.assert(
    fc.property(whole, anyEvidence, (one, seen) => {
      assert.equal(canonicalJson(assessed(setOf(one), seen)), canonicalJson(assessed(setOf(one), seen)));
    }),
    NUM_RUNS,
  );
});

test('a policy more, by its own match or bound, never weakens a verdict', () => {
  const added = fc.record({
    one: policy.map((shape): Policy => ({ ...shape, onPass: 'NoOpinion' })),
    action: fc.constantFrom('Reject', 'RequireReview'),
    isBound: fc.boolean(),
  });
  fc.assert(
    fc.property(whole, added, anyEvidence, (before, { one, action, isBound }, seen) => {
      const objecting = { ...one, checks: one.checks.map((each) => ({ ...each, action })) };
      const policies = [...before.policies, { ...objecting, match: isBound ? undefined : ['churn-*'] }];
      const bound = { of: policies.length - 1, match: ['churn-*'], mode: 'Enforce', floor: 0.3 } as const;
      // What was there refers to its policies by their place among those there were.
      const pinned = <T extends { of: number }>(all: readonly T[]): T[] =>
        all.map((each) => ({ ...each, of: each.of % before.policies.length }));
      const after: Whole = {
        policies,
        bindings: [...pinned(before.bindings), ...(isBound ? [bound] : [])],
        exceptions: pinned(before.exceptions),
      };

      assert.ok(rank(setOf(after), seen) <= rank(setOf(before), seen));
    }),
    NUM_RUNS,
  );
});

test('an error never approves, not even where an exception is for the check that errs', () => {
  fc.assert(
    fc.property(whole, fc.constantFrom('Reject', 'RequireReview', 'Warn'), anyEvidence, (one, action, seen) => {
      const [first, ...rest] = one.policies;
      assert.ok(first);
      const erring: Policy = { ...first, match: ['churn-*'], mode: 'Enforce', checks: [{ check: BROKEN, action }] };
      const excused = { of: 0, check: 0, scope: { group: 'churn-retention' }, until: '2026-12-31' } as const;
      const set = setOf({ ...one, policies: [erring, ...rest], exceptions: [...one.exceptions, excused] });

      const { verdict } = assessed(set, seen);

      assert.ok(verdict === 'Hold' || verdict === 'Reject', verdict);
    }),
    NUM_RUNS,
  );
});
