// Every event in and out: source, detail-type, type. JSON Schemas and samples are in events/.
import type { Decision, RecordedAnswer } from './decisions/decision.ts';
import type { GateDoorLocked } from './door-events.ts';
import type { PromotionEvent } from './promotion-events.ts';
import type { ReviewOutcome } from './ledger/head.ts';
import type { Mode } from './policy/policy.ts';
import type { OfVersion, Published } from './published.ts';

/** Every event of ours, for the bus modelgate. */
export type PublishedEvent =
  | PackageEvent
  | Published<'Gate Door Locked', GateDoorLocked>
  | Published<'Gate Mode Changed', GateModeChanged>;

/** Those about one model package version: their detail has a `subject`. */
export type PackageEvent =
  | PromotionEvent
  | Published<'Model Package Decision Made', DecisionMade>
  | Published<'Model Package Review Requested', ReviewRequested>
  | Published<'Model Package Review Answered', ReviewAnswered>
  | Published<'Model Package Review Closed', ReviewClosed>
  | Published<'Model Package Review Reminder Due', ReviewReminderDue>
  | Published<'Model Package Approval Bypassed', ApprovalBypassed>
  | Published<'Model Package Approval Drifted', ApprovalDrifted>;

export type DecisionMade = OfVersion & { readonly decision: Decision | DecisionPointer };
/** Stands in for a decision above 60 KiB: the whole one is in the ledger. */
type DecisionPointer = Pick<Decision, 'decisionId' | 'revision' | 'verdict' | 'origin' | 'policyDigest' | 'reasons'> & {
  readonly trimmed: true;
  readonly ledgerEntry: string;
};
export type ReviewRequested = OfVersion & {
  readonly decisionId: string;
  readonly reviewId: string;
  readonly packageDigest: string;
  readonly requirements: Decision['requirements'];
  readonly reasons: readonly string[];
  readonly expiresAt: string | null;
};
/** One answer to an open review. What it came to is told by `Review Closed`, if it came to anything. */
type ReviewAnswered = OfVersion & {
  readonly decisionId: string;
  readonly reviewId: string;
  readonly answer: RecordedAnswer;
  /** `Needs 2 of risk-approvers; 1 given`, with this answer counted. */
  readonly sentence: string;
};
/** A review is over. Where it was voided or has expired, `nextReviewId` is the one that took its place. */
type ReviewClosed = OfVersion & {
  /** The decision that closed it. */
  readonly decisionId: string;
  readonly reviewId: string;
  readonly outcome: ReviewOutcome;
  readonly because: string;
  readonly answers: readonly RecordedAnswer[];
  readonly nextReviewId: string | null;
};
type ReviewReminderDue = OfVersion & {
  readonly decisionId: string;
  readonly reviewId: string;
  readonly packageDigest: string;
  /** Counts the reminders of one review from 1. */
  readonly reminder: number;
  readonly sentence: string;
  readonly expiresAt: string | null;
};
/** Break-glass: somebody approved past the policies. */
type ApprovalBypassed = OfVersion & {
  readonly decisionId: string;
  readonly person: string;
  /** The IAM identity that the order was signed with. */
  readonly principal: string;
  readonly comment: string;
  /** What the policies said instead. */
  readonly reasons: readonly string[];
};
export type ApprovalDrifted = OfVersion & {
  readonly decisionId: string;
  readonly cause: 'External' | 'BornApproved' | 'EvidenceChanged' | 'Overwritten';
  readonly by: string | null;
  readonly reasons: readonly string[];
};
/** Somebody switched the stack, or one group (lower-case name), with `modelgate mode`. */
export type GateModeChanged = {
  readonly schemaVersion: '1';
  readonly eventId: string;
  readonly stack: string;
  /** null: the whole stack. */
  readonly modelPackageGroupName: string | null;
  /** Counts the switches of this stack or group from 1. */
  readonly change: number;
  readonly mode: Mode;
  /** What held before by the same switch; null where nobody had used it. */
  readonly previousMode: Mode | null;
  /** The IAM identity that wrote it. */
  readonly changedBy: string;
  readonly changedAt: string;
  readonly reason: string;
};
