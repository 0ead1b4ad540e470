// kind: Registration as data: in which group of which account an approved version is registered once more, and as whom.
import type { Match, Place } from './policy.ts';
import type { ExternalApproval } from './project-redeployment.ts';

/** The group that copies go to. It comes from a file only, never from what a model package says. */
export type RegistrationTarget = {
  readonly modelPackageGroupArn: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly group: string;
  /** null: the gate's own role, which the group's policy has to let in. */
  readonly roleArn: string | null;
  readonly externalId: string | null;
  /** Whether a group that is missing is created. Only its own account can. */
  readonly createGroup: boolean;
};

/** An S3 bucket beside those of the source account from which objects may be copied. */
export type SourceBucket = { readonly bucket: string; readonly owner: string; readonly prefix: string };

export type Registration = {
  readonly name: string;
  readonly match: Match;
  readonly target: RegistrationTarget;
  /** What the copy is registered as. */
  readonly approvalStatus: 'PendingManualApproval' | 'Approved';
  /** Where model artifacts and reports are copied to; null: the copy points at the originals. */
  readonly artifacts: {
    readonly bucket: string;
    readonly owner: string;
    /** Ends with a slash, or is empty. */
    readonly prefix: string;
    readonly kmsKeyArn: string | null;
    readonly from: readonly SourceBucket[];
  } | null;
  /** Beginnings of image URIs that are written anew; the first that fits counts. */
  readonly images: readonly { readonly from: string; readonly to: string }[];
  /** `Carry`: a version that is rejected later is rejected over there too. */
  readonly onRejected: 'Keep' | 'Carry';
  readonly externalApproval: ExternalApproval;
  readonly place: Place;
};

/** The lane of one version in one target: one copy at a time, later decisions about the version in their order. */
export const registrationLaneId = (
  { account, region, group }: Pick<RegistrationTarget, 'account' | 'region' | 'group'>,
  identity: string,
): string => `registration/${account}/${region}/${group.toLowerCase()}/${identity}`;
