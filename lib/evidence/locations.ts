// Where a report may be read from: an S3 URI taken apart, and the account's allow list.
import type { RegistryAccount } from '../policy/policy.ts';

export type Location = { readonly bucket: string; readonly key: string };

/** s3://bucket/key, or null. Keys with `..` or control characters are refused: no report needs them. */
export function locationOf(uri: string): Location | null {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/u.exec(uri);
  const [, bucket, key] = match ?? [];
  if (bucket === undefined || key === undefined || /\p{Cc}/u.test(key) || key.split('/').includes('..')) return null;
  return { bucket, key };
}

/**
 * The account that has to own the bucket, or null where it may not be read. An account with a RegistryAccount file reads what the file
 * lists; the own account without one reads its own buckets. The owner is named in every read, so a bucket of somebody else is refused by S3.
 */
export function allowedBucket(
  { bucket, key }: Location,
  { accounts, ownAccount, account }: { accounts: readonly RegistryAccount[]; ownAccount: string; account: string },
): { owner: string } | null {
  const listed = accounts.find((one) => one.account === account);
  if (!listed) return account === ownAccount ? { owner: ownAccount } : null;
  const entry = listed.reportBuckets.find((one) => one.bucket === bucket && key.startsWith(one.prefix));
  return entry ? { owner: entry.owner } : null;
}
