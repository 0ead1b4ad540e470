// A policy with its tests, and a room of reviews that settles as one might.
import assert from 'node:assert/strict';
import { showFault } from '../../lib/policy/faults.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { readTestFile } from '../../lib/policy/read-test-file.ts';
import { runPolicyTests, type TestRun } from '../../lib/policy/run-policy-tests.ts';
import type { SimulateReviews } from '../../lib/policy/simulated-reviews.ts';

/** A policy with a floor, a comparison and a warning. */
export const POLICY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: fraud }
spec:
  match: { modelPackageGroups: ["fraud-*"] }
  evidence:
    - name: quality
      from: ModelMetrics.ModelQuality.Statistics
      fields: { auc: { pointer: /auc/value, type: double } }
    - { name: champion, from: LatestApproved }
  validations:
    - { name: floor, range: { value: quality.auc, min: 0.9 } }
    - name: champion
      compare: { value: quality.auc, baseline: champion.quality.auc, direction: HigherIsBetter, tolerance: 2%, warnTolerance: 1% }
      action: RequireReview
      review: risk
    - { name: owner, present: { value: metadata.owner }, action: Warn }
  reviews: [{ name: risk, count: 2 }]
  onPass: Approve
`;
/** A test file up to its cases. */
export const HEAD = `apiVersion: modelgate/v1
kind: PolicyTest
metadata: { name: fraud }
spec:
  policies: [fraud]
  now: 2026-11-18T16:20:00Z
  base:
    modelPackage: { group: fraud-card, version: 8 }
    metadata: { owner: amara }
    reports: { quality: { auc: 0.95 } }
    champion: { modelPackage: { version: 6 }, reports: { quality: { auc: 0.94 } } }
  cases:
`;

/** Settles as a room of reviews might: two approvals are enough, Ines may not answer, three days are too long. */
const simulateReviews: SimulateReviews = ({ assessment, evidence, answers, now }) => {
  const counted = answers.filter(({ by }) => by !== 'ines');
  const given = counted.filter(({ choice }) => choice === 'Approve').length;
  const isLate = now >= evidence.now + 3 * 86_400_000;
  const [verdict, state] = isLate
    ? (['Reject', 'Expired'] as const)
    : given >= 2
      ? (['Approve', 'Met'] as const)
      : (['RequireReview', 'Open'] as const);
  const refusals = answers
    .filter(({ by }) => by === 'ines')
    .map((answer) => ({ answer, message: 'Ines may not answer: named in metadata key trained_by' }));
  return {
    verdict,
    reviews: assessment.requirements.map(({ policy, name, count }) => ({ policy, name, count, given, state })),
    refusals,
  };
};

/** Runs these cases after a head. */
export function run(
  cases: string,
  { head = HEAD, fixtures = new Map<string, unknown>(), policy = POLICY } = {},
): TestRun {
  const { tests, faults } = readTestFile({ path: 'policies/fraud.test.yaml', text: head + cases });
  assert.deepEqual(faults, []);
  const set = loadPolicySet([{ path: 'policies/fraud.yaml', text: policy }]);
  return runPolicyTests(set, tests, { fixtures, simulateReviews });
}
/** What the cases that failed say, by place. */
export const told = (result: TestRun): readonly string[] =>
  result.tests.flatMap(({ cases }) =>
    cases.flatMap(({ mismatches }) =>
      mismatches.map(({ place, message }) => `${place.line}:${place.column} ${message}`),
    ),
  );
/** The faults of a test file as people see them. */
export const faultsOf = (text: string): string =>
  readTestFile({ path: 'a.test.yaml', text })
    .faults.map((fault) => showFault(fault, text))
    .join('\n\n');
