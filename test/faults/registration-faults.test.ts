// Rows F37 and F38 of the fault matrix over real HTTP: a target that is closed, answers that are lost, workers that race or are killed.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateModelPackageGroupCommand,
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  PutModelPackageGroupPolicyCommand,
  SageMakerClient,
  type DescribeModelPackageOutput,
} from '@aws-sdk/client-sagemaker';
import { groupPolicy } from '../../lib/iam-statements.ts';
import { faultRule, type FaultRule } from '../../local/faults/fault-rule.ts';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from '../functions/gate.ts';
import { lanesOf } from '../functions/lanes.ts';
import { untilTrue } from '../functions/until-true.ts';

/** Reached by a role, with copies of the objects; and directly, by the policy of its group. */
const BY_ROLE = '444455556666';
const DIRECT = '777788889999';
const ROLE = `arn:aws:iam::${BY_ROLE}:role/modelgate-registration`;
const groupArn = (account: string): string => `arn:aws:sagemaker:us-east-1:${account}:model-package-group/churn-copies`;
const registration = (account: string, more: string) => `apiVersion: modelgate/v1
kind: Registration
metadata: { name: to-${account} }
spec:
  match: { modelPackageGroups: ["churn-source"] }
  target: { modelPackageGroup: "${groupArn(account)}"${more}
  onRejected: Carry
`;
const FILES = {
  churn: TEN_LINES,
  role: registration(
    BY_ROLE,
    `, roleArn: "${ROLE}", externalId: copies-${ACCOUNT} }\n  artifacts: { bucket: models-${BY_ROLE}, prefix: copies/ }`,
  ),
  direct: registration(DIRECT, ' }'),
};
const denied = (message: string, code = 'AccessDenied', status = 403): FaultRule['error'] => ({
  code,
  message,
  status,
});

describe('registration, while calls fail', () => {
  let gate: Gate;
  const clients: { destroy: () => void }[] = [];
  const at = (account: string) => {
    const credentials = { accessKeyId: account, secretAccessKey: 'local' };
    const common = { endpoint: gate.world.aws.url, region: 'us-east-1', credentials };
    const made = { sagemaker: new SageMakerClient(common), s3: new S3Client({ ...common, forcePathStyle: true }) };
    clients.push(...Object.values(made));
    return made;
  };
  const trust = (externalId = `copies-${ACCOUNT}`, accounts = [ACCOUNT]): void =>
    gate.world.aws.sts.trust({ roleArn: ROLE, externalId, accounts });
  let there: Record<string, ReturnType<typeof at>>;
  before(async () => {
    gate = await startGate(FILES);
    there = { [BY_ROLE]: at(BY_ROLE), [DIRECT]: at(DIRECT) };
    trust();
    await gate.group('churn-source');
    for (const account of [BY_ROLE, DIRECT]) {
      const ModelPackageGroupName = 'churn-copies';
      await there[account]?.sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName }));
      // Later rejections take one more right than registering does.
      const policy = JSON.stringify(groupPolicy(groupArn(account), ACCOUNT));
      const ResourcePolicy = policy.replace(
        '"sagemaker:DescribeModelPackage"]',
        '"sagemaker:DescribeModelPackage","sagemaker:UpdateModelPackage"]',
      );
      if (account === DIRECT)
        await there[account]?.sagemaker.send(
          new PutModelPackageGroupPolicyCommand({ ModelPackageGroupName, ResourcePolicy }),
        );
    }
    await there[BY_ROLE]?.s3.send(new CreateBucketCommand({ Bucket: `models-${BY_ROLE}` }));
    gate.world.aws.s3.share('reports', [BY_ROLE]);
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await gate.stop();
  });
  afterEach(async () => {
    gate.world.aws.faults.set([]);
    assert.ok(
      Object.values(gate.world.runtime.dlqDepths()).every((depth) => depth === 0),
      'no dead letters',
    );
  });

  const fail = (...rules: (Pick<FaultRule, 'operation' | 'fault'> & Partial<FaultRule>)[]): void =>
    gate.world.aws.faults.set(rules.map(faultRule));

  /** Copies of one version in an account. */
  async function copiesOf(arn: string, account: string): Promise<readonly DescribeModelPackageOutput[]> {
    const registry = (there[account] ?? assert.fail(account)).sagemaker;
    const list = new ListModelPackagesCommand({ ModelPackageGroupName: 'churn-copies', MaxResults: 100 });
    const { ModelPackageSummaryList: rows = [] } = await registry.send(list);
    const described = await Promise.all(
      rows.map(({ ModelPackageArn }) =>
        registry.send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn })),
      ),
    );
    return described.flatMap((one) => (one?.CustomerMetadataProperties?.['modelgate:source-arn'] === arn ? [one] : []));
  }
  async function approve(): Promise<string> {
    await gate.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'model.tar.gz', Body: 'weights' }));
    return gate.register('churn-source', {
      CustomerMetadataProperties: { accuracy: '0.95' },
      InferenceSpecification: {
        Containers: [
          {
            Image: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:${'a'.repeat(64)}`,
            ModelDataUrl: 's3://reports/model.tar.gz',
          },
        ],
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
      },
    });
  }
  const eventsAbout = (arn: string, detailType: string) =>
    gate.published
      .filter(({ event }) => event['detail-type'] === detailType)
      .map(({ event }) => event.detail as { subject: { modelPackageArn: string }; reason: string; fix: string | null })
      .filter(({ subject }) => subject.modelPackageArn === arn);
  const failuresOf = (arn: string) => eventsAbout(arn, 'Model Package Registration Failed');
  async function assertCopiedOnce(arn: string): Promise<void> {
    const counts = [(await copiesOf(arn, BY_ROLE)).length, (await copiesOf(arn, DIRECT)).length];
    assert.deepEqual(counts, [1, 1]);
  }

  const CLOSED: readonly (readonly [string, string, RegExp, () => void])[] = [
    ['AssumeRole is denied', 'AssumeRoleDenied', /Let the trust policy/u, () => trust(undefined, [])],
    ['the ExternalId is wrong', 'AssumeRoleDenied', /sts:ExternalId copies-/u, () => trust('somebody-elses')],
    [
      'the region is not enabled',
      'RegionDisabled',
      /Enable region us-east-1 in account 444455556666/u,
      () =>
        fail({
          operation: 'STS.AssumeRole',
          fault: 'error',
          error: denied('STS is not activated in this region', 'RegionDisabledException'),
        }),
    ],
    [
      'the KMS key is denied',
      'KmsDenied',
      /kms:Decrypt on that of the source, kms:GenerateDataKey/u,
      () =>
        fail({
          operation: 'S3.CopyObject',
          fault: 'error',
          error: denied(`User: ${ROLE} is not authorized to perform: kms:GenerateDataKey on resource: key/k1`),
        }),
    ],
    [
      'S3 is denied',
      'AccessDenied',
      /s3:GetObject on the source and s3:PutObject on artifacts\.bucket/u,
      () => fail({ operation: 'S3.CopyObject', fault: 'error', error: denied('Access Denied') }),
    ],
  ];
  for (const [what, reason, fix, close] of CLOSED)
    test(`F37 ${what}: that target alone is closed with reason and fix, and gets its one copy once it is open`, async () => {
      close();

      const arn = await approve();
      await untilTrue(async () => failuresOf(arn).length > 0 && (await copiesOf(arn, DIRECT)).length > 0);
      const [failure] = failuresOf(arn);
      const earlier = await copiesOf(arn, BY_ROLE);
      gate.world.aws.faults.set([]);
      trust();
      await gate.restAheadOfTime();

      assert.equal(failure?.reason, reason);
      assert.match(failure.fix ?? '', fix);
      assert.equal(earlier.length, 0);
      assert.equal(failuresOf(arn).length, 1);
      await assertCopiedOnce(arn);
    });

  for (const fault of ['dropAfter', 'dropBefore'] as const)
    test(`F38 the answers to both CreateModelPackage are lost (${fault}): one copy in each target`, async () => {
      // The first one registers the source.
      fail({ operation: 'SageMaker.CreateModelPackage', fault, skip: 1, times: 2 });

      const arn = await approve();
      await gate.restAheadOfTime();

      assert.equal(gate.world.aws.faults.struck()[`SageMaker.CreateModelPackage ${fault}`], 2);
      await assertCopiedOnce(arn);
    });

  test('I10 workers that race for a lane, woken ten times at once, make one copy', async () => {
    fail({ operation: 'SageMaker.CreateModelPackage', fault: 'delay', skip: 1, delayMs: 500 });
    const queue = gate.world.aws.sqs.queueArns().find((one) => one.endsWith('-RegisterQueue')) ?? '';
    const arn = await approve();
    const version = Number(arn.split('/').at(-1));
    let laneIds: readonly string[] = [];
    await untilTrue(async () => {
      const { lanes } = await lanesOf(gate).listLanes('registration', null);
      laneIds = lanes
        .filter((lane) => new RegExp(`:${version}:\\d+$`, 'u').test(lane.laneId))
        .map((lane) => lane.laneId);
      return laneIds.length === 2;
    });

    for (let times = 0; times < 10; times++)
      for (const laneId of laneIds)
        await gate.world.aws.sqs.send(queue, JSON.stringify({ schemaVersion: '1', laneId, dueAt: null }));
    await gate.restAheadOfTime();

    await assertCopiedOnce(arn);
    const told = eventsAbout(arn, 'Model Package Registered').map((detail) => JSON.stringify(detail));
    assert.equal(new Set(told).size, 2);
  });

  test('I10 a worker killed while its call is under way leaves one copy', async () => {
    const { faults } = gate.world.aws;
    fail({ operation: 'SageMaker.CreateModelPackage', fault: 'delay', skip: 1, times: 2, delayMs: 1_000 });
    const earlier = faults.struck()['SageMaker.CreateModelPackage delay'] ?? 0;
    const arn = await approve();
    await untilTrue(async () => (faults.struck()['SageMaker.CreateModelPackage delay'] ?? 0) > earlier);

    await gate.world.runtime.kill('register');
    await gate.restAheadOfTime();

    await assertCopiedOnce(arn);
  });

  test('a later rejection of the source is carried to the copies in both targets', async () => {
    const arn = await approve();
    await gate.rest();

    await gate.update({ ModelPackageArn: arn, ModelApprovalStatus: 'Rejected' });
    await gate.rest();

    const copies = [...(await copiesOf(arn, BY_ROLE)), ...(await copiesOf(arn, DIRECT))];
    assert.deepEqual(
      copies.map(({ ModelApprovalStatus }) => ModelApprovalStatus),
      ['Rejected', 'Rejected'],
    );
  });
});
