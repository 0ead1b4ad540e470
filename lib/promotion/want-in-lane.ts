// Writes into a lane what a decision wants there.
import type { Lanes, WakeLane } from '../lane-ports.ts';
import { want, type LanePlace } from '../ledger/lane.ts';
import type { Wanted } from '../ledger/wanted.ts';
import { ConditionFailedError, type Clock } from '../ports.ts';

/** Writes it where it is newer and wakes the lane where it is wanted: also where that is no news, since whoever wrote it may have died before its wake-up. */
export async function wantInLane(
  ports: { readonly lanes: Lanes; readonly wakeLane: WakeLane; readonly clock: Clock },
  place: LanePlace,
  wanted: Wanted,
): Promise<void> {
  if (await isWanted(ports, place, wanted)) await ports.wakeLane({ laneId: place.laneId, delay: 0, dueAt: null });
}

async function isWanted(
  { lanes, clock }: { readonly lanes: Lanes; readonly clock: Clock },
  place: LanePlace,
  wanted: Wanted,
): Promise<boolean> {
  for (;;) {
    const lane = await lanes.readLane(place.laneId);
    const next = want(lane, place, wanted, clock());
    if (!next) return lane?.wanted?.decisionId === wanted.decisionId;
    try {
      await lanes.putLane(lane, next);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
}
