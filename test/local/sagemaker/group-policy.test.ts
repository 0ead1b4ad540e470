// Groups that another account may register into: their policies, and what they let through.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Caller } from '../../../local/service.ts';
import { type Body, type Fixed, groupArn, packageArn, specification, withVersions } from './fixed-registry.ts';

const spoke: Caller = {
  account: '444455556666',
  region: 'eu-west-1',
  principalArn: 'arn:aws:sts::444455556666:assumed-role/spoke-train/run-1',
};

/** Lets the spoke create versions, but none that is born Approved, and look at them. */
const policy = (more: Body = {}): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::444455556666:root' },
          Action: 'sagemaker:CreateModelPackage',
          Resource: `${packageArn}/*`,
          Condition: { StringNotEquals: { 'sagemaker:ModelApprovalStatus': 'Approved' } },
        },
        {
          Effect: 'Allow',
          Principal: { AWS: ['arn:aws:iam::444455556666:role/spoke-train'] },
          Action: ['sagemaker:Describe*', 'sagemaker:ListModelPackages', 'sagemaker:BatchDescribeModelPackage'],
          Resource: [groupArn, `${packageArn}/*`],
        },
        ...(more['Statement'] === undefined ? [] : [more['Statement']]),
      ],
    },
    null,
    2,
  );

const shared = async (text = policy()): Promise<Fixed> => {
  const fixed = await withVersions(1);
  await fixed.call('PutModelPackageGroupPolicy', { ModelPackageGroupName: 'Churn-Model', ResourcePolicy: text });
  return fixed;
};

const version = { ModelPackageGroupName: groupArn, InferenceSpecification: specification };

describe('a group policy', () => {
  it('lets another account register into the group by its ARN; the version and its event belong to the group’s account', async () => {
    const fixed = await shared();

    const made = await fixed.call('CreateModelPackage', version, spoke);

    assert.equal(made['ModelPackageArn'], `${packageArn}/2`);
    const seen = await fixed.call('DescribeModelPackage', { ModelPackageName: `${packageArn}/2` });
    const created = seen['CreatedBy'] as { IamIdentity: { Arn: string } };
    assert.equal(created.IamIdentity.Arn, spoke.principalArn);
    assert.equal(fixed.events.at(-1)?.account, '111122223333');
  });

  it('refuses a version that is born Approved where the policy says so', async () => {
    const fixed = await shared();

    const error = await fixed.refused('CreateModelPackage', { ...version, ModelApprovalStatus: 'Approved' }, spoke);

    assert.equal(error.code, 'AccessDeniedException');
    assert.match(error.message, /sagemaker:CreateModelPackage on resource: .*:model-package\/Churn-Model\/\*/);
  });

  it('lets only the principals and actions in that it names', async () => {
    const fixed = await shared();
    const other: Caller = { ...spoke, principalArn: 'arn:aws:iam::444455556666:user/eve' };
    const update = { ModelPackageArn: `${packageArn}/1`, ModelApprovalStatus: 'Approved' };

    const listed = await fixed.call('ListModelPackages', { ModelPackageGroupName: groupArn }, spoke);

    assert.equal((listed['ModelPackageSummaryList'] as unknown[]).length, 1);
    const describeOne = { ModelPackageName: `${packageArn}/1` };
    assert.equal((await fixed.refused('DescribeModelPackage', describeOne, other)).code, 'AccessDeniedException');
    assert.equal((await fixed.refused('UpdateModelPackage', update, spoke)).code, 'AccessDeniedException');
  });

  it('denies what a Deny names, whatever else allows it', async () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 'sagemaker:*', Resource: '*' };
    const fixed = await shared(policy({ Statement: deny }));

    const error = await fixed.refused('CreateModelPackage', version, spoke);

    assert.equal(error.code, 'AccessDeniedException');
  });

  it('is shown as it was put, and says so when there is none', async () => {
    const fixed = await shared();
    const of = { ModelPackageGroupName: 'churn-model' };

    const shown = await fixed.call('GetModelPackageGroupPolicy', of);
    await fixed.call('DeleteModelPackageGroupPolicy', of);

    assert.equal(shown['ResourcePolicy'], policy());
    assert.equal(
      (await fixed.refused('GetModelPackageGroupPolicy', of)).message,
      `Cannot find resource policy for: ${groupArn}`,
    );
    assert.equal((await fixed.refused('CreateModelPackage', version, spoke)).code, 'AccessDeniedException');
  });

  it('is refused where it can’t be read or uses what this stand-in does not know', async () => {
    const fixed = await withVersions(1);
    const put = (ResourcePolicy: string) =>
      fixed.refused('PutModelPackageGroupPolicy', { ModelPackageGroupName: 'Churn-Model', ResourcePolicy });

    const broken = await put('{');
    const unknown = await put(policy().replace('StringNotEquals', 'DateGreaterThan'));

    assert.match(broken.message, /not JSON/);
    assert.match(unknown.message, /does not know DateGreaterThan/);
  });
});
