// What the registry keeps of a model package: immutable records, and the entry that holds the current one.
import type { UserContext } from './user-context.ts';

/** ModelPackageStatus. */
export type PackageStatus = 'Pending' | 'InProgress' | 'Completed' | 'Failed' | 'Deleting';

/** A resource's tag. */
export type Tag = { readonly Key: string; readonly Value: string };

/** Metadata; may own a key `__proto__`, so it is only ever built by spread or fromEntries. */
export type Metadata = Readonly<Record<string, string>>;

/** The members that DescribeModelPackage answers besides times and users, under its names. */
export type PackageFields = {
  readonly ModelPackageName?: string | undefined;
  readonly ModelPackageGroupName?: string | undefined;
  readonly ModelPackageVersion?: number | undefined;
  readonly ModelPackageArn: string;
  readonly ModelPackageDescription?: string | undefined;
  readonly ModelPackageRegistrationType?: string | undefined;
  readonly InferenceSpecification?: unknown;
  readonly AdditionalInferenceSpecifications?: readonly { readonly Name: string }[] | undefined;
  readonly ModelPackageStatus: PackageStatus;
  readonly ModelPackageStatusDetails: unknown;
  readonly CertifyForMarketplace: boolean;
  readonly ModelApprovalStatus?: string | undefined;
  readonly ApprovalDescription?: string | undefined;
  readonly MetadataProperties?: unknown;
  readonly ModelMetrics?: unknown;
  readonly CustomerMetadataProperties?: Metadata | undefined;
  readonly SourceUri?: string | undefined;
  readonly ModelCard?: Readonly<Record<string, unknown>> | undefined;
  readonly ModelLifeCycle?: unknown;
};

/** One state of a package; times in epoch milliseconds. */
export type PackageRecord = {
  /** Position in the order of creation within account and region. */
  readonly sequence: number;
  readonly createdAt: number;
  readonly createdBy: UserContext;
  readonly modifiedAt: number;
  readonly modifiedBy?: UserContext;
  readonly tags: readonly Tag[];
  readonly fields: PackageFields;
};

/** A package in the registry. `past` is kept only while reads may lag; `steps` are the states still to come. */
export type PackageEntry = {
  readonly account: string;
  readonly region: string;
  current: PackageRecord;
  past: readonly { readonly until: number; readonly record: PackageRecord }[];
  steps: readonly { readonly at: number; readonly status: PackageStatus }[];
};

/** The index key of a package: names are case-insensitive. */
export const packageKey = (name: string): string => name.toLowerCase();

/** `group/version` or the name of an unversioned package. */
export const packageName = (fields: PackageFields): string =>
  fields.ModelPackageName ?? `${fields.ModelPackageGroupName}/${fields.ModelPackageVersion}`;
