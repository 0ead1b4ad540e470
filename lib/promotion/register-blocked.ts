// A target that is closed: written down with reason and fix, told once for each reason, tried again for a day, then left to people.
import { givenUp, postponed, withdrawn, type Lane } from '../ledger/lane.ts';
import type { Wanted } from '../ledger/wanted.ts';
import type { BlockedError } from '../registration-ports.ts';
import { moveLane } from './redeploy-ports.ts';
import { ASLEEP, BLOCKED_FOR, unblockAgainAt, type RegisterPorts } from './register-ports.ts';
import { registrationFailed } from './registration-events.ts';

/** Another try would find the same: the version itself has to be registered anew, or its file corrected. */
const IN_VAIN: ReadonlySet<string> = new Set([
  'EvidenceChanged',
  'BadUri',
  'BucketNotListed',
  'DecisionMissing',
  'KeyTooLong',
]);

/**
 * The lane after one more try that ended at a closed target. A call under way stays as it is, since it may have landed, unless the
 * refusal was its own answer (`isAnswer`): then it did not happen.
 */
export async function block(
  ports: RegisterPorts,
  lane: Lane,
  wanted: Wanted,
  error: BlockedError,
  { isAnswer = false } = {},
): Promise<Lane> {
  const now = ports.clock();
  const { reason, message, fix } = error;
  // A later decision, or a person's command, has its own day.
  const before = lane.blocked?.isGivenUp ? null : (lane.blocked ?? null);
  const since = before?.since ?? now;
  const isGivenUp = IN_VAIN.has(reason) || now - since >= BLOCKED_FOR;
  const blocked = { reason, message, fix, since, times: (before?.times ?? 0) + 1, isGivenUp };
  const againAt = isGivenUp ? null : unblockAgainAt(now, blocked.times - 1, ports.pace);
  if (before?.reason !== reason || isGivenUp)
    await ports.bus.publish(registrationFailed(lane, wanted, blocked, againAt));
  const later = againAt ?? now + ASLEEP;
  const waiting = isAnswer ? withdrawn(lane, later, message) : postponed(lane, later, message);
  const over = { result: 'Refused', because: `${reason}: ${message}`, instead: null } as const;
  // One move, one revision: giving up follows the withdrawal in the same write. A call that may have landed is kept, and sleeps.
  const isOver = isGivenUp && waiting.attempt === null;
  const after = isOver ? givenUp({ ...waiting, revision: lane.revision }, over, now) : waiting;
  const moved = await moveLane(ports, lane, { ...after, blocked });
  ports.onBlocked(moved);
  return moved;
}
