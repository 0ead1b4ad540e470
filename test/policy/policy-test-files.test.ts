// Files of policy tests: fixtures are found beside them, and what can't be a test is refused at its place.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readTestFile } from '../../lib/policy/read-test-file.ts';
import { fixturePath } from '../../lib/policy/run-policy-tests.ts';
import { faultsOf, HEAD, run, told } from './policy-test-given.ts';

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
