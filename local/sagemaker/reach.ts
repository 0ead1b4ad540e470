// Which account's registry a name or ARN leads to, and whether the caller may go there.
import { isAllowed } from '../front/resource-policy.ts';
import { type Caller, invalid } from '../service.ts';
import { accessDenied, parseArn } from './arn.ts';
import { packageKey } from './package.ts';
import type { Registry } from './registry.ts';

/** What is asked for: the operation, and the condition keys that a group's policy may look at. */
export type Reaching = {
  readonly type: 'model-package' | 'model-package-group';
  readonly operation: string;
  readonly caller: Caller;
  readonly keys?: Readonly<Record<string, string | undefined>>;
};

/** Where a thing is: its name there, and the account and region that own it. */
export type Reached = { readonly name: string; readonly account: string; readonly region: string };

/** Operations that another account may be let into by a group's policy. Source: service authorization reference of SageMaker. */
const SHARED: ReadonlySet<string> = new Set([
  'CreateModelPackage',
  'DescribeModelPackage',
  'UpdateModelPackage',
  'BatchDescribeModelPackage',
  'ListModelPackages',
  'DescribeModelPackageGroup',
]);

/** The resource that IAM checks: a version that is to be created has no number yet. */
const resourceOf = ({ operation }: Reaching, arn: string): string =>
  operation === 'CreateModelPackage' ? `${arn.replace(':model-package-group/', ':model-package/')}/*` : arn;

/**
 * The place a name or ARN leads to. Throws AccessDeniedException where another account's group has no policy that
 * allows it, ValidationException for another region or type.
 */
export const reach = (registry: Registry, nameOrArn: string, reaching: Reaching): Reached => {
  const { caller, type, operation, keys = {} } = reaching;
  const { account, region } = caller;
  if (!nameOrArn.startsWith('arn:')) return { name: nameOrArn, account, region };
  const arn = parseArn(nameOrArn);
  if (arn === undefined || arn.type !== type) {
    throw invalid(`Invalid ARN ${nameOrArn}: expected the ARN of a ${type}`);
  }
  if (arn.account !== account) {
    const group = registry.at(arn).groups.get(packageKey(arn.name.split('/')[0] ?? ''));
    const resource = resourceOf(reaching, nameOrArn);
    const action = `sagemaker:${operation}`;
    if (!group || !SHARED.has(operation) || !isAllowed(group.policy, { caller, action, resource, keys }))
      throw accessDenied(operation, resource, caller);
  }
  if (arn.region !== region) {
    throw invalid(`ARN should be scoped to correct region: ${region}`);
  }
  return { name: arn.name, account: arn.account, region };
};
