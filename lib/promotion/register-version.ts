// One delivery for one version and target: moves its lane as far as it goes now, and says when to look again.
import { NotYetError } from '../errors.ts';
import type { QueueUseCase } from '../handler.ts';
import { nextLaneStep, type Lane } from '../ledger/lane.ts';
import { ConditionFailedError, ThrottledError, UnansweredError } from '../ports.ts';
import { BlockedError } from '../registration-ports.ts';
import { wakeNext } from './copy-order.ts';
import { wakeAt } from './redeploy-ports.ts';
import { block } from './register-blocked.ts';
import { followRegistration } from './register-follow.ts';
import { ASLEEP, type RegisterPorts } from './register-ports.ts';
import { startRegistration } from './register-start.ts';
import { wokenIn, type Woken } from './woken.ts';

/** More moves than one delivery can need: a copy, its status, a later decision. */
const MOST_MOVES = 8;
/** Seconds until AWS is asked again, doubling: ten receipts outlast an hour. */
const again = (receiveCount: number): number => Math.min(900, 20 * 2 ** Math.min(10, receiveCount - 1));

/** Makes the queue's use case: messages are wake-ups of lanes. */
export function makeRegister(ports: RegisterPorts): QueueUseCase {
  return (messages) =>
    Promise.allSettled(
      messages.map(async ({ body, receiveCount }) =>
        registerVersion(ports, wokenIn(body, 'registration'), again(receiveCount)),
      ),
    );
}

async function registerVersion(ports: RegisterPorts, woken: Woken, retryAfter: number): Promise<Lane | null> {
  let hasMoved = false;
  for (let moves = 0; moves < MOST_MOVES; moves++) {
    const lane = await ports.lanes.readLane(woken.laneId);
    if (!lane) return null;
    const now = ports.clock();
    const step = nextLaneStep(lane, now);
    if (hasMoved && (step.step === 'nothing' || lane.blocked)) await wakeNext(ports, lane);
    if (step.step === 'nothing') return lane;
    if (step.step === 'wait') {
      // Whoever made it wait has sent the wake-up for that time; a second chain of them would never end.
      const isOwnTime = hasMoved || woken.dueAt === step.until || lane.attempt?.phase === 'sending';
      if (isOwnTime && step.until - now < ASLEEP / 2) await ports.wakeLane(wakeAt(lane.laneId, now, step.until));
      return lane;
    }
    hasMoved = (await moved(ports, lane, step, retryAfter)) || hasMoved;
  }
  throw new NotYetError(`lane ${woken.laneId} keeps moving`, 5);
}

type Doing = Exclude<ReturnType<typeof nextLaneStep>, { step: 'nothing' | 'wait' }>;

/** One move; false where another worker was faster. Throws NotYetError where AWS does not answer for now. */
async function moved(ports: RegisterPorts, lane: Lane, step: Doing, retryAfter: number): Promise<boolean> {
  try {
    if (step.step === 'start') await startRegistration(ports, lane, step.wanted);
    else await followRegistration(ports, lane, step.attempt);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return false;
    if (error instanceof ThrottledError || error instanceof UnansweredError)
      throw new NotYetError(error.message, retryAfter, { cause: error });
    if (!(error instanceof BlockedError)) throw error;
    return noteBlocked(ports, lane, step, error);
  }
}

async function noteBlocked(ports: RegisterPorts, lane: Lane, step: Doing, error: BlockedError): Promise<boolean> {
  try {
    await block(ports, lane, step.step === 'start' ? step.wanted : step.attempt.wanted, error);
    return true;
  } catch (problem) {
    if (problem instanceof ConditionFailedError) return false;
    throw problem;
  }
}
