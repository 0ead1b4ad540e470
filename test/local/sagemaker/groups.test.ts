// Model package groups and tags.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Body,
  caller,
  fixedRegistry,
  groupArn,
  packageArn,
  specification,
  start,
  withVersions,
} from './fixed-registry.ts';

describe('model package groups', () => {
  it('describes a group by name in any case and by ARN, with its creator and time in epoch seconds', async () => {
    const { call } = fixedRegistry();
    const made = await call('CreateModelPackageGroup', {
      ModelPackageGroupName: 'Churn-Model',
      ModelPackageGroupDescription: 'who leaves',
    });
    assert.deepEqual(made, { ModelPackageGroupArn: groupArn });
    const described = await call('DescribeModelPackageGroup', { ModelPackageGroupName: 'churn-model' });
    const { CreatedBy: createdBy, ...rest } = described;
    assert.deepEqual(rest, {
      ModelPackageGroupName: 'Churn-Model',
      ModelPackageGroupArn: groupArn,
      ModelPackageGroupDescription: 'who leaves',
      CreationTime: start / 1000,
      ModelPackageGroupStatus: 'Completed',
    });
    const { Arn: arn, PrincipalId: id } = (createdBy as { IamIdentity: { Arn: string; PrincipalId: string } })
      .IamIdentity;
    assert.equal(arn, caller.principalArn);
    assert.match(id, /^AROA[0-9A-F]{17}:session-1$/);
    assert.deepEqual(await call('DescribeModelPackageGroup', { ModelPackageGroupName: groupArn }), described);
  });

  it('refuses a second group of the same name and a group that is not there', async () => {
    const { refused } = await withVersions(0);
    const twice = await refused('CreateModelPackageGroup', { ModelPackageGroupName: 'CHURN-model' });
    assert.match(twice.message, /^Model Package Group already exists: /);
    const missing = await refused('DescribeModelPackageGroup', { ModelPackageGroupName: 'none' });
    assert.equal(missing.code, 'ValidationException');
    assert.equal(
      missing.message,
      'Cannot find Model Package Group: arn:aws:sagemaker:eu-west-1:111122223333:model-package-group/none',
    );
  });

  it('deletes a group only when it has no packages, and never gives a version number twice', async () => {
    const { call, refused } = await withVersions(2);
    assert.equal(
      (await refused('DeleteModelPackageGroup', { ModelPackageGroupName: 'Churn-Model' })).code,
      'ConflictException',
    );
    await call('DeleteModelPackage', { ModelPackageName: `${packageArn}/2` });
    const next = await call('CreateModelPackage', {
      ModelPackageGroupName: groupArn,
      InferenceSpecification: specification,
    });
    assert.equal(next['ModelPackageArn'], `${packageArn}/3`);
    for (const version of [1, 3]) await call('DeleteModelPackage', { ModelPackageName: `${packageArn}/${version}` });
    await call('DeleteModelPackageGroup', { ModelPackageGroupName: 'Churn-Model' });
    assert.deepEqual(await call('ListModelPackageGroups', {}), { ModelPackageGroupSummaryList: [] });
  });

  it('lists groups by time or name, filtered and in pages', async () => {
    const { call, pass } = fixedRegistry();
    for (const name of ['b-one', 'a-one', 'c-two']) {
      await call('CreateModelPackageGroup', { ModelPackageGroupName: name });
      pass(1000);
    }
    const names = async (input: Body): Promise<string[]> =>
      ((await call('ListModelPackageGroups', input))['ModelPackageGroupSummaryList'] as Body[]).map((each) =>
        String(each['ModelPackageGroupName']),
      );
    assert.deepEqual(await names({}), ['b-one', 'a-one', 'c-two']);
    assert.deepEqual(await names({ SortBy: 'Name', SortOrder: 'Descending' }), ['c-two', 'b-one', 'a-one']);
    assert.deepEqual(await names({ NameContains: 'one' }), ['b-one', 'a-one']);
    assert.deepEqual(await names({ CreationTimeAfter: start / 1000 }), ['a-one', 'c-two']);
    assert.deepEqual(await names({ CreationTimeBefore: start / 1000 + 2 }), ['b-one', 'a-one']);
    assert.deepEqual(await names({ CrossAccountFilterOption: 'CrossAccount' }), []);
    const first = await call('ListModelPackageGroups', { MaxResults: 2 });
    assert.deepEqual(await names({ MaxResults: 2, NextToken: first['NextToken'] }), ['c-two']);
  });

  it('keeps accounts and regions apart', async () => {
    const { call, refused } = await withVersions(1);
    for (const other of [
      { ...caller, account: '444455556666' },
      { ...caller, region: 'us-east-1' },
    ]) {
      assert.deepEqual(await call('ListModelPackageGroups', {}, other), { ModelPackageGroupSummaryList: [] });
    }
    const foreign = await refused(
      'DescribeModelPackageGroup',
      { ModelPackageGroupName: groupArn },
      { ...caller, account: '444455556666' },
    );
    assert.equal(foreign.code, 'AccessDeniedException');
    assert.match(
      foreign.message,
      /is not authorized to perform: sagemaker:DescribeModelPackageGroup on resource: arn:/,
    );
    const elsewhere = await refused(
      'DescribeModelPackageGroup',
      { ModelPackageGroupName: groupArn },
      { ...caller, region: 'us-east-1' },
    );
    assert.equal(elsewhere.message, 'ARN should be scoped to correct region: us-east-1');
  });
});

describe('tags', () => {
  it('are joined, listed and deleted on a group without any event', async () => {
    const { call, events } = await withVersions(0);
    await call('AddTags', {
      ResourceArn: groupArn,
      Tags: [
        { Key: 'team', Value: 'risk' },
        { Key: 'stage', Value: '' },
      ],
    });
    const added = await call('AddTags', { ResourceArn: groupArn, Tags: [{ Key: 'team', Value: 'churn' }] });
    assert.deepEqual(added, {
      Tags: [
        { Key: 'team', Value: 'churn' },
        { Key: 'stage', Value: '' },
      ],
    });
    assert.deepEqual(await call('DeleteTags', { ResourceArn: groupArn, TagKeys: ['stage', 'none'] }), {});
    assert.deepEqual(await call('ListTags', { ResourceArn: groupArn }), { Tags: [{ Key: 'team', Value: 'churn' }] });
    assert.deepEqual(events, []);
  });

  it('stop at 50 per resource', async () => {
    const { call, refused } = await withVersions(0);
    const tags = (from: number, count: number): Body[] =>
      Array.from({ length: count }, (_, at) => ({ Key: `k${from + at}`, Value: 'v' }));
    await call('AddTags', { ResourceArn: groupArn, Tags: tags(0, 50) });
    assert.equal(
      (await refused('AddTags', { ResourceArn: groupArn, Tags: tags(50, 1) })).code,
      'ResourceLimitExceeded',
    );
  });

  it('are refused on a version and kept on an unversioned package', async () => {
    const { call, refused } = await withVersions(1);
    assert.match(
      (await refused('ListTags', { ResourceArn: `${packageArn}/1` })).message,
      /not supported for a versioned model package/,
    );
    const alone = await call('CreateModelPackage', { ModelPackageName: 'alone', Tags: [{ Key: 'a', Value: 'b' }] });
    assert.deepEqual(await call('ListTags', { ResourceArn: alone['ModelPackageArn'] }), {
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    assert.equal(
      (await refused('ListTags', { ResourceArn: 'arn:aws:sagemaker:eu-west-1:111122223333:project/p' })).code,
      'ValidationException',
    );
    assert.equal(
      (await refused('ListTags', { ResourceArn: groupArn }, { ...caller, account: '444455556666' })).code,
      'AccessDeniedException',
    );
  });
});
