// Lint: errors and hints as data with their lines, and what each policy costs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidError } from '../../lib/errors.ts';
import { lintPolicyFiles, requireNoErrors } from '../../lib/policy/lint.ts';
import { policyText } from './given.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const lint = (...texts: readonly string[]) =>
  lintPolicyFiles(
    texts.map((text, index) => ({ path: `p${index}.yaml`, text })),
    NOW,
  );
const told = (result: ReturnType<typeof lint>) => result.findings.map((one) => `${one.severity} ${one.message}`);
const documentOf = (kind: string, name: string, spec: string): string =>
  `apiVersion: modelgate/v1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
const BARE = 'validations: [{ name: image, expression: image.containers.size() > 0 }]\nonPass: NoOpinion';

test('metadata that decides alone is a hint with its line, and the cost says what is read', () => {
  const text = policyText(
    'validations:\n  - { name: a, range: { value: metadata.accuracy, min: 0.9 } }\nonPass: Approve',
    'churn',
  );

  const { findings, costs } = lint(text, policyText(BARE, 'bare'));

  assert.deepEqual(
    findings.map(({ severity, message, line }) => [severity, message, line.trim()]),
    [
      [
        'hint',
        'accuracy is written by whoever registers',
        '- { name: a, range: { value: metadata.accuracy, min: 0.9 } }',
      ],
    ],
  );
  assert.match(findings[0]?.hint ?? '', /report, check modelPackage\.createdBy.+modelgate iam --key accuracy/u);
  assert.deepEqual(
    costs.map((cost) => [cost.policy, cost.text]),
    [
      ['bare', 'summary only'],
      ['churn', '+ Describe, the newest approved version'],
    ],
  );
});

test('an exception that is over, or for a group that the policy does not govern, is a hint', () => {
  const exception = (name: string, group: string, until: string) =>
    documentOf(
      'PolicyException',
      name,
      `{ policy: churn, validation: image, group: ${group}, until: ${until}, reason: r, approvedBy: mei }`,
    );

  const result = lint(
    policyText(BARE, 'churn'),
    exception('over', 'churn-a', '2026-11-23'),
    exception('today', 'churn-a', '2026-11-24'),
    exception('elsewhere', 'fraud-a', '2026-12-31'),
  );

  assert.deepEqual(told(result), [
    'hint exception over is over since 2026-11-23',
    'hint exception elsewhere has no effect: churn does not govern group fraud-a',
  ]);
});

test('a review that nobody refers to is a hint; one that nobody can meet is an error', () => {
  const asking = (count: number, group: string) =>
    policyText(
      `validations: [{ name: image, expression: image.containers.size() > 0, action: RequireReview, review: risk }]
reviews: [{ name: risk, count: ${count}, reviewers: { groups: [${group}] } }, { name: idle }]
onPass: NoOpinion`,
      'churn',
    );
  const directory = documentOf(
    'ReviewerDirectory',
    'people',
    '{ people: [{ id: mei, name: Mei, email: mei@example.com }, { id: jonas, name: Jonas, email: jonas@example.com }], groups: [{ name: risk, people: [mei] }] }',
  );

  assert.deepEqual(told(lint(asking(2, 'risk'), directory)), [
    'error review risk needs 2 people and 1 may answer, so nobody can meet it',
    'hint nobody refers to review idle of churn',
  ]);
  assert.ok(
    told(lint(asking(1, 'rsk'), directory)).includes(
      'error review risk asks group rsk, which no ReviewerDirectory has',
    ),
  );
  assert.deepEqual(told(lint(asking(9, 'risk'))), ['hint nobody refers to review idle of churn']);
});

test('faults of all files and of policy tests are errors', () => {
  const result = lintPolicyFiles(
    [
      { path: 'a.yaml', text: policyText('validations: []\nonPas: Approve', 'a') },
      { path: 'b.test.yaml', text: 'apiVersion: modelgate/v1\nkind: PolicyTest\nmetadata: { name: b }\nspec: {}\n' },
    ],
    NOW,
  );

  const errors = result.findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  assert.ok(errors.includes('unknown key "onPas" in spec') && errors.includes('spec needs cases'), errors.join());
});

const DIRECTORY = documentOf(
  'ReviewerDirectory',
  'people',
  '{ people: [{ id: mei, name: Mei, email: mei@example.com }, { id: jonas, name: Jonas, email: jonas@example.com }], groups: [{ name: risk, people: [mei, jonas] }] }',
);
const reviewed = (review: string): string =>
  policyText(
    `validations: [{ name: image, expression: image.containers.size() > 0, action: RequireReview, review: risk }]
reviews:
  - { name: idle-before, count: 1 }
  - ${review}
onPass: RequireReview`,
    'churn',
  );

test('a review that the authors of a version may leave to nobody is a hint at its notFrom', () => {
  const { findings } = lint(
    reviewed('{ name: risk, reviewers: { groups: [risk] }, notFrom: [registrant, "metadata:trained_by"] }'),
    DIRECTORY,
  );

  assert.deepEqual(
    findings.map(({ severity, place, message }) => [severity, `${place.line}:${place.column}`, message]),
    [
      [
        'hint',
        '9:52',
        "review risk can't be met for some versions: of 2 who may answer, notFrom (registrant, metadata:trained_by) may keep out 2, and it needs 1",
      ],
    ],
  );
});

test('people may be asked by id, name or address; a group to escalate to has to be there; the place is that of the review', () => {
  const named = lint(reviewed('{ name: risk, reviewers: { people: [Mei, jonas@example.com] } }'), DIRECTORY);
  const escalating = lint(
    reviewed('{ name: risk, onExpiry: Escalate, escalateTo: heads, expiresAfter: 1h }'),
    DIRECTORY,
  );

  assert.deepEqual(named.findings, []);
  assert.deepEqual(
    escalating.findings.map(({ place, message }) => [place.line, message]),
    [[9, 'review risk asks group heads, which no ReviewerDirectory has']],
  );
});

test('errors that only lint sees stop what requires none, each with its place; hints do not', () => {
  const files = [
    { path: 'a.yaml', text: reviewed('{ name: risk, count: 3, reviewers: { groups: [risk] } }') },
    { path: 'people.yaml', text: DIRECTORY },
    { path: 'a.test.yaml', text: 'apiVersion: modelgate/v1\nkind: PolicyTest\nmetadata: { name: b }\nspec: {}\n' },
  ];

  assert.throws(
    () => requireNoErrors(files, NOW),
    (error: unknown) => {
      assert.ok(error instanceof InvalidError);
      assert.match(error.faults[0] ?? '', /^a\.test\.yaml:4:7 error spec needs now/u);
      assert.match(error.faults.at(-1) ?? '', /^a\.yaml:9:7 error review risk needs 3 people and 2 may answer/u);
      return true;
    },
  );
  assert.doesNotThrow(() => requireNoErrors([{ path: 'a.yaml', text: policyText(BARE, 'bare') }], NOW));
});
