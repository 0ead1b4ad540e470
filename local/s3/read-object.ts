// GetObject and HeadObject: conditions, ranges, and bodies of any size.
import { Readable } from 'node:stream';
import type { Reply } from '../front/reply.ts';
import { AwsError } from '../service.ts';
import { isSameTag, preconditionFailed } from './answers.ts';
import { headerOf, type S3Request } from './request.ts';
import { type Bucket, type Content, sizeOf, type Version } from './store.ts';

const ZEROS = Buffer.alloc(65_536);

function* zeros(length: number): Generator<Buffer> {
  for (let left = length; left > 0; left -= ZEROS.length) yield left >= ZEROS.length ? ZEROS : ZEROS.subarray(0, left);
}

// A stream is pulled by the socket, so the zeros of a huge object exist 64 KiB at a time.
const slice = (content: Content, start: number, length: number): Buffer | Readable =>
  'bytes' in content
    ? content.bytes.subarray(start, start + length)
    : Readable.from(zeros(length), { objectMode: false });

const deletedHeaders = (version: Version): Record<string, unknown> => ({
  headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId },
});

/** The version a request means. Throws NoSuchKey, NoSuchVersion, MethodNotAllowed (a delete marker by id). */
export const findVersion = (bucket: Bucket, key: string, versionId: string | undefined): Version => {
  const versions = bucket.objects.get(key) ?? [];
  const found = versionId === undefined ? versions.at(-1) : versions.find((one) => one.versionId === versionId);
  if (found !== undefined && !found.deleted) return found;
  if (versionId === undefined) {
    const extra = found === undefined ? {} : deletedHeaders(found);
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key, ...extra });
  }
  if (found !== undefined) {
    throw new AwsError(
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      405,
      deletedHeaders(found),
    );
  }
  throw new AwsError('NoSuchVersion', 'The specified version does not exist.', 404, { Key: key, VersionId: versionId });
};

/** `bytes=0-9`, `bytes=5-` or `bytes=-5` within `size`; undefined when the header is absent or of another form. */
export const readRange = (header: string | undefined, size: number): { start: number; length: number } | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, { ActualObjectSize: size });
  }
  return { start, length: end - start + 1 };
};

const isUnchanged = (request: S3Request, version: Version): boolean => {
  const match = headerOf(request, 'if-match');
  if (match !== undefined && match !== '*' && !isSameTag(match, version.etag)) throw preconditionFailed();
  const noneMatch = headerOf(request, 'if-none-match');
  return noneMatch !== undefined && (noneMatch === '*' || isSameTag(noneMatch, version.etag));
};

/** Answers GetObject; the front door leaves the body out for HeadObject. */
export const readObject = (request: S3Request, bucket: Bucket): Reply => {
  const version = findVersion(bucket, request.key, request.query.get('versionId') ?? undefined);
  const size = sizeOf(version.content);
  const headers: Record<string, string> = {
    ...version.headers,
    etag: version.etag,
    'last-modified': new Date(version.modified).toUTCString(),
    'x-amz-version-id': version.versionId,
    'accept-ranges': 'bytes',
  };
  if (isUnchanged(request, version)) return { status: 304, headers, body: '' };
  const range = readRange(headerOf(request, 'range'), size);
  const { start, length } = range ?? { start: 0, length: size };
  headers['content-length'] = String(length);
  if (range !== undefined) headers['content-range'] = `bytes ${start}-${start + length - 1}/${size}`;
  // A checksum of the whole would be compared with a part.
  else if (version.crc32 !== undefined && headerOf(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    headers['x-amz-checksum-crc32'] = version.crc32;
    headers['x-amz-checksum-type'] = 'FULL_OBJECT';
  }
  const body = request.method === 'HEAD' ? '' : slice(version.content, start, length);
  return { status: range === undefined ? 200 : 206, headers, body };
};
