// Resource policies of model package groups: kept, shown, and asked when another account calls.
import { AwsError, type Caller } from '../service.ts';
import { needGroup } from './groups.ts';
import type { Group } from './registry.ts';
import type { Shelf } from './shelf.ts';

/** Input of PutModelPackageGroupPolicy. */
export type PutGroupPolicyInput = { readonly ModelPackageGroupName: string; readonly ResourcePolicy: string };

/** Input of Get- and DeleteModelPackageGroupPolicy. */
export type GroupPolicyInput = { readonly ModelPackageGroupName: string };

type OneOrMore = string | readonly string[];
type Statement = {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: '*' | { readonly AWS: OneOrMore };
  readonly Action: OneOrMore;
  readonly Resource: OneOrMore;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
};

/** One call as a policy sees it. `keys` are condition keys with the values the call has for them. */
export type Asked = {
  readonly caller: Caller;
  readonly operation: string;
  readonly resource: string;
  readonly keys: Readonly<Record<string, string | undefined>>;
};

const listOf = (value: OneOrMore): readonly string[] => (typeof value === 'string' ? [value] : value);

const matches = (pattern: string, text: string): boolean => {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/gu, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'u').test(text);
};

/** The condition operators known here; without a value for the key only the IfExists and negated forms hold. */
const OPERATORS: Readonly<Record<string, (value: string | undefined, wanted: readonly string[]) => boolean>> = {
  StringEquals: (value, wanted) => value !== undefined && wanted.includes(value),
  StringEqualsIfExists: (value, wanted) => value === undefined || wanted.includes(value),
  StringNotEquals: (value, wanted) => value === undefined || !wanted.includes(value),
  StringLike: (value, wanted) => value !== undefined && wanted.some((one) => matches(one, value)),
  StringNotLike: (value, wanted) => value === undefined || !wanted.some((one) => matches(one, value)),
  Null: (value, wanted) => (value === undefined) === wanted.includes('true'),
};

const refuse = (text: string): AwsError => new AwsError('ValidationException', `Invalid resource policy: ${text}`);

function readStatements(text: string): readonly Statement[] {
  let document: { Statement?: unknown };
  try {
    document = JSON.parse(text) as { Statement?: unknown };
  } catch {
    throw refuse('it is not JSON');
  }
  const statements = [document.Statement ?? []].flat() as Statement[];
  if (statements.length === 0) throw refuse('it has no Statement');
  for (const { Effect, Principal, Action, Resource, Condition = {} } of statements) {
    if (Effect !== 'Allow' && Effect !== 'Deny') throw refuse('Effect is neither Allow nor Deny');
    if (!Principal || !Action || !Resource) throw refuse('a statement needs Principal, Action and Resource');
    const stranger = Object.keys(Condition).find((operator) => !(operator in OPERATORS));
    if (stranger !== undefined)
      throw refuse(`this stand-in does not know ${stranger}; it knows ${Object.keys(OPERATORS).join(', ')}`);
  }
  return statements;
}

/** An assumed role is also met by its role's ARN, and everybody by their account. */
function isPrincipal(principal: Statement['Principal'], { account, principalArn }: Caller): boolean {
  const role = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\//u.exec(principalArn);
  const names = [account, `arn:aws:iam::${account}:root`, principalArn];
  if (role) names.push(`arn:${role[1]}:iam::${role[2]}:role/${role[3]}`);
  return listOf(principal === '*' ? '*' : principal.AWS).some((one) => one === '*' || names.includes(one));
}

const applies = (statement: Statement, { caller, operation, resource, keys }: Asked): boolean =>
  isPrincipal(statement.Principal, caller) &&
  listOf(statement.Action).some((action) => matches(action, `sagemaker:${operation}`)) &&
  listOf(statement.Resource).some((pattern) => matches(pattern.toLowerCase(), resource.toLowerCase())) &&
  Object.entries(statement.Condition ?? {}).every(([operator, wanted]) =>
    Object.entries(wanted).every(([key, values]) => OPERATORS[operator]?.(keys[key], listOf(values)) ?? false),
  );

/** Whether the group's policy lets another account do this: some statement allows it and none denies it. */
export function isAllowed(group: Pick<Group, 'policy'>, asked: Asked): boolean {
  if (group.policy === undefined) return false;
  const found = readStatements(group.policy).filter((statement) => applies(statement, asked));
  return found.length > 0 && found.every(({ Effect }) => Effect === 'Allow');
}

/** PutModelPackageGroupPolicy. Throws ValidationException for a document that can't be read. */
export const putGroupPolicy = (shelf: Shelf, input: PutGroupPolicyInput, caller: Caller): unknown => {
  const group = needGroup(shelf.registry, input.ModelPackageGroupName, 'PutModelPackageGroupPolicy', caller);
  readStatements(input.ResourcePolicy);
  group.policy = input.ResourcePolicy;
  return { ModelPackageGroupArn: group.arn };
};

const needPolicy = (group: Group): string => {
  if (group.policy !== undefined) return group.policy;
  throw new AwsError('ValidationException', `Cannot find resource policy for: ${group.arn}`);
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
