// Loading policy files: what is accepted, and that everything else is refused with a place and a way on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { InvalidError } from '../../lib/errors.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { faultsOf, policiesOf, policyText } from './given.ts';

const CHURN = readFileSync(new URL('../../policies/churn-accuracy.yaml', import.meta.url), 'utf8').replace(
  /^#.+\n/u,
  '',
);

test('the ten-line policy loads with its defaults', () => {
  const set = loadPolicySet([{ path: 'policies/churn-accuracy.yaml', text: CHURN }]);
  const [policy] = set.policies;
  assert.equal(policy?.name, 'churn-accuracy');
  assert.equal(policy.mode, 'Enforce');
  assert.equal(policy.failurePolicy, 'Hold');
  assert.equal(policy.evidenceDeadline, 15 * 60_000);
  assert.equal(policy.evidenceWait, 24 * 3_600_000);
  assert.match(set.hints.join(), /accuracy is written by whoever registers/u);
});

test('the whole language of a policy loads', () => {
  const text = readFileSync(new URL('whole-language.yaml', import.meta.url), 'utf8');
  const [policy] = loadPolicySet([{ path: 'whole.yaml', text }]).policies;
  assert.equal(policy?.validations.length, 3);
  assert.equal(policy.reviews[0]?.expiresAfter, 72 * 3_600_000);
});

test('an unknown key is told with file, line, column, caret and a suggestion', () => {
  const [fault] = faultsOf(CHURN.replace('min:', 'mim:'));
  assert.match(
    fault ?? '',
    /^policies\/bad\.yaml:8:42 error unknown key "mim" in range\n {4}8 \| .+\n {6}\| {42}\^\^\^\n {6}Did you mean min\?/mu,
  );
});

const REFUSED: readonly (readonly [what: string, text: string, expected: RegExp])[] = [
  [
    'a duplicate key',
    CHURN.replace('onPass: Approve', 'onPass: Approve\n  onPass: NoOpinion'),
    /:11:3 error duplicate key "onPass"/u,
  ],
  [
    'a misspelt kind',
    CHURN.replace('ModelApprovalPolicy', 'ModelAprovalPolicy'),
    /:2:7 error unknown kind[\s\S]+Did you mean ModelApprovalPolicy\?/u,
  ],
  ['an anchor', CHURN.replace('"churn-*"', '&a "churn-*"'), /anchor &a is not allowed/u],
  ['an alias', CHURN.replace('["churn-*"]', '[&a "churn-*", *a]'), /alias \*a is not allowed/u],
  ['a tag', CHURN.replace('"churn-*"', '!!str "churn-*"'), /tag .+ is not allowed/u],
  ['a merge key', CHURN.replace('match: {', 'match: { <<: {},'), /merge key|unknown key "<<"/u],
  [
    'a misspelt choice',
    CHURN.replace('onPass: Approve', 'onPass: Aprove'),
    /onPass has to be Approve, RequireReview or NoOpinion\n[\s\S]+Did you mean Approve\?/u,
  ],
  ['a syntax error of YAML', CHURN.replace('["churn-*"]', '["churn-*"'), /:5:\d+ error|:6:\d+ error/u],
  ['nesting without end', CHURN.replace('["churn-*"]', '['.repeat(60) + ']'.repeat(60)), /nested too deep/u],
  ['nesting far without end', CHURN.replace('["churn-*"]', '['.repeat(100_000)), /:5:71 error nested too deep/u],
  ['a file too large', `${CHURN}#${'x'.repeat(300_000)}`, /at most 262144/u],
  ['approval without a check', policyText('onPass: Approve'), /allowUnconditional: true/u],
  [
    'a check of two kinds',
    policyText('validations: [{ name: a, expression: "true", present: { value: metadata.a } }]'),
    /exactly one of .+ this one has expression and present/u,
  ],
  [
    'a syntax error of CEL',
    policyText('validations: [{ name: a, expression: "1 + + 2" }]'),
    /:6:43 error syntax error/u,
  ],
  [
    'an undeclared report',
    policyText('validations: [{ name: a, expression: quality.auc > 0.9 }]'),
    /:6:40 error unknown name: quality/u,
  ],
  [
    'a misspelt root',
    policyText('validations: [{ name: a, expression: metdata.auc == "1" }]'),
    /Did you mean metadata\?/u,
  ],
  [
    'a misspelt parameter',
    policyText('params: { floor: 0.9 }\nvalidations: [{ name: a, expression: 0.95 > params.flor }]'),
    /no such field: params\.flor[\s\S]+Did you mean floor\?/u,
  ],
  [
    'an unknown function',
    policyText('validations: [{ name: a, expression: nmber("1") > 0.0 }]'),
    /unknown function: nmber[\s\S]+Did you mean number\?/u,
  ],
  [
    'a misspelt member in a loop',
    policyText('validations: [{ name: a, expression: "image.containers.all(c, c.regsitry != \'\')" }]'),
    /no such field[\s\S]+Did you mean registry\?/u,
  ],
  [
    'a key with dots',
    policyText('validations: [{ name: a, range: { value: metadata.a.b, min: 1 } }]'),
    /metadata\["a\.b"\]/u,
  ],
  [
    'a parameter outside its bounds',
    policyText('params: { floor: { default: 0.8, min: 0.85 } }\nvalidations: [{ name: a, expression: "true" }]'),
    /floor 0\.8 is under its minimum 0\.85/u,
  ],
  [
    'an expression over 4 KiB',
    policyText(`validations: [{ name: a, expression: "'${'x'.repeat(4100)}' == ''" }]`),
    /at most 4096/u,
  ],
  ['a function of the budget', policyText('validations: [{ name: a, expression: "@tick(true)" }]'), /error/u],
  ['a missing name', CHURN.replace('name: churn-accuracy', ''), /metadata needs name/u],
];
for (const [what, text, expected] of REFUSED) {
  test(`${what} is refused with its place`, () => assert.match(faultsOf(text).join('\n\n'), expected));
}

test('a fault inside a block text is told at its own line', () => {
  const text = policyText('validations:\n  - name: a\n    expression: |\n      1.0 < 2.0 &&\n      metdata.a == "x"');
  assert.match(faultsOf(text).join(), /:10:9 error unknown name: metdata/u);
});

test('more than 200 validations are refused', () => {
  const many = Array.from({ length: 201 }, (_, i) => `  - { name: c${i}, expression: "true" }`).join('\n');
  assert.match(faultsOf(policyText(`validations:\n${many}`)).join(), /at most 200 validations; this one has 201/u);
});

test('all faults of all files are told at once', () => {
  const bad = CHURN.replace('min:', 'mim:').replace('onPass: Approve', 'onPas: Approve');
  assert.throws(
    () =>
      loadPolicySet([
        { path: 'b.yaml', text: bad },
        { path: 'a.yaml', text: 'kind: X' },
      ]),
    (error: unknown) =>
      error instanceof InvalidError &&
      error.reason === 'BadPolicy' &&
      error.faults.length === 4 &&
      error.message.startsWith('a.yaml'),
  );
});

test('two policies of one name are refused and name each other', () => {
  assert.throws(
    () => policiesOf(CHURN, CHURN),
    /policy churn-accuracy is there twice; the other is policies\/p0\.yaml:1/u,
  );
});

test('files without a policy are refused with what is expected', () => {
  assert.throws(
    () => loadPolicySet([{ path: 'a.test.yaml', text: 'nonsense: [' }]),
    /expected at least one document with apiVersion: modelgate\/v1/u,
  );
});

test('registry accounts are read from the same files, several documents in one', () => {
  const account =
    'apiVersion: modelgate/v1\nkind: RegistryAccount\nmetadata: { name: training }\nspec:\n  account: "111122223333"\n  regions: [us-east-1]\n  reportBuckets: [{ bucket: reports, owner: "444455556666", prefix: churn/ }]\n';
  const set = loadPolicySet([{ path: 'both.yaml', text: `${CHURN}---\n${account}` }]);
  assert.deepEqual(
    set.accounts.map(({ account: id, reportBuckets }) => [id, reportBuckets]),
    [['111122223333', [{ bucket: 'reports', owner: '444455556666', prefix: 'churn/' }]]],
  );
});
