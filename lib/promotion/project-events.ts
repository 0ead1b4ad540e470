// The events about one project, with ids that are the same for every worker that publishes them.
import { eventIdOf } from '../ledger/entries.ts';
import type { Attempt, Lane } from '../ledger/lane.ts';
import type { Wanted } from '../ledger/wanted.ts';
import type { PromotionEvent, ProjectUpdateFailed } from '../promotion-events.ts';
import { isWithoutProject } from './project-lane.ts';

type Name = Extract<PromotionEvent['detailType'], `Project ${string}`>;

/** UpdateProject was accepted. */
export const updateStarted = (lane: Lane, attempt: Attempt): PromotionEvent => {
  const detailType = 'Project Update Started';
  return { detailType, resources: resourcesOf(lane, attempt.wanted), detail: detailOf(detailType, lane, attempt) };
};

/** The project is UpdateCompleted with the version. */
export const updateFinished = (lane: Lane, attempt: Attempt): PromotionEvent => {
  const detailType = 'Project Update Finished';
  const detail = { ...detailOf(detailType, lane, attempt), projectStatus: 'UpdateCompleted' as const };
  return { detailType, resources: resourcesOf(lane, attempt.wanted), detail };
};

/** SageMaker could not, or the gate may not. `at` is when it is tried again (ms); null: not by itself. */
export function updateFailed(
  lane: Lane,
  tried: Attempt | Wanted,
  failure: Pick<ProjectUpdateFailed, 'reason' | 'message'> & { readonly againAt: number | null },
): PromotionEvent {
  const detailType = 'Project Update Failed';
  const { reason, message, againAt } = failure;
  const nextAttemptAt = againAt === null ? null : new Date(againAt).toISOString();
  const wanted = 'wanted' in tried ? tried.wanted : tried;
  const detail = { ...detailOf(detailType, lane, tried), reason, message, nextAttemptAt };
  return { detailType, resources: resourcesOf(lane, wanted), detail };
}

const arnOf = ({ account, region, target }: Lane, { subject }: Wanted): string => {
  const [, partition = 'aws'] = subject.modelPackageArn.split(':');
  return `arn:${partition}:sagemaker:${region}:${account}:project/${target}`;
};

const resourcesOf = (lane: Lane, wanted: Wanted): readonly string[] => [
  wanted.subject.modelPackageArn,
  ...(isWithoutProject(lane) ? [] : [arnOf(lane, wanted)]),
];

const projectIn = (lane: Lane, wanted: Wanted) => {
  const { account, region, target } = lane;
  return isWithoutProject(lane)
    ? { projectName: null, projectArn: null, account, region }
    : { projectName: target, projectArn: arnOf(lane, wanted), account, region };
};

function detailOf(detailType: Name, lane: Lane, tried: Attempt | Wanted) {
  const attempt = 'wanted' in tried ? tried : null;
  const wanted = 'wanted' in tried ? tried.wanted : tried;
  const n = attempt?.number ?? 0;
  const about = attempt ? lane.laneId : `${lane.laneId} ${wanted.decisionId}`;
  return {
    schemaVersion: '1' as const,
    eventId: eventIdOf(detailType, about, n),
    subject: wanted.subject,
    decisionId: wanted.decisionId,
    project: projectIn(lane, wanted),
    attempt: n,
    changes: Object.entries(attempt?.after ?? {}).map(([parameter, to]) => ({
      parameter,
      from: attempt?.before[parameter] ?? null,
      to,
    })),
    insteadOf: wanted.insteadOf,
    changedBy: attempt?.changedBy ?? null,
  };
}
