// HEAD: one item per model package version, the only lock and the state of its newest revision. Pure types.
import type { ApprovalStatus } from '../evidence/evidence.ts';
import type { OpenRequirement, Verdict } from '../policy/policy.ts';
import type { Origin } from '../decisions/decision.ts';

/** All times are milliseconds since the epoch. */
export type Head = {
  readonly identity: string;
  readonly modelPackageArn: string;
  /** Counts decisions of this version from 1, by 1. */
  readonly revision: number;
  readonly state: 'applying' | 'done';
  /** New for every claim: how a worker knows its own write again. */
  readonly owner: string;
  readonly leaseUntil: number;
  readonly closedAt: number | null;
  readonly decisionId: string;
  /** Hash of the newest log entry; walking back from it gives the chain. */
  readonly entryHash: string;
  readonly origin: Origin;
  readonly verdict: Verdict;
  /** The status this revision wants in the registry; null where it leaves it alone. */
  readonly target: ApprovalStatus | null;
  /** Whether the revision writes to the registry at all (External and Drifted do not, Audit does not). */
  readonly writes: boolean;
  /** Digest of the description alone, without report hashes: what a look can compare without reading S3. */
  readonly descriptionDigest: string;
  readonly packageDigest: string;
  /** Digest of the policies that matched. */
  readonly policyDigest: string;
  /** Counts deployments: an older build never supersedes a newer one's decision. */
  readonly build: number;
  readonly readModifiedAt: number;
  /** The last decision of ours that set or described something in the registry. */
  readonly written: {
    readonly revision: number;
    readonly decisionId: string;
    readonly target: ApprovalStatus | null;
    readonly readModifiedAt: number;
  } | null;
  readonly review: OpenReview | null;
  /** The review before, as it was closed: whoever answers too late is told how it ended. */
  readonly lastReview?: ClosedReview | null;
  /** A person's order to approve past the policies (break-glass), until the revision that carries it out. */
  readonly bypass?: Bypass | null;
  /** Who changed the evidence of this version, as far as looks have shown it: distinct, the last one at the end. */
  readonly changedBy?: readonly string[];
  /** True where the revision is a Hold that may end by itself: evidence may still come. */
  readonly isWaiting?: boolean;
  /** True where a person had set the version back to pending on this very evidence: the gate does not decide it by itself again. */
  readonly wasReset?: boolean;
  /** What happened around the gate, where this revision records that. */
  readonly cause?: 'External' | 'BornApproved' | 'EvidenceChanged' | null;
  /** Sparse index `due`: when `reconcile` has to look at this item again, and why. */
  readonly due: { readonly kind: DueKind; readonly at: number } | null;
};

/** An open review is always due: answered (not told yet), reminder, expiry, or `review` where none of these is to come. */
export const REVIEW_DUE = ['answered', 'reminder', 'expiry', 'review'] as const;
export type DueKind = 'half-done' | 'evidence' | (typeof REVIEW_DUE)[number];

/** The open review's slot in HEAD, bound to the digest people were shown. */
export type OpenReview = {
  /** 32 hex characters that nobody can guess; links and buttons carry this and nothing else. */
  readonly reviewId: string;
  /** The decision that asked: its revision publishes the request. A review that outlives a policy change keeps the older one. */
  readonly decisionId: string;
  readonly packageDigest: string;
  readonly policyDigest: string;
  /** ARN of the champion that people were shown; null where there was none. */
  readonly champion: string | null;
  readonly requirements: readonly OpenRequirement[];
  readonly authors: Authors;
  /** In the order in which they came; the last one of a person counts. */
  readonly answers: readonly Answer[];
  /** So many of `answers` have been published. */
  readonly announced: number;
  readonly openedAt: number;
  /** The first moment at which a requirement expires; null where none does. */
  readonly expiresAt: number | null;
  /** Reminders fall due at openedAt + n * remindEvery; so many have been published. */
  readonly reminded: number;
};

/** Who made and changed the version, as SageMaker and its metadata name them; people are found from these when they answer. */
export type Authors = {
  readonly registrant: string | null;
  readonly changedBy: readonly string[];
  /** The keys that the requirements name in notFrom; null where the version does not carry the key. */
  readonly metadata: readonly { readonly key: string; readonly value: string | null }[];
};

/** The ways by which a person can answer. */
export type Door = 'Slack' | 'Page' | 'CommandLine' | 'Registry';

export type Answer = {
  /** Id in the directory. */
  readonly person: string;
  readonly choice: 'Approve' | 'Reject' | 'Withdraw';
  readonly comment: string;
  readonly door: Door;
  readonly packageDigest: string;
  readonly answeredAt: number;
  /** How the review stood with it: `Needs 2 of risk-approvers; 1 given`. */
  readonly sentence?: string;
  /** Groups asked by the review that the identity provider vouched for in the session that answered. */
  readonly groups?: readonly string[];
};

/** How a review ended: enough people approved; somebody rejected; nobody answered in time; what it was about has changed. */
export type ReviewOutcome = 'met' | 'rejected' | 'expired' | 'voided';

export type ClosedReview = {
  readonly reviewId: string;
  readonly outcome: ReviewOutcome;
  /** The sentence that tells how it ended. */
  readonly because: string;
  /** The decision that closed it. */
  readonly decisionId: string;
  readonly requirements: readonly OpenRequirement[];
  readonly answers: readonly Answer[];
  /** So many of `answers` had been published before. */
  readonly announced: number;
  readonly closedAt: number;
  /** The review that took its place, if one did. */
  readonly nextReviewId: string | null;
};

/** Break-glass: who ordered the approval, why, and for which evidence. */
export type Bypass = {
  readonly person: string;
  readonly comment: string;
  /** The IAM identity that the order was signed with. */
  readonly principal: string;
  readonly packageDigest: string;
  readonly orderedAt: number;
};
