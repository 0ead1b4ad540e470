// Expressions of a policy: what they can read, and how each kind of error is named and never approves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assess, type Given } from './given.ts';
import { champion, expression, QUALITY } from './one-check.ts';

test('an expression reads reports, parameters, variables, times, the champion and hostile keys', () => {
  const before = `${QUALITY}params: { floor: 0.90, rows: 100, registries: { default: ["111122223333.dkr.ecr.us-east-1.amazonaws.com"] } }\nvariables: [{ name: gap, expression: "champion == null ? 0.0 : champion.quality.auc - quality.auc" }]\n`;
  const given: Given = {
    reports: { quality: { auc: 0.92, rows: 500 } },
    champion: champion(0.93),
    metadata: [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ],
    tags: [['team', 'risk']],
  };
  const truths = [
    'quality.auc >= params.floor && quality.rows > params.rows',
    'quality.rows + 1 == 501',
    'variables.gap > 0.0 && variables.gap < 0.011',
    'champion != null && champion.version == 6',
    'image.containers.all(c, c.registry in params.registries && c.digest.startsWith("sha256:"))',
    'metadata["__proto__"] == "x" && metadata.constructor == "y"',
    'now - modelPackage.creationTime == duration("7200s")',
    'get(group.tags, "team", "") == "risk" && group.name == "churn-retention"',
    'glob(modelPackage.createdBy, "*train-*") && provenance.CommitId == "abc"',
    'modelPackage.version == 31 && modelPackage.sourceUri == null',
    'int("42") == 42 && number("1e3") == 1000.0',
    'image.instanceTypes.exists(t, t == "ml.m5.large")',
  ];
  for (const text of truths) assert.deepEqual([text, expression(text, given, before).message], [text, 'check holds']);
  assert.equal(
    expression('quality.auc >= params.floor', given, before)
      .values.map(({ label, value }) => `${label} ${value}`)
      .join(),
    'quality.auc 0.92,params.floor 0.9',
  );
});

const ERRORS: readonly (readonly [text: string, kind: string, cause: RegExp])[] = [
  ['1 / (modelPackage.version - modelPackage.version) == 1', 'Expression', /divide by zero/u],
  ['1.0 / double(modelPackage.version - modelPackage.version) > 1.0', 'Expression', /divide by zero/u],
  ['provenance.Repository == "x"', 'Absent', /^provenance Repository is missing$/u],
  ['metadata.nothing == "x"', 'Absent', /^metadata key `nothing` is missing$/u],
  ['dyn(modelPackage.version) + 1.0 > 1.0', 'Expression', /no matching overload/u],
  ['dyn(group.name)', 'Expression', /is a text, expected true or false/u],
  ['int(get(metadata, "n", "0x10")) == 16', 'Expression', /not a whole number/u],
  ['quality.auc > 0.5', 'Absent', /report quality, auc: 404/u],
  ['quality.rows > 5', 'Corrupt', /report quality, rows: NaN/u],
  ['!has(quality.rows) || quality.rows > 5', 'Corrupt', /report quality, rows: NaN/u],
  ['group.name.matches(get(metadata, "pattern", "("))', 'Expression', /regexp/u],
];
for (const [text, kind, cause] of ERRORS) {
  test(`${text} is an error of kind ${kind}, names its cause and never approves`, () => {
    const spec = `${QUALITY}validations:\n  - name: check\n    expression: ${JSON.stringify(text)}\nonPass: Approve`;
    const given: Given = { reports: { quality: { auc: { absent: '404' }, rows: { corrupt: 'NaN' } } } };
    const assessment = assess(spec, given);
    const one = assessment.policies[0]?.validations[0];
    assert.deepEqual([one?.result, one?.errorKind, assessment.verdict], ['error', kind, 'Hold']);
    assert.match(one?.message ?? '', cause);
    assert.match(assessment.errors.join(), /policies\/p0\.yaml, check check: /u);
    assert.equal(assessment.holdCause, kind === 'Expression' ? 'System' : 'Evidence');
  });
}
