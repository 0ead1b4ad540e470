// S3's operations on buckets, and who may use which.
import type { Reply } from '../front/reply.ts';
import { isAllowed } from '../front/resource-policy.ts';
import { AwsError, type Caller, type World } from '../service.ts';
import { denied, noContent, xmlReply } from './answers.ts';
import type { S3Request } from './request.ts';
import { type Bucket, type Buckets, current } from './store.ts';

/** What a caller wants of a bucket: `action` as in `s3:GetObject`, with the key where it is about an object. */
export type Wanting = {
  readonly caller: Caller;
  readonly expectedOwner: string | undefined;
  readonly action: string;
  readonly key: string;
};

/** Whether the bucket lets the caller do this: its own account, or whom its policy names. */
export const lets = (
  { name, account, policy }: Bucket,
  { caller, action, key }: Omit<Wanting, 'expectedOwner'>,
): boolean => {
  const resource = `arn:aws:s3:::${name}${key === '' ? '' : `/${key}`}`;
  const keys = { 'aws:PrincipalAccount': caller.account, 'aws:PrincipalArn': caller.principalArn };
  return account === caller.account || isAllowed(policy, { caller, action, resource, keys });
};

/** The named bucket. Throws NoSuchBucket; AccessDenied for a foreign bucket whose policy does not allow it, and for another owner than expected. */
export const needBucket = (buckets: Buckets, name: string, wanting: Wanting): Bucket => {
  const bucket = buckets.get(name);
  if (bucket === undefined) {
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
  }
  const { expectedOwner } = wanting;
  if (expectedOwner !== undefined && expectedOwner !== bucket.account) throw denied();
  if (!lets(bucket, wanting)) throw denied();
  return bucket;
};

/** Answers CreateBucket. Throws InvalidBucketName, BucketAlreadyOwnedByYou, BucketAlreadyExists. */
export const createBucket = (request: S3Request, buckets: Buckets, world: World): Reply => {
  const { bucket: name, caller } = request;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
  }
  const found = buckets.get(name);
  if (found !== undefined && found.account !== caller.account) {
    throw new AwsError('BucketAlreadyExists', 'The requested bucket name is not available.', 409, { BucketName: name });
  }
  // us-east-1 answers a second creation by the owner with success, other regions with an error.
  if (found !== undefined && caller.region !== 'us-east-1') {
    const message = 'Your previous request to create the named bucket succeeded and you already own it.';
    throw new AwsError('BucketAlreadyOwnedByYou', message, 409, { BucketName: name });
  }
  if (found === undefined) {
    const { account, region } = caller;
    buckets.set(name, { name, account, region, created: world.now(), policy: undefined, objects: new Map() });
  }
  return { status: 200, headers: { location: `/${name}` }, body: '' };
};

/** Answers ListBuckets with the caller's own. */
export const listBuckets = (request: S3Request, buckets: Buckets): Reply => {
  const mine = [...buckets.values()].filter((bucket) => bucket.account === request.caller.account);
  return xmlReply('ListAllMyBucketsResult', {
    Buckets: {
      Bucket: mine.map(({ name, created }) => ({ Name: name, CreationDate: new Date(created).toISOString() })),
    },
    Owner: { ID: request.caller.account },
  });
};

/** Answers HeadBucket. */
export const headBucket = (bucket: Bucket): Reply => ({
  status: 200,
  headers: { 'x-amz-bucket-region': bucket.region },
  body: '',
});

/** Answers DeleteBucket. Throws BucketNotEmpty. */
export const deleteBucket = (bucket: Bucket, buckets: Buckets): Reply => {
  if ([...bucket.objects.keys()].some((key) => current(bucket, key) !== undefined)) {
    throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
      BucketName: bucket.name,
    });
  }
  buckets.delete(bucket.name);
  return noContent();
};

/** Answers GetBucketLocation; us-east-1 is the empty text. */
export const bucketLocation = (bucket: Bucket): Reply =>
  xmlReply('LocationConstraint', bucket.region === 'us-east-1' ? '' : bucket.region);

/** Answers GetBucketVersioning: always on here. */
export const bucketVersioning = (): Reply => xmlReply('VersioningConfiguration', { Status: 'Enabled' });
