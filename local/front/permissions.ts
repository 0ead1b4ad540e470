// What a function's role may call, by the actions that serverless.yml grants it: anything else is refused as IAM refuses it.
import { AwsError, type Caller } from '../service.ts';

/** Actions by role name, such as `sagemaker:UpdateModelPackage`. */
export type Rights = ReadonlyMap<string, ReadonlySet<string>>;

export type Permissions = {
  /** Roles that are not named may do everything, as users of this stand-in may. */
  readonly set: (rights: Rights) => void;
  /** Throws AccessDeniedException. `operation` is like `SageMaker.UpdateModelPackage`. */
  readonly check: (operation: string, caller: Caller) => void;
  /** Whether the caller may see that an S3 object is not there: without s3:ListBucket its absence is a 403. Source: S3 API, HeadObject and GetObject. */
  readonly maySeeAbsence: (caller: Caller) => boolean;
};

const PREFIXES: Readonly<Record<string, string>> = { EventBridge: 'events' };
/** Operations whose action has another name. Source: AWS's service authorization reference. */
const ACTIONS: Readonly<Record<string, string>> = {
  'S3.HeadObject': 's3:GetObject',
  'S3.ListObjectsV2': 's3:ListBucket',
  // The right to the source is the bucket's to check.
  'S3.CopyObject': 's3:PutObject',
  'S3.CreateMultipartUpload': 's3:PutObject',
  'S3.UploadPart': 's3:PutObject',
  'S3.UploadPartCopy': 's3:PutObject',
  'S3.CompleteMultipartUpload': 's3:PutObject',
  'S3.ListParts': 's3:ListMultipartUploadParts',
  'S3.ListMultipartUploads': 's3:ListBucketMultipartUploads',
  'S3.HeadBucket': 's3:ListBucket',
  'S3.ListBuckets': 's3:ListAllMyBuckets',
  'SQS.SendMessageBatch': 'sqs:SendMessage',
  'SQS.DeleteMessageBatch': 'sqs:DeleteMessage',
  'SQS.ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
};
/** Needs no right. */
const FREE = 'STS.GetCallerIdentity';

/** The IAM action of an operation. */
export function actionOf(operation: string): string {
  const [service = '', name = ''] = operation.split('.');
  return ACTIONS[operation] ?? `${PREFIXES[service] ?? service.toLowerCase()}:${name}`;
}

/** The role of an assumed-role session; undefined for users. */
export const roleOf = (principalArn: string): string | undefined => /:assumed-role\/([^/]+)\//u.exec(principalArn)?.[1];

/** Nothing is refused until rights are set. */
export function makePermissions(): Permissions {
  let rights: Rights = new Map();
  const grantedTo = ({ principalArn }: Caller): ReadonlySet<string> | undefined => {
    const role = roleOf(principalArn);
    return role === undefined ? undefined : rights.get(role);
  };
  return {
    maySeeAbsence: (caller) => grantedTo(caller)?.has('s3:ListBucket') ?? true,
    set: (next) => {
      rights = next;
    },
    check: (operation, caller) => {
      const { principalArn } = caller;
      const granted = grantedTo(caller);
      const action = actionOf(operation);
      if (granted === undefined || granted.has(action) || operation === FREE) return;
      const why = `because no identity-based policy allows the ${action} action`;
      throw new AwsError(
        'AccessDeniedException',
        `User: ${principalArn} is not authorized to perform: ${action} ${why}`,
      );
    },
  };
}
