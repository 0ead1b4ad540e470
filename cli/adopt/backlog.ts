// The backlog of a group: pending versions from before its adoption, and what the policies make of each now. Nothing is recorded.
import type { PolicySet } from '../../lib/policy/load.ts';
import type { Verdict } from '../../lib/policy/policy.ts';
import type { Connection } from '../frame/connect.ts';
import { gatherNow } from '../evaluate/now.ts';
import type { GroupToday } from './read-group-today.ts';
import type { World } from '../frame/world.ts';

export type Backlog = {
  readonly versions: readonly { readonly version: number; readonly verdict: Verdict; readonly reason: string | null }[];
};

/** Pending versions oldest first, as sweeps let them in. */
export async function backlogOf(
  { name, pending }: GroupToday,
  set: PolicySet,
  connection: Connection,
  world: World,
): Promise<Backlog> {
  const versions = [];
  for (const { arn, version } of pending.toReversed()) {
    world.progress(`reading ${name} v${version}`);
    const { assessment } = await gatherNow(arn, set, connection, world.clock);
    versions.push({ version, verdict: assessment?.verdict ?? 'NoOpinion', reason: assessment?.reasons[0] ?? null });
  }
  return { versions };
}
