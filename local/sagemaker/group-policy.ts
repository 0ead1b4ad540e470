// Resource policies of model package groups: put, shown, taken away.
import { type Caller, invalid } from '../service.ts';
import { needGroup } from './groups.ts';
import type { Group } from './registry.ts';
import { readStatements } from '../front/resource-policy.ts';
import type { Shelf } from './shelf.ts';

/** Input of PutModelPackageGroupPolicy. */
export type PutGroupPolicyInput = { readonly ModelPackageGroupName: string; readonly ResourcePolicy: string };

/** Input of Get- and DeleteModelPackageGroupPolicy. */
export type GroupPolicyInput = { readonly ModelPackageGroupName: string };

/** PutModelPackageGroupPolicy. Throws ValidationException for a document that can't be read. */
export const putGroupPolicy = (shelf: Shelf, input: PutGroupPolicyInput, caller: Caller): unknown => {
  const group = needGroup(shelf.registry, input.ModelPackageGroupName, 'PutModelPackageGroupPolicy', caller);
  readStatements(input.ResourcePolicy);
  group.policy = input.ResourcePolicy;
  return { ModelPackageGroupArn: group.arn };
};

const needPolicy = (group: Group): string => {
  if (group.policy !== undefined) return group.policy;
  throw invalid(`Cannot find resource policy for: ${group.arn}`);
};

/** GetModelPackageGroupPolicy. Throws ValidationException where there is none. */
export const getGroupPolicy = (shelf: Shelf, input: GroupPolicyInput, caller: Caller): unknown => ({
  ResourcePolicy: needPolicy(
    needGroup(shelf.registry, input.ModelPackageGroupName, 'GetModelPackageGroupPolicy', caller),
  ),
});

/** DeleteModelPackageGroupPolicy. Throws ValidationException where there is none. */
export const deleteGroupPolicy = (shelf: Shelf, input: GroupPolicyInput, caller: Caller): unknown => {
  const group = needGroup(shelf.registry, input.ModelPackageGroupName, 'DeleteModelPackageGroupPolicy', caller);
  needPolicy(group);
  group.policy = undefined;
  return undefined;
};
