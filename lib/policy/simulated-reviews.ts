// What a policy test asks of the reviews: the answers of named people, and what comes of them. Reviews are another room; whoever runs tests hands this in.
import type { Evidence } from '../evidence/evidence.ts';
import type { Assessment, Verdict } from './policy.ts';
import type { ReviewState } from './test-file.ts';

/** An answer as a person would give it at that time (milliseconds). */
export type SimulatedAnswer = {
  readonly by: string;
  readonly choice: 'Approve' | 'Reject' | 'Withdraw';
  readonly comment: string | null;
  readonly at: number;
};

/** How one review stands: `given` of `count` approvals. */
export type SimulatedReview = {
  readonly policy: string;
  readonly name: string;
  readonly state: ReviewState;
  readonly count: number;
  readonly given: number;
};

/** What comes of the answers so far. `refusals` are answers that did not count, with the sentence the person would see. */
export type SimulatedOutcome = {
  readonly verdict: Verdict;
  readonly reviews: readonly SimulatedReview[];
  readonly refusals: readonly { readonly answer: SimulatedAnswer; readonly message: string }[];
};

/** Settles the reviews of an assessment, opened at `evidence.now`, as they stand at `now` (milliseconds) after these answers. Pure. */
export type SimulateReviews = (given: {
  readonly assessment: Assessment;
  readonly evidence: Evidence;
  readonly answers: readonly SimulatedAnswer[];
  readonly now: number;
}) => SimulatedOutcome;
