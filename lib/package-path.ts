// Addresses of pages: one model package, one policy. The identity of a package is in its address, since ARNs come back.
import { arnKey, isGroupName, partitionOf } from './identity.ts';

/** Where on the site one model package version is. */
export type PackagePlace = {
  readonly account: string;
  readonly region: string;
  readonly group: string;
  readonly version: number;
  /** Milliseconds. */
  readonly creationTime: number;
};

/** `/packages/111122223333/us-east-1/fraud-card/8/1763372472000`; null where the identity is of no version. */
export function packagePath(identity: string): string | null {
  const place = placeIn(identity);
  return (
    place &&
    `/packages/${place.account}/${place.region}/${encodeURIComponent(place.group)}/${place.version}/${place.creationTime}`
  );
}

/** What an identity of the ledger names (its group in lower case), or null. */
export function placeIn(identity: string): PackagePlace | null {
  const [, account, region, group, version, time] = identity.split(':');
  if (!account || !region || !group || !version || !time) return null;
  return { account, region, group, version: Number(version), creationTime: Number(time) };
}

/** The identity that an address names; null where it is no address of a package. */
export function identityOfPath(parameters: Readonly<Record<string, string>>): string | null {
  const { account = '', region = '', group = '', version = '', creationTime = '' } = parameters;
  const isAddress =
    /^\d{12}$/u.test(account) &&
    /^[a-z0-9-]{1,32}$/u.test(region) &&
    isGroupName(group) &&
    /^\d{1,9}$/u.test(version) &&
    /^\d{1,14}$/u.test(creationTime);
  if (!isAddress) return null;
  return `${arnKey({ partition: partitionOf(region), account, region, group, version: Number(version) })}:${creationTime}`;
}

/** Where the page of a policy is. */
export const policyPath = (name: string): string => `/policies/${encodeURIComponent(name)}`;
