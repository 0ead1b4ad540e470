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

/** Resolves with the lane once it is as asked; asks for as long as it takes. */
export async function untilLane(gate: Pick<Gate, 'world'>, laneId: string, isSo: (lane: Lane) => boolean) {
  const lanes = lanesOf(gate);
  for (;;) {
    const lane = await lanes.readLane(laneId);
    if (lane && isSo(lane)) return lane;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
