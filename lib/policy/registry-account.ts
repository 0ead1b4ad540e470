// Reads kind: RegistryAccount: where a registry is and which report buckets may be read for it.
import type { Document } from 'yaml';
import type { RegistryAccount } from './policy.ts';
import { readHead } from './read-metadata.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { member, needed, placeOf, readItems, readMap, readText, readTexts } from './yaml-values.ts';

const KEYS = ['account', 'regions', 'roleArn', 'externalId', 'reportBuckets'];

/** Reads an account from a document whose kind is known. Null with faults where it can't be used. */
export function readRegistryAccount(source: Source, { contents }: Document): RegistryAccount | null {
  const head = readHead(source, contents, 'a registry account', KEYS);
  if (!head) return null;
  const { spec } = head;
  const account = readAccount(source, needed(source, spec, 'account'), 'account');
  const regions = readTexts(source, needed(source, spec, 'regions'), 'regions');
  if (regions.length === 0 && spec.at.has('regions'))
    faultAt(source, spec.at.get('regions'), 'regions needs at least one region, such as eu-west-1');
  const buckets = readItems(source, member(source, spec, 'reportBuckets'), 'reportBuckets').flatMap(
    (item) => readBucket(source, item) ?? [],
  );
  const roleArn = readText(source, member(source, spec, 'roleArn'), 'roleArn');
  if (roleArn !== null && !/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/u.test(roleArn))
    faultAt(source, member(source, spec, 'roleArn'), 'roleArn has to be the ARN of an IAM role');
  const externalId = readText(source, member(source, spec, 'externalId'), 'externalId');
  return account === null
    ? null
    : { account, regions, roleArn, externalId, reportBuckets: buckets, place: placeOf(source, contents) };
}

function readAccount(source: Source, node: unknown, what: string): string | null {
  const account = readText(source, node, what);
  if (account === null || /^\d{12}$/u.test(account)) return account;
  faultAt(source, node, `${what} has to be 12 digits in quotes`);
  return null;
}

function readBucket(source: Source, node: unknown): RegistryAccount['reportBuckets'][number] | null {
  const members = readMap(source, node, 'report bucket', ['bucket', 'owner', 'prefix']);
  const bucket = members && readText(source, needed(source, members, 'bucket'), 'bucket');
  const owner = members && readAccount(source, needed(source, members, 'owner'), 'owner');
  const prefix = members && readText(source, member(source, members, 'prefix'), 'prefix');
  return bucket === null || owner === null ? null : { bucket, owner, prefix: prefix ?? '' };
}
