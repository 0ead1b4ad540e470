// A quarter of an hour without a service, in virtual time and over real HTTP: all that follows a version still happens, once, and no queue gives anything up.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateModelPackageGroupCommand,
  CreateProjectCommand,
  DescribeProjectCommand,
  ListModelPackagesCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { faultRule } from '../../local/faults/fault-rule.ts';
import { asking } from '../functions/asking.ts';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from '../functions/gate.ts';

const MINUTE = 60_000;
const OTHER = '444455556666';
const ROLE = `arn:aws:iam::${OTHER}:role/modelgate-registration`;
const QUALITY = TEN_LINES.replace(
  '  validations:',
  `  evidence:
    - name: quality
      from: ModelMetrics.ModelQuality.Statistics
      fields:
        auc: { pointer: /auc, type: double }
  validations:`,
).replace('metadata.accuracy', 'quality.auc');
const REVIEWED = asking('{ people: [mei] }', { name: 'fraud-review', groups: 'fraud-*' });
const PEOPLE = `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
    - { id: mei, name: Mei, email: mei@example.com, slack: U0MEI00001 }
---
apiVersion: modelgate/v1
kind: NotificationRoute
metadata: { name: fraud }
spec:
  match: { modelPackageGroups: ["fraud-*"] }
  to:
    - slack: "#risk-models"
    - email: [reviewers]
`;
const ONWARD = `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: churn-serving }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  project: churn-serving
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
---
apiVersion: modelgate/v1
kind: Registration
metadata: { name: copies }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  target: { modelPackageGroup: "arn:aws:sagemaker:us-east-1:${OTHER}:model-package-group/copied-churn", roleArn: "${ROLE}", externalId: copies }
  artifacts: { bucket: models-${OTHER}, prefix: copies/ }
`;

describe('a quarter of an hour without', () => {
  let gate: Gate;
  let versions = 0;
  const credentials = { accessKeyId: OTHER, secretAccessKey: 'local' };
  const there = () => ({ endpoint: gate.world.aws.url, region: 'us-east-1', credentials });
  before(async () => {
    gate = await startGate({ quality: QUALITY, review: REVIEWED, people: PEOPLE, onward: ONWARD });
    for (const name of ['churn-a', 'fraud-a']) await gate.group(name);
    gate.world.aws.sts.trust({ roleArn: ROLE, externalId: 'copies', accounts: [ACCOUNT] });
    gate.world.aws.s3.share('reports', [OTHER]);
    const s3 = new S3Client({ ...there(), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: `models-${OTHER}` }));
    await inOther((other) => other.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'copied-churn' })));
    s3.destroy();
    await gate.sagemaker.send(
      new CreateProjectCommand({
        ProjectName: 'churn-serving',
        ServiceCatalogProvisioningDetails: {
          ProductId: 'prod-1',
          ProvisioningArtifactId: 'pa-1',
          ProvisioningParameters: [{ Key: 'ModelPackageArn', Value: 'none' }],
        },
      }),
    );
  });
  after(() => gate.stop());

  async function inOther<T>(ask: (client: SageMakerClient) => Promise<T>): Promise<T> {
    const client = new SageMakerClient(there());
    try {
      return await ask(client);
    } finally {
      client.destroy();
    }
  }
  /** A version that passes, to be redeployed and copied; and one that people are asked about. */
  async function register(): Promise<{ passes: string; asks: string }> {
    versions += 1;
    await gate.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'model.tar.gz', Body: 'weights' }));
    const S3Uri = await gate.putReport(`${versions}.json`, '{"auc": 0.97}');
    const passes = await gate.register('churn-a', {
      ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri } } },
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
    return { passes, asks: await gate.register('fraud-a', { CustomerMetadataProperties: { accuracy: '0.9' } }) };
  }
  const served = async (): Promise<string | undefined> => {
    const project = await gate.sagemaker.send(new DescribeProjectCommand({ ProjectName: 'churn-serving' }));
    return project.ServiceCatalogProvisioningDetails?.ProvisioningParameters?.[0]?.Value;
  };
  const copies = async (): Promise<number | undefined> =>
    inOther(async (other) => {
      const list = new ListModelPackagesCommand({ ModelPackageGroupName: 'copied-churn', MaxResults: 100 });
      return (await other.send(list)).ModelPackageSummaryList?.length;
    });

  const down = { code: 'ServiceUnavailable', message: 'down', status: 503 };
  /** Receiving is Lambda's part, and a queue that nobody can ask would only stop the clock of this story. */
  const OUTAGES: Readonly<Record<string, readonly string[]>> = {
    'Secrets Manager, SES, Slack and STS': ['secretsmanager.*', 'SES.*', 'STS.*'],
    SQS: ['SQS.SendMessage', 'SQS.ChangeMessageVisibility', 'SQS.DeleteMessageBatch'],
    S3: ['S3.*'],
    SageMaker: ['SageMaker.*'],
    DynamoDB: ['DynamoDB.*'],
    EventBridge: ['EventBridge.*'],
  };
  for (const [services, operations] of Object.entries(OUTAGES))
    test(`${services} loses nothing and leaves no dead letter`, async () => {
      const { aws, people, runtime } = gate.world;
      const slack = people.slack.messages().length;
      const mails = people.ses.outbox().length;
      const began = gate.world.now();
      const arns = await register();
      if (services.includes('Slack')) people.slack.trouble({ kind: 'outage' }, 7);
      aws.faults.set(
        operations.map((operation) => faultRule({ operation, fault: 'error', error: down, untilSecond: 900 })),
      );

      await gate.restAheadOfTime();
      gate.world.advance(Math.max(0, began + 15 * MINUTE - gate.world.now()));
      await runtime.runSchedule('reconcile');
      await gate.restAheadOfTime();

      assert.deepEqual(
        Object.entries(runtime.dlqDepths()).filter(([, depth]) => depth > 0),
        [],
      );
      assert.equal((await gate.describe(arns.passes)).ModelApprovalStatus, 'Approved');
      assert.equal(await served(), arns.passes);
      assert.equal(await copies(), versions);
      assert.equal((await gate.describe(arns.asks)).ModelApprovalStatus, 'PendingManualApproval');
      assert.equal(people.slack.messages().length - slack, 1);
      assert.equal(people.ses.outbox().length - mails, 1);
    });
});
