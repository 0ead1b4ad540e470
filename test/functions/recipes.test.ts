// The recipes of docs/adoption.md: how versions come to the registry elsewhere, each as its tool sends it, decided by the gate.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from './gate.ts';

const SCANNED = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: scanned }
spec:
  match: { modelPackageGroups: ["scan-*"] }
  validations:
    - name: scan-passed
      expression: metadata.scan == "passed"
      action: Reject
      message: The scanner has passed this version.
  onPass: Approve
`;
const QUALITY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: pipeline-quality }
spec:
  match: { modelPackageGroups: ["pipeline-*"] }
  evidence:
    - name: quality
      from: ModelMetrics.ModelQuality.Statistics
      fields:
        auc: { pointer: /binary_classification_metrics/auc/value, type: double }
  validations:
    - name: auc-floor
      range: { value: quality.auc, min: 0.90 }
      action: Reject
  onPass: Approve
`;

let gate: Gate;
before(async () => {
  gate = await startGate({ churn: TEN_LINES, scanned: SCANNED, quality: QUALITY });
  for (const group of ['pipeline-fraud', 'churn-mlflow', 'churn-boto3', 'scan-vision']) await gate.group(group);
});
after(() => gate.stop());
const statusOf = async (arn: string) => (await gate.describe(arn)).ModelApprovalStatus;

test('RegisterModel and ModelStep of SageMaker Pipelines: the report named by model_metrics decides', async () => {
  const report = { binary_classification_metrics: { auc: { value: 0.93, standard_deviation: 'NaN' } } };
  const S3Uri = await gate.putReport('fraud/evaluation.json', JSON.stringify(report));

  const arn = await gate.register('pipeline-fraud', {
    ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri } } },
    MetadataProperties: { GeneratedBy: 'arn:aws:sagemaker:us-east-1:111122223333:pipeline/fraud/execution/abc123' },
    CertifyForMarketplace: false,
  });
  await gate.rest();

  assert.equal(await statusOf(arn), 'Approved');
});

test('a version synchronised from MLflow: its metrics are metadata, its source is the run', async () => {
  const arn = await gate.register('churn-mlflow', {
    // SageMaker takes one of the two; MLflow sends the source.
    InferenceSpecification: undefined,
    SourceUri: 'models:/churn/7',
    CustomerMetadataProperties: { accuracy: '0.91', 'mlflow.runId': '0f3c1d2e4b' },
  });
  await gate.rest();

  assert.equal(await statusOf(arn), 'Approved');
});

test('create_model_package of boto3: the value in CustomerMetadataProperties decides', async () => {
  const arn = await gate.register('churn-boto3', { CustomerMetadataProperties: { accuracy: '0.85' } });
  await gate.rest();

  assert.equal(await statusOf(arn), 'Rejected');
});

test('an external scanner: the version waits until scan=passed is written, and is approved then', async () => {
  const arn = await gate.register('scan-vision');
  await gate.rest();
  const waiting = await statusOf(arn);

  await gate.update({ ModelPackageArn: arn, CustomerMetadataProperties: { scan: 'passed' } });
  await gate.rest();

  assert.equal(waiting, 'PendingManualApproval');
  assert.equal(await statusOf(arn), 'Approved');
});

test("AWS's project templates: their rule on state changes fires once for an approval of the gate, and not for what it writes about a held or rejected version", async () => {
  const sqs = new SQSClient({
    endpoint: gate.world.aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
  });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'deploys' }));
  const EventPattern = JSON.stringify({
    source: ['aws.sagemaker'],
    'detail-type': ['SageMaker Model Package State Change'],
    detail: { ModelPackageGroupName: ['churn-template'], ModelApprovalStatus: ['Approved'] },
  });
  await gate.eventbridge.send(new PutRuleCommand({ Name: 'template-deploy', EventPattern }));
  const Arn = `arn:aws:sqs:us-east-1:${ACCOUNT}:deploys`;
  await gate.eventbridge.send(new PutTargetsCommand({ Rule: 'template-deploy', Targets: [{ Id: '1', Arn }] }));
  await gate.group('churn-template');

  const good = await gate.register('churn-template', { CustomerMetadataProperties: { accuracy: '0.95' } });
  await gate.register('churn-template', { CustomerMetadataProperties: { accuracy: '0.50' } });
  await gate.register('churn-template');
  await gate.rest();
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  sqs.destroy();

  const deployed = Messages.map(({ Body = '{}' }) => (JSON.parse(Body) as { resources: string[] }).resources[0]);
  assert.deepEqual(deployed, [good]);
});
