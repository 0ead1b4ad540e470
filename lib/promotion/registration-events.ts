// The events about copies, with ids that are the same for every worker that publishes them.
import { eventIdOf } from '../ledger/entries.ts';
import type { Blocked } from '../ledger/copies.ts';
import type { Lane } from '../ledger/lane.ts';
import type { Wanted } from '../ledger/wanted.ts';
import type { ModelPackageRegistered, PromotionEvent } from '../promotion-events.ts';

/** A copy is there, or has a later decision's status. */
export function registered(
  lane: Lane,
  wanted: Wanted,
  copy: Pick<ModelPackageRegistered, 'change' | 'copyArn' | 'copyApprovalStatus' | 'droppedMetadata'>,
): PromotionEvent {
  const detailType = 'Model Package Registered';
  const resources = [wanted.subject.modelPackageArn, copy.copyArn];
  return { detailType, resources, detail: { ...common(detailType, lane, wanted, copy.change), ...copy } };
}

/** A target is closed. `againAt` is when it is tried again (ms); null: not by itself. */
export function registrationFailed(
  lane: Lane,
  wanted: Wanted,
  { reason, message, fix, times }: Blocked,
  againAt: number | null,
): PromotionEvent {
  const detailType = 'Model Package Registration Failed';
  const nextAttemptAt = againAt === null ? null : new Date(againAt).toISOString();
  const detail = { ...common(detailType, lane, wanted, `${reason} ${times}`), reason, message, fix, nextAttemptAt };
  return { detailType, resources: [wanted.subject.modelPackageArn, lane.target], detail };
}

function common(detailType: PromotionEvent['detailType'], lane: Lane, wanted: Wanted, what: string) {
  const { account, region, target: modelPackageGroupArn } = lane;
  const [, modelPackageGroupName = ''] = modelPackageGroupArn.split('/');
  return {
    schemaVersion: '1' as const,
    eventId: eventIdOf(detailType, `${lane.laneId} ${wanted.decisionId} ${what}`, 0),
    subject: wanted.subject,
    decisionId: wanted.decisionId,
    target: { modelPackageGroupName, modelPackageGroupArn, account, region },
  };
}
