// What the protocol knows when it plans: one look at a package version, the hint that caused it, and the revision it leads to.
import type { Origin } from '../decisions/decision.ts';
import type { ApprovalStatus } from '../evidence/evidence.ts';
import type { Assessment, Verdict } from '../policy/policy.ts';
import type { Authors, Bypass, Head } from './head.ts';
import type { ReviewEnd } from './review-rules.ts';

/** One look at the registry, begun at `lookedAt` (ms, this worker's clock) after HEAD was read. */
export type Look = {
  readonly lookedAt: number;
  readonly status: ApprovalStatus | null;
  readonly packageDigest: string;
  readonly descriptionDigest: string;
  readonly policyDigest: string;
  /** `modelgate:decision` as read: how our own write is known again. */
  readonly marker: string | null;
  /** LastModifiedTime in milliseconds. */
  readonly modifiedAt: number;
  readonly lastModifiedBy: string | null;
  /** What the policies say; null where the status is not pending. */
  readonly assessment: Assessment | null;
  readonly bornApproved: boolean;
  /** Who made and changed the version, with what HEAD knew before. */
  readonly authors: Authors;
  /** ARN of the champion that the version was compared with. */
  readonly champion: string | null;
};

/** What a message said, perhaps nothing. */
export type Hint = { readonly status: ApprovalStatus | null; readonly modifiedAt: number | null };

/** The revision to be claimed, before it has a document. */
export type Draft = {
  readonly origin: Origin;
  readonly verdict: Verdict;
  readonly target: ApprovalStatus | null;
  readonly writes: boolean;
  readonly cause: NonNullable<Head['cause']> | null;
  /** A sentence that comes before the policies' reasons, e.g. that a person has reset the version. */
  readonly reason: string | null;
  /** Id of the decision before. */
  readonly supersedes: string | null;
  /** What the open review has come to, where that is what makes this revision. */
  readonly end?: ReviewEnd;
  /** Why the open review is void, where neither changed evidence nor changed policies say so. */
  readonly voidedBecause?: string;
  /** True where the open review stays open beside this revision: people still have to answer. */
  readonly keepsReview?: boolean;
  /** The order that this revision carries out. */
  readonly bypass?: Bypass;
};
