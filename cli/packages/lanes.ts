// The lanes of a stack, read whole, and who wakes them: for the verbs that show and retry what an approval set in motion.
import { eachPage } from '../../lib/each-page.ts';
import type { Lanes, WakeLane } from '../../lib/lane-ports.ts';
import type { Lane, LaneKind } from '../../lib/ledger/lane.ts';
import type { Connection } from '../frame/connect.ts';
import type { World } from '../frame/world.ts';

const QUEUES: Readonly<Record<LaneKind, string>> = { project: 'RedeployQueue', registration: 'RegisterQueue' };

/** The lanes in the ledger's table. Throws CliError 69 where there is no table. */
export async function openLanes(connection: Connection): Promise<Lanes> {
  const { makeLanes } = await import('../../lib/aws/lanes.ts');
  const { tableName, region } = await connection.table();
  return makeLanes({ tableName, client: { region } });
}

/** All lanes of a kind. */
export async function allLanes(lanes: Lanes, kind: LaneKind): Promise<readonly Lane[]> {
  const pages = await Array.fromAsync(eachPage((token) => lanes.listLanes(kind, token)));
  return pages.flatMap((page) => page.lanes);
}

/** Wakes lanes of a kind over their queue of this stack; null where that queue can't be found with these rights. */
export async function openWaker({ stack, region }: Connection, world: World, kind: LaneKind): Promise<WakeLane | null> {
  const [{ listStackResources }, { makeLaneWaker }] = await Promise.all([
    import('../../lib/aws/find-stack.ts'),
    import('../../lib/aws/lane-waker.ts'),
  ]);
  const place = { region, endpoint: world.environment['AWS_ENDPOINT_URL'] || null };
  const queueUrl = await listStackResources(stack, place).then(
    (resources) => resources.get(QUEUES[kind]) ?? null,
    () => null,
  );
  return queueUrl === null ? null : makeLaneWaker({ [kind]: queueUrl, client: { region } });
}
