// Policy tests: what a case may change and expect, what is said where it fails, and what was covered.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type TestRun } from '../../lib/policy/run-policy-tests.ts';
import { POLICY, run, told } from './policy-test-given.ts';

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
