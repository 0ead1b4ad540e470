// What a refusal over there means and who has to do what: a definite no of IAM, STS, KMS, S3 or SageMaker as a BlockedError.
import { NotYetError } from '../errors.ts';
import { BlockedError, type TargetAccess } from '../registration-ports.ts';
import { asked, isNotFound, nameOf, refusalIn, statusOf } from './failures.ts';

/** Names under which AWS says that a region is not switched on for an account. Source: STS API and "Managing AWS Regions". */
const REGION_IS_OFF: ReadonlySet<string> = new Set([
  'RegionDisabledException',
  'OptInRequired',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'AuthFailure',
]);

/** Waits for one call to a target. Throws BlockedError, NotYetError, ThrottledError, UnansweredError, or what it can't place. */
export async function askedOf<T>(access: TargetAccess, what: string, call: Promise<T>): Promise<T> {
  try {
    return await asked(what, call);
  } catch (error) {
    if (nameOf(error) === 'ConflictException')
      throw new NotYetError(`${what}: SageMaker is still changing it`, 15, { cause: error });
    throw blockedBy(access, what, error) ?? error;
  }
}

/** The refusal as somebody can lift it; null where the error is none. `what` names the call. */
export function blockedBy(access: TargetAccess, what: string, error: unknown): BlockedError | null {
  const refusal = refusalIn(error);
  if (!refusal) return null;
  const { account, region, roleArn } = access;
  const said = `${what}: ${refusal.message}`;
  const blocked = (reason: string, fix: string): BlockedError => new BlockedError(reason, said, fix, { cause: error });
  if (REGION_IS_OFF.has(nameOf(error)))
    return blocked(
      'RegionDisabled',
      `Enable region ${region} in account ${account}, or name a group of another region.`,
    );
  if (statusOf(error) === 412)
    return blocked('SourceChanged', 'Register the version anew: an object was replaced while it was copied.');
  if (isDenied(refusal)) return denied(access, what, refusal, blocked);
  if (/\bkms\b/iu.test(refusal.message) || nameOf(error).startsWith('KMS'))
    return blocked('KmsDenied', `Enable the KMS key and let ${roleArn ?? 'the role of register'} use it.`);
  if (nameOf(error) === 'NoSuchBucket')
    return blocked('BucketMissing', 'Create the bucket, or correct artifacts.bucket of the Registration.');
  if (isNotFound(error) && /group/iu.test(refusal.message))
    return blocked('GroupMissing', 'Create the model package group over there, or set target.createGroup: true.');
  if (nameOf(error) === 'ResourceLimitExceeded')
    return blocked('LimitExceeded', `Have the SageMaker quota of account ${account} raised, or delete old versions.`);
  const isRefused = nameOf(error) === 'ValidationException' || (statusOf(error) ?? 0) === 400;
  return isRefused ? blocked('Refused', 'Correct the Registration as the message says.') : null;
}

const isDenied = (error: Error): boolean => /^AccessDenied|Forbidden$/u.test(error.name) || statusOf(error) === 403;

function denied(
  { account, roleArn, externalId }: TargetAccess,
  what: string,
  { message }: Error,
  blocked: (reason: string, fix: string) => BlockedError,
): BlockedError {
  if (/\bkms:/iu.test(message))
    return blocked(
      'KmsDenied',
      `Let ${roleArn ?? 'the role of register'} use the key: kms:Decrypt on that of the source, kms:GenerateDataKey and kms:Decrypt on artifacts.kmsKeyArn.`,
    );
  if (/sts:(?:AssumeRole|TagSession)/u.test(message))
    return blocked(
      'AssumeRoleDenied',
      `Let the trust policy of ${roleArn ?? 'the role'} name the role of register with sts:AssumeRole and sts:TagSession, and sts:ExternalId ${externalId ?? 'none'}.`,
    );
  const who = roleArn ?? 'the role of register';
  const how = roleArn === null ? `, in the policy of the group in account ${account}` : '';
  return blocked('AccessDenied', `Let ${who} call ${actionOf(what)}${how}.`);
}

const S3_CALLS: Readonly<Record<string, string>> = {
  HeadObject: 's3:GetObject and s3:ListBucket on that bucket, if it is there and of that account',
  CopyObject: 's3:GetObject on the source and s3:PutObject on artifacts.bucket',
  ListObjectsV2: 's3:ListBucket',
};
const actionOf = (what: string): string =>
  S3_CALLS[what] ?? (/ModelPackage/u.test(what) ? `sagemaker:${what}` : `s3:GetObject and s3:PutObject (${what})`);
