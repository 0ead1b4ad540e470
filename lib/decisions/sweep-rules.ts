// Which listed versions a sweep wakes decide for: pure, from what a list shows and what HEAD says.
import type { ApprovalStatus } from '../evidence/evidence.ts';
import type { Head } from '../ledger/head.ts';
import { LIMITS } from '../ledger/limits.ts';
import type { Mode } from '../policy/policy.ts';
import type { Adoption, ListedPackage } from '../ports.ts';

type Listed = Omit<ListedPackage, 'arn'>;

const PENDING: ApprovalStatus = 'PendingManualApproval';

/** Why a version waits that was only watched: decided in Audit, still pending, and its group is enforced by now. */
export const WATCHED = 'only watched so far';

/** Why decide has to look at a version, or null. `mode` is the group's effective one. */
export function reasonToWake(listed: Listed, head: Head | undefined, policyDigest: string, mode: Mode): string | null {
  const { approvalStatus: status } = listed;
  if (status === null) return null;
  if (!head) return status === PENDING ? 'never decided' : `${status} and never seen`;
  // The index of what is due wakes it once its lease is over.
  if (head.state === 'applying') return null;
  if (status === PENDING) {
    if (head.policyDigest !== policyDigest) return 'policies changed';
    if (head.target !== null) return 'pending again';
    if (mode === 'Enforce' && wasWatched(head)) return WATCHED;
  } else if (status !== head.target) return `${status} outside the gate`;
  return isChangedSince(listed, head) ? 'changed since it was decided' : null;
}

/** In Audit the gate's own decision writes nothing; NoOpinion never does. */
const wasWatched = ({ origin, writes, verdict }: Head): boolean =>
  origin === 'Gate' && !writes && verdict !== 'NoOpinion';

/** Changed after HEAD's own write can have landed: what came before is HEAD's look or its write. */
function isChangedSince({ modifiedAt }: Listed, head: Head): boolean {
  if (modifiedAt === null || modifiedAt <= head.readModifiedAt) return false;
  return !head.writes || modifiedAt > (head.closedAt ?? 0) + LIMITS.registryLag;
}

/** Since when versions of a group count as new (ms), and whether older ones are let in, as the backlog. */
export type Since = { readonly activeSince: number; readonly includesBacklog: boolean };

/** A group's own adoption counts; without one the first deployment of the stack. */
export const sinceOf = (stack: number, adoption: Adoption | undefined): Since =>
  adoption ?? { activeSince: stack, includesBacklog: false };

/** Whether a version may be decided: it is new to its group, or its group's backlog is included. */
export const mayBeDecided = (creationTime: number, { activeSince, includesBacklog }: Since): boolean =>
  includesBacklog || creationTime >= activeSince;

/** Whether a version belongs to the backlog: it is older than its group's adoption. */
export const isBacklog = (creationTime: number, { activeSince }: Since): boolean => creationTime < activeSince;
