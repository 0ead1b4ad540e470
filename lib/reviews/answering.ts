// An answer on its way in and what came of it: the contract between the doors and the reviews.
import type { Answer, Door } from '../ledger/head.ts';
import type { ReviewState } from '../ledger/review-state.ts';

/** What a door hands over once it knows who somebody is. */
export type GivenAnswer = {
  readonly reviewId: string;
  /** Id in the directory. */
  readonly personId: string;
  readonly choice: Answer['choice'];
  readonly comment: string;
  readonly door: Door;
  /** Digest of what the person was shown; null where the door can't tell, then what is asked now counts. */
  readonly packageDigest: string | null;
  /** Groups that the identity provider vouched for in this session; left out where the directory's alone count. */
  readonly claimedGroups?: readonly string[] | null;
};

/** Why nothing was recorded. `beingApplied` is worth another try in a moment, the others are not. */
export type RefusalReason =
  | 'unknownReview'
  | 'unknownPerson'
  | 'notAsked'
  | 'excluded'
  | 'revoked'
  | 'commentMissing'
  | 'answeredBefore'
  | 'tooOften'
  | 'nothingToWithdraw'
  | 'evidenceChanged'
  | 'alreadyDecided'
  | 'expired'
  | 'voided'
  | 'beingApplied';

/** `message` has several lines: what, which value from where, what next. */
export type Refusal = {
  readonly outcome: 'refused';
  readonly reason: RefusalReason;
  readonly message: string;
};

export type AnswerOutcome =
  | {
      readonly outcome: 'recorded';
      /** The same answer had been recorded before: a double click, a retry. */
      readonly isRepeat: boolean;
      /** Nothing more is needed: decide carries it out. */
      readonly isComplete: boolean;
      /** `Mei approved; 2 of 2 risk-approvers`. */
      readonly sentence: string;
      readonly state: ReviewState;
    }
  | Refusal;

/** Records one answer. Throws only where the ledger does not answer. */
export type AnswerReview = (given: GivenAnswer) => Promise<AnswerOutcome>;
