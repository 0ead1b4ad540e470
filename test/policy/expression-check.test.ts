// The checker: every fault before an expression ever runs, with its place, a caret and a way on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { faultsOf, policyText } from './given.ts';

const DECLARED = `evidence:
  - name: quality
    from: ModelMetrics.ModelQuality.Statistics
    fields: { auc: { pointer: /auc/value }, rows: { pointer: /rows, type: int } }
  - { name: champion, from: LatestApproved }
params: { floor: 0.9, names: [a, b] }
`;
const specOf = (expression: string): string =>
  `${DECLARED}validations:\n  - name: check\n    expression: ${JSON.stringify(expression)}`;
const faults = (expression: string): string => faultsOf(policyText(specOf(expression))).join('\n\n');
const hints = (spec: string): string => loadPolicySet([{ path: 'p.yaml', text: policyText(spec) }]).hints.join('\n\n');

const FAULTY: readonly (readonly [expression: string, expected: RegExp])[] = [
  [
    'metadata.accuracy >= 0.92',
    /metadata\.accuracy is a string, 0\.92 a double[\s\S]+\^{17}\n[\s\S]+number\(metadata\["accuracy"\]\), or use the check range/u,
  ],
  ['quality.acu >= 0.9', /no such field: quality\.acu\n.+\n.+\^\^\^\n +Did you mean auc\?/u],
  ['quality.auc + 1 > 2.0', /\+ needs two of one type[\s\S]+Write 1\.0\./u],
  ['quality.auc == "0.9"', /Write the number without quotes: 0\.9/u],
  ['quality.auc', /expression is a double, expected true or false[\s\S]+Compare it with a limit/u],
  ['number("1", "2") > 0.5', /number takes 1 argument, not 2/u],
  ['number(image.containers) > 0.5', /number takes string or double or int here, this is a list/u],
  ['startsWith(group.name, "a")', /startsWith is a method[\s\S]+text\.startsWith/u],
  ['nmber(metadata["a"]) > 1.0', /unknown function: nmber[\s\S]+Did you mean number\?/u],
  ['champion.quality.auc > 0.9', /champion may be null[\s\S]+champion != null && …/u],
  ['metadata == null', /metadata is never null/u],
  ['modelPackage.status == "Complete"', /never "Complete"[\s\S]+Did you mean Completed\?/u],
  ['get(metadata, "a", 0.5) > 0.4', /get can't take[\s\S]+The default has the type of the values/u],
  ['get(quality, "acu", 0.5) > 0.4', /no such field: quality\.acu/u],
  ['group.name in 3', /in looks into a list or map, this is a int/u],
  ['quality.rows in params.names', /quality\.rows is a int, the list holds string/u],
  ['group.name.all(c, true)', /all goes through a list or map, this is a string/u],
  ['image.containers.all(c, c.tag)', /all needs true or false here, this is a string/u],
  ['quality.auc > 0.9 && quality.auc < 0.5', /can never be true together/u],
  ['age(modelPackage.creationTime) < duration("30d")', /this always fails[\s\S]+30 days are 720h/u],
  ['qualty.auc > 0.9', /unknown name: qualty[\s\S]+Did you mean quality\?/u],
  ['bias.di > 0.8', /unknown name: bias[\s\S]+quality; a report is known once evidence declares it/u],
  ['metadata["a"].matches("[")', /error this always fails: .*regexp/u],
  ['semver(get(metadata, "a", "0"), ">=foo")', /error this always fails: "foo" is no version/u],
  ['now.getHours("Europe/Zürch") > 3', /error this always fails: .*time zone[\s\S]+such as Europe\/Zurich/iu],
  ['metadata.a ? true : false', /the condition before \? has to be true or false, this is a string/u],
];
for (const [expression, expected] of FAULTY) {
  test(`${expression} is refused`, () => assert.match(faults(expression), expected));
}

const SOUND = [
  'champion == null || champion.quality.auc <= quality.auc',
  'quality.auc >= champion.quality.auc || champion == null',
  'champion != null && champion.version > 3',
  'champion == null ? true : champion.quality.auc <= quality.auc + 0.01',
  'number(get(metadata, "a", "0")) >= params.floor',
  'quality.rows + 1 > 100 && double(quality.rows) * 0.5 > 2.0',
  'image.containers.map(c, c.registry).all(r, r in params.names)',
  'modelPackage.createdBy == null || modelPackage.createdBy.startsWith("arn:")',
  '"a" in metadata && metadata["a"] != ""',
  'age(modelPackage.creationTime) < duration("720h") && region(modelPackage.arn) == "us-east-1"',
  'now.getHours("Europe/Zurich") >= 8 && now.getDayOfWeek("+01:00") > 0 && group.name.matches("^v[0-9]+$")',
  'semver(get(metadata, "xgboost", "0"), ">=1.7 <3") && params.names + ["c"] != []',
];
for (const expression of SOUND) {
  test(`${expression} is accepted without advice`, () =>
    assert.doesNotMatch(hints(specOf(expression)), /expression|absent|null/u));
}

test('all faults of one expression are told at once, each with its own place', () => {
  const text = faults('quality.acu > 0.5 && metdata.a == "x" && params.flor > 1.0');
  assert.match(text, /:14:28 error no such field: quality\.acu/u);
  assert.match(text, /:14:41 error unknown name: metdata/u);
  assert.match(text, /:14:70 error no such field: params\.flor/u);
});

test('a fault in a text of several lines points at its line and column', () => {
  const text = policyText(
    `${DECLARED}validations:\n  - name: check\n    expression: |\n      quality.auc > 0.5 &&\n        quality.acu > 0.5`,
  );
  const [fault = ''] = faultsOf(text);
  assert.match(fault, /:16:19 error no such field: quality\.acu\n +16 \| +quality\.acu > 0\.5\n +\| {19}\^\^\^/u);
});

test('advice stops nothing: absent keys, unused parameters and variables, constants', () => {
  const advice = hints(
    'params: { floor: 0.9 }\nvariables: [{ name: gap, expression: 1.0 + 2.0 }]\nvalidations:\n  - { name: a, expression: \'metadata.domain == "x"\' }\n  - { name: b, expression: "1 < 2" }',
  );
  assert.match(advice, /hint metadata\.domain may be absent[\s\S]+get\(metadata, "domain", ""\)/u);
  assert.match(advice, /hint parameter floor is never read/u);
  assert.match(advice, /hint variable gap is never read/u);
  assert.match(advice, /hint this is always true/u);
});
