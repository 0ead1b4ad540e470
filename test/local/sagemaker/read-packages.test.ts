// ListModelPackages, BatchDescribeModelPackage, lagging reads, deletion.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Body, caller, type Fixed, packageArn, start, withVersions } from './fixed-registry.ts';

const list = async (fixed: Fixed, input: Body): Promise<unknown[]> => {
  const answer = await fixed.call('ListModelPackages', input);
  return (answer['ModelPackageSummaryList'] as Body[]).map(
    (each) => each['ModelPackageVersion'] ?? each['ModelPackageName'],
  );
};

const mixed = async (): Promise<Fixed> => {
  const fixed = await withVersions(3);
  await fixed.call('CreateModelPackage', { ModelPackageName: 'Alone' });
  fixed.pass(1000);
  await fixed.call('UpdateModelPackage', { ModelPackageArn: `${packageArn}/2`, ModelApprovalStatus: 'Approved' });
  return fixed;
};

describe('ListModelPackages', () => {
  it('lists unversioned packages by default, and a group’s versions when the group is named', async () => {
    const fixed = await mixed();
    assert.deepEqual(await list(fixed, {}), ['Alone']);
    assert.deepEqual(await list(fixed, { ModelPackageGroupName: 'churn-model' }), [1, 2, 3]);
    assert.deepEqual(await list(fixed, { ModelPackageType: 'Versioned' }), [1, 2, 3]);
    assert.deepEqual(await list(fixed, { ModelPackageType: 'Both' }), [1, 2, 3, 'Alone']);
  });

  it('filters by status, name and time, and sorts', async () => {
    const fixed = await mixed();
    const all = { ModelPackageType: 'Both' };
    assert.deepEqual(await list(fixed, { ...all, ModelApprovalStatus: 'Approved' }), [2]);
    assert.deepEqual(await list(fixed, { ...all, NameContains: 'churn' }), [1, 2, 3]);
    assert.deepEqual(await list(fixed, { ...all, CreationTimeAfter: start / 1000 + 1 }), [3, 'Alone']);
    assert.deepEqual(await list(fixed, { ...all, CreationTimeBefore: start / 1000 + 1 }), [1]);
    assert.deepEqual(await list(fixed, { ...all, SortBy: 'Name' }), ['Alone', 1, 2, 3]);
    assert.deepEqual(await list(fixed, { ...all, SortOrder: 'Descending' }), ['Alone', 3, 2, 1]);
    assert.match(
      (await fixed.refused('ListModelPackages', { ModelPackageGroupName: 'none' })).message,
      /^Cannot find Model Package Group/,
    );
  });

  it('answers the members of ModelPackageSummary and no others', async () => {
    const { call } = await withVersions(1);
    const answer = await call('ListModelPackages', { ModelPackageGroupName: 'Churn-Model' });
    assert.deepEqual(answer, {
      ModelPackageSummaryList: [
        {
          ModelPackageGroupName: 'Churn-Model',
          ModelPackageVersion: 1,
          ModelPackageArn: `${packageArn}/1`,
          CreationTime: start / 1000,
          ModelPackageStatus: 'Completed',
          ModelApprovalStatus: 'PendingManualApproval',
        },
      ],
    });
  });

  it('gives each package once over all pages, in every order, page size and time of deletion', async () => {
    for (const SortOrder of ['Ascending', 'Descending']) {
      for (const MaxResults of [1, 4, 10, 11, 12]) {
        const fixed = await withVersions(11);
        const seen: unknown[] = [];
        let NextToken: unknown;
        do {
          const input: Body = { ModelPackageGroupName: 'Churn-Model', SortOrder, MaxResults, NextToken };
          const page = await fixed.call('ListModelPackages', input);
          const versions = (page['ModelPackageSummaryList'] as Body[]).map((each) => each['ModelPackageVersion']);
          seen.push(...versions);
          await fixed.call('DeleteModelPackage', { ModelPackageName: `${packageArn}/${String(versions.at(-1))}` });
          NextToken = page['NextToken'];
        } while (NextToken !== undefined);
        const order = Array.from({ length: 11 }, (_, at) => (SortOrder === 'Ascending' ? at + 1 : 11 - at));
        assert.deepEqual(seen, order, `${SortOrder} ${MaxResults}`);
      }
    }
  });

  it('gives 10 a page unless asked, and refuses a token that it did not make for this order', async () => {
    const { call, refused } = await withVersions(11);
    const page = await call('ListModelPackages', { ModelPackageGroupName: 'Churn-Model' });
    assert.equal((page['ModelPackageSummaryList'] as Body[]).length, 10);
    const bad: Body[] = [{ NextToken: 'nonsense' }, { NextToken: page['NextToken'], SortBy: 'Name' }];
    for (const input of bad) {
      const error = await refused('ListModelPackages', { ModelPackageGroupName: 'Churn-Model', ...input });
      assert.deepEqual([error.code, error.message], ['ValidationException', 'Invalid pagination token given.']);
    }
  });
});

describe('BatchDescribeModelPackage', () => {
  it('answers exactly the summary’s members, once per package whatever the case of its ARN', async () => {
    const fixed = await withVersions(1);
    await fixed.call('UpdateModelPackage', {
      ModelPackageArn: `${packageArn}/1`,
      ApprovalDescription: 'why',
      CustomerMetadataProperties: { a: '1' },
      ModelPackageRegistrationType: 'Registered',
    });
    const answer = await fixed.call('BatchDescribeModelPackage', {
      ModelPackageArnList: [`${packageArn}/1`, `${packageArn.toLowerCase()}/1`],
    });
    const summaries = answer['ModelPackageSummaries'] as Record<string, Body>;
    assert.deepEqual(Object.keys(summaries), [`${packageArn}/1`]);
    assert.deepEqual(Object.keys(summaries[`${packageArn}/1`] ?? {}).toSorted(), [
      'CreationTime',
      'InferenceSpecification',
      'ModelApprovalStatus',
      'ModelPackageArn',
      'ModelPackageGroupName',
      'ModelPackageRegistrationType',
      'ModelPackageStatus',
      'ModelPackageVersion',
    ]);
    assert.deepEqual(answer['BatchDescribeModelPackageErrorMap'], {});
  });

  it('puts missing, foreign and misplaced ARNs into the error map beside the good ones', async () => {
    const foreign = `${packageArn.replace(caller.account, '444455556666')}/1`;
    const elsewhere = `${packageArn.replace('eu-west-1', 'us-east-1')}/1`;
    for (const batchErrorCode of ['ValidationException', 'ModelPackageNotFound'] as const) {
      const { call } = await withVersions(1, { batchErrorCode });
      const answer = await call('BatchDescribeModelPackage', {
        ModelPackageArnList: [`${packageArn}/1`, `${packageArn}/2`, foreign, elsewhere],
      });
      assert.deepEqual(Object.keys(answer['ModelPackageSummaries'] as Body), [`${packageArn}/1`]);
      const errors = answer['BatchDescribeModelPackageErrorMap'] as Record<string, Body>;
      assert.deepEqual(errors[`${packageArn}/2`], {
        ErrorCode: batchErrorCode,
        ErrorResponse: `ModelPackage ${packageArn}/2 does not exist.`,
      });
      assert.equal(errors[foreign]?.['ErrorCode'], 'AccessDeniedException');
      assert.equal(errors[elsewhere]?.['ErrorResponse'], 'ARN should be scoped to correct region: eu-west-1');
    }
  });
});

describe('registryLagMs', () => {
  const statuses = async (fixed: Fixed): Promise<Set<unknown>> => {
    const seen = new Set<unknown>();
    for (let read = 0; read < 40; read += 1) {
      seen.add(
        (await fixed.call('DescribeModelPackage', { ModelPackageName: `${packageArn}/1` }))['ModelApprovalStatus'],
      );
    }
    return seen;
  };

  it('lets reads show the old state for that long and the new one ever after', async () => {
    const fixed = await withVersions(1, { registryLagMs: 1000 });
    await fixed.call('UpdateModelPackage', { ModelPackageArn: `${packageArn}/1`, ModelApprovalStatus: 'Approved' });
    fixed.pass(500);
    assert.deepEqual(await statuses(fixed), new Set(['Approved', 'PendingManualApproval']));
    fixed.pass(500);
    assert.deepEqual([...(await statuses(fixed))], ['Approved']);
  });

  it('shows each write at once when it is 0', async () => {
    const fixed = await withVersions(1);
    await fixed.call('UpdateModelPackage', { ModelPackageArn: `${packageArn}/1`, ModelApprovalStatus: 'Approved' });
    assert.deepEqual([...(await statuses(fixed))], ['Approved']);
  });
});

describe('DeleteModelPackage', () => {
  it('forgets the package, with an event only if deletionEmits', async () => {
    for (const deletionEmits of [false, true]) {
      const { call, refused, events } = await withVersions(1, { deletionEmits });
      await call('DeleteModelPackage', { ModelPackageName: `${packageArn}/1` });
      assert.match(
        (await refused('DescribeModelPackage', { ModelPackageName: `${packageArn}/1` })).message,
        /does not exist\.$/,
      );
      const after = events.slice(1).map(({ detail }) => detail['ModelPackageStatus']);
      assert.deepEqual(after, deletionEmits ? ['Deleting'] : []);
    }
  });
});
