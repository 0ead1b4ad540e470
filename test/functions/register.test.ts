// Registering in another account through the real handlers on the embedded stack: a copy, once, with everything it needs.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  PutModelPackageGroupPolicyCommand,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { groupPolicy } from '../../lib/iam-statements.ts';
import { faultRule } from '../../local/faults/fault-rule.ts';
import { ACCOUNT } from './gate.ts';
import { groupArn, OTHER_ROLE, type RegisterWorld, ROLE, startRegistering, TARGET } from './register-world.ts';
import { MOST_CONTROL_CALLS, registrationCosts } from './registration-calls.ts';
import { untilTrue } from './until-true.ts';

const IMAGE = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:${'a'.repeat(64)}`;
const CSV = { SupportedContentTypes: ['text/csv'], SupportedResponseMIMETypes: ['text/csv'] };
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('a version that is approved', () => {
  let world: RegisterWorld;
  before(async () => {
    world = await startRegistering();
  });
  after(() => world.stop());

  test('is registered in the other account with containers, reports, card and provenance, its objects copied and compared', async () => {
    const model = await world.put('churn/model.tar.gz', 'weights');
    const report = await world.put('churn/evaluation.json', '{"auc":0.9}');
    const metadata = Object.fromEntries(
      Array.from({ length: 48 }, (_, index) => [`key-${String(index).padStart(2, '0')}`, 'x']),
    );
    const arn = await world.gate.register('churn-winback', {
      CustomerMetadataProperties: { accuracy: '0.95', ...metadata },
      MetadataProperties: { CommitId: 'abc' },
      ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: report } } },
      DriftCheckBaselines: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: report } } },
      AdditionalInferenceSpecifications: [{ Name: 'batch', Containers: [{ Image: IMAGE, ModelDataUrl: model }] }],
      ModelCard: { ModelCardContent: '{"model_overview":{}}', ModelCardStatus: 'Draft' },
      InferenceSpecification: {
        Containers: [
          { Image: IMAGE, ModelDataUrl: model, Environment: { A: 'b' } },
          { Image: IMAGE, ContainerHostname: 'second' },
        ],
        ...CSV,
      },
    });

    await world.gate.rest();

    const [copy, ...others] = await world.copiesIn('churn-winback');
    const [event] = world.events('Model Package Registered') as {
      copyArn: string;
      droppedMetadata: string[];
      decisionId: string;
    }[];
    const containers = copy?.InferenceSpecification?.Containers ?? [];
    const kept = copy?.CustomerMetadataProperties ?? {};
    const { Bucket, Key } = placeIn(containers[0]?.ModelDataUrl);
    const object = await world.s3.send(new GetObjectCommand({ Bucket, Key }));
    assert.equal(others.length, 0);
    assert.equal(copy?.ModelApprovalStatus, 'PendingManualApproval');
    assert.deepEqual(Object.keys(kept).slice(0, 2), ['modelgate:source-arn', 'modelgate:source-decision']);
    assert.equal(kept['modelgate:source-arn'], arn);
    assert.equal(kept['modelgate:source-decision'], event?.decisionId);
    assert.equal(Object.keys(kept).length, 50);
    assert.deepEqual(event?.droppedMetadata, ['key-46', 'key-47']);
    assert.equal(event?.copyArn, copy?.ModelPackageArn);
    assert.equal(containers.length, 2);
    assert.equal(containers[0]?.Image, IMAGE.replace(ACCOUNT, TARGET));
    assert.match(
      containers[0]?.ModelDataUrl ?? '',
      /^s3:\/\/models-444455556666\/copies\/churn-winback\/1-[0-9a-f]{16}\/reports\/churn\/model\.tar\.gz$/u,
    );
    assert.equal(await object.Body?.transformToString(), 'weights');
    assert.equal(object.SSEKMSKeyId, `arn:aws:kms:us-east-1:${TARGET}:key/k1`);
    assert.match(copy?.ModelMetrics?.ModelQuality?.Statistics?.S3Uri ?? '', /^s3:\/\/models-444455556666\/copies\//u);
    const baseline = copy?.DriftCheckBaselines?.ModelQuality?.Statistics?.S3Uri;
    assert.equal(baseline, copy?.ModelMetrics?.ModelQuality?.Statistics?.S3Uri);
    const [additional] = copy?.AdditionalInferenceSpecifications ?? [];
    assert.equal(additional?.Name, 'batch');
    assert.equal(additional?.Containers?.[0]?.ModelDataUrl, containers[0]?.ModelDataUrl);
    assert.equal(additional.Containers?.[0]?.Image, IMAGE.replace(ACCOUNT, TARGET));
    assert.equal(copy?.MetadataProperties?.CommitId, 'abc');
    assert.equal(copy?.ModelCard?.ModelCardContent, '{"model_overview":{}}');
    const session = world.gate.world.aws.sts.sessions().find(({ roleArn }) => roleArn === ROLE);
    assert.equal(session?.sessionName, `modelgate-${event?.decisionId}`);
    assert.deepEqual(session?.tags, { 'modelgate-decision': event?.decisionId });
  });

  test('has its later rejection carried to the copy', async () => {
    const [copy] = await world.copiesIn('churn-winback');

    await world.gate.update({
      ModelPackageArn: copy?.CustomerMetadataProperties?.['modelgate:source-arn'],
      ModelApprovalStatus: 'Rejected',
    });
    await world.gate.rest();

    const [changed, ...others] = await world.copiesIn('churn-winback');
    assert.equal(changed?.ModelApprovalStatus, 'Rejected');
    assert.match(
      changed?.ApprovalDescription ?? '',
      /^Rejected: follows version 1 of churn-winback in account 111122223333\./u,
    );
    assert.equal(others.length, 0);
  });

  test('has its SourceUri set by an update that follows where it has containers, which Create refuses beside it', async () => {
    const arn = await world.gate.register('churn-winback');
    await world.gate.rest();
    await world.gate.update({
      ModelPackageArn: arn,
      SourceUri: 'models:/churn/1',
      CustomerMetadataProperties: { accuracy: '0.95' },
    });
    await world.gate.rest();

    const copies = await world.copiesIn('churn-winback');
    const copy = copies.find((one) => one.CustomerMetadataProperties?.['modelgate:source-arn'] === arn);
    assert.equal(copy?.SourceUri, 'models:/churn/1');
    assert.equal(copy.ModelApprovalStatus, 'PendingManualApproval');
  });

  test('is not registered where it was edited after its approval, while the target was closed', async () => {
    world.gate.world.aws.sts.trust({ roleArn: OTHER_ROLE, externalId: 'somebody-elses', accounts: [ACCOUNT] });
    const arn = await world.gate.register('churn-stranger', { CustomerMetadataProperties: { accuracy: '0.95' } });
    await untilTrue(() => world.failedWith('AssumeRoleDenied'));
    await world.gate.update({ ModelPackageArn: arn, CustomerMetadataProperties: { accuracy: '0.10' } });
    await untilTrue(() => world.events('Model Package Approval Drifted').length > 0);
    world.gate.world.aws.sts.trust({ roleArn: OTHER_ROLE, externalId: `modelgate-${ACCOUNT}`, accounts: [ACCOUNT] });
    await world.gate.restAheadOfTime();

    assert.equal((await world.copiesIn('churn-stranger')).length, 0);
  });

  test('is not registered where its model data was replaced since it was registered', async () => {
    const model = await world.put('churn/replaced.tar.gz', 'weights');
    await world.put('churn/replaced.tar.gz', 'other weights');

    await world.gate.register('churn-winback', {
      CustomerMetadataProperties: { accuracy: '0.95' },
      InferenceSpecification: {
        Containers: [{ Image: IMAGE, ModelDataUrl: model, ModelDataETag: md5('weights') }],
        ...CSV,
      },
    });
    await world.gate.restAheadOfTime();

    assert.ok(world.failedWith('EvidenceChanged'));
    assert.equal((await world.copiesIn('churn-winback')).length, 2);
  });

  test('waits for a group that is missing, with reason and fix, and goes there once it exists', async () => {
    await world.gate.register('churn-missing', { CustomerMetadataProperties: { accuracy: '0.95' } });
    await untilTrue(() => world.failedWith('GroupMissing'));
    await world.there.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'churn-missing' }));

    await world.gate.restAheadOfTime();

    assert.equal((await world.copiesIn('churn-missing')).length, 1);
  });

  test('whose registration lost its answer has one copy in the end', async () => {
    world.gate.world.aws.faults.set([
      faultRule({ operation: 'SageMaker.CreateModelPackage', fault: 'dropAfter', skip: 1, times: 1 }),
    ]);
    await world.there.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'churn-lost' }));

    await world.gate.register('churn-lost', { CustomerMetadataProperties: { accuracy: '0.95' } });
    await world.gate.restAheadOfTime();

    assert.deepEqual(world.gate.world.aws.faults.struck(), { 'SageMaker.CreateModelPackage dropAfter': 1 });
    assert.equal((await world.copiesIn('churn-lost')).length, 1);
    world.gate.world.aws.faults.set([]);
  });

  test('costs at most eight control calls with 0, 10, 100 or 250 versions over there', async () => {
    const costs = await registrationCosts(world.gate, { group: 'churn-counted', account: TARGET });

    assert.deepEqual(
      costs.map(({ versions }) => versions),
      [0, 10, 100, 250],
    );
    assert.ok(
      costs.every(({ calls }) => calls <= MOST_CONTROL_CALLS && calls >= 2),
      JSON.stringify(costs),
    );
  });

  test('stays a copy: what was registered from elsewhere is approved over there by its own people only', async () => {
    const [copy, ...others] = await world.copiesIn('churn-lost');

    await world.there.send(
      new UpdateModelPackageCommand({ ModelPackageArn: copy?.ModelPackageArn, ModelApprovalStatus: 'Approved' }),
    );
    await world.gate.rest();

    assert.equal((await world.copiesIn('churn-lost')).length, 1 + others.length);
  });

  test('goes without a role where the policy that modelgate iam prints lets it in', async () => {
    const ResourcePolicy = JSON.stringify(groupPolicy(groupArn('churn-direct'), ACCOUNT));
    await world.there.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'churn-direct' }));
    await world.there.send(
      new PutModelPackageGroupPolicyCommand({ ModelPackageGroupName: 'churn-direct', ResourcePolicy }),
    );

    await world.gate.register('churn-direct', { CustomerMetadataProperties: { accuracy: '0.95' } });
    await world.gate.rest();

    const born = new CreateModelPackageCommand({
      ModelPackageGroupName: groupArn('churn-direct'),
      ModelApprovalStatus: 'Approved',
      InferenceSpecification: { Containers: [{ Image: IMAGE }], ...CSV },
    });
    assert.equal((await world.copiesIn('churn-direct')).length, 1);
    await assert.rejects(world.gate.sagemaker.send(born), { name: 'AccessDeniedException' });
  });

  test('A51 does not go by a role that asks for another external id, says so, and goes where the file gives that id', async () => {
    world.gate.world.aws.sts.trust({ roleArn: OTHER_ROLE, externalId: 'somebody-elses', accounts: [ACCOUNT] });

    await world.gate.register('churn-ids', { CustomerMetadataProperties: { accuracy: '0.95' } });
    const denialOf = (group: string) =>
      world
        .failures()
        .find(({ reason, target }) => reason === 'AssumeRoleDenied' && target.modelPackageGroupName === group);
    await untilTrue(() => denialOf('churn-ids') !== undefined);
    await untilTrue(
      async () => denialOf('churn-known') !== undefined || (await world.copiesIn('churn-known')).length === 1,
    );

    assert.match(
      denialOf('churn-ids')?.fix ?? '',
      /trust policy of arn:aws:iam::444455556666:role\/modelgate-registration-other .* sts:ExternalId/u,
    );
    assert.equal(denialOf('churn-known'), undefined);
    assert.equal((await world.copiesIn('churn-ids')).length, 0);
  });
});

const placeIn = (uri = ''): { Bucket: string; Key: string } => {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/u.exec(uri) ?? [];
  return { Bucket, Key };
};
