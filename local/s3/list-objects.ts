// ListObjectsV2: prefix, delimiter, pages.
import type { Reply } from '../front/reply.ts';
import { AwsError } from '../service.ts';
import { xmlReply } from './answers.ts';
import type { S3Request } from './request.ts';
import { type Bucket, current, sizeOf, type Version } from './store.ts';

const MAX_KEYS = 1000;

type Row = { readonly key: string; readonly version: Version } | { readonly prefix: string };

const rowName = (row: Row): string => ('key' in row ? row.key : row.prefix);

// S3 orders by UTF-8 bytes, which differs from JavaScript's order beyond the basic plane.
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const rowsOf = (bucket: Bucket, prefix: string, delimiter: string): Row[] => {
  const rows = new Map<string, Row>();
  for (const key of [...bucket.objects.keys()].toSorted(byBytes)) {
    const version = current(bucket, key);
    if (version === undefined || !key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const shared = key.slice(0, cut + delimiter.length);
    if (cut < 0) rows.set(`key ${key}`, { key, version });
    else rows.set(`prefix ${shared}`, { prefix: shared });
  }
  return [...rows.values()];
};

const readMax = (text: string | null): number => {
  if (text === null) return MAX_KEYS;
  if (!/^\d+$/.test(text))
    throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  return Math.min(Number(text), MAX_KEYS);
};

/** Answers ListObjectsV2 (and the older listing, whose answer has the same elements but pages by marker). */
export const listObjects = (request: S3Request, bucket: Bucket): Reply => {
  const { query } = request;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const max = readMax(query.get('max-keys'));
  const token = query.get('continuation-token');
  const marker = query.get('start-after') ?? query.get('marker') ?? '';
  const after = token === null ? marker : Buffer.from(token, 'base64url').toString();
  const rows = rowsOf(bucket, prefix, delimiter).filter((row) => after === '' || byBytes(rowName(row), after) > 0);
  const page = rows.slice(0, max);
  const last = page.at(-1);
  const truncated = rows.length > page.length && last !== undefined;
  const url = query.get('encoding-type') === 'url';
  const shown = (text: string): string => (url ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  const next = truncated ? rowName(last) : undefined;
  return xmlReply('ListBucketResult', {
    Name: bucket.name,
    Prefix: shown(prefix),
    Delimiter: delimiter === '' ? undefined : shown(delimiter),
    MaxKeys: max,
    EncodingType: url ? 'url' : undefined,
    KeyCount: page.length,
    IsTruncated: truncated,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: next === undefined ? undefined : Buffer.from(next).toString('base64url'),
    NextMarker: next === undefined ? undefined : shown(next),
    Contents: page.flatMap((row) => ('key' in row ? [contents(row.key, row.version, shown)] : [])),
    CommonPrefixes: page.flatMap((row) => ('prefix' in row ? [{ Prefix: shown(row.prefix) }] : [])),
  });
};

const contents = (key: string, version: Version, shown: (text: string) => string): Record<string, string | number> => ({
  Key: shown(key),
  LastModified: new Date(version.modified).toISOString(),
  ETag: version.etag,
  Size: sizeOf(version.content),
  StorageClass: 'STANDARD',
});
