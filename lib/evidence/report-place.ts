// Where a report may be read from: an S3 URI taken apart and held against the account's list of buckets.
import type { RegistryAccount } from '../policy/policy.ts';

export type ReportPlace = { readonly bucket: string; readonly key: string; readonly owner: string };
export type ReportPlaces = {
  readonly accounts: readonly Pick<RegistryAccount, 'account' | 'reportBuckets'>[];
  readonly ownAccount: string;
};

/** An object of S3: bucket and key. */
export const S3_URI = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^\p{Cc}]{1,1024})$/u;

/** The object and its owner, or a clause that says why it is not read. The own account without a list may read all buckets it owns. */
export function reportPlaceOf(
  s3Uri: string,
  account: string,
  places: ReportPlaces,
): ReportPlace | { readonly cause: string } {
  const [, bucket, key] = S3_URI.exec(s3Uri) ?? [];
  if (bucket === undefined || key === undefined) return { cause: 'is not an S3 URI; expected s3://BUCKET/KEY' };
  if (key.endsWith('/')) return { cause: 'is a folder; expected the object that holds the report' };
  if (key.split('/').some((part) => part === '..' || part === '.')) return { cause: 'has a dot as a part of its path' };
  const listed = places.accounts.find((one) => one.account === account)?.reportBuckets ?? [];
  if (listed.length === 0 && account === places.ownAccount) return { bucket, key, owner: account };
  const ofBucket = listed.filter((one) => one.bucket === bucket);
  const found = ofBucket.find(({ prefix }) => key.startsWith(prefix));
  if (found) return { bucket, key, owner: found.owner };
  if (ofBucket.length === 0) return { cause: `bucket ${bucket} is not on the allow list of account ${account}` };
  return {
    cause: `this key of bucket ${bucket} is not on the allow list of account ${account}; expected prefix ${ofBucket.map(({ prefix }) => prefix).join(' or ')}`,
  };
}
