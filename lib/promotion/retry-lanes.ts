// Closed targets and projects tried again on a person's command: their lanes and those that wait are due now and woken, those that were given up are wanted once more.
import type { Lanes, WakeLane } from '../lane-ports.ts';
import { postponed, reopened, type Lane } from '../ledger/lane.ts';
import { ConditionFailedError, type Clock } from '../ports.ts';
import { endedBadly } from './lane-standing.ts';

export type RetryPorts = {
  readonly lanes: Pick<Lanes, 'putLane'>;
  /** null: nobody can be woken from here, and the next sweep does it. */
  readonly wakeLane: WakeLane | null;
  readonly clock: Clock;
};

/** Something is wanted and not begun: the mode was Audit, another update ran, the last try failed. */
const isWaiting = ({ wanted, attempt }: Lane): boolean => wanted !== null && attempt === null;

/** How many of these lanes are tried again. One that somebody else moves at this moment is left to him. Throws what the ports throw. */
export async function retryLanes(ports: RetryPorts, found: readonly Lane[]): Promise<number> {
  let count = 0;
  for (const lane of found) {
    if (!lane.blocked && !endedBadly(lane) && !isWaiting(lane)) continue;
    const now = ports.clock();
    const isOpen = lane.wanted !== null || lane.attempt !== null;
    const again = isOpen ? postponed(lane, now, lane.because ?? '') : reopened(lane, now);
    if (!again) continue;
    try {
      // The 24 hours begin anew.
      await ports.lanes.putLane(lane, { ...again, ...(lane.blocked && { blocked: null }) });
    } catch (error) {
      if (error instanceof ConditionFailedError) continue;
      throw error;
    }
    await ports.wakeLane?.({ laneId: lane.laneId, delay: 0, dueAt: null });
    count += 1;
  }
  return count;
}
