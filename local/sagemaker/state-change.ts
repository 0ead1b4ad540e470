// The event that the registry puts on the account's default bus when a model package changes.
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

const hex = (world: World, digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(world.random() * 16).toString(16)).join('');

/** A version 4 UUID drawn from the world's chance. */
export const eventId = (world: World): string =>
  `${hex(world, 8)}-${hex(world, 4)}-4${hex(world, 3)}-8${hex(world, 3)}-${hex(world, 12)}`;

/** AWS's samples give whole seconds. */
const isoSeconds = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;

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
    CreationTime: isoSeconds(createdAt),
    InferenceSpecification: fields.InferenceSpecification,
    ModelPackageStatus: fields.ModelPackageStatus,
    ModelPackageStatusDetails: fields.ModelPackageStatusDetails,
    CertifyForMarketplace: fields.CertifyForMarketplace,
    ModelApprovalStatus: fields.ModelApprovalStatus,
    MetadataProperties: fields.MetadataProperties,
    ModelMetrics: fields.ModelMetrics,
    LastModifiedTime: isoSeconds(modifiedAt),
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
    id: eventId(world),
    'detail-type': 'SageMaker Model Package State Change',
    source: 'aws.sagemaker',
    account,
    time: isoSeconds(world.now()),
    region,
    resources: [current.fields.ModelPackageArn],
    detail: updated.length === 0 ? body : { ...body, UpdatedModelPackageFields: updated },
  };
};
