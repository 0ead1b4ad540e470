// The IAM statements that make the gate the only door to an approval, as JSON that IAM, an organisation and SageMaker take. Pure.

export type Statement = {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: { readonly AWS: string };
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};
export type PolicyDocument = { readonly Version: '2012-10-17'; readonly Statement: readonly Statement[] };

/** Keys of CustomerMetadataProperties that only the gate writes. */
const RESERVED_KEYS: readonly string[] = [
  'modelgate:decision',
  'modelgate:policy',
  'modelgate:source-arn',
  'modelgate:source-decision',
  'modelgate:source-digest',
];

const WRITES = ['sagemaker:CreateModelPackage', 'sagemaker:UpdateModelPackage'] as const;
/** The policy of these statements. */
export const documentOf = (Statement: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });

/** Versions of these groups, in every account and region that the policy is put on; some calls name groups in lower case. */
const versionsOf = (groups: readonly string[]): readonly string[] =>
  [...new Set(groups.flatMap((group) => [group, group.toLowerCase()]))].map(
    (group) => `arn:*:sagemaker:*:*:model-package/${group}/*`,
  );

export type OnlyDoor = {
  /** ARNs of the roles that may still do it: those of decide and register. */
  readonly roles: readonly string[];
  /** Names of model package groups; `*` for all. */
  readonly groups: readonly string[];
  /** Further metadata keys that only these roles may write. */
  readonly keys: readonly string[];
};

/**
 * Denials for a service control policy, a permissions boundary or a role's own policy. Create may be born Approved, so it is denied
 * as Update is. Condition keys under one operator are a conjunction, so each metadata key has a statement of its own.
 * Source: service authorization reference, condition keys of Amazon SageMaker.
 */
export function onlyDoor({ roles, groups, keys }: OnlyDoor): PolicyDocument {
  const Resource = versionsOf(groups);
  const others = { ArnNotLike: { 'aws:PrincipalArn': roles } };
  const reserved = [...RESERVED_KEYS, ...keys];
  const status = { 'sagemaker:ModelApprovalStatus': ['Approved', 'Rejected'] };
  const removed = { 'sagemaker:CustomerMetadataPropertiesToRemove': reserved };
  return documentOf([
    {
      Sid: 'OnlyTheGateApproves',
      Effect: 'Deny',
      Action: WRITES,
      Resource,
      Condition: { StringEquals: status, ...others },
    },
    ...reserved.map((key, index) => ({
      Sid: `OnlyTheGateWritesKey${index + 1}`,
      Effect: 'Deny' as const,
      Action: WRITES,
      Resource,
      Condition: { Null: { [`sagemaker:CustomerMetadataProperties/${key}`]: 'false' }, ...others },
    })),
    {
      Sid: 'OnlyTheGateRemovesKeys',
      Effect: 'Deny',
      Action: ['sagemaker:UpdateModelPackage'],
      Resource,
      Condition: { 'ForAnyValue:StringEquals': removed, ...others },
    },
  ]);
}

/** The whole of a permissions boundary: everything else stays as the role's own policies say. */
export const boundary = (door: OnlyDoor): PolicyDocument =>
  documentOf([{ Sid: 'AsItsPoliciesSay', Effect: 'Allow', Action: ['*'], Resource: '*' }, ...onlyDoor(door).Statement]);

/** A resource policy of one group: the account may register versions, and none that is born with a verdict. */
export function groupPolicy(groupArn: string, account: string): PolicyDocument {
  const [, partition = 'aws'] = groupArn.split(':');
  const Principal = { AWS: `arn:${partition}:iam::${account}:root` };
  const versions = `${groupArn.replace(':model-package-group/', ':model-package/')}/*`;
  const born = { StringEquals: { 'sagemaker:ModelApprovalStatus': ['Approved', 'Rejected'] } };
  return documentOf([
    {
      Sid: 'Register',
      Effect: 'Allow',
      Principal,
      Action: ['sagemaker:CreateModelPackage', 'sagemaker:DescribeModelPackage'],
      Resource: versions,
    },
    {
      Sid: 'SeeTheGroup',
      Effect: 'Allow',
      Principal,
      // A registration whose answer was lost is looked for in the list.
      Action: ['sagemaker:DescribeModelPackageGroup', 'sagemaker:ListModelPackages'],
      Resource: [groupArn, versions],
    },
    {
      Sid: 'NeverWithAVerdict',
      Effect: 'Deny',
      Principal,
      Action: ['sagemaker:CreateModelPackage'],
      Resource: versions,
      Condition: born,
    },
  ]);
}
