// DescribeModelPackage, BatchDescribeModelPackage and DeleteModelPackage.
import { AwsError, type Caller } from '../service.ts';
import { defined } from './defined.ts';
import type { PackageFields, PackageRecord } from './package.ts';
import { removePackage } from './registry.ts';
import { packageNotFound, type Shelf } from './shelf.ts';

/** Input of DescribeModelPackage: a name, `name/version` or ARN. */
export type DescribePackageInput = { readonly ModelPackageName: string; readonly IncludedData?: string };

/** Input of BatchDescribeModelPackage: 1 to 100 ARNs. */
export type BatchDescribeInput = { readonly ModelPackageArnList: readonly string[] };

const cardStatusOnly = ({ ModelCard: card }: PackageFields): PackageFields['ModelCard'] =>
  card === undefined ? undefined : defined({ ModelCardStatus: card['ModelCardStatus'] });

/** DescribeModelPackage. `MetadataOnly` leaves the model card's content out. */
export const describePackage = (shelf: Shelf, input: DescribePackageInput, caller: Caller): unknown => {
  const record = shelf.seen(shelf.need(input.ModelPackageName, 'DescribeModelPackage', caller));
  return defined({
    ...record.fields,
    ...(input.IncludedData === 'MetadataOnly' ? { ModelCard: cardStatusOnly(record.fields) } : {}),
    CreationTime: record.createdAt / 1000,
    CreatedBy: record.createdBy,
    LastModifiedTime: record.modifiedAt / 1000,
    LastModifiedBy: record.modifiedBy,
  });
};

/** Exactly the members of BatchDescribeModelPackageSummary. */
const batchSummary = ({ fields, createdAt }: PackageRecord): Record<string, unknown> =>
  defined({
    ModelPackageGroupName: fields.ModelPackageGroupName,
    ModelPackageVersion: fields.ModelPackageVersion,
    ModelPackageArn: fields.ModelPackageArn,
    ModelPackageDescription: fields.ModelPackageDescription,
    CreationTime: createdAt / 1000,
    InferenceSpecification: fields.InferenceSpecification,
    ModelPackageStatus: fields.ModelPackageStatus,
    ModelApprovalStatus: fields.ModelApprovalStatus,
    ModelPackageRegistrationType: fields.ModelPackageRegistrationType,
  });

/**
 * BatchDescribeModelPackage: summaries under the registry's ARNs, errors under the ARNs as asked. A foreign or missing
 * package never fails the call.
 */
export const batchDescribe = (shelf: Shelf, input: BatchDescribeInput, caller: Caller): unknown => {
  const summaries = new Map<string, unknown>();
  const errors = new Map<string, unknown>();
  for (const arn of input.ModelPackageArnList) {
    try {
      const entry = shelf.find(arn, 'BatchDescribeModelPackage', caller);
      if (entry === undefined) {
        // AWS documents no list of codes for this map.
        const { message } = packageNotFound(arn);
        errors.set(arn, { ErrorCode: shelf.variants.batchErrorCode, ErrorResponse: message });
        continue;
      }
      const record = shelf.seen(entry);
      summaries.set(record.fields.ModelPackageArn, batchSummary(record));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.set(arn, { ErrorCode: error.code, ErrorResponse: error.message });
    }
  }
  return {
    ModelPackageSummaries: Object.fromEntries(summaries),
    BatchDescribeModelPackageErrorMap: Object.fromEntries(errors),
  };
};

/** DeleteModelPackage. Throws ConflictException while the status is Pending or InProgress. */
export const deletePackage = (shelf: Shelf, input: DescribePackageInput, caller: Caller): unknown => {
  const entry = shelf.need(input.ModelPackageName, 'DeleteModelPackage', caller);
  const { fields } = entry.current;
  if (fields.ModelPackageStatus === 'Pending' || fields.ModelPackageStatus === 'InProgress') {
    const text = `ModelPackage ${fields.ModelPackageArn} cannot be deleted while its status is ${fields.ModelPackageStatus}`;
    throw new AwsError('ConflictException', text);
  }
  removePackage(shelf.registry.at(caller), entry);
  if (shelf.variants.deletionEmits) {
    shelf.replace(entry, { ...entry.current, fields: { ...fields, ModelPackageStatus: 'Deleting' } });
    shelf.announce(entry, []);
  }
  return undefined;
};
