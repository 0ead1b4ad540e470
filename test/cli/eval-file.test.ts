// eval and backtest on files alone: no registry, no ledger, no credentials; and what people's answers would make of it.
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
      action: RequireReview
      review: owners
  reviews:
    - name: owners
      reviewers: { people: [amara, jonas, ines] }
      count: 2
      notFrom: ["metadata:trained_by"]
  onPass: Approve
`;
const PEOPLE = `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
    - { id: amara, name: Amara, email: amara@example.com }
    - { id: jonas, name: Jonas, email: jonas@example.com }
    - { id: ines, name: Ines, email: ines@example.com }
`;
const EVIDENCE = `now: 2026-11-18T16:20:00Z
modelPackage: { group: churn-winback, version: 8 }
metadata: { accuracy: "0.87", trained_by: ines@example.com }
`;

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelgate-files-'));
  const files = {
    'policies/churn.yaml': POLICY,
    'policies/people.yaml': PEOPLE,
    'stricter/churn.yaml': POLICY.replace('action: RequireReview\n      review: owners', 'action: Reject'),
    'stricter/people.yaml': PEOPLE,
    'fixtures/churn-8.yaml': EVIDENCE,
    'fixtures/churn-9.yaml': EVIDENCE.replace('0.87', '0.95').replace('version: 8', 'version: 9'),
    'broken.yaml': EVIDENCE.replace('metadata:', 'metdata:'),
  };
  for (const name of ['policies', 'stricter', 'fixtures']) await mkdir(join(folder, name));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
after(() => rm(folder, { recursive: true, force: true }));

const unconnected = { connect: () => Promise.reject(new Error('nothing is connected')) };
const run = (...args: readonly string[]) => modelgate(args, { folder, ...unconnected });

describe('modelgate eval FILE', () => {
  test('judges the evidence of a file without any registry', async () => {
    const { exit, out } = await run('eval', 'fixtures/churn-8.yaml');
    const better = await run('eval', 'fixtures/churn-8.yaml', '--set', 'metadata.accuracy=0.93');

    assert.deepEqual([exit, better.exit], [4, 0]);
    assert.match(out, /^churn-winback v8 /u);
    assert.match(out, /✗ accuracy-floor +policies\/churn\.yaml:7:7\n/u);
  });

  test('assumes that people approve, and counts them as a review would', async () => {
    const one = await run('eval', 'fixtures/churn-8.yaml', '--approve', 'amara');
    const two = await run('eval', 'fixtures/churn-8.yaml', '--approve', 'amara,Jonas');
    const author = await run('eval', 'fixtures/churn-8.yaml', '--approve', 'amara', '--approve', 'ines,nobody');

    assert.deepEqual([one.exit, two.exit, author.exit], [4, 0, 4]);
    assert.match(one.out, /◆ RequireReview +Review owners is open: 1 of 2 approvals/u);
    assert.match(two.out, /✓ Approve +Review owners is met: 2 of 2 approvals/u);
    assert.match(author.out, /ines approves: refused, .*trained_by/u);
    assert.match(author.out, /nobody approves: refused, nobody is not in the reviewer directory/u);
  });

  test('says every fault of a file, and that a file is not there', async () => {
    const broken = await run('eval', 'broken.yaml');
    const absent = await run('eval', 'absent.yaml');

    assert.equal(broken.exit, 65);
    assert.match(broken.err, /^broken\.yaml holds no evidence[^]*metdata[^]*Did you mean metadata\?/u);
    assert.equal(absent.exit, 66);
  });
});

describe('modelgate backtest --fixtures', () => {
  test('compares two folders of policies over captured fixtures', async () => {
    const args = ['backtest', '--fixtures', 'fixtures', '--policies', 'stricter'];

    const { exit, out } = await run(...args, '--against', 'policies', '--fail-on-change');
    const unsaid = await run(...args);

    assert.equal(exit, 1);
    assert.match(
      out,
      /^2 fixtures recorded, 2 replayed under the policies in stricter\n +1 the same\n +1 stricter +RequireReview would be Reject\n/u,
    );
    assert.equal(unsaid.exit, 64);
    assert.match(unsaid.err, /--fixtures needs --against DIR/u);
  });
});
