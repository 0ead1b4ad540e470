// The order of copies: in one target the versions of one group go in the order of their numbers, as far as they wait at the same time.
import { eachPage } from '../each-page.ts';
import { postponed, type Lane } from '../ledger/lane.ts';
import { ConditionFailedError } from '../ports.ts';
import { MINUTE } from '../times.ts';
import { moveLane } from './redeploy-ports.ts';
import type { RegisterPorts } from './register-ports.ts';

type OrderPorts = Pick<RegisterPorts, 'lanes' | 'wakeLane' | 'clock'>;

/** A version gives way to older ones for so long; what keeps them may keep them for ever. */
const GIVES_WAY_FOR = 10 * MINUTE;

/** One line of versions: those of one group in one target. Null for an id that names no version. */
function placeInLine(laneId: string): { readonly line: string; readonly version: number } | null {
  const [, line, version] = /^(registration\/.+):(\d+):\d+$/u.exec(laneId) ?? [];
  return line === undefined ? null : { line, version: Number(version) };
}

/** The other lanes of the same line that are not at rest, by version. The list lags behind a little. */
async function othersInLine({ lanes }: Pick<OrderPorts, 'lanes'>, laneId: string) {
  const own = placeInLine(laneId);
  const found: { readonly laneId: string; readonly version: number; readonly isOlder: boolean }[] = [];
  for await (const { laneIds } of eachPage((token) => lanes.readDueLanes(Number.MAX_SAFE_INTEGER, token)))
    for (const id of laneIds) {
      const place = placeInLine(id);
      if (own && place?.line === own.line && id !== laneId)
        found.push({ laneId: id, version: place.version, isOlder: place.version < own.version });
    }
  return found.toSorted((one, other) => one.version - other.version);
}

/** The older version that is to be copied before this one; null where it may go. One that is blocked keeps nobody. */
export async function goesBefore(ports: OrderPorts, lane: Lane): Promise<number | null> {
  if (ports.clock() - (lane.waitingSince ?? 0) > GIVES_WAY_FOR) return null;
  for (const { laneId, version, isOlder } of await othersInLine(ports, lane.laneId)) {
    if (!isOlder) return null;
    const older = await ports.lanes.readLane(laneId);
    if (older && !older.blocked && (older.wanted || older.attempt)) return version;
  }
  return null;
}

/** After a lane came to rest or to a closed target: the next in line is looked at now. A success opens the way for blocked ones too. */
export async function wakeNext(ports: OrderPorts, { laneId, blocked, outcome }: Lane): Promise<void> {
  const isOpen = !blocked && outcome?.result === 'Finished';
  for (const { laneId: next } of await othersInLine(ports, laneId)) {
    const lane = await ports.lanes.readLane(next);
    if (!lane || (lane.blocked && !isOpen)) continue;
    // It is being worked on, and its end wakes the one after it.
    if (lane.attempt) return;
    try {
      const now = ports.clock();
      await moveLane(ports, lane, postponed(lane, now, lane.because ?? ''));
      return await ports.wakeLane({ laneId: next, delay: 0, dueAt: now });
    } catch (error) {
      // It moves by itself.
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
}
