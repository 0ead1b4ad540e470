// Writes into a lane what a decision wants there.
import type { Lanes } from '../lane-ports.ts';
import { want, type LanePlace } from '../ledger/lane.ts';
import type { Wanted } from '../ledger/wanted.ts';
import { ConditionFailedError, type Clock } from '../ports.ts';

/** Writes it where it is newer; true where it is wanted now. */
export async function wantInLane(
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
