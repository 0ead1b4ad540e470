// What became of an UpdateProject, seen from a look at the project that began after the call. Pure.
import type { Project } from '../lane-ports.ts';
import type { Attempt } from '../ledger/lane.ts';
import { LIMITS, SETTLES_WITHIN } from '../ledger/limits.ts';
import { digestOf, visibleSet } from './parameter-set.ts';

export type Judged =
  | { readonly judged: 'underWay'; readonly because: string }
  | { readonly judged: 'completed' }
  | { readonly judged: 'failed'; readonly message: string }
  /** Our call did not land, or was followed by another's: read again. `changedBy` names him. */
  | { readonly judged: 'elsewhere'; readonly because: string; readonly changedBy: string | null };

type Seen = {
  readonly project: Project;
  readonly attempt: Attempt;
  /** The ARN that our own changes are shown under. */
  readonly self: string;
  readonly omitParameters: readonly string[];
  /** When the look began, in milliseconds. */
  readonly lookedAt: number;
};

/** Judges one look. In `sending` the lease is over, so that what has not landed never will. */
export function judgeUpdate(seen: Seen): Judged {
  const { project, attempt, lookedAt } = seen;
  const { name, status, statusMessage } = project;
  if (status === 'Pending' || status.endsWith('InProgress'))
    return { judged: 'underWay', because: `project ${name} is ${status}` };
  const isEqual = digestOf(visibleSet(project.parameters, seen)) === attempt.parameterDigest;
  if (status === 'UpdateFailed' && isOurs(seen))
    return {
      judged: 'failed',
      message: statusMessage ?? 'SageMaker says no reason (ProvisionedProductStatusMessage is empty)',
    };
  if (status === 'UpdateCompleted' && isEqual) return { judged: 'completed' };
  if (!/^(?:Create|Update)(?:Completed|Failed)$/u.test(status))
    return { judged: 'failed', message: `project ${name} is ${status}` };
  // How long an accepted call may stay invisible, SageMaker documents nowhere.
  const isBehind = attempt.phase === 'following' && !isLater(seen) && lookedAt < attempt.startedAt + SETTLES_WITHIN;
  if (isBehind) return { judged: 'underWay', because: `SageMaker does not show the update of project ${name} yet` };
  const changedBy = isOurs(seen) ? null : otherAuthor(seen);
  const by = changedBy === null ? '' : ` ${changedBy} has changed it meanwhile.`;
  return { judged: 'elsewhere', because: `project ${name} is not as the update left it.${by}`, changedBy };
}

/** Ours: changed last by our role, and not before the call began. */
const isOurs = (seen: Seen): boolean => samePrincipal(seen.project.modifiedBy, seen.self) && isLater(seen);

/** SageMaker's clock and this worker's may differ. */
const isLater = ({ project, attempt }: Seen): boolean =>
  project.modifiedAt !== null && project.modifiedAt >= attempt.startedAt - LIMITS.clockError;

function otherAuthor({ project, attempt, self }: Seen): string | null {
  const isNew = project.modifiedAt !== null && project.modifiedAt > (attempt.readModifiedAt ?? attempt.startedAt);
  return isNew && project.modifiedBy !== null && !samePrincipal(project.modifiedBy, self) ? project.modifiedBy : null;
}

/** The same role, whatever its session is called. */
export function samePrincipal(one: string | null, other: string): boolean {
  const roleOf = (arn: string): string => arn.replace(/^(arn:[^:]*:sts::\d*:assumed-role\/[^/]+)\/.*$/u, '$1');
  return one !== null && roleOf(one) === roleOf(other);
}
