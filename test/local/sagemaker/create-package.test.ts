// CreateModelPackage: versions, names, defaults, what cannot go together, ClientToken.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { caller, fixedRegistry, groupArn, packageArn, specification, start, withVersions } from './fixed-registry.ts';

const group = { ModelPackageGroupName: 'Churn-Model' };

describe('CreateModelPackage', () => {
  it('makes the next version, completed and pending approval, without a ModelPackageName', async () => {
    const { call } = await withVersions(2);
    const described = await call('DescribeModelPackage', { ModelPackageName: `${packageArn}/2` });
    const { CreatedBy: createdBy, ...rest } = described;
    assert.deepEqual(rest, {
      ModelPackageGroupName: 'Churn-Model',
      ModelPackageVersion: 2,
      ModelPackageArn: `${packageArn}/2`,
      InferenceSpecification: specification,
      ModelPackageStatus: 'Completed',
      ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
      CertifyForMarketplace: false,
      ModelApprovalStatus: 'PendingManualApproval',
      CreationTime: start / 1000 + 1,
      LastModifiedTime: start / 1000 + 1,
    });
    assert.equal((createdBy as { IamIdentity: { Arn: string } }).IamIdentity.Arn, caller.principalArn);
  });

  it('may make a version that is born approved', async () => {
    const { call, events } = await withVersions(0);
    await call('CreateModelPackage', { ...group, ModelApprovalStatus: 'Approved' });
    const described = await call('DescribeModelPackage', { ModelPackageName: 'churn-model/1' });
    assert.equal(described['ModelApprovalStatus'], 'Approved');
    assert.equal(events[0]?.detail['ModelApprovalStatus'], 'Approved');
  });

  it('makes a package of its own name that has no approval status', async () => {
    const { call, refused } = fixedRegistry();
    const made = await call('CreateModelPackage', { ModelPackageName: 'Alone', InferenceSpecification: specification });
    assert.equal(made['ModelPackageArn'], 'arn:aws:sagemaker:eu-west-1:111122223333:model-package/Alone');
    const described = await call('DescribeModelPackage', { ModelPackageName: 'alone' });
    assert.equal(described['ModelPackageName'], 'Alone');
    assert.equal('ModelApprovalStatus' in described, false);
    assert.equal((await refused('CreateModelPackage', { ModelPackageName: 'ALONE' })).code, 'ConflictException');
  });

  it('takes the ImageDigest from an image named by its digest and computes none', async () => {
    const { call } = await withVersions(0);
    const digest = `sha256:${'ab'.repeat(32)}`;
    await call('CreateModelPackage', {
      ...group,
      InferenceSpecification: { Containers: [{ Image: `r/i@${digest}` }, { Image: 'r/i:1' }] },
    });
    const described = await call('DescribeModelPackage', { ModelPackageName: `${packageArn}/1` });
    assert.deepEqual(described['InferenceSpecification'], {
      Containers: [{ Image: `r/i@${digest}`, ImageDigest: digest }, { Image: 'r/i:1' }],
    });
  });

  it('refuses what cannot go together', async () => {
    const { refused } = await withVersions(0);
    const text = async (input: Record<string, unknown>): Promise<string> => {
      const error = await refused('CreateModelPackage', input);
      assert.deepEqual([error.code, error.statusCode], ['ValidationException', 400]);
      return error.message;
    };
    assert.match(
      await text({ ...group, ModelPackageName: 'n' }),
      /^Both ModelPackageName and ModelPackageGroupName are provided in the input/,
    );
    assert.equal(await text({}), 'Missing ARN.');
    assert.match(await text({ ...group, Tags: [] }), /^Tags are not supported/);
    assert.match(await text({ ...group, SourceUri: 's3://b/k', InferenceSpecification: specification }), /together$/);
    assert.match(
      await text({ ModelPackageName: 'n', InferenceSpecification: { Containers: [{ Image: 'i', Environment: {} }] } }),
      /^Environment variable map cannot be specified/,
    );
    assert.match(await text({ ModelPackageName: 'n', ModelApprovalStatus: 'Approved' }), /non-versioned/);
    assert.match(await text({ ModelPackageGroupName: 'none' }), /^Cannot find Model Package Group: /);
  });

  it('refuses a group of another account', async () => {
    const { refused } = await withVersions(0);
    const error = await refused(
      'CreateModelPackage',
      { ModelPackageGroupName: groupArn },
      { ...caller, account: '444455556666' },
    );
    assert.equal(error.code, 'AccessDeniedException');
  });

  it('gives no version number away when the call is refused', async () => {
    const { call, refused } = await withVersions(0);
    await refused('CreateModelPackage', { ...group, Tags: [] });
    assert.equal((await call('CreateModelPackage', group))['ModelPackageArn'], `${packageArn}/1`);
  });
});

describe('ClientToken on CreateModelPackage', () => {
  const twice = { ...group, ClientToken: 'token-1' };

  it('makes a repeated call answer the first version with no second event', async () => {
    const { call, events } = await withVersions(0);
    const first = await call('CreateModelPackage', twice);
    assert.deepEqual(await call('CreateModelPackage', twice), first);
    assert.equal(events.length, 1);
    assert.deepEqual(await call('CreateModelPackage', { ...twice, ModelPackageDescription: 'other' }), first);
    await call('CreateModelPackage', { ...twice, ClientToken: 'token-2' });
    assert.equal(events.length, 2);
  });

  it('is forgotten at once with clientTokenWindow none', async () => {
    const { call } = await withVersions(0, { clientTokenWindow: 'none' });
    await call('CreateModelPackage', twice);
    assert.equal((await call('CreateModelPackage', twice))['ModelPackageArn'], `${packageArn}/2`);
  });

  it('conflicts when another body comes with it and clientTokenMismatch is conflict', async () => {
    const { call, refused } = await withVersions(0, { clientTokenMismatch: 'conflict' });
    const first = await call('CreateModelPackage', twice);
    assert.deepEqual(await call('CreateModelPackage', twice), first);
    assert.equal(
      (await refused('CreateModelPackage', { ...twice, ModelPackageDescription: 'other' })).code,
      'ConflictException',
    );
  });

  it('does not hold a token for a call that was refused', async () => {
    const { call, refused } = fixedRegistry();
    await refused('CreateModelPackage', twice);
    await call('CreateModelPackageGroup', group);
    assert.equal((await call('CreateModelPackage', twice))['ModelPackageArn'], `${packageArn}/1`);
  });
});

describe('ARNs', () => {
  it('keep the case of names with arnCase asGiven and lose it with lower, while look-ups take any case', async () => {
    for (const [arnCase, arn] of [
      ['asGiven', packageArn],
      ['lower', packageArn.toLowerCase()],
    ] as const) {
      const { call, events } = await withVersions(1, { arnCase });
      for (const asked of [packageArn, packageArn.toLowerCase()]) {
        const described = await call('DescribeModelPackage', { ModelPackageName: `${asked}/1` });
        assert.equal(described['ModelPackageArn'], `${arn}/1`);
        assert.equal(described['ModelPackageGroupName'], 'Churn-Model');
      }
      assert.deepEqual(events[0]?.resources, [`${arn}/1`]);
    }
  });
});
