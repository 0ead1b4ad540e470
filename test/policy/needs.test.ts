// What is gathered for which policies: the simple case stays cheap.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { governing, policyDigestOf } from '../../lib/policy/match.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { needsOf } from '../../lib/policy/needs.ts';
import { policiesOf, policyText } from './given.ts';

const needs = (spec: string) => needsOf(policiesOf(policyText(`${spec}\nonPass: Approve\nolderThanApproved: Allow`)));
const check = (expression: string) => `validations:\n  - { name: a, expression: ${JSON.stringify(expression)} }`;
const NOTHING = {
  description: false,
  card: false,
  groupTags: false,
  declarations: [],
  champion: false,
  newestApproved: false,
};

for (const expression of [
  'image.containers.all(c, c.digest != "")',
  'modelPackage.group == "a" && modelPackage.version > 1',
  'now > modelPackage.creationTime',
  'group.name == "x"',
]) {
  test(`${expression} needs no more than the summary`, () => assert.deepEqual(needs(check(expression)), NOTHING));
}

for (const expression of [
  'metadata.a == "1"',
  'provenance.CommitId != ""',
  'modelPackage.createdBy == "x"',
  'modelPackage.modelLifeCycle.stage == "x"',
  'modelPackage["sourceUri"] == "x"',
  'size(metadata) > 0',
]) {
  test(`${expression} needs the description`, () =>
    assert.deepEqual(needs(check(expression)), { ...NOTHING, description: true }));
}

test('tags, champion, card and the newest approved version are asked for where something reads them', () => {
  assert.equal(needs(check('get(group.tags, "a", "") == ""')).groupTags, true);
  assert.equal(needs(check('champion == null')).champion, true);
  const card = needs(
    `evidence: [{ name: risk, from: ModelCard, fields: { rating: { pointer: /risk, type: string } } }]\n${check('risk.rating == "Low"')}`,
  );
  assert.deepEqual([card.card, card.description, card.declarations.length], [true, true, 1]);
  assert.equal(needsOf(policiesOf(policyText(`${check('true')}\nonPass: Approve`))).newestApproved, true);
  assert.equal(needsOf(policiesOf(policyText(check('true')))).newestApproved, false);
});

test('a policy that can ask for a review needs the description', () => {
  assert.equal(needsOf(policiesOf(policyText(check('true')))).description, true);
  assert.equal(needs('validations: [{ name: a, expression: "true", action: RequireReview }]').description, true);
});

test('declarations of several policies are merged where they agree and kept apart where not', () => {
  const spec = (name: string, pointer: string) =>
    policyText(
      `evidence: [{ name: q, from: ModelMetrics.Bias.Report, fields: { ${name}: { pointer: ${pointer} } } }]\n${check('true')}`,
      `p-${name}${pointer.slice(1)}`,
    );
  assert.deepEqual(
    needsOf(policiesOf(spec('a', '/a'), spec('b', '/b'))).declarations.map((one) => [one.name, one.fields.length]),
    [['q', 2]],
  );
  assert.deepEqual(
    needsOf(policiesOf(spec('a', '/a'), spec('a', '/x'))).declarations.map((one) => one.name),
    ['p-aa/q', 'p-ax/q'],
  );
});

test('globs match groups whatever their case, without excluded groups and other accounts', () => {
  const text = policyText(check('true')).replace(
    '["churn-*"]',
    '["churn-*", "w?nback"], exclude: ["*-sandbox"], accounts: ["111122223333"]',
  );
  const set = loadPolicySet([{ path: 'p.yaml', text }]);
  const governs = (group: string, account = '111122223333') => governing(set, { group, account }).length === 1;
  assert.deepEqual(
    ['Churn-A', 'WINBACK', 'winnback', 'churn-sandbox', 'fraud'].map((group) => governs(group)),
    [true, true, false, false, false],
  );
  assert.equal(governs('churn-a', '444455556666'), false);
});

test('the digest names policies by content, not by order or layout', () => {
  const [a, b] = [policyText(check('true'), 'a'), policyText(check('true'), 'b')];
  const digest = policyDigestOf(policiesOf(a, b));
  assert.equal(policyDigestOf(policiesOf(b, `# comment\n${a}`)), digest);
  assert.notEqual(policyDigestOf(policiesOf(a, b.replace('true', 'false'))), digest);
});
