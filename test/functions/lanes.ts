// The lanes of a running gate, read as its functions read them.
import { makeLanes } from '../../lib/aws/lanes.ts';
import type { Lane } from '../../lib/ledger/lane.ts';
import { ACCOUNT, type Gate } from './gate.ts';

/** The lanes of this gate's ledger. */
export function lanesOf({ world }: Pick<Gate, 'world'>) {
  return makeLanes({
    tableName: world.runtime.nameOf('LedgerTable') ?? '',
    client: {
      endpoint: world.aws.url,
      region: 'us-east-1',
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
    },
  });
}

/** How long nothing may happen before the clock is put forward to the next message (ms). */
const STILL = 5_000;

/** Resolves with the lane once it is as asked; asks for as long as it takes. A message that comes back much later, as after a lost connection, is not sat out. */
export async function untilLane(gate: Pick<Gate, 'world'>, laneId: string, isSo: (lane: Lane) => boolean) {
  const lanes = lanesOf(gate);
  const { aws, runtime, now, advance } = gate.world;
  for (let [seen, since] = ['', Date.now()]; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const lane = await lanes.readLane(laneId);
    if (lane && isSo(lane)) return lane;
    const shown = JSON.stringify(lane);
    if (shown !== seen || runtime.isAtWork()) [seen, since] = [shown, Date.now()];
    const next = aws.sqs.nextVisibleAt();
    if (next === null || Date.now() - since < STILL) continue;
    advance(Math.max(0, next - now()));
    since = Date.now();
  }
}
