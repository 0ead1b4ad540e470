// One signed call under a lane's lease: sent at most once, and what is known of it written down whoever moves the lane meanwhile.
import { NotYetError } from '../errors.ts';
import type { Lanes } from '../lane-ports.ts';
import type { Attempt, Lane } from '../ledger/lane.ts';
import { ConditionFailedError, ThrottledError } from '../ports.ts';

/** The call was not made: its turn came too late, or it was refused for its rate. */
export type NotSent = { readonly answer: 'notSent'; readonly because: string };

/** The answer of a call, or that it was not sent. Throws any other error. */
export async function sent<T>(call: () => Promise<T>): Promise<T | NotSent> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NotYetError || error instanceof ThrottledError)
      return { answer: 'notSent', because: error.message };
    throw error;
  }
}

/** Settles the call in its lane by `settleOnce`, again where somebody moves the lane meanwhile: left `sending`, it would block the lane for its whole lease. */
export async function settleCall(
  lanes: Pick<Lanes, 'readLane'>,
  begun: Lane,
  { owner }: Attempt,
  settleOnce: (lane: Lane, attempt: Attempt) => Promise<Lane>,
): Promise<Lane> {
  for (;;) {
    const lane = (await lanes.readLane(begun.laneId)) ?? begun;
    if (lane.attempt?.owner !== owner || lane.attempt.phase !== 'sending') return lane;
    try {
      return await settleOnce(lane, lane.attempt);
    } catch (error) {
      // A later decision came to be wanted between the read and the write.
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
}
