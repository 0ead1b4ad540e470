// What the protocol asks about people, as functions that are handed over: who counts is no business of the ledger.
import type { ModelPackageArn } from '../identity.ts';
import type { Assessment, OpenRequirement } from '../policy/policy.ts';
import type { Answer, Authors, OpenReview } from './head.ts';
import type { Look } from './look.ts';

/** What a review has come to. Every `because` is a sentence that is printed unchanged. */
export type ReviewEnd =
  | { readonly outcome: 'met'; readonly verdict: 'Approve'; readonly because: string }
  | { readonly outcome: 'rejected'; readonly verdict: 'Reject'; readonly because: string }
  | { readonly outcome: 'expired'; readonly verdict: 'Reject' | 'Hold'; readonly because: string }
  | {
      /** Nobody answered in time: the same review once more, with more people asked. */
      readonly outcome: 'expired';
      readonly verdict: 'RequireReview';
      readonly because: string;
      readonly requirements: readonly OpenRequirement[];
    };

export type ReviewRules = {
  /** What the answers, or the time `now` (milliseconds), come to; null while the review is open. */
  settle(review: OpenReview, now: number): ReviewEnd | null;
  /** The answer that a status set in the registry stands for; null where nobody who may answer has set it, or he has answered so before. */
  registryAnswer(review: OpenReview, seen: Look): Answer | null;
  /** `Needs 2 of risk-approvers; 1 given`. */
  sentence(review: OpenReview): string;
};

/** Looks at what the policies say before anybody is asked: a review that nobody could complete is a Hold. */
export type PrepareReview = (assessment: Assessment, authors: Authors, arn: ModelPackageArn) => Assessment;

/** The rules by the authority of this moment; asked only where a review is open. */
export type ReadReviewRules = () => Promise<ReviewRules>;

/** Rules for a gate without people: no review ever completes. */
export const NOBODY: ReviewRules = { settle: () => null, registryAnswer: () => null, sentence: () => '' };
