// The registry port over SageMaker: what goes out, what one version's description becomes, which errors the caller sees, and what an update carries.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { type StubAnswer } from './stub.ts';
import { ARN, DESCRIBED, error, given, ok, OTHER, UPDATE } from './registry-given.ts';

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
