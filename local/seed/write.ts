// Writes seeded groups and versions through AWS's own client, as a team's pipelines would.
import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateModelPackageCommand,
  type CreateModelPackageCommandInput,
  CreateModelPackageGroupCommand,
  type InferenceSpecification,
  type ModelMetrics,
} from '@aws-sdk/client-sagemaker';
import type { SeedAws } from './clients.ts';
import type { SeedGroup, SeedPackage, SeedReport } from './package.ts';

/** Where and as whom the seed writes: `account` is the gate's own. */
export type SeedPlace = { readonly aws: SeedAws; readonly account: string; readonly region: string };

/** The bucket of an account's model artifacts and reports. */
export const bucketOf = (account: string): string => `models-${account}`;

const REGISTRY = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const pinnedImage = (group: string): string =>
  `${REGISTRY}/${group}@sha256:${createHash('sha256').update(group).digest('hex')}`;

/** A commit id as git writes it, the same for the same text. */
const commitOf = (text: string): string => createHash('sha1').update(text).digest('hex');

const FILE = { ModelQuality: 'evaluation/evaluation.json', Bias: 'clarify/analysis.json' } as const;

type Written = { readonly report: SeedReport; readonly uri: string };

async function writeReport(place: SeedPlace, of: SeedPackage, run: string, report: SeedReport): Promise<Written> {
  const account = of.account ?? place.account;
  const bucket = report.bucket ?? bucketOf(account);
  const key = `reports/${of.group}/${run}/${FILE[report.kind]}`;
  if (report.body !== null) {
    const { s3 } = place.aws.of(account, of.role);
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: report.body, ContentType: 'application/json' }),
    );
  }
  return { report, uri: `s3://${bucket}/${key}` };
}

function metricsOf(written: readonly Written[]): ModelMetrics {
  const metrics: ModelMetrics = {};
  for (const { report, uri } of written) {
    const digest = report.isDigestGiven
      ? {
          ContentDigest: `sha256:${createHash('sha256')
            .update(report.body ?? '')
            .digest('hex')}`,
        }
      : {};
    const source = { ContentType: 'application/json', S3Uri: uri, ...digest };
    if (report.kind === 'ModelQuality') metrics.ModelQuality = { Statistics: source };
    else metrics.Bias = { Report: source };
  }
  return metrics;
}

const inferenceOf = (of: SeedPackage, account: string, run: string): InferenceSpecification => ({
  Containers: [
    {
      Image: of.image ?? pinnedImage(of.group),
      ModelDataUrl: `s3://${bucketOf(account)}/artifacts/${of.group}/${run}/model.tar.gz`,
    },
  ],
  SupportedContentTypes: ['text/csv'],
  SupportedResponseMIMETypes: ['text/csv'],
  SupportedRealtimeInferenceInstanceTypes: ['ml.m5.large'],
});

function inputOf(
  place: SeedPlace,
  of: SeedPackage,
  run: string,
  metrics: ModelMetrics,
): CreateModelPackageCommandInput {
  const account = of.account ?? place.account;
  const pipeline = `arn:aws:sagemaker:${place.region}:${account}:pipeline/${of.group}/execution/${run}`;
  return {
    ModelPackageGroupName: of.group,
    ModelApprovalStatus: of.status,
    // SageMaker refuses SourceUri and InferenceSpecification together, so a version from elsewhere has no containers yet.
    ...(of.sourceUri === undefined
      ? { InferenceSpecification: inferenceOf(of, account, run) }
      : { SourceUri: of.sourceUri }),
    ...(Object.keys(of.metadata).length > 0 && { CustomerMetadataProperties: { ...of.metadata } }),
    ...(of.reports.length > 0 && { ModelMetrics: metrics }),
    ...(of.isFromPipeline && {
      MetadataProperties: { GeneratedBy: pipeline, CommitId: commitOf(`${of.group} ${run}`) },
    }),
    ...(of.card !== undefined && { ModelCard: { ModelCardContent: of.card, ModelCardStatus: 'Draft' } }),
  };
}

/** Puts the reports of a version to S3 and registers it. `run` names the training run and must differ per version. */
export async function writePackage(place: SeedPlace, of: SeedPackage, run: string): Promise<string> {
  const written = await Promise.all(of.reports.map((report) => writeReport(place, of, run, report)));
  const { sagemaker } = place.aws.of(of.account ?? place.account, of.role);
  const made = await sagemaker.send(new CreateModelPackageCommand(inputOf(place, of, run, metricsOf(written))));
  return made.ModelPackageArn ?? '';
}

/** Creates a group with its tags, and its earlier versions oldest first. */
export async function writeGroup(place: SeedPlace, group: SeedGroup): Promise<void> {
  const { sagemaker } = place.aws.of(group.account ?? place.account, 'platform-admin');
  const tags = Object.entries(group.tags).map(([Key, Value]) => ({ Key, Value }));
  await sagemaker.send(
    new CreateModelPackageGroupCommand({
      ModelPackageGroupName: group.name,
      ModelPackageGroupDescription: group.description,
      ...(tags.length > 0 && { Tags: tags }),
    }),
  );
  for (const [index, one] of group.history.entries()) await writePackage(place, one, `run-${index + 1}`);
}

/** Registers the candidates of a group, oldest first. */
export async function writeCandidates(place: SeedPlace, group: SeedGroup): Promise<void> {
  for (const [index, one] of group.candidates.entries()) {
    await writePackage(place, one, `run-${group.history.length + index + 1}`);
  }
}
