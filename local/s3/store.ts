// What S3 remembers: buckets with their owners, and every version of every object.

/** Bytes kept, or so many zeros that are only made while they are read. */
export type Content = { readonly bytes: Buffer } | { readonly zeros: number };

/** One version of an object, or a delete marker. Times in milliseconds. */
export type Version = {
  readonly versionId: string;
  readonly deleted: boolean;
  readonly content: Content;
  readonly etag: string;
  readonly modified: number;
  /** content-type, content-encoding, cache-control, x-amz-meta-*: what comes back with the object. */
  readonly headers: Readonly<Record<string, string>>;
  /** Base64 CRC32, given back to SDKs that check it. */
  readonly crc32: string | undefined;
};

/** A bucket; versions of a key oldest first. */
export type Bucket = {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly created: number;
  /** The bucket policy as it was put: what it lets other accounts do. */
  policy: string | undefined;
  readonly objects: Map<string, Version[]>;
};

/** All buckets by name; names are global. */
export type Buckets = Map<string, Bucket>;

/** Length in bytes. */
export const sizeOf = (content: Content): number => ('bytes' in content ? content.bytes.length : content.zeros);

/** The newest version, unless it is a delete marker. */
export const current = (bucket: Bucket, key: string): Version | undefined => {
  const last = bucket.objects.get(key)?.at(-1);
  return last === undefined || last.deleted ? undefined : last;
};

/** Puts a version on top. */
export const addVersion = (bucket: Bucket, key: string, version: Version): void => {
  const versions = bucket.objects.get(key) ?? [];
  versions.push(version);
  bucket.objects.set(key, versions);
};

type SavedVersion = Omit<Version, 'content'> & { content: { base64: string } | { zeros: number } };
type SavedBucket = Omit<Bucket, 'objects'> & { objects: [string, SavedVersion[]][] };

const saveVersion = (version: Version): SavedVersion => {
  const { content } = version;
  return { ...version, content: 'bytes' in content ? { base64: content.bytes.toString('base64') } : content };
};

/** All buckets as JSON, bodies in base64. */
export const snapshotBuckets = (buckets: Buckets): SavedBucket[] =>
  [...buckets.values()].map((bucket) => ({
    ...bucket,
    objects: [...bucket.objects].map(([key, versions]) => [key, versions.map(saveVersion)]),
  }));

/** Puts saved buckets back. */
export const restoreBuckets = (buckets: Buckets, state: unknown): void => {
  for (const saved of state as SavedBucket[]) {
    const objects = saved.objects.map(([key, versions]): [string, Version[]] => [
      key,
      versions.map((version) => {
        const { content, crc32, ...rest } = version;
        const kept = 'base64' in content ? { bytes: Buffer.from(content.base64, 'base64') } : content;
        return { ...rest, crc32, content: kept };
      }),
    ]);
    buckets.set(saved.name, { ...saved, objects: new Map(objects) });
  }
};
