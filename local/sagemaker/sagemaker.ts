// The embedded SageMaker Model Registry: its operations by name, over one memory that can be saved.
import { type Later, makeLater } from '../later.ts';
import type { JsonService, World } from '../service.ts';
import { acceptInput } from './accept.ts';
import { type CreatePackageInput, createPackage } from './create-package.ts';
import {
  deleteGroupPolicy,
  getGroupPolicy,
  type GroupPolicyInput,
  putGroupPolicy,
  type PutGroupPolicyInput,
} from './group-policy.ts';
import {
  type CreateGroupInput,
  createGroup,
  deleteGroup,
  describeGroup,
  type GroupInput,
  type ListGroupsInput,
  listGroups,
} from './groups.ts';
import { type ListPackagesInput, listPackages } from './list-packages.ts';
import { restoreRegistry, snapshotRegistry } from './persist.ts';
import {
  type BatchDescribeInput,
  batchDescribe,
  type DescribePackageInput,
  deletePackage,
  describePackage,
} from './read-packages.ts';
import type { ListInput } from './paging.ts';
import { makeProjectControl, type ProjectControl } from './project-control.ts';
import {
  type CreateProjectInput,
  createProject,
  deleteProject,
  type ProjectInput,
  type UpdateProjectInput,
  updateProject,
} from './projects.ts';
import { describeProject, listProjects } from './read-projects.ts';
import { makeRegistry } from './registry.ts';
import { type SearchInput, search } from './search.ts';
import { makeShelf, type Shelf } from './shelf.ts';
import type { SageMakerEvent } from './state-change.ts';
import { type AddTagsInput, addTags, type DeleteTagsInput, deleteTags, type ListTagsInput, listTags } from './tags.ts';
import { type UpdatePackageInput, updatePackage } from './update-package.ts';
import { defaultVariants, type Variants } from './variants.ts';

/** What the registry needs: time and chance, a place for its events, and the choices of undocumented behaviour. */
export type SageMakerOptions = {
  readonly world: World;
  /** Gets each event once, as a whole EventBridge envelope, right after the change. */
  readonly emit: (event: SageMakerEvent) => void;
  readonly variants?: Partial<Variants>;
  /** Counts the steps that packages will take by themselves. */
  readonly later?: Later;
  /** A snapshot to begin with. */
  readonly state?: unknown;
};

/** The registry as a service with a memory of plain JSON. */
export type SageMaker = JsonService & {
  readonly snapshot: () => unknown;
  readonly restore: (state: unknown) => void;
  /** How changes of projects go; for tests and the seeded world. */
  readonly projects: ProjectControl;
};

type Operation = JsonService['operations'][string];

/** The input is checked against the model before the operation sees it, which is what makes the type true. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- each line below names its input's type
const bind = <I>(
  shelf: Shelf,
  name: string,
  run: (shelf: Shelf, input: I, caller: Parameters<Operation>[1]) => unknown,
) => [name, async (body, caller) => run(shelf, acceptInput(name, body) as I, caller)] satisfies [string, Operation];

const bindAll = (shelf: Shelf): Record<string, Operation> =>
  Object.fromEntries<Operation>([
    bind<CreateGroupInput>(shelf, 'CreateModelPackageGroup', createGroup),
    bind<GroupInput>(shelf, 'DescribeModelPackageGroup', describeGroup),
    bind<ListGroupsInput>(shelf, 'ListModelPackageGroups', listGroups),
    bind<GroupInput>(shelf, 'DeleteModelPackageGroup', deleteGroup),
    bind<PutGroupPolicyInput>(shelf, 'PutModelPackageGroupPolicy', putGroupPolicy),
    bind<GroupPolicyInput>(shelf, 'GetModelPackageGroupPolicy', getGroupPolicy),
    bind<GroupPolicyInput>(shelf, 'DeleteModelPackageGroupPolicy', deleteGroupPolicy),
    bind<CreatePackageInput>(shelf, 'CreateModelPackage', createPackage),
    bind<DescribePackageInput>(shelf, 'DescribeModelPackage', describePackage),
    bind<UpdatePackageInput>(shelf, 'UpdateModelPackage', updatePackage),
    bind<DescribePackageInput>(shelf, 'DeleteModelPackage', deletePackage),
    bind<ListPackagesInput>(shelf, 'ListModelPackages', listPackages),
    bind<BatchDescribeInput>(shelf, 'BatchDescribeModelPackage', batchDescribe),
    bind<SearchInput>(shelf, 'Search', search),
    bind<AddTagsInput>(shelf, 'AddTags', addTags),
    bind<ListTagsInput>(shelf, 'ListTags', listTags),
    bind<DeleteTagsInput>(shelf, 'DeleteTags', deleteTags),
    bind<CreateProjectInput>(shelf, 'CreateProject', createProject),
    bind<ProjectInput>(shelf, 'DescribeProject', describeProject),
    bind<ListInput>(shelf, 'ListProjects', listProjects),
    bind<UpdateProjectInput>(shelf, 'UpdateProject', updateProject),
    bind<ProjectInput>(shelf, 'DeleteProject', deleteProject),
  ]);

/** An embedded model registry for all accounts and regions. State lives in memory; `snapshot` is plain JSON. */
export const makeSageMaker = (options: SageMakerOptions): SageMaker => {
  const registry = makeRegistry();
  const variants = { ...defaultVariants, ...options.variants };
  const { world, emit, later = makeLater() } = options;
  const projects = makeProjectControl(registry, world.now);
  const shelf = makeShelf({ registry, variants, world, projects, emit, later });
  const restore = (state: unknown): void => {
    for (const entry of restoreRegistry(registry, state)) shelf.resume(entry);
  };
  if (options.state !== undefined) restore(options.state);
  const snapshot = (): unknown => snapshotRegistry(registry);
  return { target: 'SageMaker', operations: bindAll(shelf), snapshot, restore, projects };
};
