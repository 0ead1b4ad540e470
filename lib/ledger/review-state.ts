// What every surface shows of a review: who is asked, who answered, who may not and why, what is missing, until when. Pure types.
import type { Answer, ClosedReview, Door } from './head.ts';

/** An open review as people see it. Times are milliseconds since the epoch. */
export type ReviewState = {
  readonly reviewId: string;
  readonly decisionId: string;
  readonly identity: string;
  readonly modelPackageArn: string;
  /** `fraud-card v8`. */
  readonly subject: string;
  readonly packageDigest: string;
  readonly openedAt: number;
  /** The first moment at which a requirement expires. */
  readonly expiresAt: number | null;
  /** `Needs 2 of risk-approvers; 1 given`, the one line that stands everywhere. */
  readonly sentence: string;
  /** `Unanswered by then, it is Rejected`; null without a deadline. */
  readonly onExpiry: string | null;
  /** True while the revision is being written: an answer has to wait for a moment. */
  readonly isBeingApplied: boolean;
  readonly requirements: readonly RequirementState[];
  /** Everything people said, in the order in which it came. */
  readonly answers: readonly AnswerState[];
  /** Everybody who is asked, by one line a person: what holds over all requirements. */
  readonly people: readonly PersonState[];
};

/** One requirement of one policy. */
export type RequirementState = {
  readonly name: string;
  readonly policy: string;
  readonly because: readonly string[];
  /** Who is asked, in words: `risk-approvers`, `Mei or Jonas`, `anybody who may review`. */
  readonly asked: string;
  /** How many distinct people have to approve, with the one more that an unknown author costs. */
  readonly count: number;
  readonly given: number;
  readonly missing: number;
  /** Why one more is needed; null where it is not. */
  readonly oneMoreBecause: string | null;
  readonly rejectedBy: number;
  readonly requireComment: boolean;
  readonly expiresAt: number | null;
  readonly onExpiry: 'Reject' | 'Escalate' | 'Hold';
  readonly escalateTo: string | null;
  /** True where nobody answered in time and the group of `escalateTo` is asked too. */
  readonly isEscalated: boolean;
  readonly people: readonly PersonState[];
};

/** What one person may and did. `because` says why not: `named in metadata key trained_by`. */
export type PersonState = {
  readonly id: string;
  readonly name: string;
  readonly state: 'mayAnswer' | 'approved' | 'rejected' | 'mayNot';
  readonly because: string | null;
  readonly answer: AnswerState | null;
};

export type AnswerState = Pick<Answer, 'choice' | 'comment' | 'answeredAt'> & {
  readonly personId: string;
  readonly name: string;
  readonly door: Door;
};

/** A review that is over: how it ended and who said what. */
export type ClosedState = Omit<ClosedReview, 'answers' | 'requirements'> & {
  readonly answers: readonly AnswerState[];
};
