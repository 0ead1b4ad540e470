// A wake-up of a lane as it comes by its queue.
import { InvalidError } from '../errors.ts';
import type { LaneKind } from '../ledger/lane.ts';
import { parseMembers, textOf } from '../members.ts';

/** `dueAt` is the time (ms) that the lane itself had named for it. */
export type Woken = { readonly laneId: string; readonly dueAt: number | null };

/** Reads the body of a message. Throws InvalidError where it names no lane of this kind. */
export function wokenIn(body: string, kind: LaneKind): Woken {
  const { laneId, dueAt } = parseMembers(body) ?? {};
  if (textOf(laneId).startsWith(`${kind}/`))
    return { laneId: textOf(laneId), dueAt: typeof dueAt === 'number' ? dueAt : null };
  throw new InvalidError('NotAWakeUp', `the message names no lane of a ${kind}; expected {"laneId":"${kind}/..."}`);
}
