// The event that the registry puts on the account's default bus when a model package changes.
import { eventTime } from '../clock.ts';
import { uuid } from '../front/ids.ts';
import type { World } from '../service.ts';
import { defined } from './defined.ts';
import type { PackageEntry, PackageRecord } from './package.ts';

/** An EventBridge envelope round one package's state. */
export type SageMakerEvent = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'SageMaker Model Package State Change';
  readonly source: 'aws.sagemaker';
  readonly account: string;
  /** RFC 3339, whole seconds, UTC. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
};

/** AWS's schema registry lists these five for packages without a version. */
const unversionedDetail = ({ fields, tags }: PackageRecord): Record<string, unknown> =>
  defined({
    ModelPackageName: fields.ModelPackageName,
    ModelPackageArn: fields.ModelPackageArn,
    ModelPackageDescription: fields.ModelPackageDescription,
    CertifyForMarketplace: fields.CertifyForMarketplace,
    Tags: tags.length > 0 ? tags : undefined,
  });

const versionedDetail = ({ fields, createdAt, modifiedAt }: PackageRecord): Record<string, unknown> =>
  defined({
    ModelPackageGroupName: fields.ModelPackageGroupName,
    ModelPackageVersion: fields.ModelPackageVersion,
    ModelPackageArn: fields.ModelPackageArn,
    ModelPackageDescription: fields.ModelPackageDescription,
    CreationTime: eventTime(createdAt),
    InferenceSpecification: fields.InferenceSpecification,
    ModelPackageStatus: fields.ModelPackageStatus,
    ModelPackageStatusDetails: fields.ModelPackageStatusDetails,
    CertifyForMarketplace: fields.CertifyForMarketplace,
    ModelApprovalStatus: fields.ModelApprovalStatus,
    MetadataProperties: fields.MetadataProperties,
    ModelMetrics: fields.ModelMetrics,
    LastModifiedTime: eventTime(modifiedAt),
    ApprovalDescription: fields.ApprovalDescription,
    CustomerMetadataProperties: fields.CustomerMetadataProperties,
    ModelLifeCycle: fields.ModelLifeCycle,
  });

/**
 * "SageMaker Model Package State Change" as the developer guide prints it. `updated` becomes UpdatedModelPackageFields,
 * which is absent when nothing was updated (creation, progress of the status).
 */
export const stateChange = (entry: PackageEntry, updated: readonly string[], world: World): SageMakerEvent => {
  const { current, account, region } = entry;
  const body = current.fields.ModelPackageName === undefined ? versionedDetail(current) : unversionedDetail(current);
  return {
    version: '0',
    id: uuid(world),
    'detail-type': 'SageMaker Model Package State Change',
    source: 'aws.sagemaker',
    account,
    time: eventTime(world.now()),
    region,
    resources: [current.fields.ModelPackageArn],
    detail: updated.length === 0 ? body : { ...body, UpdatedModelPackageFields: updated },
  };
};
