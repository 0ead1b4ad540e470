// lint and test on a folder of policy files: what they find, in all formats, with their exit codes.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { modelgate } from './given.ts';

const POLICY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: churn-accuracy }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  validations:
    - name: accuracy-floor
      range: { value: metadata.accuracy, min: 0.90 }
      action: Reject
  onPass: Approve
`;
const TEST = `apiVersion: modelgate/v1
kind: PolicyTest
metadata: { name: churn-accuracy }
spec:
  policies: [churn-accuracy]
  now: 2026-11-18T16:20:00Z
  base: { modelPackage: { group: churn-winback, version: 8 }, metadata: { accuracy: "0.93" } }
  cases:
    - { name: good enough, expect: { verdict: Approve } }
    - { name: too bad, patch: { metadata: { accuracy: "0.87" } }, expect: { verdict: VERDICT } }
`;

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelgate-cli-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function given(files: Readonly<Record<string, string>>) {
  await rm(join(folder, 'policies'), { recursive: true, force: true });
  await mkdir(join(folder, 'policies'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'policies', name), text);
}

describe('modelgate lint', () => {
  test('says what a version costs and hints that the registrant decides; hints do not fail', async () => {
    await given({ 'churn.yaml': POLICY });

    const { exit, out } = await modelgate(['lint'], { folder });

    assert.equal(exit, 0);
    assert.match(
      out,
      /1 file, 0 errors, 1 hint\. What a version costs:\n {2}churn-accuracy +\+ Describe, the newest approved version$/u,
    );
  });

  test('says that a folder without a policy decides nothing', async () => {
    await given({});

    assert.match((await modelgate(['lint'], { folder })).out, /^0 files, .*\. No policy is among them/u);
  });

  test('shows a broken file without its control characters, and of thousands of faults the first hundred', async () => {
    await given({ 'nul.yaml': 'kind: \u0000\u202Ex\n', 'zmany.yaml': '---\n'.repeat(300) });

    const { exit, out } = await modelgate(['lint'], { folder });
    const json = await modelgate(['lint', '-o', 'json'], { folder });

    assert.equal(exit, 3);
    assert.match(out, /nul\.yaml:1:7 error unknown kind "\uFFFD\uFFFDx"/u);
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(out, /[\u0000\u202E]/u);
    const { errors } = JSON.parse(json.out) as { errors: unknown[] };
    assert.equal(out.match(/ error /gu)?.length, 100);
    assert.match(out, new RegExp(`^and ${errors.length - 100} more errors; -o json has them all$`, 'mu'));
  });

  test('says where a folder goes', async () => {
    const { exit, err } = await modelgate(['lint', 'other'], { folder });

    assert.equal(exit, 64);
    assert.match(err, /got `other`\. A folder: --policies DIR\./u);
  });

  test('tells every fault with its place and ends with 3, also as notes for GitHub', async () => {
    await given({ 'churn.yaml': POLICY.replace('range:', 'rnage:').replace('onPass: Approve', 'onPass: Aprove') });

    const { exit, out } = await modelgate(['lint'], { folder });
    const notes = await modelgate(['lint', '-o', 'github'], { folder });

    assert.equal(exit, 3);
    assert.match(out, /policies\/churn\.yaml:8:7 error .*rnage/u);
    assert.match(out, /policies\/churn\.yaml:10:11 error onPass .*Approve/u);
    assert.match(notes.out, /^::error file=policies\/churn\.yaml,line=8,col=7,/mu);
  });
});

describe('modelgate test', () => {
  test('passes where every case is as expected', async () => {
    await given({ 'churn.yaml': POLICY, 'churn.test.yaml': TEST.replace('VERDICT', 'Reject') });

    const { exit, out } = await modelgate(['test', '--coverage'], { folder });

    assert.equal(exit, 0);
    assert.match(out, /churn\.test\.yaml +2 cases {3}✓/u);
    assert.match(out, /2 cases: 2 passed\. 1 of 1 checks seen to fail\./u);
  });

  test('prints what differs with the tree of the check, and ends with 1', async () => {
    await given({ 'churn.yaml': POLICY, 'churn.test.yaml': TEST.replace('VERDICT', 'Approve') });

    const { exit, out } = await modelgate(['test'], { folder });
    const junit = await modelgate(['test', '-o', 'junit'], { folder });

    assert.equal(exit, 1);
    assert.match(out, /✗ churn-accuracy: too bad\n {2}policies\/churn\.test\.yaml:10:/u);
    assert.match(out, /accuracy 0\.87 is under 0\.90/u);
    assert.match(junit.out, /tests="2" failures="1"/u);
  });

  test('runs only the cases that --run names', async () => {
    await given({ 'churn.yaml': POLICY, 'churn.test.yaml': TEST.replace('VERDICT', 'Approve') });

    const { exit, out } = await modelgate(['test', '--run', 'good'], { folder });

    assert.equal(exit, 0);
    assert.match(out, /1 case: 1 passed/u);
  });

  test('fails a policy without a test, unless that is meant', async () => {
    await given({ 'churn.yaml': POLICY });

    const required = await modelgate(['test'], { folder });
    const meant = await modelgate(['test', '--untested'], { folder });

    assert.deepEqual([required.exit, meant.exit], [1, 0]);
    assert.match(required.out, /Policies that no test evaluates.*\n {2}churn-accuracy/u);
  });
});
