// All that a policy may see about one model package version: gathered fresh, frozen, and passed on by value.
import type { ModelPackageArn } from '../identity.ts';

/** SageMaker's ModelApprovalStatus. */
export type ApprovalStatus = 'Approved' | 'Rejected' | 'PendingManualApproval';

/** SageMaker's ModelPackageStatus. */
export type ModelPackageStatus = 'Pending' | 'InProgress' | 'Completed' | 'Failed' | 'Deleting';

/** What BatchDescribeModelPackage tells (its summary), in our words. Times are milliseconds since the epoch. */
export type PackageSummary = {
  readonly arn: ModelPackageArn;
  readonly description: string | null;
  readonly creationTime: number;
  readonly status: ModelPackageStatus;
  /** null where SageMaker gives none (unversioned packages). */
  readonly approvalStatus: ApprovalStatus | null;
  readonly registrationType: 'Logged' | 'Registered' | null;
  readonly containers: readonly Container[];
  readonly instanceTypes: readonly string[];
};

/** One container of the InferenceSpecification; the image URI taken apart. */
export type Container = {
  readonly image: string;
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  /** `sha256:...` from the image URI or ImageDigest; empty where neither pins the image. */
  readonly digest: string;
  readonly modelDataUrl: string;
  readonly environment: ReadonlyMap<string, string>;
};

/** Where SageMaker's ModelMetrics or DriftCheckBaselines points: an S3 object, perhaps with its digest. */
export type MetricsSource = {
  readonly s3Uri: string;
  readonly contentDigest: string | null;
  readonly contentType: string | null;
};

/** What DescribeModelPackage tells beyond the summary. */
export type PackageDescription = PackageSummary & {
  readonly metadata: ReadonlyMap<string, string>;
  readonly provenance: ReadonlyMap<string, string>;
  /** By path, as in a policy's `from`: `ModelMetrics.ModelQuality.Statistics`. */
  readonly metricsSources: ReadonlyMap<string, MetricsSource>;
  readonly approvalDescription: string | null;
  readonly sourceUri: string | null;
  readonly modelLifeCycle: { readonly stage: string; readonly stageStatus: string } | null;
  readonly card: { readonly status: string; readonly content: string } | null;
  /** The actor's ARN or Studio profile, as one string; null where SageMaker does not tell. */
  readonly createdBy: string | null;
  readonly lastModifiedBy: string | null;
  readonly lastModifiedTime: number;
};

/** A value that was looked for: there, absent (may still come), corrupt (will not get better by waiting), or unreachable. */
export type Fact<T> = { readonly state: 'present'; readonly value: T } | NoFact;

/** Why there is no value. */
export type NoFact = { readonly state: 'absent' | 'corrupt'; readonly cause: string };

/** One named metric report as the policy declared it. */
export type Report = {
  readonly name: string;
  readonly s3Uri: string | null;
  readonly versionId: string | null;
  readonly sha256: string | null;
  /** Declared field -> its value, or why there is none. Where the report as a whole is absent or corrupt, each field says so. */
  readonly fields: ReadonlyMap<string, Fact<number | string | boolean>>;
};

/** A version with all that was asked for about it. The champion is one too. */
export type PackageEvidence = {
  readonly package: PackageSummary | PackageDescription;
  /** Named reports; an empty map where no policy asked. */
  readonly reports: ReadonlyMap<string, Report>;
  /** Declared card fields (name -> field -> value), like reports. */
  readonly cards: ReadonlyMap<string, Report>;
};

/** Everything `evaluate` gets. `now` and all times are milliseconds since the epoch. */
export type Evidence = PackageEvidence & {
  readonly group: { readonly name: string; readonly tags: ReadonlyMap<string, string> };
  /** Highest other Approved version of the group: null where there is none, or none was asked for. */
  readonly champion: Fact<PackageEvidence | null>;
  readonly now: number;
};

/** True where the version was described in full, so metadata and reports may be read. */
export const isDescribed = (seen: PackageSummary | PackageDescription): seen is PackageDescription =>
  'metadata' in seen;

/** What a summary would have told of the same version. */
export const summaryOf = ({
  arn,
  description,
  creationTime,
  status,
  approvalStatus,
  registrationType,
  containers,
  instanceTypes,
}: PackageSummary): PackageSummary => ({
  arn,
  description,
  creationTime,
  status,
  approvalStatus,
  registrationType,
  containers,
  instanceTypes,
});
