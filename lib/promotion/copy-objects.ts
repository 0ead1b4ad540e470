// Copies what a version names into the target's bucket and compares; nothing is registered before all of it is there and equal.
import { makeLimit } from '../evidence/limit.ts';
import type { Registration } from '../policy/registration.ts';
import {
  BlockedError,
  type NamedObject,
  type ObjectPlace,
  type Objects,
  type ObjectSeen,
} from '../registration-ports.ts';
import { copyKey, sourcePlace, wholeKey } from './copy-places.ts';

export type ObjectsToCopy = {
  readonly named: readonly NamedObject[];
  readonly sourceAccount: string;
  readonly folder: string;
  readonly artifacts: NonNullable<Registration['artifacts']>;
};

const AT_ONCE = 8;

/** Copies everything; answers the new URI of each old one. What is there already and equal is left. Throws BlockedError. */
export async function copyObjects(objects: Objects, given: ObjectsToCopy): Promise<ReadonlyMap<string, string>> {
  const { named, sourceAccount, folder, artifacts } = given;
  const limit = makeLimit(AT_ONCE);
  const copyOne = (from: ObjectPlace, expectedETag: string | null): Promise<void> =>
    limit(() => copyAndCompare(objects, from, placeOf(from, folder, artifacts), expectedETag));
  const moved = named.map(async ({ s3Uri, isFolder, eTag }) => {
    const from = sourcePlace(s3Uri, sourceAccount, artifacts);
    const keys = isFolder ? await objects.list(from) : [from.key];
    if (keys.length === 0) throw missing(from);
    const tooLong = isFolder
      ? keys.find((key) => copyKey(folder, { ...from, key }) !== wholeKey(folder, { ...from, key }))
      : undefined;
    if (tooLong !== undefined)
      throw new BlockedError(
        'KeyTooLong',
        `the copy of ${tooLong} would have a key of more than 1024 bytes`,
        'Shorten artifacts.prefix.',
      );
    await Promise.all(keys.map((key) => copyOne({ ...from, key }, isFolder ? null : eTag)));
    const key = isFolder ? wholeKey(folder, from) : copyKey(folder, from);
    return [s3Uri, `s3://${artifacts.bucket}/${key}`] as const;
  });
  return new Map(await allOrFirstFailure(moved));
}

/** Waits for all, so that nothing goes on in the background when one has failed. */
async function allOrFirstFailure<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  const results = await Promise.allSettled(work);
  const failed = results.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

const placeOf = (
  from: ObjectPlace,
  folder: string,
  { bucket, owner, kmsKeyArn }: ObjectsToCopy['artifacts'],
): ObjectPlace & { readonly kmsKeyArn: string | null } => ({ bucket, owner, kmsKeyArn, key: copyKey(folder, from) });

const shown = ({ bucket, key }: ObjectPlace): string => `s3://${bucket}/${key}`;
const missing = (from: ObjectPlace): BlockedError =>
  new BlockedError(
    'ObjectMissing',
    `${shown(from)} is not there`,
    'Put the object back, or register the version anew.',
  );

async function copyAndCompare(
  objects: Objects,
  from: ObjectPlace,
  to: ObjectPlace & { readonly kmsKeyArn: string | null },
  expectedETag: string | null,
): Promise<void> {
  const seen = await objects.head(from);
  if (!seen) throw missing(from);
  if (expectedETag !== null && bare(expectedETag) !== bare(seen.eTag))
    throw new BlockedError(
      'EvidenceChanged',
      `${shown(from)} has the ETag ${bare(seen.eTag)}; the version was registered with ${bare(expectedETag)}`,
      'Register the version anew: its model data was replaced after it had been registered.',
    );
  const there = await objects.head(to);
  if (there && differenceOf(seen, there) === null) return;
  await objects.copy({ ...from, seen }, to);
  const copied = await objects.head(to);
  const difference = copied ? differenceOf(seen, copied) : 'it is not there';
  if (difference !== null)
    throw new BlockedError('CopyDiffers', `${shown(to)} is not equal to ${shown(from)}: ${difference}`, null);
}

/** An ETag without the quotes that HTTP puts around it. */
export const bare = (eTag: string): string => eTag.replaceAll('"', '');
/** An ETag is the MD5 of the bytes where the object is in one part and not encrypted by KMS. */
const isDigest = ({ eTag, kmsKeyArn }: ObjectSeen): boolean => kmsKeyArn === null && /^[0-9a-f]{32}$/u.test(bare(eTag));

/** What differs; null where size and every checksum that both have are equal. */
function differenceOf(from: ObjectSeen, to: ObjectSeen): string | null {
  if (from.size !== to.size) return `${to.size} bytes instead of ${from.size}`;
  for (const [algorithm, checksum] of from.checksums) {
    const other = to.checksums.get(algorithm);
    if (other !== undefined && other !== checksum) return `${algorithm} is ${other} instead of ${checksum}`;
  }
  if (isDigest(from) && isDigest(to) && bare(from.eTag) !== bare(to.eTag))
    return `ETag is ${bare(to.eTag)} instead of ${bare(from.eTag)}`;
  return null;
}
