// The registry port's lists over SageMaker: batches, versions in their order, changes and tags, over all pages.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { arnKey, parseModelPackageArn } from '../../lib/identity.ts';
import { ACCOUNT, ARN, DESCRIBED, given, ok } from './registry-given.ts';

describe('lists', () => {
  test('a batch is answered by ARN whatever its casing, with the errors beside', async (t) => {
    const gone = parseModelPackageArn(ARN.arn.replace('/7', '/8'));
    const body = {
      ModelPackageSummaries: {
        [ARN.arn.toLowerCase()]: { ...DESCRIBED, ModelPackageArn: ARN.arn.replace('churn', 'CHURN') },
      },
      BatchDescribeModelPackageErrorMap: { [gone.arn]: { ErrorCode: 'NotFound', ErrorResponse: 'gone' } },
    };
    const { registry } = await given(t, () => ok(body));
    const { found, failed } = await registry.batchDescribe([ARN, gone]);
    assert.equal(found.get(arnKey(ARN))?.arn.version, 7);
    assert.equal(failed.get(arnKey(gone)), 'NotFound: gone');
  });

  test('the newest approved versions are asked for newest first, over empty pages', async (t) => {
    const pages = [
      { ModelPackageSummaryList: [], NextToken: 'next' },
      { ModelPackageSummaryList: [{ ModelPackageArn: ARN.arn }] },
    ];
    const { stub, registry } = await given(t, () => ok(pages.shift()));
    assert.deepEqual(
      (await registry.listApproved('churn', 2)).map(({ arn }) => arn),
      [ARN.arn],
    );
    const [first, second] = stub.requests.map(({ body }) => body as Record<string, unknown>);
    assert.equal(first?.['SortOrder'], 'Descending');
    assert.equal(first?.['ModelApprovalStatus'], 'Approved');
    assert.equal(second?.['NextToken'], 'next');
  });

  test('pending versions come oldest first, a page at a time', async (t) => {
    const { stub, lists } = await given(t, () =>
      ok({ ModelPackageSummaryList: [{ ModelPackageArn: ARN.arn, CreationTime: 1 }], NextToken: 'more' }),
    );
    const page = await lists.listPending('here');
    const listed = { arn: ARN, creationTime: 1000, approvalStatus: null, modifiedAt: null };
    assert.deepEqual(page, { packages: [listed], nextToken: 'more' });
    assert.deepEqual(stub.requests[0]?.body, {
      ModelPackageType: 'Versioned',
      ModelApprovalStatus: 'PendingManualApproval',
      SortBy: 'CreationTime',
      SortOrder: 'Ascending',
      MaxResults: 100,
      NextToken: 'here',
    });
  });

  test('changes since a time are searched for, oldest change first', async (t) => {
    const found = {
      ModelPackageArn: ARN.arn,
      ModelPackageVersion: 7,
      CreationTime: 1,
      LastModifiedTime: 2,
      ModelApprovalStatus: 'Approved',
    };
    const { stub, lists } = await given(t, () => ok({ Results: [{ ModelPackage: found }, {}] }));

    const page = await lists.listChanged(1_000, null);

    const listed = { arn: ARN, creationTime: 1000, approvalStatus: 'Approved', modifiedAt: 2000 };
    assert.deepEqual(page, { packages: [listed], nextToken: null });
    const asked = JSON.stringify(stub.requests[0]?.body);
    assert.match(asked, /"SortBy":"LastModifiedTime","SortOrder":"Ascending"/u);
    assert.match(asked, /GreaterThanOrEqualTo","Value":"1970-01-01T00:00:01.000Z/u);
  });

  test('tags are those of the group, over all pages', async (t) => {
    const pages = [{ Tags: [{ Key: 'a', Value: '1' }], NextToken: 'next' }, { Tags: [{ Key: 'b', Value: '2' }] }];
    const { stub, registry } = await given(t, () => ok(pages.shift()));
    assert.deepEqual(
      [...(await registry.groupTags(ARN))],
      [
        ['a', '1'],
        ['b', '2'],
      ],
    );
    assert.equal(
      (stub.requests[0]?.body as { ResourceArn: string } | undefined)?.ResourceArn,
      `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package-group/churn`,
    );
  });
});
