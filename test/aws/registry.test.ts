// The registry port over SageMaker: what goes out, what the answers become, and which errors the caller sees.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { makeRegistries } from '../../lib/aws/registry.ts';
import { makeRegistryLists } from '../../lib/aws/registry-lists.ts';
import { arnKey, parseModelPackageArn } from '../../lib/identity.ts';
import type { RegistryAccount } from '../../lib/policy/policy.ts';
import type { RegistryUpdate } from '../../lib/ports.ts';
import { startStub, type StubAnswer, type StubRequest } from './stub.ts';

const ACCOUNT = '111122223333';
const ARN = parseModelPackageArn(`arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package/churn/7`);
const OTHER: RegistryAccount = {
  account: '444455556666',
  regions: ['us-east-1'],
  roleArn: null,
  externalId: null,
  reportBuckets: [],
  place: { file: 'accounts.yaml', line: 3, column: 1 },
};
const UPDATE: RegistryUpdate = {
  arn: ARN,
  approvalStatus: 'Approved',
  approvalDescription: 'Approved: fine. [d-1]',
  metadata: new Map([['modelgate:decision', 'd-1']]),
  metadataToRemove: ['modelgate:policy', 'modelgate:decision'],
  clientToken: 'abc',
};
const DESCRIBED = {
  ModelPackageArn: ARN.arn,
  ModelPackageGroupName: 'churn',
  ModelPackageVersion: 7,
  CreationTime: 1_764_547_200.5,
  ModelPackageStatus: 'Completed',
  ModelApprovalStatus: 'PendingManualApproval',
  InferenceSpecification: {
    Containers: [
      {
        Image: 'h.example:5000/team/churn:1.2',
        ImageDigest: `sha256:${'b'.repeat(64)}`,
        ModelDataUrl: 's3://b/m',
        Environment: { A: '1' },
      },
    ],
    SupportedTransformInstanceTypes: ['ml.m5.large'],
    SupportedRealtimeInferenceInstanceTypes: ['ml.c5.large', 'ml.m5.large'],
  },
};

async function given(t: TestContext, answer: (request: StubRequest) => StubAnswer) {
  const stub = await startStub(answer);
  t.after(stub.stop);
  const options = { accounts: [OTHER], ownAccount: ACCOUNT, region: 'us-east-1', client: stub.config };
  const registries = makeRegistries(options);
  const lists = makeRegistryLists(options)(ACCOUNT, 'us-east-1');
  return { stub, registries, registry: registries(ACCOUNT, 'us-east-1'), lists };
}
const ok = (body: unknown): StubAnswer => ({ status: 200, body });
const error = (type: string, message = 'no', status = 400): StubAnswer => ({
  status,
  body: { __type: type, Message: message },
});

describe('describe', () => {
  test('asks for metadata only, unless a card is wanted', async (t) => {
    const { stub, registry } = await given(t, () => ok(DESCRIBED));
    await registry.describe(ARN, { card: false });
    await registry.describe(ARN, { card: true });
    assert.deepEqual(
      stub.requests.map(({ body }) => (body as { IncludedData: string }).IncludedData),
      ['MetadataOnly', 'AllData'],
    );
  });

  test('takes images apart and keeps ImageDigest where the URI has none', async (t) => {
    const { registry } = await given(t, () => ok(DESCRIBED));
    const seen = await registry.describe(ARN, { card: false });
    const [container] = seen?.description.containers ?? [];
    assert.deepEqual(
      { ...container, environment: [...(container?.environment ?? [])] },
      {
        image: 'h.example:5000/team/churn:1.2',
        registry: 'h.example:5000',
        repository: 'team/churn',
        tag: '1.2',
        digest: `sha256:${'b'.repeat(64)}`,
        modelDataUrl: 's3://b/m',
        environment: [['A', '1']],
      },
    );
    assert.deepEqual(seen?.description.instanceTypes, ['ml.c5.large', 'ml.m5.large']);
    assert.equal(seen?.description.creationTime, 1_764_547_200_500);
    assert.equal(seen?.description.lastModifiedTime, 1_764_547_200_500);
  });

  test('keeps hostile metadata keys, and names reports by path', async (t) => {
    const metadata = JSON.parse('{"__proto__": "x", "constructor": "y"}') as unknown;
    const report = { ContentType: 'application/json', S3Uri: 's3://b/k', ContentDigest: 'sha256:0' };
    const answer = {
      ...DESCRIBED,
      CustomerMetadataProperties: metadata,
      ModelMetrics: { Bias: { PostTrainingReport: report }, ModelQuality: { Statistics: report } },
      DriftCheckBaselines: { ModelDataQuality: { Constraints: report } },
    };
    const { registry } = await given(t, () => ok(answer));
    const seen = await registry.describe(ARN, { card: false });
    assert.deepEqual(
      [...(seen?.description.metadata ?? [])],
      [
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ],
    );
    assert.deepEqual([...(seen?.description.metricsSources.keys() ?? [])].toSorted(), [
      'DriftCheckBaselines.ModelDataQuality.Constraints',
      'ModelMetrics.Bias.PostTrainingReport',
      'ModelMetrics.ModelQuality.Statistics',
    ]);
  });

  test('names the actor by Studio profile, else by IAM identity', async (t) => {
    const actors = {
      CreatedBy: { UserProfileArn: 'profile', IamIdentity: { Arn: 'iam' } },
      LastModifiedBy: { UserProfileName: 'ann' },
    };
    const { registry } = await given(t, () => ok({ ...DESCRIBED, ...actors }));
    const seen = await registry.describe(ARN, { card: false });
    assert.deepEqual([seen?.description.createdBy, seen?.description.lastModifiedBy], ['profile', 'ann']);
  });

  for (const message of [`ModelPackage ${ARN.arn} does not exist.`, 'Cannot find Model Package churn'])
    test(`answers null to "${message.slice(0, 18)}..."`, async (t) => {
      const { registry } = await given(t, () => error('ValidationException', message));
      assert.equal(await registry.describe(ARN, { card: false }), null);
    });

  test('does not take another ValidationException for absence', async (t) => {
    const { registry } = await given(t, () => error('ValidationException', '1 validation error detected'));
    await assert.rejects(registry.describe(ARN, { card: false }), { name: 'ValidationException' });
  });
});

describe('errors', () => {
  const rejects = async (t: TestContext, answer: StubAnswer, name: string) => {
    const { registry } = await given(t, () => answer);
    await assert.rejects(
      registry.update(UPDATE, () => true),
      { name },
    );
  };
  test('throttling with HTTP 400 is a ThrottledError', (t) =>
    rejects(t, error('ThrottlingException', 'Rate exceeded'), 'ThrottledError'));
  test('a 500 is an UnansweredError', (t) => rejects(t, error('InternalFailure', 'oops', 500), 'UnansweredError'));
  test('a broken connection is an UnansweredError', (t) => rejects(t, null, 'UnansweredError'));
  test('a cut answer is an UnansweredError', (t) =>
    rejects(t, { status: 200, body: '{"ModelPack' }, 'UnansweredError'));
  test('a ConflictException is a NotYetError', (t) => rejects(t, error('ConflictException'), 'NotYetError'));
  test('AccessDenied passes through', (t) => rejects(t, error('AccessDeniedException'), 'AccessDeniedException'));

  test('an account that is not on the list is refused before any client is made', async (t) => {
    const { registries } = await given(t, () => ok({}));
    assert.throws(() => registries('999999999999', 'us-east-1'), { name: 'InvalidError', reason: 'AccountNotListed' });
    assert.throws(() => registries(OTHER.account, 'eu-west-1'), { name: 'InvalidError', reason: 'RegionNotListed' });
  });
});

describe('update', () => {
  test('is sent once, whatever comes back', async (t) => {
    const { stub, registry } = await given(t, () => error('InternalFailure', 'oops', 500));
    await assert.rejects(registry.update(UPDATE, () => true));
    assert.equal(stub.requests.length, 1);
  });

  test('carries status, description, token and metadata, and never a key in both lists', async (t) => {
    const { stub, registry } = await given(t, () => ok({ ModelPackageArn: ARN.arn }));
    await registry.update(UPDATE, () => true);
    assert.deepEqual(stub.requests[0]?.body, {
      ModelPackageArn: ARN.arn,
      ModelApprovalStatus: 'Approved',
      ApprovalDescription: 'Approved: fine. [d-1]',
      CustomerMetadataProperties: { 'modelgate:decision': 'd-1' },
      CustomerMetadataPropertiesToRemove: ['modelgate:policy'],
      ClientToken: 'abc',
    });
  });

  test('leaves out what it does not change', async (t) => {
    const { stub, registry } = await given(t, () => ok({ ModelPackageArn: ARN.arn }));
    await registry.update({ ...UPDATE, approvalStatus: null, metadata: new Map(), metadataToRemove: [] }, () => true);
    assert.deepEqual(Object.keys(stub.requests[0]?.body as object).toSorted(), [
      'ApprovalDescription',
      'ClientToken',
      'ModelPackageArn',
    ]);
  });

  test('sends nothing where it may not be signed, also after others were sent by the same client', async (t) => {
    const { stub, registry } = await given(t, () => ok({ ModelPackageArn: ARN.arn }));
    await registry.update(UPDATE, () => true);
    await assert.rejects(
      registry.update(UPDATE, () => false),
      { name: 'NotYetError' },
    );
    await registry.update(UPDATE, () => true);
    assert.equal(stub.requests.length, 2);
  });

  test('sends nothing where the time ran out while it was signed', async (t) => {
    const { stub, registry } = await given(t, () => ok({ ModelPackageArn: ARN.arn }));
    let asked = 0;
    await assert.rejects(
      registry.update(UPDATE, () => ++asked === 1),
      { name: 'NotYetError' },
    );
    assert.deepEqual([asked, stub.requests.length], [2, 0]);
  });
});

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
