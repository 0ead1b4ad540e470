// Multipart uploads: begun, filled by parts that are sent or copied, listed, completed or given up.
import { hex } from '../front/ids.ts';
import type { Reply } from '../front/reply.ts';
import { AwsError, type World } from '../service.ts';
import { crc32Of, etagOf, noContent, requireCopyable, xmlReply } from './answers.ts';
import { keptHeaders, readPayload } from './payload.ts';
import { findVersion, readRange } from './read-object.ts';
import { headerOf, type S3Request } from './request.ts';
import { addVersion, type Bucket, type Content, sizeOf } from './store.ts';
import { encryptionOf, findSource, type NeedBucket } from './write-object.ts';

type Part = { readonly content: Content; readonly etag: string };
type Upload = {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly begun: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Part>;
};

/** Uploads under way by their id; they are not saved. */
export type Uploads = Map<string, Upload>;

const LEAST_PART = 5 * 1024 ** 2;

const needUpload = (uploads: Uploads, { query, bucket, key }: S3Request): Upload => {
  const found = uploads.get(query.get('uploadId') ?? '');
  if (found?.bucket === bucket && found.key === key) return found;
  throw new AwsError('NoSuchUpload', 'The specified upload does not exist.', 404);
};

/** Answers CreateMultipartUpload. */
export const createUpload = (request: S3Request, uploads: Uploads, world: World): Reply => {
  const { bucket, key } = request;
  const id = hex(world, 32);
  const headers = { ...keptHeaders(request), ...encryptionOf(request) };
  uploads.set(id, { id, bucket, key, begun: world.now(), headers, parts: new Map() });
  return xmlReply('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id });
};

const addPart = (upload: Upload, request: S3Request, content: Content): Part => {
  const number = Number(request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw new AwsError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
  const part = { content, etag: etagOf('bytes' in content ? content.bytes : `zeros ${content.zeros}`) };
  upload.parts.set(number, part);
  return part;
};

/** Answers UploadPart. */
export const uploadPart = (request: S3Request, uploads: Uploads): Reply => {
  const { bytes } = readPayload(request);
  const { etag } = addPart(needUpload(uploads, request), request, { bytes });
  return { status: 200, headers: { etag }, body: '' };
};

const cut = (content: Content, start: number, length: number): Content =>
  'bytes' in content ? { bytes: content.bytes.subarray(start, start + length) } : { zeros: length };

/** Answers UploadPartCopy; at most 5 GiB a part. */
export const uploadPartCopy = (request: S3Request, uploads: Uploads, world: World, need: NeedBucket): Reply => {
  const upload = needUpload(uploads, request);
  const { source, key, versionId } = findSource(request, need);
  const { content } = findVersion(source, key, versionId);
  const size = sizeOf(content);
  const { start, length } = readRange(headerOf(request, 'x-amz-copy-source-range'), size) ?? { start: 0, length: size };
  requireCopyable(length);
  const { etag } = addPart(upload, request, cut(content, start, length));
  return xmlReply('CopyPartResult', { ETag: etag, LastModified: new Date(world.now()).toISOString() });
};

/** Zeros stay zeros however many parts they came in. */
const joined = (parts: readonly Part[]): Content =>
  parts.every(({ content }) => 'zeros' in content)
    ? { zeros: parts.reduce((sum, { content }) => sum + sizeOf(content), 0) }
    : {
        bytes: Buffer.concat(
          parts.map(({ content }) => ('bytes' in content ? content.bytes : Buffer.alloc(content.zeros))),
        ),
      };

/** Answers CompleteMultipartUpload. Throws InvalidPart and EntityTooSmall as S3 does. */
export const completeUpload = (request: S3Request, bucket: Bucket, uploads: Uploads, world: World): Reply => {
  const upload = needUpload(uploads, request);
  const text = request.body.toString();
  const numbers = [...text.matchAll(/<PartNumber>(\d+)<\/PartNumber>/gu)].map(([, number]) => Number(number));
  const parts = numbers.map((number) => upload.parts.get(number));
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0 || known.length < parts.length)
    throw new AwsError('InvalidPart', 'One or more of the specified parts could not be found.');
  if (known.slice(0, -1).some(({ content }) => sizeOf(content) < LEAST_PART))
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  const content = joined(known);
  const etag = etagOf(known.map((part) => part.etag).join('')).replace(/"$/u, `-${known.length}"`);
  const versionId = hex(world, 32);
  const version = { versionId, deleted: false, content, etag, modified: world.now(), headers: upload.headers };
  addVersion(bucket, request.key, { ...version, crc32: 'bytes' in content ? crc32Of(content.bytes) : undefined });
  uploads.delete(upload.id);
  return xmlReply('CompleteMultipartUploadResult', { Bucket: bucket.name, Key: request.key, ETag: etag });
};

/** Answers AbortMultipartUpload. */
export const abortUpload = (request: S3Request, uploads: Uploads): Reply => {
  uploads.delete(needUpload(uploads, request).id);
  return noContent();
};

/** Answers ListParts, all in one page. */
export const listParts = (request: S3Request, uploads: Uploads): Reply => {
  const upload = needUpload(uploads, request);
  const Part = [...upload.parts]
    .toSorted(([a], [b]) => a - b)
    .map(([PartNumber, { etag, content }]) => ({ PartNumber, ETag: etag, Size: sizeOf(content) }));
  return xmlReply('ListPartsResult', {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    IsTruncated: false,
    Part,
  });
};

/** Answers ListMultipartUploads, all in one page. */
export const listUploads = (request: S3Request, uploads: Uploads): Reply => {
  const prefix = request.query.get('prefix') ?? '';
  const Upload = [...uploads.values()]
    .filter(({ bucket, key }) => bucket === request.bucket && key.startsWith(prefix))
    .map(({ id, key, begun }) => ({ Key: key, UploadId: id, Initiated: new Date(begun).toISOString() }));
  return xmlReply('ListMultipartUploadsResult', { Bucket: request.bucket, Prefix: prefix, IsTruncated: false, Upload });
};
