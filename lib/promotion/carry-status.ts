// A later decision about the source is set at its copy: UpdateModelPackage with status, reason and decision in one call.
import { sha256 } from '../identity.ts';
import type { Copy } from '../ledger/copies.ts';
import { accepted, begin, type Attempt, type Lane } from '../ledger/lane.ts';
import { SOURCE_DECISION } from './copy-metadata.ts';
import { accessFor } from './create-copy.ts';
import { moveLane } from './redeploy-ports.ts';
import { isTargetOf, type RegisterPorts } from './register-ports.ts';
import type { Registering } from './register-start.ts';

/** Begins it; the update itself sets what may be set twice, so it is made while the lane follows it. */
export async function carryStatus(
  ports: RegisterPorts,
  { lane }: Pick<Registering, 'lane'>,
  { copyArn }: Copy,
  approvalStatus: Copy['approvalStatus'],
): Promise<Lane> {
  const now = ports.clock();
  const call = {
    owner: ports.newToken(),
    parameterDigest: sha256(`${copyArn} ${approvalStatus}`),
    readModifiedAt: null,
    before: {},
    after: { change: 'StatusUpdated', approvalStatus, copyArn },
    changedBy: null,
  };
  const begun = begin(lane, call, now);
  return moveLane(ports, lane, { ...accepted(begun, now), revision: lane.revision + 1 });
}

/** The update. A status that is there already is left. Throws BlockedError. */
export async function updateCopy(ports: RegisterPorts, lane: Lane, attempt: Attempt, copyArn: string): Promise<void> {
  const registration = ports.registrations.find((one) => isTargetOf(lane, one));
  if (!registration) return;
  const { decisionId, subject, version } = attempt.wanted;
  const registry = ports.targets(accessFor(registration.target, decisionId));
  const approvalStatus = attempt.after['approvalStatus'] as Copy['approvalStatus'];
  const seen = await registry.describe(copyArn);
  if (!seen || (seen.approvalStatus === approvalStatus && seen.metadata.get(SOURCE_DECISION) === decisionId)) return;
  await registry.updateStatus({
    copyArn,
    approvalStatus,
    approvalDescription: `${approvalStatus}: follows version ${version} of ${subject.modelPackageGroupName} in account ${subject.account}. [${decisionId}]`,
    metadata: new Map([[SOURCE_DECISION, decisionId]]),
    clientToken: sha256(`${lane.laneId} ${attempt.owner}`).slice(0, 32),
  });
}
