// Whether a switch of one group names a group that is there: a slip of the pen stops nothing, and looks as if it had.
import { placesOf } from '../../lib/decisions/reconcile.ts';
import { eachPage } from '../../lib/each-page.ts';
import { didYouMean } from '../../lib/policy/suggest.ts';
import type { Connection } from '../frame/connect.ts';

/** What to say where no registry of the gate has a group of this name; null where one has, or none may be asked. Never throws: the switch stands. */
export async function unknownGroup(group: string, connection: Connection): Promise<readonly string[] | null> {
  try {
    const names = await groupNames(connection);
    if (names.some((name) => name.toLowerCase() === group)) return null;
    const { account, region, accounts } = connection;
    const others = accounts.length > 0 ? ' or the accounts of the policy files' : '';
    const meant = didYouMean(group, names);
    return [
      `No group ${group} is in account ${account}, ${region}${others}: nothing that is there now has changed.`,
      ...(meant === null ? [] : [meant]),
    ];
  } catch {
    return null;
  }
}

async function groupNames({ account, region, accounts }: Connection): Promise<readonly string[]> {
  const { makeListGroups } = await import('../../lib/aws/list-groups.ts');
  const names: string[] = [];
  for (const place of placesOf({ policies: { accounts }, ownAccount: account, region })) {
    const listGroups = makeListGroups({ accounts, ownAccount: account, region }, place.account, place.region);
    for await (const page of eachPage(listGroups)) names.push(...page.names);
  }
  return names;
}
