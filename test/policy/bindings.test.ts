// Bindings: one policy for many groups, each with its own parameters, mode and owner.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { governing, policyDigestOf } from '../../lib/policy/match.ts';
import { needsOf } from '../../lib/policy/needs.ts';
import { evidenceOf, faultsOf, packageOf } from './given.ts';

const FLOOR = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: accuracy-floor }
spec:
  params:
    floor: { default: 0.90, min: 0.85, max: 0.99 }
    rows: 1000
    domains: [retention]
  validations:
    - name: floor
      range: { value: metadata.accuracy, min: params.floor }
  reviews: [{ name: risk-review }]
  onPass: Approve
`;
const binding = (name: string, groups: string, more = ''): string => `---
apiVersion: modelgate/v1
kind: ModelApprovalPolicyBinding
metadata: { name: ${name} }
spec:
  policy: accuracy-floor
  match: { modelPackageGroups: [${groups}] }
${more}`;
const setOf = (...texts: readonly string[]) => loadPolicySet([{ path: 'policies/floors.yaml', text: texts.join('') }]);
const subject = { group: 'churn-retention', account: '111122223333' };
const accuracy = (value: string) => evidenceOf({ metadata: [['accuracy', value]] });

describe('a binding', () => {
  test('gives the policy to its groups with its own parameters, and the decision says so', () => {
    const set = setOf(FLOOR, binding('retention', '"churn-*"', '  params: { floor: 0.95 }\n  owner: churn-ml\n'));

    const policies = governing(set, subject);
    const [result] = evaluate(policies, accuracy('0.93')).policies;

    assert.equal(result?.verdict, 'Reject');
    assert.equal(result.validations[0]?.message.includes('0.93 is under 0.95'), true);
    assert.deepEqual(result.binding, { name: 'retention', file: 'policies/floors.yaml', owner: 'churn-ml' });
    assert.deepEqual(result.params, [
      { name: 'floor', value: '0.95' },
      { name: 'rows', value: '1000' },
      { name: 'domains', value: 'retention' },
    ]);
    assert.deepEqual(governing(set, { ...subject, group: 'fraud-card' }), []);
  });

  test('weakens the mode of the policy and never raises it', () => {
    const audit = FLOOR.replace('spec:', 'spec:\n  mode: Audit');
    const modeOf = (text: string, mode: string) =>
      governing(setOf(text, binding('b', '"churn-*"', `  mode: ${mode}\n`)), subject)[0]?.mode;

    assert.deepEqual(
      [modeOf(FLOOR, 'Audit'), modeOf(FLOOR, 'Enforce'), modeOf(audit, 'Enforce')],
      ['Audit', 'Enforce', 'Audit'],
    );
  });

  test('beside another counts with it: the strongest wins, whatever their order, and a review is asked for once', () => {
    const [strict, loose] = [
      binding('strict', '"churn-*"', '  params: { floor: 0.98 }\n'),
      binding('loose', '"churn-*"', '  params: { floor: 0.85 }\n'),
    ];
    const review = FLOOR.replace('min: params.floor }', 'min: params.floor }\n      action: RequireReview');

    const policies = governing(setOf(review, strict, loose), subject);
    const assessment = evaluate(policies, accuracy('0.93'));

    assert.equal(assessment.verdict, 'RequireReview');
    assert.deepEqual(
      assessment.policies.map((one) => [one.binding?.name, one.verdict]),
      [
        ['loose', 'Approve'],
        ['strict', 'RequireReview'],
      ],
    );
    assert.deepEqual(
      assessment.requirements.map(({ policy, name }) => [policy, name]),
      [['accuracy-floor', 'risk-review']],
    );
    assert.deepEqual(evaluate(policies.toReversed(), accuracy('0.93')), assessment);
    assert.equal(needsOf(policies).declarations.length, 0);
  });

  test('makes a whole number a fraction where the default is one', () => {
    const text = FLOOR.replace('default: 0.90, min: 0.85, max: 0.99', 'default: 0.5').replace(
      'range: { value: metadata.accuracy, min: params.floor }',
      "expression: '0.75 < params.floor'",
    );

    const policies = governing(setOf(text, binding('b', '"churn-*"', '  params: { floor: 1 }\n')), subject);

    assert.equal(evaluate(policies, accuracy('1')).verdict, 'Approve');
  });

  test('changes the digest of its groups by what it does, not by which other groups it has', () => {
    const digest = (...texts: readonly string[]) => policyDigestOf(governing(setOf(FLOOR, ...texts), subject));
    const one = digest(binding('b', '"churn-*"', '  params: { floor: 0.95 }\n'));

    assert.equal(digest(binding('b', '"churn-*", "fraud-*"', '  params: { floor: 0.95 }\n')), one);
    assert.notEqual(digest(binding('b', '"churn-*"', '  params: { floor: 0.96 }\n')), one);
    assert.notEqual(digest(binding('b', '"churn-*"', '  params: { floor: 0.95 }\n  mode: Audit\n')), one);
  });

  test('leaves a champion and evidence as they are: they are read once for all bindings', () => {
    const text = FLOOR.replace(
      'range: { value: metadata.accuracy, min: params.floor }',
      'compare: { value: metadata.accuracy, baseline: champion.metadata.accuracy, direction: HigherIsBetter }',
    );
    const policies = governing(setOf(text, binding('a', '"churn-*"'), binding('b', '"churn-*"')), subject);
    const champion = { state: 'present', value: packageOf({ version: 3, metadata: [['accuracy', '0.5']] }) } as const;

    const { verdict, policies: results } = evaluate(
      policies,
      evidenceOf({ metadata: [['accuracy', '0.6']], champion }),
    );

    assert.deepEqual([verdict, results.length], ['Approve', 2]);
  });
});

describe('a binding is refused with its place', () => {
  const refused = (more: string): string => faultsOf(FLOOR + binding('b', '"churn-*"', more)).join('\n\n');

  test('a parameter outside the bounds of the policy names both places', () => {
    assert.equal(
      refused('  params: { floor: 0.80 }\n'),
      [
        'policies/bad.yaml:21:20 error floor 0.80 is under its minimum 0.85',
        '   21 |   params: { floor: 0.80 }',
        '      |                    ^^^^',
        '      accuracy-floor allows 0.85 to 0.99 (policies/bad.yaml:6).',
      ].join('\n'),
    );
    assert.match(refused('  params: { floor: 1 }\n'), /floor 1 is over its maximum 0\.99/u);
  });

  test('a parameter that is unknown or of another type', () => {
    assert.match(refused('  params: { flor: 0.9 }\n'), /has no parameter flor[\s\S]+Did you mean floor\?/u);
    assert.match(refused('  params: { floor: "0.9" }\n'), /floor is a string; accuracy-floor has a number/u);
    assert.match(refused('  params: { rows: 0.5 }\n'), /rows is a number; accuracy-floor has a whole number/u);
    assert.match(
      refused('  params: { domains: winback }\n'),
      /domains is a string; accuracy-floor has a list of strings/u,
    );
  });

  test('a policy that is not there, a misspelt key, and a second binding of the name', () => {
    const text = binding('b', '"churn-*"', '  modes: Audit\n').replace(
      'policy: accuracy-floor',
      'policy: acuracy-floor',
    );
    const faults = faultsOf(FLOOR + text + binding('b', '"x"')).join('\n\n');

    assert.match(faults, /no such policy: acuracy-floor[\s\S]+Did you mean accuracy-floor\?/u);
    assert.match(faults, /unknown key "modes" in spec[\s\S]+Did you mean mode\?/u);
    assert.match(faults, /binding b is there twice/u);
  });

  test('a policy that governs no group is told, also beside other faults of other files', () => {
    assert.match(faultsOf(FLOOR).join(), /policy accuracy-floor governs no group[\s\S]+ModelApprovalPolicyBinding/u);
  });

  test('a policy with faults is still there for its bindings', () => {
    const faults = faultsOf(FLOOR.replace('onPass', 'onPas') + binding('b', '"x"', '  params: { floor: 0.5 }\n'));

    assert.equal(faults.length, 2);
    assert.match(faults.join(), /unknown key "onPas"[\s\S]+floor 0\.5 is under its minimum 0\.85/u);
  });
});
