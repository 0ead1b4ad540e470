// A call that was sent, or may have been, brought to its end: found again where its answer was lost, completed, told.
import { isCopyOf } from './copy-metadata.ts';
import type { Copy } from '../ledger/copies.ts';
import { accepted, finished, givenUp, withdrawn, type Attempt, type Lane } from '../ledger/lane.ts';
import type { TargetRegistry } from '../registration-ports.ts';
import { MINUTE } from '../times.ts';
import { updateCopy } from './carry-status.ts';
import { accessFor, withCopy } from './create-copy.ts';
import { moveLane } from './redeploy-ports.ts';
import { isTargetOf, type RegisterPorts } from './register-ports.ts';
import { registered } from './registration-events.ts';

/** How long before its start a lost call is looked for: clocks of registry and worker differ. */
const BEFORE_START = 5 * MINUTE;
const MOST_DESCRIBED = 4;

/** One look at the call under way. Throws BlockedError where the target is closed: the call stays as it is. */
export async function followRegistration(ports: RegisterPorts, lane: Lane, attempt: Attempt): Promise<Lane> {
  const target = ports.registrations.find((one) => isTargetOf(lane, one))?.target;
  const now = ports.clock();
  if (!target) return endWithout(ports, lane, now);
  const registry = ports.targets(accessFor(target, attempt.wanted.decisionId));
  if (attempt.phase === 'sending') {
    const copyArn = await findCopy(registry, lane, attempt);
    return copyArn === null
      ? moveLane(ports, lane, withdrawn(lane, now, 'the call did not reach the registry'))
      : moveLane(ports, lane, withCopy(accepted(lane, now), copyArn));
  }
  return complete(ports, registry, lane, attempt);
}

/** No file names the target any more, so nobody may go there: what was under way is left. */
const endWithout = (ports: RegisterPorts, lane: Lane, now: number): Promise<Lane> => {
  const open = withdrawn(lane, now, 'no Registration names this target any more');
  const given = { result: 'Dropped', because: open.because ?? '', instead: null } as const;
  return moveLane(ports, lane, { ...givenUp({ ...open, revision: lane.revision }, given, now), blocked: null });
};

/** The copy among the newest versions since the attempt, by source and evidence. One List, at most four Describes. */
async function findCopy(registry: TargetRegistry, lane: Lane, { startedAt, wanted }: Attempt): Promise<string | null> {
  const { packageDigest } = wanted;
  const { modelPackageArn } = wanted.subject;
  const arns = await registry.listSince(lane.target, startedAt - BEFORE_START, MOST_DESCRIBED);
  for (const arn of arns) {
    const seen = await registry.describe(arn);
    if (seen && isCopyOf(seen.metadata, { modelPackageArn, packageDigest })) return arn;
  }
  return null;
}

async function complete(ports: RegisterPorts, registry: TargetRegistry, lane: Lane, attempt: Attempt): Promise<Lane> {
  const { wanted, after } = attempt;
  const copyArn = after['copyArn'] ?? '';
  const change = after['change'] === 'StatusUpdated' ? 'StatusUpdated' : 'Created';
  const copyApprovalStatus = after['approvalStatus'] as Copy['approvalStatus'];
  if (change === 'StatusUpdated') await updateCopy(ports, lane, attempt, copyArn);
  else if (after['sourceUri']) await registry.setSourceUri(copyArn, after['sourceUri']);
  const droppedMetadata = (after['droppedMetadata'] ?? '').split('\n').filter((key) => key !== '');
  await ports.bus.publish(registered(lane, wanted, { change, copyArn, copyApprovalStatus, droppedMetadata }));
  const version = copyArn.split('/').at(-1) ?? '';
  const because = `v${version} over there is ${copyApprovalStatus}`;
  const copies = withStatus(lane.copies ?? [], {
    copyArn,
    packageDigest: wanted.packageDigest,
    decisionId: wanted.decisionId,
    approvalStatus: copyApprovalStatus,
  });
  const now = ports.clock();
  const done = { ...finished(lane, now, because), copies, blocked: null };
  // Copies of earlier evidence follow one by one.
  const isMore =
    wanted.approvalStatus === 'Rejected' && copies.some(({ approvalStatus }) => approvalStatus !== 'Rejected');
  const next = isMore && done.wanted === null ? { ...done, wanted, waitingSince: now, nextAttemptAt: now } : done;
  return moveLane(ports, lane, next);
}

/** The copies with this one first; of a copy that is known only status and decision are new. */
const withStatus = (copies: readonly Copy[], copy: Copy): readonly Copy[] => {
  const known = copies.find(({ copyArn }) => copyArn === copy.copyArn);
  const others = copies.filter(({ copyArn }) => copyArn !== copy.copyArn);
  return [{ ...copy, packageDigest: known?.packageDigest ?? copy.packageDigest }, ...others];
};
