// PutObject, CopyObject and DeleteObject: every write makes a version.
import { createHash } from 'node:crypto';
import { hex } from '../front/ids.ts';
import type { Reply } from '../front/reply.ts';
import { xmlDocument } from '../front/xml.ts';
import { AwsError, type Caller, type World } from '../service.ts';
import { keptHeaders, readPayload } from './payload.ts';
import { findVersion } from './read-object.ts';
import { headerOf, type S3Request } from './request.ts';
import { addVersion, type Bucket, current, type Version } from './store.ts';

const MAX_KEY_BYTES = 1024;

const newVersionId = (world: World): string => hex(world, 32);

const checkConditions = (request: S3Request, bucket: Bucket): void => {
  const found = current(bucket, request.key);
  const match = headerOf(request, 'if-match');
  const taken = headerOf(request, 'if-none-match') === '*' && found !== undefined;
  if (taken || (match !== undefined && match.replaceAll('"', '') !== found?.etag.replaceAll('"', ''))) {
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  }
};

/** Answers PutObject. Throws PreconditionFailed, KeyTooLongError, BadDigest. */
export const putObject = (request: S3Request, bucket: Bucket, world: World): Reply => {
  if (Buffer.byteLength(request.key) > MAX_KEY_BYTES) throw new AwsError('KeyTooLongError', 'Your key is too long');
  checkConditions(request, bucket);
  const { bytes, crc32 } = readPayload(request);
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
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
export type NeedBucket = (name: string, caller: Caller, expectedOwner: string | undefined) => Bucket;

/** Answers CopyObject; the source is `x-amz-copy-source: bucket/key[?versionId=...]`. */
export const copyObject = (request: S3Request, bucket: Bucket, world: World, need: NeedBucket): Reply => {
  const [path = '', query = ''] = (headerOf(request, 'x-amz-copy-source') ?? '').split('?');
  const [, name = '', key = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
  const source = need(name, request.caller, headerOf(request, 'x-amz-source-expected-bucket-owner'));
  const found = findVersion(source, key, new URLSearchParams(query).get('versionId') ?? undefined);
  const replace = headerOf(request, 'x-amz-metadata-directive') === 'REPLACE';
  const headers = replace ? keptHeaders(request) : found.headers;
  const versionId = newVersionId(world);
  addVersion(bucket, request.key, { ...found, versionId, modified: world.now(), headers });
  return {
    status: 200,
    headers: {
      'content-type': 'application/xml',
      'x-amz-version-id': versionId,
      'x-amz-copy-source-version-id': found.versionId,
    },
    body: xmlDocument('CopyObjectResult', { ETag: found.etag, LastModified: new Date(world.now()).toISOString() }),
  };
};

/** Answers DeleteObject: a delete marker on top, or with `versionId` that version gone. */
export const deleteObject = (request: S3Request, bucket: Bucket, world: World): Reply => {
  const versionId = request.query.get('versionId');
  if (versionId !== null) {
    const left = (bucket.objects.get(request.key) ?? []).filter((one) => one.versionId !== versionId);
    if (left.length > 0) bucket.objects.set(request.key, left);
    else bucket.objects.delete(request.key);
    return { status: 204, headers: { 'x-amz-version-id': versionId }, body: '' };
  }
  const marker = newVersionId(world);
  const content = { bytes: Buffer.alloc(0) };
  const version = {
    versionId: marker,
    deleted: true,
    content,
    etag: '',
    modified: world.now(),
    headers: {},
    crc32: undefined,
  };
  addVersion(bucket, request.key, version);
  return { status: 204, headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker }, body: '' };
};
