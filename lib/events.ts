// Every event in and out: source, detail-type, type. JSON Schemas and samples are in events/.
import type { Decision, RecordedAnswer } from './decisions/decision.ts';
import type { GateDoorLocked } from './door-events.ts';
import type { PromotionEvent } from './promotion-events.ts';
import type { ReviewOutcome } from './ledger/head.ts';
import type { Mode } from './policy/policy.ts';

/** One event of ours, ready for PutEvents on the bus modelgate. `detail` carries schemaVersion and a deterministic eventId. */
export type PublishedEvent =
  | PackageEvent
  | { readonly detailType: 'Gate Door Locked'; readonly resources: readonly string[]; readonly detail: GateDoorLocked }
  | {
      readonly detailType: 'Gate Mode Changed';
      readonly resources: readonly string[];
      readonly detail: GateModeChanged;
    };

/** Those about one model package version: their detail has a `subject`. */
export type PackageEvent =
  | PromotionEvent
  | {
      readonly detailType: 'Model Package Decision Made';
      readonly resources: readonly string[];
      readonly detail: DecisionMade;
    }
  | {
      readonly detailType: 'Model Package Review Requested';
      readonly resources: readonly string[];
      readonly detail: ReviewRequested;
    }
  | {
      readonly detailType: 'Model Package Review Answered';
      readonly resources: readonly string[];
      readonly detail: ReviewAnswered;
    }
  | {
      readonly detailType: 'Model Package Review Closed';
      readonly resources: readonly string[];
      readonly detail: ReviewClosed;
    }
  | {
      readonly detailType: 'Model Package Review Reminder Due';
      readonly resources: readonly string[];
      readonly detail: ReviewReminderDue;
    }
  | {
      readonly detailType: 'Model Package Approval Bypassed';
      readonly resources: readonly string[];
      readonly detail: ApprovalBypassed;
    }
  | {
      readonly detailType: 'Model Package Approval Drifted';
      readonly resources: readonly string[];
      readonly detail: ApprovalDrifted;
    };

type Common = { readonly schemaVersion: '1'; readonly eventId: string; readonly subject: Decision['subject'] };

export type DecisionMade = Common & { readonly decision: Decision | DecisionPointer };
/** Stands in for a decision above 60 KiB: the whole one is in the ledger. */
type DecisionPointer = Pick<Decision, 'decisionId' | 'revision' | 'verdict' | 'origin' | 'policyDigest' | 'reasons'> & {
  readonly trimmed: true;
  readonly ledgerEntry: string;
};
export type ReviewRequested = Common & {
  readonly decisionId: string;
  readonly reviewId: string;
  readonly packageDigest: string;
  readonly requirements: Decision['requirements'];
  readonly reasons: readonly string[];
  readonly expiresAt: string | null;
};
/** One answer to an open review. What it came to is told by `Review Closed`, if it came to anything. */
type ReviewAnswered = Common & {
  readonly decisionId: string;
  readonly reviewId: string;
  readonly answer: RecordedAnswer;
  /** `Needs 2 of risk-approvers; 1 given`, with this answer counted. */
  readonly sentence: string;
};
/** A review is over. Where it was voided or has expired, `nextReviewId` is the one that took its place. */
type ReviewClosed = Common & {
  /** The decision that closed it. */
  readonly decisionId: string;
  readonly reviewId: string;
  readonly outcome: ReviewOutcome;
  readonly because: string;
  readonly answers: readonly RecordedAnswer[];
  readonly nextReviewId: string | null;
};
type ReviewReminderDue = Common & {
  readonly decisionId: string;
  readonly reviewId: string;
  readonly packageDigest: string;
  /** Counts the reminders of one review from 1. */
  readonly reminder: number;
  readonly sentence: string;
  readonly expiresAt: string | null;
};
/** Break-glass: somebody approved past the policies. */
type ApprovalBypassed = Common & {
  readonly decisionId: string;
  readonly person: string;
  /** The IAM identity that the order was signed with. */
  readonly principal: string;
  readonly comment: string;
  /** What the policies said instead. */
  readonly reasons: readonly string[];
};
export type ApprovalDrifted = Common & {
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
