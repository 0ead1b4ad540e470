// The backlog of a group: pending versions from before its adoption, and what the policies make of each now. Nothing is recorded.
import { eachPage } from '../../lib/each-page.ts';
import type { PolicySet } from '../../lib/policy/load.ts';
import type { Verdict } from '../../lib/policy/policy.ts';
import type { ListedPage, RegistryLists } from '../../lib/ports.ts';
import type { Connection } from '../frame/connect.ts';
import { gatherNow } from '../evaluate/now.ts';
import type { GroupToday } from './read-group-today.ts';
import type { World } from '../frame/world.ts';

/** Versions that one sweep lets in. Source: MAX_WRITES_PER_SWEEP. */
export const A_SWEEP = 20;

export type Backlog = {
  /** All pending versions of the group. */
  readonly count: number;
  /** Those that the first sweep lets in, with what the policies make of each. */
  readonly versions: readonly { readonly version: number; readonly verdict: Verdict; readonly reason: string | null }[];
};

/** Pending versions oldest first, as sweeps let them in. A group may have thousands: only the first are read. */
export async function backlogOf(
  { name, account, region }: GroupToday,
  set: PolicySet,
  connection: Connection,
  world: World,
): Promise<Backlog> {
  const pending = await listPending(connection.listsOf(account, region), name);
  const versions = [];
  for (const { arn } of pending.slice(0, A_SWEEP)) {
    world.progress(`reading ${name} v${arn.version}`);
    const { assessment } = await gatherNow(arn, set, connection, world.clock);
    const [verdict, reason] = [assessment?.verdict ?? 'NoOpinion', assessment?.reasons[0] ?? null];
    versions.push({ version: arn.version ?? 0, verdict, reason });
  }
  return { count: pending.length, versions };
}

async function listPending(lists: RegistryLists, group: string): Promise<ListedPage['packages']> {
  const pages = await Array.fromAsync(eachPage((token) => lists.listPending(token, group)));
  return pages.flatMap(({ packages }) => packages).toSorted((a, b) => a.creationTime - b.creationTime);
}
