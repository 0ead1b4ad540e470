// One policy against one version: sentences, errors, waiting, and what follows from them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../../lib/evidence/evidence.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { assess, CREATED, evidenceOf, HOUR, packageOf, policiesOf, policyText, type Given } from './given.ts';
import { champion, expression, first, QUALITY } from './one-check.ts';

const FLOOR = 'validations: [{ name: floor, range: { value: metadata.accuracy, min: 0.90 } }]\nonPass: Approve';
const accuracy = (text: string): Given => ({ metadata: [['accuracy', text]] });
const compare = (more: string) =>
  `${QUALITY}validations: [{ name: c, compare: { value: quality.auc, baseline: champion.quality.auc, direction: HigherIsBetter${more} } }]\nonPass: Approve`;

test('a value over its floor is approved, with the floor as the policy writes it', () => {
  const { verdict, reasons, determining } = assess(FLOOR, accuracy('0.934'));
  assert.deepEqual(
    [verdict, reasons, determining],
    ['Approve', ['accuracy 0.934 is at least 0.90'], ['under-test/floor']],
  );
});

test('a value under its floor is rejected, and the sentence says who wrote it', () => {
  const { verdict, reasons } = assess(FLOOR, accuracy('0.87'));
  assert.deepEqual(
    [verdict, reasons],
    ['Reject', ['accuracy 0.87 is under 0.90 (metadata key accuracy, written by role/train-pipeline)']],
  );
});

for (const text of ['', ' 0.95', '0x1', 'NaN', 'Infinity', '1e400', '0,95', '1_000', '0.95 ', 'high', '٣']) {
  test(`the metadata text ${JSON.stringify(text)} is no number and holds`, () => {
    const { verdict, holdCause, isWaiting, reasons } = assess(FLOOR, accuracy(text));
    assert.deepEqual([verdict, holdCause, isWaiting], ['Hold', 'Evidence', false]);
    assert.match(reasons[0] ?? '', /policies\/p0\.yaml, check floor: accuracy ".*" is not a number/u);
    assert.equal(expression('number(metadata.accuracy) > 0.0', accuracy(text)).errorKind, 'Expression');
    assert.equal(expression('double(metadata.accuracy) > 0.0', accuracy(text)).errorKind, 'Expression');
  });
}

test('a missing key waits, says so, and names the command that adds it', () => {
  const { verdict, holdCause, isWaiting, reasons, missing } = assess(FLOOR);
  assert.deepEqual([verdict, holdCause, isWaiting], ['Hold', 'Evidence', true]);
  assert.deepEqual(reasons, ['waiting for evidence: metadata key `accuracy` is missing']);
  const arn = 'arn:aws:sagemaker:us-east-1:111122223333:model-package/churn-retention/31';
  assert.deepEqual(missing, [
    `metadata key \`accuracy\`: aws sagemaker update-model-package --model-package-arn ${arn} --customer-metadata-properties accuracy=VALUE`,
  ]);
});

test('a missing key waits no longer than evidenceWait', () => {
  const { verdict, isWaiting, reasons } = assess(FLOOR, { now: CREATED + 25 * HOUR });
  assert.deepEqual([verdict, isWaiting], ['Hold', false]);
  assert.deepEqual(reasons, ['metadata key `accuracy` is missing (policies/p0.yaml, check floor)']);
});

test('absence rejects under failurePolicy Reject only after the evidence deadline', () => {
  const spec = `failurePolicy: Reject\n${FLOOR}`;
  assert.equal(assess(spec, { now: CREATED + 14 * 60_000 }).verdict, 'Hold');
  assert.equal(assess(spec, { now: CREATED + 16 * 60_000 }).verdict, 'Reject');
  assert.equal(assess(spec, { ...accuracy('high'), now: CREATED + 1 }).verdict, 'Reject');
});

test('present and get reject on absence only after the evidence deadline', () => {
  for (const check of ['present: { value: metadata.scan }', `expression: 'get(metadata, "scan", "") == "passed"'`]) {
    const spec = `validations: [{ name: scan, ${check} }]`;
    assert.equal(assess(spec, { now: CREATED + 60_000 }).verdict, 'Hold', check);
    assert.equal(assess(spec).verdict, 'Reject', check);
  }
});

test('oneOf and glob write their own sentences', () => {
  assert.equal(
    first('validations: [{ name: d, oneOf: { value: metadata.domain, values: [a, b] } }]', {
      metadata: [['domain', 'c']],
    }).message,
    'domain "c" is none of a, b (metadata key domain, written by role/train-pipeline)',
  );
  assert.equal(
    first('validations: [{ name: d, glob: { value: modelPackage.createdBy, pattern: "*assumed-role/train-*" } }]')
      .result,
    'pass',
  );
});

test('a comparison says how far from the champion a value is', () => {
  const given = (auc: number): Given => ({ reports: { quality: { auc } }, champion: champion(0.916) });
  assert.equal(
    first(compare(', tolerance: 1%'), given(0.902)).message,
    "auc 0.902 is 1.5% under the champion's 0.916 (v6); 1% is tolerated",
  );
  assert.equal(first(compare(', tolerance: 1%'), given(0.91)).result, 'pass');
  assert.equal(first(compare(', tolerance: 1%, warnTolerance: 0.5%'), given(0.91)).result, 'warn');
  assert.equal(
    first(compare(', tolerance: 0.01'), given(0.902)).message,
    "auc 0.902 is 0.014 under the champion's 0.916 (v6); 0.01 is tolerated",
  );
  assert.equal(first(compare(''), given(0.93)).message, "auc 0.93 is 1.5% over the champion's 0.916 (v6)");
  assert.equal(first(compare(''), given(0.916)).message, "auc 0.916 equals the champion's 0.916 (v6)");
});

test('without a baseline onNoBaseline decides, and a champion that can not be read is an error', () => {
  const given: Given = { reports: { quality: { auc: 0.9 } } };
  const result = (more: string, one: Given = given) => assess(compare(more), one).verdict;
  assert.equal(result(''), 'Approve');
  assert.equal(result(', onNoBaseline: Fail'), 'Reject');
  assert.equal(result(', onNoBaseline: RequireReview'), 'RequireReview');
  assert.equal(result(', onNoBaseline: Skip'), 'Hold');
  assert.match(assess(compare(', onNoBaseline: Skip'), given).errors.join(), /all validations were skipped/u);
  assert.equal(result(', onNoBaseline: Fail', { ...given, champion: champion({ absent: '404' }) }), 'Reject');
  assert.equal(result('', { ...given, champion: champion({ corrupt: 'NaN' }) }), 'Hold');
  assert.equal(result('', { ...given, champion: { state: 'corrupt', cause: 'denied' } }), 'Hold');
});

test('a version that is not newer than the newest approved one asks for a review', () => {
  const older: Given = {
    ...accuracy('0.95'),
    version: 5,
    champion: { state: 'present', value: packageOf({ version: 6 }) },
  };
  const { verdict, reasons, requirements } = assess(FLOOR, older);
  assert.equal(verdict, 'RequireReview');
  assert.deepEqual(reasons, ['v5 is not newer than v6, the newest approved version of churn-retention']);
  assert.equal(requirements[0]?.name, 'review');
  assert.equal(assess(`olderThanApproved: Allow\n${FLOOR}`, older).verdict, 'Approve');
});

const BROKEN = '1 / (modelPackage.version - modelPackage.version) == 1';

test('match conditions skip a policy with the reason, and their errors follow failurePolicy', () => {
  const spec = (text: string, more = '') =>
    policyText(`${more}${FLOOR}`).replace(
      '["churn-*"] }',
      `["churn-*"], matchConditions: [{ name: payments, expression: ${JSON.stringify(text)} }] }`,
    );
  const run = (text: string, more = '') => evaluate(policiesOf(spec(text, more)), evidenceOf(accuracy('0.95')));
  const skipped = run('get(metadata, "domain", "") == "payments"');
  assert.deepEqual(
    [skipped.verdict, skipped.reasons, skipped.policies[0]?.notMatchedBecause],
    ['NoOpinion', ['no policy matched'], 'match condition payments is false'],
  );
  assert.equal(run(BROKEN).verdict, 'Hold');
  assert.equal(run(BROKEN, 'failurePolicy: Reject\n').verdict, 'Reject');
});

test('the authors own words are used, computed ones first', () => {
  const spec = (more: string) => `validations: [{ name: a, expression: 'metadata.accuracy == "1"', ${more} }]`;
  assert.equal(first(spec('message: own words'), accuracy('2')).message, 'own words');
  assert.equal(
    first(spec(`messageExpression: '"accuracy is " + metadata.accuracy', message: own words`), accuracy('2')).message,
    'accuracy is 2',
  );
  assert.equal(
    first(spec('messageExpression: metadata.nothing, message: own words'), accuracy('2')).message,
    'own words',
  );
  assert.equal(first(spec('action: Warn'), accuracy('2')).result, 'warn');
});

test('a failed check asks for its own review, an unnamed one for the general reviews', () => {
  const reviews = 'reviews: [{ name: risk, count: 2, reviewers: { groups: [risk] } }, { name: team }]\n';
  const spec = `${reviews}validations: [{ name: a, range: { value: metadata.accuracy, min: 0.9 }, action: RequireReview, review: risk }]\nonPass: Approve`;
  assert.deepEqual(
    assess(spec, accuracy('0.8')).requirements.map((one) => [one.name, one.count, one.because.length]),
    [['risk', 2, 1]],
  );
  const onPass = spec.replace('onPass: Approve', 'onPass: RequireReview');
  assert.deepEqual(
    assess(onPass, accuracy('0.8')).requirements.map((one) => one.name),
    ['team', 'risk'],
  );
  assert.deepEqual(assess(onPass, accuracy('0.95')).reasons, ['policy under-test asks people about every version']);
});

test('a report of one name but two sources is read as each policy declared it', () => {
  const spec = (from: string) =>
    `evidence: [{ name: r, from: ${from}, fields: { v: { pointer: /v } } }]\nvalidations: [{ name: a, range: { value: r.v, min: 1 } }]\nonPass: Approve`;
  const policies = policiesOf(
    policyText(spec('ModelMetrics.Bias.Report'), 'one'),
    policyText(spec('ModelMetrics.ModelQuality.Statistics'), 'two'),
  );
  const evidence: Evidence = evidenceOf({ reports: { 'one/r': { v: 2 }, 'two/r': { v: 0 } } });
  assert.deepEqual(
    evaluate(policies, evidence).policies.map((one) => one.verdict),
    ['Approve', 'Reject'],
  );
});
