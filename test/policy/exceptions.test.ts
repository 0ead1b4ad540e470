// Exceptions: a false check that passes for a group or a version, until a day, and is shown as such.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { governing, policyDigestOf } from '../../lib/policy/match.ts';
import { CREATED, evidenceOf, faultsOf, HOUR, policyText } from './given.ts';

const POLICY = policyText(
  `validations:
  - { name: floor, range: { value: metadata.accuracy, min: 0.9 } }
  - { name: latency, range: { value: metadata.latency, max: 40 }, action: RequireReview }
onPass: Approve`,
  'churn',
);
const exception = (more: string, name = 'older-sensor'): string => `---
apiVersion: modelgate/v1
kind: PolicyException
metadata: { name: ${name} }
spec:
  policy: churn
  reason: the old sensor is replaced in March
  approvedBy: mei
${more}`;
const FLOOR = exception('  validation: floor\n  group: churn-retention\n  until: 2026-12-31\n');
const setOf = (...texts: readonly string[]) => loadPolicySet([{ path: 'policies/p.yaml', text: texts.join('') }]);
const subject = { group: 'churn-retention', account: '111122223333', region: 'us-east-1', version: 31 };
const assess = (texts: readonly string[], given: Parameters<typeof evidenceOf>[0] = {}) =>
  evaluate(
    governing(setOf(POLICY, ...texts), subject),
    evidenceOf({
      metadata: [
        ['accuracy', '0.8'],
        ['latency', '20'],
      ],
      ...given,
    }),
  );

describe('an exception', () => {
  test('lets a false check pass, counts it and says by what', () => {
    const assessment = assess([FLOOR]);

    const sentence =
      'accuracy 0.8 is under 0.9 (metadata key accuracy, written by role/train-pipeline); passes by exception older-sensor until 2026-12-31 (mei: the old sensor is replaced in March)';
    assert.equal(assessment.verdict, 'Approve');
    assert.deepEqual(assessment.exceptions, [
      {
        policy: 'churn',
        validation: 'floor',
        name: 'older-sensor',
        until: '2026-12-31',
        reason: 'the old sensor is replaced in March',
        approvedBy: 'mei',
      },
    ]);
    assert.deepEqual(assessment.warnings, [sentence]);
    assert.equal(assessment.policies[0]?.validations[0]?.exception?.name, 'older-sensor');
    assert.equal(assessment.policies[0].validations[0].result, 'pass');
    assert.ok(assessment.reasons.includes(sentence));
  });

  test('holds through its last day in UTC and not a moment longer', () => {
    const last = Date.parse('2026-12-31T23:59:59.999Z');

    assert.equal(assess([FLOOR], { now: last }).verdict, 'Approve');
    assert.equal(assess([FLOOR], { now: last + 1 }).verdict, 'Reject');
    assert.equal(assess([FLOOR], { now: last + 1 }).exceptions, undefined);
  });

  test('is for its check alone: another false check still objects', () => {
    const assessment = assess([FLOOR], {
      metadata: [
        ['accuracy', '0.8'],
        ['latency', '90'],
      ],
    });

    assert.equal(assessment.verdict, 'RequireReview');
  });

  test('never lets an error pass: missing evidence waits all the same', () => {
    assert.equal(assess([FLOOR], { metadata: [['latency', '20']] }).verdict, 'Hold');
    assert.equal(
      assess([FLOOR], {
        metadata: [
          ['accuracy', 'NaN'],
          ['latency', '20'],
        ],
      }).verdict,
      'Hold',
    );
  });

  test('is not spent where the check is true', () => {
    const assessment = assess([FLOOR], {
      metadata: [
        ['accuracy', '0.95'],
        ['latency', '20'],
      ],
    });

    assert.deepEqual([assessment.verdict, assessment.exceptions], ['Approve', undefined]);
  });

  const SCOPES: readonly (readonly [string, string, boolean])[] = [
    ['the group, whatever its case', 'group: CHURN-Retention', true],
    ['another group', 'group: churn-winback', false],
    ['the version', 'package: churn-retention/31', true],
    ['another version', 'package: churn-retention/30', false],
    ['the ARN', 'package: arn:aws:sagemaker:us-east-1:111122223333:model-package/churn-retention/31', true],
    [
      'the ARN in another account',
      'package: arn:aws:sagemaker:us-east-1:444455556666:model-package/churn-retention/31',
      false,
    ],
    [
      'the ARN in another region',
      'package: arn:aws:sagemaker:eu-west-1:111122223333:model-package/churn-retention/31',
      false,
    ],
  ];
  for (const [what, scope, isFor] of SCOPES) {
    test(`for ${what} ${isFor ? 'has' : 'has no'} effect, and changes the digest only then`, () => {
      const text = exception(`  validation: floor\n  until: 2026-12-31\n  ${scope}\n`);

      assert.equal(assess([text]).verdict, isFor ? 'Approve' : 'Reject');
      const digests = [[text], []].map((texts) => policyDigestOf(governing(setOf(POLICY, ...texts), subject)));
      assert.equal(digests[0] === digests[1], !isFor);
    });
  }

  test('may let a version pass that is not newer than the approved one', () => {
    const text = exception(
      '  validation: olderThanApproved\n  group: churn-retention\n  until: 2026-11-17T18:00:00Z\n',
    );
    const older = { version: 31, champion: { state: 'present', value: evidenceOf({ version: 40 }) } } as const;
    const given = {
      ...older,
      metadata: [
        ['accuracy', '0.95'],
        ['latency', '20'],
      ],
    } as const;

    assert.equal(assess([text], { ...given, now: CREATED + HOUR }).verdict, 'Approve');
    assert.equal(assess([text], { ...given, now: CREATED + 10 * HOUR }).verdict, 'RequireReview');
  });
});

describe('an exception is refused with its place', () => {
  const refused = (more: string): string => faultsOf(POLICY + exception(more)).join('\n\n');
  const REFUSED: readonly (readonly [string, string, RegExp])[] = [
    ['without an end', '  validation: floor\n  group: churn-x\n', /spec needs until/u],
    [
      'with a day that is none',
      '  validation: floor\n  group: churn-x\n  until: 2026-02-30\n',
      /:\d+:10 error until has to be a day/u,
    ],
    [
      'for a glob',
      '  validation: floor\n  group: "churn-*"\n  until: 2026-12-31\n',
      /name of one model package group/u,
    ],
    [
      'for a group and a version',
      '  validation: floor\n  group: a\n  package: a/1\n  until: 2026-12-31\n',
      /either group or package/u,
    ],
    ['for nothing', '  validation: floor\n  until: 2026-12-31\n', /either group or package/u],
    ['for a version that is none', '  validation: floor\n  package: a-b\n  until: 2026-12-31\n', /GROUP\/VERSION/u],
    [
      'for a check that is not there',
      '  validation: flor\n  group: a\n  until: 2026-12-31\n',
      /churn has no validation flor[\s\S]+Did you mean floor\?/u,
    ],
  ];
  for (const [what, more, expected] of REFUSED) test(what, () => assert.match(refused(more), expected));
});
