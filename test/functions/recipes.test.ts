// The recipes of docs/adoption.md: how versions come to the registry elsewhere, each as its tool sends it, decided by the gate.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startGate, TEN_LINES, type Gate } from './gate.ts';

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
