// Where an object of a version is copied from, and to which key: one folder for each source version, so that nothing collides. Pure.
import { S3_URI } from '../evidence/report-place.ts';
import { sha256 } from '../identity.ts';
import type { Registration } from '../policy/registration.ts';
import { BlockedError, type ObjectPlace } from '../registration-ports.ts';

type Artifacts = NonNullable<Registration['artifacts']>;

/** S3's bound, in bytes. */
const LONGEST_KEY = 1024;

/**
 * The place an URI of the version names. Only buckets of the source account, and those that the file lists, are read: the version's
 * registrant could name any other. Throws BlockedError.
 */
export function sourcePlace(s3Uri: string, sourceAccount: string, { from }: Pick<Artifacts, 'from'>): ObjectPlace {
  const [, bucket, key] = S3_URI.exec(s3Uri) ?? [];
  if (bucket === undefined || key === undefined)
    throw new BlockedError('BadUri', `\`${s3Uri.slice(0, 200)}\` is not an S3 URI; expected s3://BUCKET/KEY`, null);
  const listed = from.filter((one) => one.bucket === bucket);
  const found = listed.find(({ prefix }) => key.startsWith(prefix));
  if (listed.length > 0 && !found)
    throw new BlockedError(
      'BucketNotListed',
      `s3://${bucket}/${key} is under none of the prefixes listed for its bucket`,
      `Add its prefix under artifacts.from of the Registration, if versions may be copied from there.`,
    );
  // The owner is named in every call, so a bucket of a stranger is refused by S3.
  return { bucket, key, owner: found?.owner ?? sourceAccount };
}

/** A folder of its own for each source version and evidence; in it the bucket's name keeps equal keys apart. */
export function copyFolder(
  { prefix }: Pick<Artifacts, 'prefix'>,
  source: {
    readonly group: string;
    readonly version: number;
    readonly identity: string;
    readonly packageDigest: string;
  },
): string {
  const { group, version, identity, packageDigest } = source;
  return `${prefix}${group.toLowerCase()}/${version}-${sha256(`${identity} ${packageDigest}`).slice(0, 16)}/`;
}

/** The key in the target's bucket that shows where the object comes from. */
export const wholeKey = (folder: string, { bucket, key }: Pick<ObjectPlace, 'bucket' | 'key'>): string =>
  `${folder}${bucket}/${key}`;

/** The key in the target's bucket. One that would be too long keeps its name and gets a digest for the rest. */
export function copyKey(folder: string, { bucket, key }: Pick<ObjectPlace, 'bucket' | 'key'>): string {
  const whole = wholeKey(folder, { bucket, key });
  if (Buffer.byteLength(whole) <= LONGEST_KEY) return whole;
  const name = key.split('/').findLast((part) => part !== '') ?? '';
  return `${folder}${sha256(`${bucket}/${key}`)}/${name.slice(-100).toWellFormed()}`;
}
