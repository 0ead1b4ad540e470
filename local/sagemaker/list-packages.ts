// ListModelPackages with AWS's defaults, which surprise: unversioned only, oldest first.
import type { Caller } from '../service.ts';
import { defined } from './defined.ts';
import { needGroup } from './groups.ts';
import { type PackageEntry, type PackageRecord, packageKey, packageName } from './package.ts';
import { isListed, type ListInput, type Place, pageOf } from './paging.ts';
import type { Shelf } from './shelf.ts';

/** Input of ListModelPackages. */
export type ListPackagesInput = ListInput & {
  readonly ModelPackageGroupName?: string;
  readonly ModelApprovalStatus?: string;
  readonly ModelPackageType?: string;
};

const summaryOf = ({ fields, createdAt }: PackageRecord): Record<string, unknown> =>
  defined({
    ModelPackageName: fields.ModelPackageName,
    ModelPackageGroupName: fields.ModelPackageGroupName,
    ModelPackageVersion: fields.ModelPackageVersion,
    ModelPackageArn: fields.ModelPackageArn,
    ModelPackageDescription: fields.ModelPackageDescription,
    CreationTime: createdAt / 1000,
    ModelPackageStatus: fields.ModelPackageStatus,
    ModelApprovalStatus: fields.ModelApprovalStatus,
    ModelLifeCycle: fields.ModelLifeCycle,
    ModelPackageRegistrationType: fields.ModelPackageRegistrationType,
  });

/** A group's name asks for versions; otherwise AWS lists unversioned packages unless told. */
const typeOf = (input: ListPackagesInput): string =>
  input.ModelPackageType ?? (input.ModelPackageGroupName === undefined ? 'Unversioned' : 'Versioned');

const makeFilter = (input: ListPackagesInput): ((record: PackageRecord) => boolean) => {
  const type = typeOf(input);
  const status = input.ModelApprovalStatus;
  return ({ fields, createdAt }) => {
    const versioned = fields.ModelPackageVersion !== undefined;
    // A version has no name of its own: its group's name stands for it.
    const name = (versioned ? fields.ModelPackageGroupName : fields.ModelPackageName) ?? '';
    return (
      (type === 'Both' || versioned === (type === 'Versioned')) &&
      (status === undefined || fields.ModelApprovalStatus === status) &&
      isListed(input, name, createdAt)
    );
  };
};

const candidates = (shelf: Shelf, input: ListPackagesInput, caller: Caller): Iterable<PackageEntry> => {
  const group = input.ModelPackageGroupName;
  if (group === undefined) return shelf.registry.at(caller).packages.values();
  return needGroup(shelf.registry, group, 'ListModelPackages', caller).packages.values();
};

/** Versions sort under their group's name and then by number, which is the order of their creation. */
const placeByName = ({ fields, sequence }: PackageRecord): Place => [
  packageKey(fields.ModelPackageGroupName ?? packageName(fields)),
  sequence,
];

const placeByTime = ({ createdAt, sequence }: PackageRecord): Place => [createdAt, sequence];

/** ListModelPackages: sorted by CreationTime, Ascending, 10 a page unless asked otherwise. */
export const listPackages = (shelf: Shelf, input: ListPackagesInput, caller: Caller): unknown => {
  const wanted = makeFilter(input);
  const found = [...candidates(shelf, input, caller)].map(shelf.seen).filter(wanted);
  const page = pageOf(found, input.SortBy === 'Name' ? placeByName : placeByTime, input);
  return defined({ ModelPackageSummaryList: page.items.map(summaryOf), NextToken: page.NextToken });
};
