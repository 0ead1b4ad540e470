// The bytes of an upload: aws-chunked bodies are unpacked, digests that came along are compared.
import { createHash } from 'node:crypto';
import { AwsError } from '../service.ts';
import { crc32Of } from './answers.ts';
import { headerOf, type S3Request } from './request.ts';

type Unpacked = { readonly bytes: Buffer; readonly trailers: Readonly<Record<string, string>> };

const broken = (): AwsError => new AwsError('IncompleteBody', 'The request body is not a complete aws-chunked body.');

const readTrailers = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf(':');
      return at < 0 ? [] : [[line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]];
    }),
  );

/**
 * Unpacks `SIZE[;chunk-signature=...]\r\nDATA\r\n ... 0\r\ntrailer:value\r\n\r\n`. Throws IncompleteBody.
 * Source: S3 API reference, "Signature calculations for chunked uploads with trailing headers".
 */
export const unpackChunks = (body: Buffer): Unpacked => {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const size = /^([0-9a-fA-F]+)(;|$)/.exec(body.toString('latin1', at, Math.max(at, end)))?.[1];
    if (end < 0 || size === undefined) throw broken();
    const length = Number.parseInt(size, 16);
    const start = end + 2;
    if (length === 0) return { bytes: Buffer.concat(chunks), trailers: readTrailers(body.toString('latin1', start)) };
    if (start + length + 2 > body.length) throw broken();
    chunks.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
};

const hashOf = (algorithm: 'md5' | 'sha1' | 'sha256', bytes: Buffer): string =>
  createHash(algorithm).update(bytes).digest('base64');

const digests: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'content-md5': (bytes) => hashOf('md5', bytes),
  'x-amz-checksum-crc32': crc32Of,
  'x-amz-checksum-sha1': (bytes) => hashOf('sha1', bytes),
  'x-amz-checksum-sha256': (bytes) => hashOf('sha256', bytes),
};

/** The object's bytes and their CRC32. Throws BadDigest when a checksum of the request does not fit. */
export const readPayload = (request: S3Request): { readonly bytes: Buffer; readonly crc32: string } => {
  const streaming = headerOf(request, 'x-amz-content-sha256')?.startsWith('STREAMING-') === true;
  const encoded =
    headerOf(request, 'content-encoding')
      ?.split(',')
      .some((one) => one.trim() === 'aws-chunked') === true;
  const { bytes, trailers } =
    streaming || encoded ? unpackChunks(request.body) : { bytes: request.body, trailers: {} as Unpacked['trailers'] };
  for (const [name, digest] of Object.entries(digests)) {
    const expected = headerOf(request, name) ?? trailers[name];
    if (expected !== undefined && expected !== digest(bytes)) {
      throw new AwsError('BadDigest', `The ${name} you specified did not match what we received.`);
    }
  }
  return { bytes, crc32: crc32Of(bytes) };
};

/** Headers that are kept with an object and come back with it; `aws-chunked` is only the transport's. */
export const keptHeaders = (request: S3Request): Record<string, string> => {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires']) {
    const value = headerOf(request, name);
    if (value !== undefined) kept[name] = value;
  }
  const encodings = (headerOf(request, 'content-encoding') ?? '').split(',').map((one) => one.trim());
  const encoding = encodings.filter((one) => one !== '' && one !== 'aws-chunked').join(',');
  if (encoding !== '') kept['content-encoding'] = encoding;
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.startsWith('x-amz-meta-') && typeof value === 'string') kept[name] = value;
  }
  return kept;
};
