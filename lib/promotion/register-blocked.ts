// A target that is closed: written down with reason and fix, told once for each reason, tried again for a day, then left to people.
import { givenUp, postponed, withdrawn, type Lane } from '../ledger/lane.ts';
import type { Wanted } from '../ledger/wanted.ts';
import type { BlockedError } from '../registration-ports.ts';
import { moveLane } from './redeploy-ports.ts';
import { BLOCKED_FOR, unblockAgainAt, type RegisterPorts } from './register-ports.ts';
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
  const before = lane.blocked ?? null;
  const blocked = { reason, message, fix, since: before?.since ?? now, times: (before?.times ?? 0) + 1 };
  const isInVain = IN_VAIN.has(reason) || now - blocked.since >= BLOCKED_FOR;
  const isOver = isInVain && (lane.attempt === null || isAnswer);
  const againAt = isOver ? null : unblockAgainAt(now, blocked.times - 1, ports.pace);
  if (before?.reason !== reason || isOver) await ports.bus.publish(registrationFailed(lane, wanted, blocked, againAt));
  const later = againAt ?? now;
  const waiting = isAnswer ? withdrawn(lane, later, message) : postponed(lane, later, message);
  const because = `${reason}: ${message}`;
  const over = { result: 'Refused', because, instead: null } as const;
  // One move, one revision: giving up follows the withdrawal in the same write.
  const after = isOver ? givenUp({ ...waiting, revision: lane.revision }, over, now) : waiting;
  const moved = await moveLane(ports, lane, { ...after, blocked });
  ports.onBlocked(moved);
  return moved;
}
