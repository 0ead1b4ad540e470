// UpdateModelPackage: changes what is sent, and nothing else.
import { isDeepStrictEqual } from 'node:util';
import { AwsError, type Caller, invalid } from '../service.ts';
import { onceByToken } from './client-token.ts';
import { defined } from './defined.ts';
import { withImageDigests } from './image-digest.ts';
import { changeMetadata } from './metadata.ts';
import type { Metadata, PackageEntry, PackageFields } from './package.ts';
import type { Shelf } from './shelf.ts';
import { userContextOf } from './user-context.ts';

/** Input of UpdateModelPackage. */
export type UpdatePackageInput = {
  readonly ModelPackageArn: string;
  readonly ModelApprovalStatus?: string;
  readonly ModelPackageRegistrationType?: string;
  readonly ApprovalDescription?: string;
  readonly CustomerMetadataProperties?: Metadata;
  readonly CustomerMetadataPropertiesToRemove?: readonly string[];
  readonly AdditionalInferenceSpecificationsToAdd?: readonly { readonly Name: string }[];
  readonly InferenceSpecification?: unknown;
  readonly SourceUri?: string;
  readonly ModelCard?: Readonly<Record<string, unknown>>;
  readonly ModelLifeCycle?: unknown;
  readonly ClientToken?: string;
};

/** Members of a package in the order the documentation lists them, with their names in UpdatedModelPackageFields. */
const eventNames: readonly (readonly [keyof PackageFields, string])[] = [
  ['ModelLifeCycle', 'ModelLifeCycle'],
  ['ModelApprovalStatus', 'ModelApprovalStatus'],
  ['ApprovalDescription', 'ApprovalDescription'],
  // Lower case in AWS's documentation.
  ['SourceUri', 'sourceUri'],
  ['CustomerMetadataProperties', 'CustomerMetadataProperties'],
  ['InferenceSpecification', 'InferenceSpecification'],
  ['AdditionalInferenceSpecifications', 'AdditionalInferenceSpecifications'],
  ['ModelCard', 'ModelCard'],
  ['ModelPackageRegistrationType', 'ModelPackageRegistrationType'],
];

const addSpecifications = (
  present: readonly { readonly Name: string }[] = [],
  added: readonly { readonly Name: string }[],
): readonly { readonly Name: string }[] => {
  const all = [...present, ...added];
  if (all.length > 15) throw invalid(`Total number of additional Inference Specifications can not exceed 15`);
  return all;
};

/** The members the call sets, with their new values; a member it does not send is absent. */
const sentMembers = (shelf: Shelf, fields: PackageFields, input: UpdatePackageInput): Partial<PackageFields> => {
  const { CustomerMetadataProperties: put, CustomerMetadataPropertiesToRemove: remove } = input;
  const added = input.AdditionalInferenceSpecificationsToAdd;
  const sent = defined({
    ModelApprovalStatus: input.ModelApprovalStatus,
    ModelPackageRegistrationType: input.ModelPackageRegistrationType,
    ApprovalDescription: input.ApprovalDescription,
    InferenceSpecification: withImageDigests(input.InferenceSpecification),
    SourceUri: input.SourceUri,
    ModelCard: input.ModelCard === undefined ? undefined : { ...fields.ModelCard, ...input.ModelCard },
    ModelLifeCycle: input.ModelLifeCycle,
    AdditionalInferenceSpecifications:
      added === undefined ? undefined : addSpecifications(fields.AdditionalInferenceSpecifications, added),
  });
  if (put === undefined && remove === undefined) return sent;
  const change = { put: put ?? {}, remove: remove ?? [], replaces: shelf.variants.metadata === 'replace' && !!put };
  return { ...sent, CustomerMetadataProperties: changeMetadata(fields.CustomerMetadataProperties ?? {}, change) };
};

const checkWritable = (entry: PackageEntry, input: UpdatePackageInput): void => {
  const { fields } = entry.current;
  if (['Pending', 'InProgress', 'Deleting'].includes(fields.ModelPackageStatus)) {
    const text = `ModelPackage ${fields.ModelPackageArn} cannot be updated while its status is ${fields.ModelPackageStatus}`;
    throw new AwsError('ConflictException', text);
  }
  if (input.SourceUri !== undefined && input.InferenceSpecification !== undefined) {
    throw invalid('SourceUri and InferenceSpecification cannot be specified together');
  }
  if (fields.ModelPackageName !== undefined && input.ModelApprovalStatus !== undefined) {
    throw invalid('ModelApprovalStatus cannot be specified when using non-versioned ModelPackages');
  }
};

const change = (shelf: Shelf, input: UpdatePackageInput, caller: Caller): string => {
  const entry = shelf.need(input.ModelPackageArn, 'UpdateModelPackage', caller, {
    'sagemaker:ModelApprovalStatus': input.ModelApprovalStatus,
  });
  checkWritable(entry, input);
  const { fields } = entry.current;
  const sent = sentMembers(shelf, fields, input);
  const named = eventNames.filter(([member]) => Object.hasOwn(sent, member));
  const reported = shelf.variants.noOpUpdateEmits
    ? named
    : named.filter(([member]) => !isDeepStrictEqual(sent[member], fields[member]));
  if (reported.length === 0) return fields.ModelPackageArn;
  shelf.replace(entry, {
    ...entry.current,
    modifiedAt: shelf.world.now(),
    modifiedBy: userContextOf(caller),
    fields: defined({ ...fields, ...sent }),
  });
  const updated = reported.map(([, name]) => name);
  shelf.announce(entry, updated);
  return fields.ModelPackageArn;
};

/**
 * UpdateModelPackage. Throws ConflictException while the package's status is Pending, InProgress or Deleting. There is
 * no precondition in AWS's API: the last writer wins.
 */
export const updatePackage = (shelf: Shelf, input: UpdatePackageInput, caller: Caller): unknown => {
  const state = shelf.registry.at(caller);
  const run = (): string => change(shelf, input, caller);
  return { ModelPackageArn: onceByToken(state, shelf.variants, 'UpdateModelPackage', input, run) };
};
