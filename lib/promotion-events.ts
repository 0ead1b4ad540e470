// The events of what an approval sets in motion: projects redeployed, versions registered in other accounts.
import type { OfVersion, Published } from './published.ts';

type Common = OfVersion & { readonly decisionId: string };

export type PromotionEvent =
  | Published<'Project Update Started', ProjectUpdateStarted>
  | Published<'Project Update Finished', ProjectUpdateFinished>
  | Published<'Project Update Failed', ProjectUpdateFailed>
  | Published<'Model Package Registered', ModelPackageRegistered>
  | Published<'Model Package Registration Failed', ModelPackageRegistrationFailed>;

/** Every event about a project: which one, which attempt, and what changes. */
type ProjectEvent = Common & {
  readonly project: {
    /** null in a failure alone: no project is known for the group. */
    readonly projectName: string | null;
    readonly projectArn: string | null;
    readonly account: string;
    readonly region: string;
  };
  /** Counts the updates of this project by the gate; 0 where none was begun. */
  readonly attempt: number;
  /** Template parameters that get another value; a hidden value is shown as `*`. */
  readonly changes: readonly { readonly parameter: string; readonly from: string | null; readonly to: string }[];
  /** Identity of the rejected version that this one replaces. */
  readonly insteadOf: string | null;
  /** Who else changed the project meanwhile; it was read again then. */
  readonly changedBy: string | null;
};
type ProjectUpdateStarted = ProjectEvent;
type ProjectUpdateFinished = ProjectEvent & { readonly projectStatus: 'UpdateCompleted' };
export type ProjectUpdateFailed = ProjectEvent & {
  /** `UpdateFailed`: SageMaker could not. `Refused`: the gate may not, or the project has no such parameter. */
  readonly reason: 'UpdateFailed' | 'Refused';
  /** What SageMaker said, or why it was refused and what to do. */
  readonly message: string;
  /** RFC 3339; null: nothing is tried again until somebody acts. */
  readonly nextAttemptAt: string | null;
};

/** Every event about a copy: where it is registered. */
type RegistrationEvent = Common & {
  readonly target: {
    readonly modelPackageGroupName: string;
    readonly modelPackageGroupArn: string;
    readonly account: string;
    readonly region: string;
  };
};
export type ModelPackageRegistered = RegistrationEvent & {
  /** `Created`: a new version over there. `StatusUpdated`: a later decision was carried to it. */
  readonly change: 'Created' | 'StatusUpdated';
  readonly copyArn: string;
  readonly copyApprovalStatus: 'Approved' | 'Rejected' | 'PendingManualApproval';
  /** Metadata keys of the source for which the copy had no room. */
  readonly droppedMetadata: readonly string[];
};
type ModelPackageRegistrationFailed = RegistrationEvent & {
  /** A name for the cause, such as AccessDenied, WrongExternalId, KmsDenied, GroupMissing, RegionDisabled. */
  readonly reason: string;
  readonly message: string;
  /** What somebody has to do; null where nothing but waiting helps. */
  readonly fix: string | null;
  /** RFC 3339; null: nothing is tried again until somebody acts. */
  readonly nextAttemptAt: string | null;
};
