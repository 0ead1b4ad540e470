// What several operations of S3 answer with: XML documents, refusals, and digests of contents.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Reply } from '../front/reply.ts';
import { xmlDocument, type XmlValue } from '../front/xml.ts';
import { AwsError } from '../service.ts';

/** A document in S3's namespace. */
export const xmlReply = (root: string, value: XmlValue, headers: Reply['headers'] = {}): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body: xmlDocument(root, value, 'http://s3.amazonaws.com/doc/2006-03-01/'),
});

/** Done, and there is nothing to say. */
export const noContent = (headers: Reply['headers'] = {}): Reply => ({ status: 204, headers, body: '' });

/** The refusal that tells no reason, as S3's does. */
export const denied = (): AwsError => new AwsError('AccessDenied', 'Access Denied', 403);

/** A condition of the request does not hold. */
export const preconditionFailed = (): AwsError =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);

/** S3 copies at most 5 GiB at once. Throws InvalidRequest above. */
export function requireCopyable(bytes: number): void {
  if (bytes > 5 * 1024 ** 3)
    throw new AwsError(
      'InvalidRequest',
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
}

/** Two ETags are the same with and without quotes. */
export const isSameTag = (one: string, other: string | undefined): boolean => unquoted(one) === unquoted(other ?? '');

const unquoted = (etag: string): string => etag.trim().replaceAll('"', '');

/** The ETag of bytes: their MD5, in quotes. */
export const etagOf = (bytes: string | Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** Base64 of the CRC32, big-endian. */
export function crc32Of(bytes: Buffer): string {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(crc32(bytes));
  return four.toString('base64');
}
