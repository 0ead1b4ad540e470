// What to say where the registry has no such version or group: where it was looked for, and what is there of nearly that name.
import { eachPage } from '../../lib/each-page.ts';
import type { ModelPackageArn } from '../../lib/identity.ts';
import { didYouMean } from '../../lib/policy/suggest.ts';
import { CliError } from '../frame/cli-error.ts';
import type { Connection } from '../frame/connect.ts';
import { EXIT } from '../frame/exit.ts';

export type RegistryPlace = { readonly account: string; readonly region: string };

/** CliError 66 for a version that is nowhere. Never rejects: what may not be read is not suggested. */
export async function noSuchVersion(arn: ModelPackageArn, connection: Connection): Promise<CliError> {
  const { account, region, group, version } = arn;
  const newest = await newestOf(arn, connection).catch(() => null);
  const meant = newest === null ? await nearestGroup(group, arn, connection) : `The newest is ${group}/${newest}.`;
  return notThere(`account ${account}, ${region} has no version ${version ?? ''} of ${group}.`, meant);
}

/** CliError 66 for a group without a version. Never rejects. */
export async function noSuchGroup(group: string, place: RegistryPlace, connection: Connection): Promise<CliError> {
  const meant = await nearestGroup(group, place, connection);
  return notThere(`account ${place.account}, ${place.region} has no version in group ${group}.`, meant);
}

const notThere = (what: string, meant: string | null): CliError =>
  new CliError(
    EXIT.notFound,
    `Not found: ${what}\n${meant === null ? '' : `${meant} `}Another account or region: --account, --region`,
  );

async function newestOf({ account, region, group }: ModelPackageArn, connection: Connection): Promise<number | null> {
  const { listNewestVersions } = await import('../../lib/aws/newest-versions.ts');
  const access = { accounts: connection.accounts, ownAccount: connection.account, region: connection.region };
  const [newest] = await listNewestVersions(access, { account, region, group, limit: 1 });
  return newest?.version ?? null;
}

const nearestGroup = (group: string, place: RegistryPlace, connection: Connection): Promise<string | null> =>
  groupNames([place], connection).then(
    (names) => didYouMean(group, names),
    () => null,
  );

/** Names of all groups of these registries. Rejects where one of them may not be listed. */
export async function groupNames(
  places: readonly RegistryPlace[],
  { account, region, accounts }: Connection,
): Promise<readonly string[]> {
  const { makeListGroups } = await import('../../lib/aws/list-groups.ts');
  const names: string[] = [];
  for (const place of places) {
    const listGroups = makeListGroups({ accounts, ownAccount: account, region }, place.account, place.region);
    for await (const page of eachPage(listGroups)) names.push(...page.names);
  }
  return names;
}
