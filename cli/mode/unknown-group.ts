// Whether a switch of one group names a group that is there: a slip of the pen stops nothing, and looks as if it had.
import { placesOf } from '../../lib/decisions/reconcile.ts';
import { didYouMean } from '../../lib/policy/suggest.ts';
import type { Connection } from '../frame/connect.ts';
import { groupNames } from '../packages/not-there.ts';

/** What to say where no registry of the gate has a group of this name; null where one has, or none may be asked. Never throws: the switch stands. */
export async function unknownGroup(group: string, connection: Connection): Promise<readonly string[] | null> {
  try {
    const { account, region, accounts } = connection;
    const names = await groupNames(placesOf({ policies: { accounts }, ownAccount: account, region }), connection);
    if (names.some((name) => name.toLowerCase() === group)) return null;
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
