// Which packages of a batch get a look, and what that costs in calls.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOldNews, leftAlone, readSummaries } from '../../lib/decisions/survey.ts';
import type { PackageSummary } from '../../lib/evidence/evidence.ts';
import type { Hint } from '../../lib/hints.ts';
import { arnKey, parseModelPackageArn } from '../../lib/identity.ts';
import type { Head } from '../../lib/ledger/head.ts';
import type { Registry } from '../../lib/ports.ts';

const arnOf = (version: number) =>
  parseModelPackageArn(`arn:aws:sagemaker:us-east-1:111122223333:model-package/churn/${version}`);
const summaryOf = (version: number, more: Partial<PackageSummary> = {}): PackageSummary => ({
  arn: arnOf(version),
  description: null,
  creationTime: 1000,
  status: 'Completed',
  approvalStatus: 'PendingManualApproval',
  registrationType: null,
  containers: [],
  instanceTypes: [],
  ...more,
});
const hint = (more: Partial<Hint> = {}): Hint => ({
  arn: arnOf(1),
  status: 'PendingManualApproval',
  modifiedAt: 2000,
  creationTime: null,
  updatedFields: null,
  source: 'registry',
  reason: null,
  namesLifeCycle: false,
  decision: null,
  ...more,
});
const done = { state: 'done', target: 'Approved', readModifiedAt: 2000, decisionId: 'd-aaaaaaaaaaaa' } as Head;

/** A registry that knows some versions, tells of others only one by one, and counts its calls. */
function registryWith(versions: readonly number[], onlyByDescribe: readonly number[] = []) {
  const calls = { batchDescribe: 0, describe: 0 };
  const registry = {
    batchDescribe: async (arns: Parameters<Registry['batchDescribe']>[0]) => {
      calls.batchDescribe += 1;
      assert.ok(arns.length <= 100);
      const found = arns
        .filter((arn) => versions.includes(arn.version ?? 0))
        .map((arn) => [arnKey(arn), summaryOf(arn.version ?? 0)] as const);
      return { found: new Map(found), failed: new Map<string, string>() };
    },
    describe: async (arn: ReturnType<typeof arnOf>) => {
      calls.describe += 1;
      return onlyByDescribe.includes(arn.version ?? 0) ? { description: summaryOf(arn.version ?? 0), raw: '{}' } : null;
    },
  } as unknown as Registry;
  return { registry, calls };
}

describe('reading a batch', () => {
  test('takes one BatchDescribe per hundred packages and nothing else', async () => {
    const versions = Array.from({ length: 250 }, (_, i) => i + 1);
    const { registry, calls } = registryWith(versions);

    const read = await readSummaries(registry, () => 0, versions.map(arnOf));

    assert.equal(read.size, 250);
    assert.deepEqual(calls, { batchDescribe: 3, describe: 0 });
  });

  test('falls back to Describe for an ARN that is in the error map or in neither, and knows a deleted one', async () => {
    const { registry, calls } = registryWith([1], [2]);

    const read = await readSummaries(registry, () => 0, [1, 2, 3].map(arnOf));

    assert.equal(read.get(arnKey(arnOf(2)))?.summary.arn.version, 2);
    assert.equal(read.get(arnKey(arnOf(3))), null);
    assert.equal(calls.describe, 2);
  });
});

const EVERYTHING = { activeSince: 0, includesBacklog: false };

describe('a version is left alone', () => {
  test('while SageMaker is not done with it', () => {
    assert.match(leftAlone(summaryOf(1, { status: 'InProgress' }), EVERYTHING) ?? '', /InProgress/u);
  });

  test('when it was created before its group was adopted, unless the backlog is included', () => {
    const since = { activeSince: 1000, includesBacklog: false };

    assert.match(leftAlone(summaryOf(1, { creationTime: 999 }), since) ?? '', /older/u);
    assert.equal(leftAlone(summaryOf(1, { creationTime: 1000 }), since), null);
    assert.equal(leftAlone(summaryOf(1, { creationTime: 999 }), { ...since, includesBacklog: true }), null);
  });
});

describe('a hint is old news', () => {
  test('never for a package without a HEAD', () => {
    assert.equal(isOldNews(null, [hint()], 'PendingManualApproval'), false);
  });

  test('when it is not later than the look the closed decision rests on', () => {
    assert.equal(isOldNews(done, [hint({ modifiedAt: 2000 })], 'Approved'), true);
  });

  test('when it is the echo of our own write, even before HEAD is closed', () => {
    const echo = hint({ modifiedAt: 3000, decision: 'd-aaaaaaaaaaaa', status: 'Approved' });
    assert.equal(isOldNews({ ...done, state: 'applying' }, [echo], 'Approved'), true);
  });

  test('not while a half-done revision may need finishing', () => {
    assert.equal(isOldNews({ ...done, state: 'applying' }, [hint()], 'PendingManualApproval'), false);
  });

  test('not when a person set another status', () => {
    assert.equal(isOldNews(done, [hint({ modifiedAt: 3000, status: 'Rejected' })], 'Rejected'), false);
  });

  test('not when metadata changed after the decision', () => {
    const changed = hint({ modifiedAt: 3000, status: 'Approved', updatedFields: ['customermetadataproperties'] });
    assert.equal(isOldNews(done, [changed], 'Approved'), false);
  });

  test('not when only one of several hints is', () => {
    assert.equal(isOldNews(done, [hint(), hint({ modifiedAt: 3000, status: 'Rejected' })], 'Rejected'), false);
  });
});
