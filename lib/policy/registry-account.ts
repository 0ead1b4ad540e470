// Reads kind: RegistryAccount: where a registry is and which report buckets may be read for it.
import type { Document } from 'yaml';
import type { RegistryAccount } from './policy.ts';
import { readHead } from './read-metadata.ts';
import { faultIn, itemsIn, needed, neededText, readMap, textIn } from './yaml-members.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { placeOf, readAccount, readTexts } from './yaml-values.ts';

const KEYS = ['account', 'regions', 'roleArn', 'externalId', 'reportBuckets'];

/** Reads an account from a document whose kind is known. Null with faults where it can't be used. */
export function readRegistryAccount(source: Source, { contents }: Document): RegistryAccount | null {
  const head = readHead(source, contents, 'a registry account', KEYS);
  if (!head) return null;
  const { spec } = head;
  const account = readAccount(source, needed(spec, 'account'), 'account');
  const regions = readTexts(source, needed(spec, 'regions'), 'regions');
  if (regions.length === 0 && spec.at.has('regions'))
    faultAt(source, spec.at.get('regions'), 'regions needs at least one region, such as eu-west-1');
  const reportBuckets = itemsIn(spec, 'reportBuckets').flatMap(
    (item) => readBucket(source, item, 'report bucket') ?? [],
  );
  const roleArn = textIn(spec, 'roleArn');
  if (roleArn !== null && !/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/u.test(roleArn))
    faultIn(spec, 'roleArn', 'roleArn has to be the ARN of an IAM role');
  const externalId = textIn(spec, 'externalId');
  return account === null
    ? null
    : { account, regions, roleArn, externalId, reportBuckets, place: placeOf(source, contents) };
}

/** A bucket, the account that owns it, and the prefix below which it is read; empty for all of it. `what` is its name in sentences. */
export function readBucket(
  source: Source,
  node: unknown,
  what: string,
): RegistryAccount['reportBuckets'][number] | null {
  const members = readMap(source, node, what, ['bucket', 'owner', 'prefix']);
  const bucket = members && neededText(members, 'bucket');
  const owner = members && readAccount(source, needed(members, 'owner'), 'owner');
  const prefix = members && textIn(members, 'prefix');
  return bucket === null || owner === null ? null : { bucket, owner, prefix: prefix ?? '' };
}
