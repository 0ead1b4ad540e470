// Three accounts through the embedded stack: a spoke's rule forwards to the hub, the hub decides there, and a third account gets a copy.
import assert from 'node:assert/strict';
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
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { groupPolicy } from '../../lib/iam-statements.ts';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from './gate.ts';
import { deployStack } from './stacks.ts';

const SPOKE = '222233334444';
const TARGET = '777788889999';
/** Forwards too, and is on no list of the gate. */
const STRANGER = '444455556666';
const IMAGE = `${SPOKE}.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:${'a'.repeat(64)}`;

const FILES = {
  'churn-accuracy': TEN_LINES,
  accounts: `apiVersion: modelgate/v1
kind: RegistryAccount
metadata: { name: spoke }
spec:
  account: "${SPOKE}"
  regions: [us-east-1]
  roleArn: arn:aws:iam::${SPOKE}:role/modelgate-registry
  externalId: modelgate-${ACCOUNT}
  reportBuckets: [{ bucket: models-${SPOKE}, owner: "${SPOKE}" }]
`,
  copy: `apiVersion: modelgate/v1
kind: Registration
metadata: { name: churn-copy }
spec:
  match: { modelPackageGroups: ["churn-*"], accounts: ["${SPOKE}"] }
  target:
    modelPackageGroup: arn:aws:sagemaker:us-east-1:${TARGET}:model-package-group/churn-copies
    roleArn: arn:aws:iam::${TARGET}:role/modelgate-registration
    externalId: copies-${ACCOUNT}
    createGroup: true
  artifacts: { bucket: models-${TARGET}, prefix: copies/ }
  onRejected: Carry
`,
};

describe('a hub, a spoke and an account that gets copies', () => {
  let gate: Gate;
  const clients: { destroy: () => void }[] = [];
  const at = (account: string) => {
    const credentials = { accessKeyId: account, secretAccessKey: 'local', sessionToken: 'user/ann' };
    const common = { endpoint: gate.world.aws.url, region: 'us-east-1', credentials };
    const made = {
      sagemaker: new SageMakerClient(common),
      s3: new S3Client({ ...common, forcePathStyle: true }),
      eventbridge: new EventBridgeClient(common),
    };
    clients.push(...Object.values(made));
    return made;
  };
  let spoke: ReturnType<typeof at>;
  let target: ReturnType<typeof at>;
  before(async () => {
    gate = await startGate(FILES, ['--param', `spokeAccounts=${SPOKE}`]);
    const { aws, runtime } = gate.world;
    [spoke, target] = [at(SPOKE), at(TARGET)];
    const inSpoke = await deployStack(gate, {
      file: 'stacks/spoke.yaml',
      account: SPOKE,
      parameters: {
        HubIntakeBusArn: `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/${runtime.nameOf('IntakeBus')}`,
        HubAccount: ACCOUNT,
        ExternalId: `modelgate-${ACCOUNT}`,
        ReportBucket: `models-${SPOKE}`,
      },
    });
    const inTarget = await deployStack(gate, {
      file: 'stacks/registration-target.yaml',
      account: TARGET,
      parameters: {
        RegisterRoleArn: `arn:aws:iam::${ACCOUNT}:role/RegisterRole`,
        ExternalId: `copies-${ACCOUNT}`,
        ModelPackageGroup: 'churn-*',
        ArtifactBucket: `models-${TARGET}`,
        SourceBucket: `models-${SPOKE}`,
      },
    });
    aws.permissions.set(new Map([...runtime.rights, ...inSpoke, ...inTarget]));
    await spoke.s3.send(new CreateBucketCommand({ Bucket: `models-${SPOKE}` }));
    await target.s3.send(new CreateBucketCommand({ Bucket: `models-${TARGET}` }));
    aws.s3.share(`models-${SPOKE}`, [TARGET]);
    await spoke.sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'churn-winback' }));
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await gate.stop();
  });

  const versionOf = (group: string, more: Partial<CreateModelPackageCommand['input']> = {}) =>
    new CreateModelPackageCommand({
      ModelPackageGroupName: group,
      ModelApprovalStatus: 'PendingManualApproval',
      CustomerMetadataProperties: { accuracy: '0.95' },
      InferenceSpecification: {
        Containers: [{ Image: IMAGE, ModelDataUrl: `s3://models-${SPOKE}/churn/model.tar.gz` }],
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
      },
      ...more,
    });
  const copies = async () => {
    const list = new ListModelPackagesCommand({ ModelPackageGroupName: 'churn-copies' });
    const { ModelPackageSummaryList: rows = [] } = await target.sagemaker.send(list);
    return Promise.all(
      rows.map(({ ModelPackageArn: ModelPackageName }) =>
        target.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName })),
      ),
    );
  };
  let approved = '';

  test('a version of the spoke is decided by the hub in the role of the spoke, and copied with its data into the third', async () => {
    await spoke.s3.send(
      new PutObjectCommand({ Bucket: `models-${SPOKE}`, Key: 'churn/model.tar.gz', Body: 'weights' }),
    );

    const made = await spoke.sagemaker.send(versionOf('churn-winback'));
    approved = made.ModelPackageArn ?? '';
    await gate.rest();

    const there = await spoke.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: approved }));
    const [copy, ...others] = await copies();
    const body = await target.s3.send(
      new GetObjectCommand({
        Bucket: `models-${TARGET}`,
        Key: copy?.InferenceSpecification?.Containers?.[0]?.ModelDataUrl?.replace(`s3://models-${TARGET}/`, ''),
      }),
    );
    const [decision, ...more] = gate.decisions;
    assert.equal(there.ModelApprovalStatus, 'Approved');
    assert.match(
      there.LastModifiedBy?.IamIdentity?.Arn ?? '',
      new RegExp(`^arn:aws:sts::${SPOKE}:assumed-role/modelgate-registry/`, 'u'),
    );
    assert.deepEqual([decision?.subject.account, decision?.verdict, more.length], [SPOKE, 'Approve', 0]);
    assert.equal(others.length, 0);
    assert.equal(copy?.CustomerMetadataProperties?.['modelgate:source-arn'], approved);
    assert.equal(copy?.ModelApprovalStatus, 'PendingManualApproval');
    assert.equal(await body.Body?.transformToString(), 'weights');
  });

  test('each account is entered with its own external id, by sessions that say for which decision', () => {
    const sessions = gate.world.aws.sts.sessions();
    const roles = new Set(sessions.map(({ roleArn }) => roleArn));
    const copying = sessions.filter(({ roleArn }) => roleArn.includes(TARGET));

    assert.deepEqual([...roles].toSorted(), [
      `arn:aws:iam::${SPOKE}:role/modelgate-registry`,
      `arn:aws:iam::${TARGET}:role/modelgate-registration`,
    ]);
    assert.deepEqual(
      copying.map(({ sessionName }) => sessionName),
      [`modelgate-${gate.decisions[0]?.decisionId}`],
    );
  });

  test('a rejection by hand in the spoke reaches the copy', async () => {
    await spoke.sagemaker.send(
      new UpdateModelPackageCommand({ ModelPackageArn: approved, ModelApprovalStatus: 'Rejected' }),
    );
    await gate.rest();

    assert.deepEqual(
      (await copies()).map(({ ModelApprovalStatus }) => ModelApprovalStatus),
      ['Rejected'],
    );
    assert.equal(gate.decisions.at(-1)?.origin, 'External');
  });

  test('an account that forwards and is on no list is refused with its reason, counted, and nothing of it is read', async () => {
    const stranger = at(STRANGER).sagemaker;
    await stranger.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'churn-winback' }));
    const [decided, sessions] = [gate.decisions.length, gate.world.aws.sts.sessions().length];

    const { ModelPackageArn } = await stranger.send(versionOf('churn-winback'));
    await gate.rest();

    const seen = await stranger.send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn }));
    assert.equal(seen.ModelApprovalStatus, 'PendingManualApproval');
    assert.deepEqual([gate.decisions.length, gate.world.aws.sts.sessions().length], [decided, sessions]);
    assert.ok(gate.logs.some((line) => line.includes('AccountNotListed')));
    assert.ok(gate.logs.some((line) => line.includes('MessagesRefused')));
  });

  test('the intake bus takes nothing but events of the registry, and from the spoke alone', async () => {
    const EventBusName = `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/${gate.world.runtime.nameOf('IntakeBus')}`;
    const put = async (account: string, Source: string, DetailType: string) => {
      const Entries = [{ EventBusName, Source, DetailType, Detail: '{}' }];
      const { Entries: [entry] = [] } = await at(account).eventbridge.send(new PutEventsCommand({ Entries }));
      return entry?.ErrorCode ?? 'taken';
    };

    assert.equal(await put(SPOKE, 'modelgate', 'Model Package Look Again'), 'AccessDeniedException');
    // Nobody but AWS itself puts events of AWS.
    const stateChange = 'SageMaker Model Package State Change';
    assert.equal(await put(SPOKE, 'aws.sagemaker', stateChange), 'NotAuthorizedForSourceException');
    assert.equal(await put(TARGET, 'acme', stateChange), 'AccessDeniedException');
  });

  test('the spoke registers into a group of the hub only under the policy that modelgate iam prints, and never with a verdict', async () => {
    const group = `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package-group/churn-central`;
    await gate.group('churn-central');
    const data = { Containers: [{ Image: IMAGE }], SupportedContentTypes: ['text/csv'] };
    const InferenceSpecification = { ...data, SupportedResponseMIMETypes: ['text/csv'] };
    await assert.rejects(spoke.sagemaker.send(versionOf(group, { InferenceSpecification })), {
      name: 'AccessDeniedException',
    });
    const ResourcePolicy = JSON.stringify(groupPolicy(group, SPOKE));
    await gate.sagemaker.send(
      new PutModelPackageGroupPolicyCommand({ ModelPackageGroupName: 'churn-central', ResourcePolicy }),
    );

    const { ModelPackageArn } = await spoke.sagemaker.send(versionOf(group, { InferenceSpecification }));
    await gate.rest();

    const seen = await gate.describe(ModelPackageArn ?? '');
    assert.equal(seen.ModelApprovalStatus, 'Approved');
    assert.equal(gate.decisions.at(-1)?.subject.registrant, `arn:aws:iam::${SPOKE}:user/ann`);
    await assert.rejects(
      spoke.sagemaker.send(versionOf(group, { InferenceSpecification, ModelApprovalStatus: 'Approved' })),
      { name: 'AccessDeniedException' },
    );
  });
});
