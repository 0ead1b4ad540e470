// SageMaker's answers in our words: summaries and descriptions of model packages.
import type {
  BatchDescribeModelPackageSummary,
  DescribeModelPackageOutput,
  InferenceSpecification,
  ModelPackageContainerDefinition,
  UserContext,
} from '@aws-sdk/client-sagemaker';
import type { Container, PackageDescription, PackageSummary } from '../evidence/evidence.ts';
import { parseModelPackageArn } from '../identity.ts';
import { parseImageUri } from '../evidence/image-uri.ts';
import { metricsSourcesOf } from './metrics-sources.ts';

/** A summary from BatchDescribeModelPackage, or the same members of DescribeModelPackage. Throws InvalidError on an ARN nobody can read. */
export function summaryOf(answer: BatchDescribeModelPackageSummary | DescribeModelPackageOutput): PackageSummary {
  const { ModelPackageArn: arn = '', CreationTime: created, ModelPackageStatus: status } = answer;
  if (!created || !status)
    throw new Error(`SageMaker's answer about \`${arn}\` has no CreationTime or no ModelPackageStatus`);
  return {
    arn: parseModelPackageArn(arn),
    description: answer.ModelPackageDescription ?? null,
    creationTime: created.getTime(),
    status,
    approvalStatus: answer.ModelApprovalStatus ?? null,
    registrationType: answer.ModelPackageRegistrationType ?? null,
    containers: (answer.InferenceSpecification?.Containers ?? []).map(containerOf),
    instanceTypes: instanceTypesOf(answer.InferenceSpecification),
  };
}

/** A whole description. The card's content is there only where it was asked for. */
export function descriptionOf(answer: DescribeModelPackageOutput, { card }: { card: boolean }): PackageDescription {
  const summary = summaryOf(answer);
  const { ModelLifeCycle: stage, ModelCard: content } = answer;
  return {
    ...summary,
    metadata: textsOf(answer.CustomerMetadataProperties),
    provenance: textsOf(answer.MetadataProperties),
    metricsSources: metricsSourcesOf(answer),
    approvalDescription: answer.ApprovalDescription ?? null,
    sourceUri: answer.SourceUri ?? null,
    modelLifeCycle: stage ? { stage: stage.Stage ?? '', stageStatus: stage.StageStatus ?? '' } : null,
    card:
      card && content?.ModelCardContent !== undefined
        ? { status: content.ModelCardStatus ?? '', content: content.ModelCardContent }
        : null,
    createdBy: actorOf(answer.CreatedBy),
    lastModifiedBy: actorOf(answer.LastModifiedBy),
    // A package that nobody changed carries no LastModifiedTime.
    lastModifiedTime: answer.LastModifiedTime?.getTime() ?? summary.creationTime,
  };
}

/** The actor as one text: the Studio profile where there is one, since its role is everybody's there; else the IAM identity. */
export const actorOf = (actor: UserContext | undefined): string | null =>
  actor?.UserProfileArn ?? actor?.IamIdentity?.Arn ?? actor?.UserProfileName ?? null;

function containerOf(container: ModelPackageContainerDefinition): Container {
  const { Image: image = '', ImageDigest: pinned = '', ModelDataUrl: data } = container;
  const name = parseImageUri(image);
  return {
    ...name,
    image,
    digest: name.digest || pinned,
    modelDataUrl: data ?? container.ModelDataSource?.S3DataSource?.S3Uri ?? '',
    environment: textsOf(container.Environment),
  };
}

function instanceTypesOf(specification: InferenceSpecification | undefined): readonly string[] {
  const { SupportedRealtimeInferenceInstanceTypes: realtime = [], SupportedTransformInstanceTypes: transform = [] } =
    specification ?? {};
  return [...new Set<string>([...realtime, ...transform])].toSorted();
}

/** Own members that are texts, as a Map: `__proto__` and `constructor` are legal keys. */
const textsOf = (members: object | undefined): ReadonlyMap<string, string> =>
  new Map(Object.entries(members ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
