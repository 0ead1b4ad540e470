// CreateModelPackage: a version in a group, or a package of its own name.
import { AwsError, type Caller, invalid } from '../service.ts';
import { parseArn, writeArn } from './arn.ts';
import { onceByToken } from './client-token.ts';
import { defined } from './defined.ts';
import { needGroup } from './groups.ts';
import { withImageDigests } from './image-digest.ts';
import { type PackageEntry, type PackageFields, packageKey, type Tag } from './package.ts';
import { addPackage, type Group, nextSequence } from './registry.ts';
import type { Shelf } from './shelf.ts';
import { joinTags } from './tagging.ts';
import { userContextOf } from './user-context.ts';

/** Input of CreateModelPackage: the answer's members that a caller may give, and how to name the package. */
export type CreatePackageInput = Partial<Omit<PackageFields, 'ModelPackageArn' | 'ModelPackageStatus'>> & {
  readonly ModelPackageName?: string;
  /** Name or ARN. */
  readonly ModelPackageGroupName?: string;
  readonly ClientToken?: string;
  readonly Tags?: readonly Tag[];
};

const checkTogether = (input: CreatePackageInput): void => {
  if (input.ModelPackageName !== undefined && input.ModelPackageGroupName !== undefined) {
    throw invalid(
      'Both ModelPackageName and ModelPackageGroupName are provided in the input. Cannot determine which one to use.',
    );
  }
  if (input.ModelPackageName === undefined && input.ModelPackageGroupName === undefined) throw invalid('Missing ARN.');
  if (input.ModelPackageGroupName !== undefined && input.Tags !== undefined) {
    throw invalid('Tags are not supported for a versioned model package; tag its Model Package Group');
  }
  if (input.SourceUri !== undefined && input.InferenceSpecification !== undefined) {
    throw invalid('SourceUri and InferenceSpecification cannot be specified together');
  }
  if (input.ModelPackageName === undefined) return;
  if (input.ModelApprovalStatus !== undefined) {
    throw invalid('ModelApprovalStatus cannot be specified when using non-versioned ModelPackages');
  }
  const { Containers: containers = [] } = (input.InferenceSpecification ?? {}) as { Containers?: object[] };
  if (containers.some((container) => Object.hasOwn(container, 'Environment'))) {
    throw invalid('Environment variable map cannot be specified when using non-versioned ModelPackages');
  }
};

type Identity = Pick<PackageFields, 'ModelPackageName' | 'ModelPackageGroupName' | 'ModelPackageVersion'> & {
  readonly ModelPackageArn: string;
};

/** The account and region that own a package. */
type Home = Pick<Caller, 'account' | 'region'>;

const nameVersion = (group: Group, shelf: Shelf, home: Home): Identity => {
  group.lastVersion += 1;
  const ModelPackageVersion = group.lastVersion;
  const ModelPackageArn = writeArn(home, 'model-package', `${shelf.inArn(group.name)}/${ModelPackageVersion}`);
  return { ModelPackageGroupName: group.name, ModelPackageVersion, ModelPackageArn };
};

const nameAlone = (shelf: Shelf, name: string, caller: Caller): Identity => {
  const ModelPackageArn = writeArn(caller, 'model-package', shelf.inArn(name));
  if (shelf.registry.at(caller).packages.has(packageKey(name))) {
    throw new AwsError('ConflictException', `Model Package already exists: ${ModelPackageArn}`);
  }
  return { ModelPackageName: name, ModelPackageArn };
};

const fieldsOf = (shelf: Shelf, input: CreatePackageInput, identity: Identity): PackageFields => {
  const { ModelPackageName: _n, ModelPackageGroupName: _g, ClientToken: _c, Tags: _t, ...given } = input;
  const versioned = identity.ModelPackageVersion !== undefined;
  return defined({
    ...identity,
    CertifyForMarketplace: false,
    ...given,
    InferenceSpecification: withImageDigests(given.InferenceSpecification),
    ModelPackageStatus: shelf.variants.creationEvents === 'progress' ? 'Pending' : 'Completed',
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
    ModelApprovalStatus: versioned ? (given.ModelApprovalStatus ?? 'PendingManualApproval') : undefined,
  } satisfies PackageFields);
};

/** A group of another account owns what is registered into it: the version lives there, and so does its event. */
const needHome = (shelf: Shelf, input: CreatePackageInput, caller: Caller): { group: Group | null; home: Home } => {
  const { ModelPackageGroupName: name, ModelApprovalStatus: status } = input;
  if (name === undefined) return { group: null, home: caller };
  const keys = { 'sagemaker:ModelApprovalStatus': status };
  const group = needGroup(shelf.registry, name, 'CreateModelPackage', caller, keys);
  return { group, home: parseArn(group.arn) ?? caller };
};

const register = (shelf: Shelf, input: CreatePackageInput, caller: Caller): string => {
  const tags = joinTags([], input.Tags ?? []);
  const { group, home } = needHome(shelf, input, caller);
  const identity =
    group === null ? nameAlone(shelf, input.ModelPackageName ?? '', caller) : nameVersion(group, shelf, home);
  const state = shelf.registry.at(home);
  const now = shelf.world.now();
  const entry: PackageEntry = {
    account: home.account,
    region: home.region,
    current: {
      sequence: nextSequence(state),
      createdAt: now,
      createdBy: userContextOf(caller),
      modifiedAt: now,
      tags,
      fields: fieldsOf(shelf, input, identity),
    },
    past: [],
    steps: [],
  };
  addPackage(state, entry);
  shelf.announce(entry, []);
  shelf.begin(entry);
  return identity.ModelPackageArn;
};

/** CreateModelPackage. A version number is never given twice; without a ClientToken each call makes a version. */
export const createPackage = (shelf: Shelf, input: CreatePackageInput, caller: Caller): unknown => {
  checkTogether(input);
  const state = shelf.registry.at(caller);
  const run = (): string => register(shelf, input, caller);
  return { ModelPackageArn: onceByToken(state, shelf.variants, 'CreateModelPackage', input, run) };
};
