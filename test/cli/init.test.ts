// init: a first policy that lint and test accept as it is, never over files that are there; and what it proposes for a group.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { firstPolicy } from '../../cli/init/first-policy.ts';
import { summed } from '../../cli/packages/seen-versions.ts';
import type { PackageDescription } from '../../lib/evidence/evidence.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { modelgate } from './given.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelgate-init-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('modelgate init', () => {
  test('writes one policy in Audit and its test, which pass lint and test as they are', async () => {
    const { exit, out } = await modelgate(['init'], { folder });

    assert.equal(exit, 0);
    assert.equal(
      out,
      'Written: policies/first-policy.yaml\nWritten: policies/first-policy.test.yaml\nNext: modelgate test',
    );
    assert.deepEqual((await readdir(join(folder, 'policies'))).toSorted(), [
      'first-policy.test.yaml',
      'first-policy.yaml',
    ]);
    assert.match(await readFile(join(folder, 'policies/first-policy.yaml'), 'utf8'), /^ {2}mode: Audit$/mu);
    assert.equal((await modelgate(['lint'], { folder })).exit, 0);
    const tested = await modelgate(['test', '--coverage'], { folder });
    assert.equal(tested.exit, 0, tested.out);
    assert.match(tested.out, /2 cases: 2 passed\. 1 of 1 checks seen to fail/u);
  });

  test('refuses to overwrite either file, and writes nothing then', async () => {
    await modelgate(['init'], { folder });
    const path = join(folder, 'policies/first-policy.test.yaml');
    await rm(join(folder, 'policies/first-policy.yaml'));
    await writeFile(path, 'mine');

    const { exit, err } = await modelgate(['init'], { folder });

    assert.deepEqual([exit, err.split('\n')[0]], [77, 'Refused: policies/first-policy.test.yaml is there already.']);
    assert.deepEqual(await readdir(join(folder, 'policies')), ['first-policy.test.yaml']);
    assert.equal(await readFile(path, 'utf8'), 'mine');
  });
});

const described = (
  version: number,
  approvalStatus: PackageDescription['approvalStatus'],
  metadata: Record<string, string>,
) => ({
  package: {
    arn: parseModelPackageArn(`arn:aws:sagemaker:us-east-1:111122223333:model-package/fraud-card/${version}`),
    approvalStatus,
    metadata: new Map(Object.entries(metadata)),
  } as unknown as PackageDescription,
  tags: new Map<string, string>(),
  reports: new Map([
    ['ModelMetrics.ModelQuality.Statistics', Buffer.from(`{"a": {"auc": {"value": 0.9${version}}, "note": "x"}}`)],
  ]),
  unread: [],
});

describe('what is proposed for a group', () => {
  const seen = summed('fraud-card', [
    described(3, 'PendingManualApproval', { accuracy: '0.97', 'mlflow.loss': '0.2', note: 'x' }),
    described(2, 'Approved', { accuracy: '0.950' }),
    described(1, 'Approved', { accuracy: '0.91' }),
  ]);
  const { policy, test: testFile } = firstPolicy('fraud-card', seen);

  test('are limits at the edges of what was approved, as comments, numbers as they were written', () => {
    assert.match(
      policy,
      /# - name: accuracy +# 0\.91 to 0\.97 in 3, approved 0\.91 to 0\.950\n +# {3}range: \{ value: 'metadata\.accuracy', min: 0\.91, max: 0\.950 \}/u,
    );
    assert.match(policy, /range: \{ value: 'metadata\["mlflow\.loss"\]', min: 0\.2, max: 0\.2 \}/u);
  });

  test('are the numbers of its reports with their pointers', () => {
    assert.match(policy, /# {5}from: ModelMetrics\.ModelQuality\.Statistics\n/u);
    assert.match(policy, /auc: \{ pointer: "\/a\/auc\/value" \} +# 0\.91 to 0\.93 in 3/u);
  });

  test('hold as a policy, also with the comments taken away', () => {
    const proposed = policy.replaceAll(
      /^( *)# (?=- name|  range|evidence:|  - name|    from|    fields|      \w+: \{)/gmu,
      '$1',
    );

    for (const text of [policy, proposed]) assert.equal(loadPolicySet([{ path: 'p.yaml', text }]).policies.length, 1);
    assert.equal(loadPolicySet([{ path: 'p.yaml', text: proposed }]).policies[0]?.validations.length, 3);
    assert.match(testFile, /remove: \["\/metadata\/accuracy"\]/u);
  });
});
