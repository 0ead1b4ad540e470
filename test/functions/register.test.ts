// Registering in another account through the real handlers on the embedded stack: a copy, once, with everything it needs.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  PutModelPackageGroupPolicyCommand,
  SageMakerClient,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { groupPolicy } from '../../lib/iam-statements.ts';
import { faultRule } from '../../local/faults/fault-rule.ts';
import { startGate, TEN_LINES, ACCOUNT, type Gate } from './gate.ts';
import { MOST_CONTROL_CALLS, registrationCosts } from './registration-calls.ts';
import { untilTrue } from './until-true.ts';

const TARGET = '444455556666';
const ROLE = `arn:aws:iam::${TARGET}:role/modelgate-registration`;
const registration = (group: string, more = '') => `apiVersion: modelgate/v1
kind: Registration
metadata: { name: ${group} }
spec:
  match: { modelPackageGroups: ["${group}"], accounts: ["${ACCOUNT}"] }
  target:
    modelPackageGroup: arn:aws:sagemaker:us-east-1:${TARGET}:model-package-group/${group}
    roleArn: ${ROLE}
    externalId: modelgate-${ACCOUNT}
    createGroup: true
${more}`;
const ARTIFACTS = `  artifacts: { bucket: models-${TARGET}, prefix: copies/, kmsKeyArn: "arn:aws:kms:us-east-1:${TARGET}:key/k1" }
  images: [{ from: "${ACCOUNT}.dkr", to: "${TARGET}.dkr" }]
  onRejected: Carry
`;
const OTHER_ROLE = `${ROLE}-other`;
const DIRECT = registration('churn-direct')
  .replace(/ {4}roleArn.*\n {4}externalId.*\n {4}createGroup.*\n/u, '')
  .replace('churn-direct }', 'churn-direct }');
// Of the same version by the same role as `ids`, with the external id that this role asks for.
const KNOWN = registration('churn-known')
  .replace('["churn-known"]', '["churn-ids"]')
  .replace(ROLE, OTHER_ROLE)
  .replace(`modelgate-${ACCOUNT}`, 'somebody-elses');

const groupArn = (group: string): string => `arn:aws:sagemaker:us-east-1:${TARGET}:model-package-group/${group}`;
const IMAGE = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:${'a'.repeat(64)}`;
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('a version that is approved', () => {
  let gate: Gate;
  let there: SageMakerClient;
  let s3: S3Client;
  before(async () => {
    const policies = {
      'churn-accuracy': TEN_LINES,
      winback: registration('churn-winback', ARTIFACTS),
      missing: registration('churn-missing').replace('createGroup: true', 'createGroup: false'),
      direct: DIRECT,
      lost: registration('churn-lost'),
      counted: registration('churn-counted'),
      stranger: registration('churn-stranger').replace(ROLE, OTHER_ROLE),
      ids: registration('churn-ids').replace(ROLE, OTHER_ROLE),
      known: KNOWN,
    };
    gate = await startGate(policies);
    const common = { endpoint: gate.world.aws.url, region: 'us-east-1' };
    const credentials = { accessKeyId: TARGET, secretAccessKey: 'local' };
    there = new SageMakerClient({ ...common, credentials });
    s3 = new S3Client({ ...common, credentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: `models-${TARGET}` }));
    gate.world.aws.s3.share('reports', [TARGET]);
    gate.world.aws.sts.trust({ roleArn: ROLE, externalId: `modelgate-${ACCOUNT}`, accounts: [ACCOUNT] });
    for (const name of [
      'churn-winback',
      'churn-missing',
      'churn-direct',
      'churn-lost',
      'churn-counted',
      'churn-stranger',
      'churn-ids',
    ])
      await gate.group(name);
  });
  after(async () => {
    there.destroy();
    s3.destroy();
    await gate.stop();
  });

  const copiesIn = async (group: string) => {
    const arn = `arn:aws:sagemaker:us-east-1:${TARGET}:model-package-group/${group}`;
    const list = new ListModelPackagesCommand({ ModelPackageGroupName: arn, MaxResults: 100 });
    const { ModelPackageSummaryList: rows = [] } = await there
      .send(list)
      .catch(() => ({ ModelPackageSummaryList: [] }));
    return Promise.all(
      rows.map(({ ModelPackageArn }) =>
        there.send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn })),
      ),
    );
  };
  const events = (detailType: string) =>
    gate.published.filter(({ event }) => event['detail-type'] === detailType).map(({ event }) => event.detail as never);
  const failures = () =>
    events('Model Package Registration Failed') as {
      reason: string;
      fix: string | null;
      target: { modelPackageGroupName: string };
    }[];
  const failedWith = (reason: string) => failures().some((one) => one.reason === reason);
  const versionIn = (group: string) =>
    new CreateModelPackageCommand({
      ModelPackageGroupName: group,
      InferenceSpecification: {
        Containers: [{ Image: IMAGE }],
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
      },
    });
  const put = async (key: string, body: string) => {
    await gate.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: key, Body: body }));
    return `s3://reports/${key}`;
  };

  test('is registered in the other account with containers, reports, card and provenance, its objects copied and compared', async () => {
    const model = await put('churn/model.tar.gz', 'weights');
    const report = await put('churn/evaluation.json', '{"auc":0.9}');
    const metadata = Object.fromEntries(
      Array.from({ length: 48 }, (_, index) => [`key-${String(index).padStart(2, '0')}`, 'x']),
    );
    const arn = await gate.register('churn-winback', {
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
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
      },
    });

    await gate.rest();

    const [copy, ...others] = await copiesIn('churn-winback');
    const [event] = events('Model Package Registered') as {
      copyArn: string;
      droppedMetadata: string[];
      decisionId: string;
    }[];
    const containers = copy?.InferenceSpecification?.Containers ?? [];
    const kept = copy?.CustomerMetadataProperties ?? {};
    const { Bucket, Key } = placeIn(containers[0]?.ModelDataUrl);
    const object = await s3.send(new GetObjectCommand({ Bucket, Key }));
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
    const session = gate.world.aws.sts.sessions().find(({ roleArn }) => roleArn === ROLE);
    assert.equal(session?.sessionName, `modelgate-${event?.decisionId}`);
    assert.deepEqual(session?.tags, { 'modelgate-decision': event?.decisionId });
  });

  test('has its later rejection carried to the copy', async () => {
    const [copy] = await copiesIn('churn-winback');

    await gate.update({
      ModelPackageArn: copy?.CustomerMetadataProperties?.['modelgate:source-arn'],
      ModelApprovalStatus: 'Rejected',
    });
    await gate.rest();

    const [changed, ...others] = await copiesIn('churn-winback');
    assert.equal(changed?.ModelApprovalStatus, 'Rejected');
    assert.match(
      changed?.ApprovalDescription ?? '',
      /^Rejected: follows version 1 of churn-winback in account 111122223333\./u,
    );
    assert.equal(others.length, 0);
  });

  test('has its SourceUri set by an update that follows where it has containers, which Create refuses beside it', async () => {
    const arn = await gate.register('churn-winback');
    await gate.rest();
    await gate.update({
      ModelPackageArn: arn,
      SourceUri: 'models:/churn/1',
      CustomerMetadataProperties: { accuracy: '0.95' },
    });
    await gate.rest();

    const copies = await copiesIn('churn-winback');
    const copy = copies.find((one) => one.CustomerMetadataProperties?.['modelgate:source-arn'] === arn);
    assert.equal(copy?.SourceUri, 'models:/churn/1');
    assert.equal(copy.ModelApprovalStatus, 'PendingManualApproval');
  });

  test('is not registered where it was edited after its approval, while the target was closed', async () => {
    gate.world.aws.sts.trust({ roleArn: OTHER_ROLE, externalId: 'somebody-elses', accounts: [ACCOUNT] });
    const arn = await gate.register('churn-stranger', { CustomerMetadataProperties: { accuracy: '0.95' } });
    await untilTrue(() => failedWith('AssumeRoleDenied'));
    await gate.update({ ModelPackageArn: arn, CustomerMetadataProperties: { accuracy: '0.10' } });
    await untilTrue(() => events('Model Package Approval Drifted').length > 0);
    gate.world.aws.sts.trust({ roleArn: OTHER_ROLE, externalId: `modelgate-${ACCOUNT}`, accounts: [ACCOUNT] });
    await gate.restAheadOfTime();

    assert.equal((await copiesIn('churn-stranger')).length, 0);
  });

  test('is not registered where its model data was replaced since it was registered', async () => {
    const model = await put('churn/replaced.tar.gz', 'weights');
    await put('churn/replaced.tar.gz', 'other weights');

    await gate.register('churn-winback', {
      CustomerMetadataProperties: { accuracy: '0.95' },
      InferenceSpecification: {
        Containers: [{ Image: IMAGE, ModelDataUrl: model, ModelDataETag: md5('weights') }],
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
      },
    });
    await gate.restAheadOfTime();

    assert.ok(failedWith('EvidenceChanged'));
    assert.equal((await copiesIn('churn-winback')).length, 2);
  });

  test('waits for a group that is missing, with reason and fix, and goes there once it exists', async () => {
    await gate.register('churn-missing', { CustomerMetadataProperties: { accuracy: '0.95' } });
    await untilTrue(() => failedWith('GroupMissing'));
    await there.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'churn-missing' }));

    await gate.restAheadOfTime();

    assert.equal((await copiesIn('churn-missing')).length, 1);
  });

  test('whose registration lost its answer has one copy in the end', async () => {
    gate.world.aws.faults.set([
      faultRule({ operation: 'SageMaker.CreateModelPackage', fault: 'dropAfter', skip: 1, times: 1 }),
    ]);
    await there.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'churn-lost' }));

    await gate.register('churn-lost', { CustomerMetadataProperties: { accuracy: '0.95' } });
    await gate.restAheadOfTime();

    assert.deepEqual(gate.world.aws.faults.struck(), { 'SageMaker.CreateModelPackage dropAfter': 1 });
    assert.equal((await copiesIn('churn-lost')).length, 1);
    gate.world.aws.faults.set([]);
  });

  test('costs at most eight control calls with 0, 10, 100 or 250 versions over there', async () => {
    const costs = await registrationCosts(gate, { group: 'churn-counted', account: TARGET });

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
    const [copy, ...others] = await copiesIn('churn-lost');

    await there.send(
      new UpdateModelPackageCommand({ ModelPackageArn: copy?.ModelPackageArn, ModelApprovalStatus: 'Approved' }),
    );
    await gate.rest();

    assert.equal((await copiesIn('churn-lost')).length, 1 + others.length);
  });

  test('goes without a role where the policy that modelgate iam prints lets it in', async () => {
    const ResourcePolicy = JSON.stringify(groupPolicy(groupArn('churn-direct'), ACCOUNT));
    await there.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'churn-direct' }));
    await there.send(new PutModelPackageGroupPolicyCommand({ ModelPackageGroupName: 'churn-direct', ResourcePolicy }));

    await gate.register('churn-direct', { CustomerMetadataProperties: { accuracy: '0.95' } });
    await gate.rest();

    const born = versionIn(groupArn('churn-direct'));
    born.input.ModelApprovalStatus = 'Approved';
    assert.equal((await copiesIn('churn-direct')).length, 1);
    await assert.rejects(gate.sagemaker.send(born), { name: 'AccessDeniedException' });
  });

  test('A51 does not go by a role that asks for another external id, says so, and goes where the file gives that id', async () => {
    gate.world.aws.sts.trust({ roleArn: OTHER_ROLE, externalId: 'somebody-elses', accounts: [ACCOUNT] });

    await gate.register('churn-ids', { CustomerMetadataProperties: { accuracy: '0.95' } });
    const denialOf = (group: string) =>
      failures().find(({ reason, target }) => reason === 'AssumeRoleDenied' && target.modelPackageGroupName === group);
    await untilTrue(() => denialOf('churn-ids') !== undefined);
    await untilTrue(async () => denialOf('churn-known') !== undefined || (await copiesIn('churn-known')).length === 1);

    assert.match(
      denialOf('churn-ids')?.fix ?? '',
      /trust policy of arn:aws:iam::444455556666:role\/modelgate-registration-other .* sts:ExternalId/u,
    );
    assert.equal(denialOf('churn-known'), undefined);
    assert.equal((await copiesIn('churn-ids')).length, 0);
  });
});

const placeIn = (uri = ''): { Bucket: string; Key: string } => {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/u.exec(uri) ?? [];
  return { Bucket, Key };
};
