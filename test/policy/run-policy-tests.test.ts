// Policy tests: what a case may change and expect, what is said where it fails, and what was covered.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { showFault } from '../../lib/policy/faults.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { readTestFile } from '../../lib/policy/read-test-file.ts';
import { fixturePath, runPolicyTests, type TestRun } from '../../lib/policy/run-policy-tests.ts';
import type { SimulateReviews } from '../../lib/policy/simulated-reviews.ts';

const POLICY = `apiVersion: modelgate/v1
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
const HEAD = `apiVersion: modelgate/v1
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

function run(cases: string, { head = HEAD, fixtures = new Map<string, unknown>(), policy = POLICY } = {}): TestRun {
  const { tests, faults } = readTestFile({ path: 'policies/fraud.test.yaml', text: head + cases });
  assert.deepEqual(faults, []);
  const set = loadPolicySet([{ path: 'policies/fraud.yaml', text: policy }]);
  return runPolicyTests(set, tests, { fixtures, simulateReviews });
}
const told = (result: TestRun): readonly string[] =>
  result.tests.flatMap(({ cases }) =>
    cases.flatMap(({ mismatches }) =>
      mismatches.map(({ place, message }) => `${place.line}:${place.column} ${message}`),
    ),
  );
const faultsOf = (text: string): string =>
  readTestFile({ path: 'a.test.yaml', text })
    .faults.map((fault) => showFault(fault, text))
    .join('\n\n');

describe('a case', () => {
  test('passes where what it names is so, and leaves the rest open', () => {
    const result = run(`    - name: as it is
      expect:
        verdict: Approve
        validations: { floor: pass, fraud/champion: { result: pass, message: "over the champion's 0.94" }, owner: pass }
        messages: ["auc 0.95 is at least 0.9"]
        errors: 0
        reviews: []
        exceptions: []
`);

    assert.deepEqual([told(result), result.passed, result.failed], [[], 1, 0]);
  });

  test('patches its evidence, sets null and takes away; lists are replaced and other cases are not touched', () => {
    const result = run(`    - name: under the floor
      patch: { reports: { quality: { auc: 0.5 } }, champion: null }
      expect: { verdict: Reject, validations: { floor: fail, champion: pass } }
    - name: no report
      remove: [/reports/quality, /metadata/owner]
      expect: { verdict: Hold, errors: 2, validations: { floor: error, owner: fail } }
    - name: as it was
      expect: { verdict: Approve }
`);

    assert.deepEqual(told(result), ['18:72 expected owner fail, got warn']);
  });

  test('reads a whole report under its path, also a broken one, and the declared name wins over it', () => {
    const result = run(`    - name: as SageMaker wrote it
      remove: [/reports/quality]
      patch: { reports: { ModelMetrics.ModelQuality.Statistics: { auc: { value: 0.93 } } } }
      expect: { verdict: Approve, messages: ["auc 0.93 is at least"] }
    - name: one field over it
      patch: { reports: { ModelMetrics.ModelQuality.Statistics: { auc: { value: 0.1 } } } }
      expect: { verdict: Approve }
    - name: cut off
      remove: [/reports/quality]
      patch: { reports: { ModelMetrics.ModelQuality.Statistics: '{"auc": {"value": 0.9' } }
      expect: { verdict: Hold, validations: { floor: { result: error, message: not JSON } } }
`);

    assert.deepEqual(told(result), []);
  });

  test('may have a time of its own: what is absent is waited for before the evidence deadline', () => {
    const result = run(`    - name: just registered
      patch: { modelPackage: { creationTime: 2026-11-18T16:19:00Z } }
      remove: [/reports/quality]
      expect: { verdict: Hold, messages: ["waiting for evidence"] }
    - name: two days later
      now: 2026-11-20T16:20:00Z
      patch: { modelPackage: { creationTime: 2026-11-18T16:19:00Z } }
      remove: [/reports/quality]
      expect: { verdict: Hold, messages: ["the package names no report there (policies/fraud.yaml"] }
`);

    assert.deepEqual(told(result), []);
  });

  test('that fails says what was expected at its place, and carries the checks that differed', () => {
    const result = run(`    - name: a slightly slower model only warns
      patch: { reports: { quality: { auc: 0.91 } } }
      expect: { verdict: Approve, validations: { champion: warn, flor: pass }, errors: 1, reviews: [], messages: [slow] }
`);

    const [failed] = result.tests[0]?.cases ?? [];
    assert.deepEqual(told(result), [
      '15:26 expected verdict Approve, got RequireReview',
      '15:50 expected champion warn, got fail',
      '15:66 expected flor pass, but no policy had this check',
      '15:115 expected a sentence with "slow", got "auc 0.91 is 3.2% under the champion\'s 0.94 (v6); 2% is tolerated"',
      '15:88 expected 1 error, got 0',
      '15:15 expected no review, got risk',
    ]);
    assert.deepEqual(
      failed?.tree.map(({ policy, validations }) => [policy, validations.map(({ name }) => name)]),
      [['fraud', ['champion']]],
    );
    assert.deepEqual([result.passed, result.failed], [0, 1]);
  });

  test('whose evidence cannot be read fails at the place of the fault', () => {
    const result = run(`    - name: a number
      patch: { metadata: { accuracy: 0.9 } }
      expect: { verdict: Approve }
    - name: misspelt
      patch: { metdata: { owner: mei } }
      expect: { verdict: Approve }
    - name: undeclared
      patch: { reports: { qualty: { auc: 0.9 } } }
      expect: { verdict: Approve }
    - name: nothing there
      remove: [/metadata/domain]
      expect: { verdict: Approve }
`);

    assert.deepEqual(told(result), [
      '14:38 metadata.accuracy has to be a text; put it in quotes',
      '17:25 unknown key "metdata" in evidence. Did you mean metadata?',
      '20:35 no policy here declares a report qualty. Did you mean quality?',
      '23:16 there is nothing at /metadata/domain to remove',
    ]);
  });

  test('is evaluated as in Enforce, so that a policy in Audit can be tested', () => {
    const result = run('    - { name: a, expect: { verdict: Approve } }\n', {
      policy: POLICY.replace('spec:', 'spec:\n  mode: Audit'),
    });

    assert.deepEqual(told(result), []);
    assert.equal(result.tests[0]?.cases[0]?.assessment?.policies[0]?.mode, 'Audit');
  });
});

describe('steps', () => {
  const asked = `    - name: two people
      patch: { reports: { quality: { auc: 0.91 } } }
      expect: { verdict: RequireReview, reviews: { risk: { state: Open, count: 2, given: 0 } } }
      then:
`;

  test('simulate answers one after the other, and the time between them', () => {
    const result = run(`${asked}        - { by: ines, expect: { refused: trained_by, reviews: { risk: { given: 0 } } } }
        - { by: jonas, comment: checked, expect: { verdict: RequireReview, reviews: { risk: Open } } }
        - { by: mei, after: 2h, expect: { verdict: Approve, reviews: { risk: Met } } }
        - { after: 3d, expect: { verdict: Reject, reviews: { risk: Expired } } }
`);

    assert.deepEqual(told(result), []);
  });

  test('whose answer is refused fail where nobody expected it, and the other way round', () => {
    const result = run(`${asked}        - { by: ines }
        - { by: mei, expect: { refused: trained_by, verdict: Approve } }
`);

    assert.deepEqual(told(result), [
      '17:11 the answer of ines was refused: Ines may not answer: named in metadata key trained_by',
      '18:62 expected verdict Approve, got RequireReview',
      '18:41 expected the answer to be refused with "trained_by", but it counted',
    ]);
  });
});

describe('coverage', () => {
  test('names the checks that never failed and never passed, and policies without a test', () => {
    const other = POLICY.replace('name: fraud }', 'name: other }');
    const result = run(
      '    - { name: a, expect: { verdict: Approve } }\n    - { name: b, patch: { reports: { quality: { auc: 0.1 } } }, expect: { verdict: Reject } }\n',
      {
        policy: `${POLICY}---\n${other}`,
      },
    );

    const named = (checks: TestRun['coverage']['checks']) =>
      checks.map(({ policy, validation }) => `${policy}/${validation}`);
    const { neverFailed, neverPassed, untested, checks } = result.coverage;
    assert.deepEqual(named(neverFailed), ['fraud/owner', 'other/floor', 'other/champion', 'other/owner']);
    assert.deepEqual(named(neverPassed), ['other/floor', 'other/champion', 'other/owner']);
    assert.deepEqual(
      untested.map(({ policy }) => policy),
      ['other'],
    );
    assert.deepEqual(checks.map(({ passed, failed }) => [passed, failed]).slice(0, 3), [
      [1, 1],
      [1, 1],
      [2, 0],
    ]);
  });

  test('counts a warning of a Warn check and a check passed by exception as failed, the warn band as passed', () => {
    const exception = `---
apiVersion: modelgate/v1
kind: PolicyException
metadata: { name: late-sensor }
spec: { policy: fraud, validation: floor, group: fraud-card, until: 2026-12-31, reason: sensor, approvedBy: mei }
`;
    const result = run(
      `    - name: a
      patch: { metadata: { owner: "" }, reports: { quality: { auc: 0.89 } }, champion: { reports: { quality: { auc: 0.9 } } } }
      expect: { verdict: Approve, validations: { floor: exception, champion: warn }, exceptions: [late-sensor] }
`,
      { policy: POLICY + exception },
    );

    assert.deepEqual(told(result), []);
    assert.deepEqual(
      result.coverage.checks.map(({ passed, failed }) => [passed, failed]),
      [
        [0, 1],
        [1, 0],
        [0, 1],
      ],
    );
  });
});

describe('a captured fixture', () => {
  const head = HEAD.replace(/ {2}base:[\s\S]+cases:/u, '  base: { fixture: ../fixtures/fraud-card-8.json }\n  cases:');
  const one = '    - { name: a, expect: { verdict: Reject } }\n';

  test('is found from the folder of the test, and the time of the test wins over its own', () => {
    const fixture = {
      now: '2020-01-01T00:00:00Z',
      modelPackage: { group: 'fraud-card', version: 8 },
      reports: { 'ModelMetrics.ModelQuality.Statistics': { auc: { value: 0.2 } } },
    };
    const [read] = readTestFile({ path: 'policies/fraud.test.yaml', text: head + one }).tests;

    assert.equal(read && fixturePath(read), 'fixtures/fraud-card-8.json');
    assert.deepEqual(told(run(one, { head, fixtures: new Map([['fixtures/fraud-card-8.json', fixture]]) })), []);
  });

  test('that is not there is a fault at its place', () => {
    const { faults, tests } = run(one, { head });

    assert.deepEqual(
      faults.map(({ place, message }) => [place.line, message]),
      [[7, 'no such fixture: fixtures/fraud-card-8.json']],
    );
    assert.deepEqual(tests, []);
  });
});

describe('a policy test is refused with its place', () => {
  const REFUSED: readonly (readonly [string, string, RegExp])[] = [
    [
      'a misspelt key',
      '    - { name: a, expct: { verdict: Approve } }\n',
      /:13:18 error unknown key "expct" in case[\s\S]+Did you mean expect\?/u,
    ],
    ['a verdict that is none', '    - { name: a, expect: { verdict: Approved } }\n', /Did you mean Approve\?/u],
    [
      'a result that is none',
      '    - { name: a, expect: { validations: { a: passed } } }\n',
      /result of a has to be[\s\S]+Did you mean pass\?/u,
    ],
    ['an expectation of nothing', '    - { name: a, expect: {} }\n', /expect needs something to expect/u],
    [
      'a pointer that is none',
      '    - { name: a, remove: [metadata.a], expect: { errors: 0 } }\n',
      /JSON pointers such as \/metadata\/accuracy/u,
    ],
    ['a step of nobody', '    - { name: a, expect: { errors: 0 }, then: [{ choice: Approve }] }\n', /a step needs by/u],
    ['a test without cases', '    []\n', /at least one case/u],
  ];
  for (const [what, cases, expected] of REFUSED) test(what, () => assert.match(faultsOf(HEAD + cases), expected));

  test('another kind, and a time without a zone', () => {
    const text =
      HEAD.replace('PolicyTest', 'PolicyTests').replace('16:20:00Z', '16:20') +
      '    - { name: a, expect: { errors: 0 } }\n';

    assert.match(
      faultsOf(text),
      /:2:7 error a policy test needs kind: PolicyTest[\s\S]+:6:8 error now has to be a time/u,
    );
  });

  test('a policy that is not there', () => {
    const { faults } = run('    - { name: a, expect: { errors: 0 } }\n', { head: HEAD.replace('[fraud]', '[frau]') });

    assert.deepEqual(
      faults.map(({ message, hint }) => [message, hint]),
      [['no such policy: frau', 'Did you mean fraud?']],
    );
  });
});
