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
  /** True where the revision is a Hold that may end by itself: evidence may still come. */
  readonly isWaiting?: boolean;
  /** True where a person had set the version back to pending on this very evidence: the gate does not decide it by itself again. */
  readonly wasReset?: boolean;
  /** What happened around the gate, where this revision records that. */
  readonly cause?: 'External' | 'BornApproved' | 'EvidenceChanged' | null;
  /** Sparse index `due`: when `reconcile` has to look at this item again, and why. */
  readonly due: { readonly kind: 'half-done' | 'evidence' | 'reminder' | 'expiry'; readonly at: number } | null;
};

/** The open review's slot in HEAD, bound to the digest people were shown. */
export type OpenReview = {
  readonly reviewId: string;
  readonly packageDigest: string;
  readonly policyDigest: string;
  readonly requirements: readonly OpenRequirement[];
  readonly answers: readonly Answer[];
  readonly openedAt: number;
  readonly expiresAt: number | null;
};

export type Answer = {
  readonly person: string;
  readonly choice: 'Approve' | 'Reject' | 'Withdraw';
  readonly comment: string;
  readonly door: string;
  readonly packageDigest: string;
  readonly answeredAt: number;
};
