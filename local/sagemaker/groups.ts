// The operations on model package groups.
import { AwsError, type Caller, invalid } from '../service.ts';
import { writeArn } from './arn.ts';
import { defined } from './defined.ts';
import { packageKey, type Tag } from './package.ts';
import { isListed, type ListInput, pageOf } from './paging.ts';
import { reach, type Reaching } from './reach.ts';
import { type Group, nextSequence, type Registry } from './registry.ts';
import type { Shelf } from './shelf.ts';
import { joinTags } from './tagging.ts';
import { userContextOf } from './user-context.ts';

/** Input of CreateModelPackageGroup, so far as it is kept. */
export type CreateGroupInput = {
  readonly ModelPackageGroupName: string;
  readonly ModelPackageGroupDescription?: string;
  readonly Tags?: readonly Tag[];
};

/** Input of DescribeModelPackageGroup (name or ARN) and DeleteModelPackageGroup (name). */
export type GroupInput = { readonly ModelPackageGroupName: string };

/** Input of ListModelPackageGroups. */
export type ListGroupsInput = ListInput & { readonly CrossAccountFilterOption?: string };

/** A group by name or ARN. Throws ValidationException when it is not there, AccessDeniedException for another account's without a policy. */
export const needGroup = (
  registry: Registry,
  nameOrArn: string,
  operation: string,
  caller: Caller,
  keys: NonNullable<Reaching['keys']> = {},
): Group => {
  const home = reach(registry, nameOrArn, { type: 'model-package-group', operation, caller, keys });
  const group = registry.at(home).groups.get(packageKey(home.name));
  if (group === undefined) {
    const arn = writeArn(home, 'model-package-group', home.name);
    throw invalid(`Cannot find Model Package Group: ${arn}`);
  }
  return group;
};

/** CreateModelPackageGroup. */
export const createGroup = (shelf: Shelf, input: CreateGroupInput, caller: Caller): unknown => {
  const state = shelf.registry.at(caller);
  const name = input.ModelPackageGroupName;
  const arn = writeArn(caller, 'model-package-group', shelf.inArn(name));
  if (state.groups.has(packageKey(name))) {
    throw invalid(`Model Package Group already exists: ${arn}`);
  }
  state.groups.set(packageKey(name), {
    name,
    arn,
    description: input.ModelPackageGroupDescription,
    sequence: nextSequence(state),
    createdAt: shelf.world.now(),
    createdBy: userContextOf(caller),
    tags: joinTags([], input.Tags ?? []),
    lastVersion: 0,
    packages: new Map(),
  });
  return { ModelPackageGroupArn: arn };
};

const summaryOf = (group: Group): Record<string, unknown> =>
  defined({
    ModelPackageGroupName: group.name,
    ModelPackageGroupArn: group.arn,
    ModelPackageGroupDescription: group.description,
    CreationTime: group.createdAt / 1000,
    ModelPackageGroupStatus: 'Completed',
  });

/** DescribeModelPackageGroup. */
export const describeGroup = (shelf: Shelf, input: GroupInput, caller: Caller): unknown => {
  const group = needGroup(shelf.registry, input.ModelPackageGroupName, 'DescribeModelPackageGroup', caller);
  return { ...summaryOf(group), CreatedBy: group.createdBy };
};

/** DeleteModelPackageGroup: refused with ConflictException while the group has packages. */
export const deleteGroup = (shelf: Shelf, input: GroupInput, caller: Caller): unknown => {
  const group = needGroup(shelf.registry, input.ModelPackageGroupName, 'DeleteModelPackageGroup', caller);
  if (group.packages.size > 0) {
    const text = `Model Package Group ${group.arn} cannot be deleted: it still contains ${group.packages.size} model packages`;
    throw new AwsError('ConflictException', text);
  }
  shelf.registry.at(caller).groups.delete(packageKey(group.name));
  return undefined;
};

/** ListModelPackageGroups: CreationTime, Ascending and 10 a page unless asked otherwise. */
export const listGroups = (shelf: Shelf, input: ListGroupsInput, caller: Caller): unknown => {
  // Nothing is shared between accounts here, so the cross-account view is empty.
  const own = input.CrossAccountFilterOption === 'CrossAccount' ? [] : [...shelf.registry.at(caller).groups.values()];
  const found = own.filter(({ name, createdAt }) => isListed(input, name, createdAt));
  const byName = input.SortBy === 'Name';
  const page = pageOf(found, (group) => [byName ? packageKey(group.name) : group.createdAt, group.sequence], input);
  return defined({ ModelPackageGroupSummaryList: page.items.map(summaryOf), NextToken: page.NextToken });
};
