// An S3 request taken apart: bucket, key, query, headers and the body's bytes.
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError, type Caller } from '../service.ts';

/** One S3 call. `bucket` and `key` are empty where the address has none. */
export type S3Request = {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly caller: Caller;
};

/** A header as text; undefined when it is absent or empty. */
export const headerOf = (request: Pick<S3Request, 'headers'>, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
};

/** Bucket and key from `/bucket/key` or, with a host like `bucket.localhost:4566`, from `/key`. `path` is still encoded. */
export const addressOf = (
  host: string | undefined,
  path: string,
): { readonly bucket: string; readonly key: string } => {
  const virtual = /^(.+?)(?:\.s3[.\w-]*)?\.localhost(?::\d+)?$/.exec(host ?? '')?.[1];
  if (virtual !== undefined) return { bucket: virtual, key: decode(path.slice(1)) };
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return { bucket: decode(bucket), key: decode(key) };
};
