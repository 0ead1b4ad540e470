// The embedded S3: which operation a request is, and in-process handles for tests and seeds.
import { hex } from '../front/ids.ts';
import { actionOf } from '../front/permissions.ts';
import type { Reply, Stateful } from '../front/reply.ts';
import { xmlDocument } from '../front/xml.ts';
import { AwsError, type World } from '../service.ts';
import { denied } from './answers.ts';
import { deleteBucketPolicy, getBucketPolicy, putBucketPolicy, sharedWith } from './bucket-policy.ts';
import {
  bucketLocation,
  bucketVersioning,
  createBucket,
  deleteBucket,
  headBucket,
  lets,
  listBuckets,
  needBucket,
} from './buckets.ts';
import { listObjects } from './list-objects.ts';
import {
  abortUpload,
  completeUpload,
  createUpload,
  listParts,
  listUploads,
  uploadPart,
  uploadPartCopy,
  type Uploads,
} from './multipart.ts';
import { readObject } from './read-object.ts';
import { headerOf, type S3Request } from './request.ts';
import { addVersion, type Bucket, type Buckets, restoreBuckets, snapshotBuckets, type Version } from './store.ts';
import { copyObject, deleteObject, type NeedBucket, putObject } from './write-object.ts';

/** The service with its in-process handles. */
export type S3 = Stateful & {
  /** The operation's name for counting, e.g. `GetObject`; undefined for one that is not here. */
  readonly operationOf: (
    request: Pick<S3Request, 'method' | 'bucket' | 'key' | 'query' | 'headers'>,
  ) => string | undefined;
  /** Works a request; throws AwsError. */
  readonly handle: (request: S3Request) => Reply;
  /** Puts a policy that lets these accounts read and write a bucket. Throws NoSuchBucket. */
  readonly share: (bucket: string, accounts: readonly string[]) => void;
  /** Puts an object of `size` zeros that takes no memory; gives its version id. Throws NoSuchBucket. */
  readonly putHuge: (bucket: string, key: string, size: number) => string;
};

type Operation = (request: S3Request, bucket: Bucket) => Reply;

// Query parameters that make another operation of the same method and path.
const harmless =
  /^(x-id|x-amz-.*|versionId|list-type|prefix|delimiter|max-keys|encoding-type|continuation-token|start-after|marker|fetch-owner|response-.*|partNumber|key-marker|upload-id-marker|max-uploads|max-parts|part-number-marker)$/i;

const subresource = (query: URLSearchParams): string | undefined =>
  [...query.keys()].find((name) => !harmless.test(name));

const names: Readonly<Record<string, string>> = {
  'GET object': 'GetObject',
  'HEAD object': 'HeadObject',
  'PUT object': 'PutObject',
  'DELETE object': 'DeleteObject',
  'GET bucket': 'ListObjectsV2',
  'HEAD bucket': 'HeadBucket',
  'PUT bucket': 'CreateBucket',
  'DELETE bucket': 'DeleteBucket',
  'GET service': 'ListBuckets',
  'GET bucket location': 'GetBucketLocation',
  'GET bucket versioning': 'GetBucketVersioning',
  'PUT bucket versioning': 'PutBucketVersioning',
  'PUT bucket policy': 'PutBucketPolicy',
  'GET bucket policy': 'GetBucketPolicy',
  'DELETE bucket policy': 'DeleteBucketPolicy',
  'POST object uploads': 'CreateMultipartUpload',
  'PUT object uploadId': 'UploadPart',
  'POST object uploadId': 'CompleteMultipartUpload',
  'DELETE object uploadId': 'AbortMultipartUpload',
  'GET object uploadId': 'ListParts',
  'GET bucket uploads': 'ListMultipartUploads',
};

const operationOf: S3['operationOf'] = ({ method, bucket, key, query, headers }) => {
  const on = key === '' ? (bucket === '' ? 'service' : 'bucket') : 'object';
  const part = subresource(query);
  const name = names[part === undefined ? `${method} ${on}` : `${method} ${on} ${part}`];
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  if (isCopy && name === 'PutObject') return 'CopyObject';
  return isCopy && name === 'UploadPart' ? 'UploadPartCopy' : name;
};

/** An AwsError as S3's XML; a HEAD answer has no body. */
export const s3Error = (error: AwsError, method: string, requestId: string): Reply => {
  const { headers, ...extra } = error.extra;
  const fields = Object.fromEntries(Object.entries(extra).map(([name, value]) => [name, String(value)]));
  const body = xmlDocument('Error', { Code: error.code, Message: error.message, ...fields, RequestId: requestId });
  return {
    status: error.statusCode,
    headers: { 'content-type': 'application/xml', ...(headers as Record<string, string> | undefined) },
    body: method === 'HEAD' ? '' : body,
  };
};

const notHere = ({ method, bucket, key, query }: S3Request): AwsError => {
  const known = [...new Set([...Object.values(names), 'CopyObject', 'UploadPartCopy'])].toSorted().join(', ');
  const asked = `${method} /${bucket}${key === '' ? '' : `/${key}`}?${subresource(query) ?? ''}`;
  return new AwsError('NotImplemented', `s3: ${asked} is not part of this stand-in; it knows ${known}`, 501);
};

const multipartOf = (uploads: Uploads, need: NeedBucket, world: World): Readonly<Record<string, Operation>> => ({
  CreateMultipartUpload: (request) => createUpload(request, uploads, world),
  UploadPart: (request) => uploadPart(request, uploads),
  UploadPartCopy: (request) => uploadPartCopy(request, uploads, world, need),
  CompleteMultipartUpload: (request, bucket) => completeUpload(request, bucket, uploads, world),
  AbortMultipartUpload: (request) => abortUpload(request, uploads),
  ListParts: (request) => listParts(request, uploads),
  ListMultipartUploads: (request) => listUploads(request, uploads),
});

const operationsOf = (buckets: Buckets, need: NeedBucket, world: World): Readonly<Record<string, Operation>> => ({
  GetObject: readObject,
  HeadObject: readObject,
  PutObject: (request, bucket) => putObject(request, bucket, world),
  CopyObject: (request, bucket) => copyObject(request, bucket, world, need),
  DeleteObject: (request, bucket) => deleteObject(request, bucket, world),
  ListObjectsV2: listObjects,
  HeadBucket: (_request, bucket) => headBucket(bucket),
  DeleteBucket: (_request, bucket) => deleteBucket(bucket, buckets),
  GetBucketLocation: (_request, bucket) => bucketLocation(bucket),
  GetBucketVersioning: bucketVersioning,
  // Versions are kept in any case, so there is nothing to switch.
  PutBucketVersioning: () => ({ status: 200, headers: {}, body: '' }),
  PutBucketPolicy: putBucketPolicy,
  GetBucketPolicy: getBucketPolicy,
  DeleteBucketPolicy: deleteBucketPolicy,
});

const named = (buckets: Buckets, name: string): Bucket => {
  const bucket = buckets.get(name);
  if (bucket === undefined) throw new AwsError('NoSuchBucket', `The bucket ${name} does not exist`, 404);
  return bucket;
};

const hugeVersion = (size: number, world: World): Version => ({
  versionId: hex(world, 32),
  deleted: false,
  content: { zeros: size },
  etag: `"${hex(world, 32)}"`,
  modified: world.now(),
  headers: { 'content-type': 'binary/octet-stream' },
  crc32: undefined,
});

/** An S3 without buckets. */
export const makeS3 = (world: World): S3 => {
  const buckets: Buckets = new Map();
  const need: NeedBucket = (name, wanting) => needBucket(buckets, name, wanting);
  const operations = { ...operationsOf(buckets, need, world), ...multipartOf(new Map(), need, world) };
  const handle: S3['handle'] = (request) => {
    const name = operationOf(request);
    if (name === 'CreateBucket') return createBucket(request, buckets, world);
    if (name === 'ListBuckets') return listBuckets(request, buckets);
    const operation = name === undefined ? undefined : operations[name];
    if (operation === undefined) throw notHere(request);
    const { caller, key } = request;
    const expectedOwner = headerOf(request, 'x-amz-expected-bucket-owner');
    const bucket = need(request.bucket, { caller, expectedOwner, action: actionOf(`S3.${name}`), key });
    try {
      return operation(request, bucket);
    } catch (error) {
      // Whom the bucket does not let list it is not told that an object is missing.
      const isAbsent = error instanceof AwsError && error.code === 'NoSuchKey';
      if (isAbsent && !lets(bucket, { caller, action: 's3:ListBucket', key: '' })) throw denied();
      throw error;
    }
  };
  const putHuge: S3['putHuge'] = (bucket, key, size) => {
    const version = hugeVersion(size, world);
    addVersion(named(buckets, bucket), key, version);
    return version.versionId;
  };
  return {
    operationOf,
    handle,
    share: (bucket, accounts) => {
      named(buckets, bucket).policy = sharedWith(bucket, accounts);
    },
    putHuge,
    snapshot: () => snapshotBuckets(buckets),
    restore: (state) => restoreBuckets(buckets, state),
  };
};
