// PutObject, CopyObject and DeleteObject: every write makes a version.
import { hex } from '../front/ids.ts';
import type { Reply } from '../front/reply.ts';
import { AwsError, type World } from '../service.ts';
import { etagOf, isSameTag, noContent, preconditionFailed, requireCopyable, xmlReply } from './answers.ts';
import type { Wanting } from './buckets.ts';
import { keptHeaders, readPayload } from './payload.ts';
import { findVersion } from './read-object.ts';
import { headerOf, type S3Request } from './request.ts';
import { addVersion, type Bucket, current, sizeOf, type Version } from './store.ts';

const MAX_KEY_BYTES = 1024;

const newVersionId = (world: World): string => hex(world, 32);

const checkConditions = (request: S3Request, bucket: Bucket): void => {
  const found = current(bucket, request.key);
  const match = headerOf(request, 'if-match');
  const taken = headerOf(request, 'if-none-match') === '*' && found !== undefined;
  if (taken || (match !== undefined && !isSameTag(match, found?.etag))) throw preconditionFailed();
};

/** Answers PutObject. Throws PreconditionFailed, KeyTooLongError, BadDigest. */
export const putObject = (request: S3Request, bucket: Bucket, world: World): Reply => {
  if (Buffer.byteLength(request.key) > MAX_KEY_BYTES) throw new AwsError('KeyTooLongError', 'Your key is too long');
  checkConditions(request, bucket);
  const { bytes, crc32 } = readPayload(request);
  const etag = etagOf(bytes);
  const versionId = newVersionId(world);
  const version: Version = {
    versionId,
    deleted: false,
    content: { bytes },
    etag,
    modified: world.now(),
    headers: keptHeaders(request),
    crc32,
  };
  addVersion(bucket, request.key, version);
  const headers = {
    etag,
    'x-amz-version-id': versionId,
    'x-amz-checksum-crc32': crc32,
    'x-amz-checksum-type': 'FULL_OBJECT',
  };
  return { status: 200, headers, body: '' };
};

/** Finds the bucket a caller names and may use; throws as S3 does. */
export type NeedBucket = (name: string, wanting: Wanting) => Bucket;

/** Server-side encryption as it was asked for, which comes back with the object. */
export const encryptionOf = (request: S3Request): Record<string, string> => {
  const names = ['x-amz-server-side-encryption', 'x-amz-server-side-encryption-aws-kms-key-id'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headerOf(request, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
};

/** The source of a copy, `x-amz-copy-source: bucket/key[?versionId=...]`. Throws PreconditionFailed where it is another than expected. */
export const findSource = (
  request: S3Request,
  need: NeedBucket,
): { readonly source: Bucket; readonly key: string; readonly versionId: string | undefined } => {
  const [path = '', query = ''] = (headerOf(request, 'x-amz-copy-source') ?? '').split('?');
  const [, name = '', key = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
  const expectedOwner = headerOf(request, 'x-amz-source-expected-bucket-owner');
  const source = need(name, { caller: request.caller, expectedOwner, action: 's3:GetObject', key });
  const versionId = new URLSearchParams(query).get('versionId') ?? undefined;
  const match = headerOf(request, 'x-amz-copy-source-if-match');
  if (match !== undefined && !isSameTag(match, findVersion(source, key, versionId).etag)) throw preconditionFailed();
  return { source, key, versionId };
};

/** Answers CopyObject. Throws InvalidRequest for what has to be copied in parts. */
export const copyObject = (request: S3Request, bucket: Bucket, world: World, need: NeedBucket): Reply => {
  const { source, key, versionId: wanted } = findSource(request, need);
  const found = findVersion(source, key, wanted);
  requireCopyable(sizeOf(found.content));
  const replace = headerOf(request, 'x-amz-metadata-directive') === 'REPLACE';
  const headers = { ...(replace ? keptHeaders(request) : found.headers), ...encryptionOf(request) };
  const versionId = newVersionId(world);
  addVersion(bucket, request.key, { ...found, versionId, modified: world.now(), headers });
  return xmlReply(
    'CopyObjectResult',
    { ETag: found.etag, LastModified: new Date(world.now()).toISOString() },
    { 'x-amz-version-id': versionId, 'x-amz-copy-source-version-id': found.versionId },
  );
};

/** Answers DeleteObject: a delete marker on top, or with `versionId` that version gone. */
export const deleteObject = (request: S3Request, bucket: Bucket, world: World): Reply => {
  const versionId = request.query.get('versionId');
  if (versionId !== null) {
    const left = (bucket.objects.get(request.key) ?? []).filter((one) => one.versionId !== versionId);
    if (left.length > 0) bucket.objects.set(request.key, left);
    else bucket.objects.delete(request.key);
    return noContent({ 'x-amz-version-id': versionId });
  }
  const marker = newVersionId(world);
  const empty = { content: { bytes: Buffer.alloc(0) }, etag: '', headers: {}, crc32: undefined };
  addVersion(bucket, request.key, { ...empty, versionId: marker, deleted: true, modified: world.now() });
  return noContent({ 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker });
};
