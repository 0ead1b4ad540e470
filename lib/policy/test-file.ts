// A policy test as its file says it: the types, and what a case expects.
import type { ValidationResult, Place, Verdict } from './policy.ts';

/** Place of what the keys lead to in evidence written in the file, or of the nearest thing around it; null where nothing of it is there. */
export type PlaceIn = (path: readonly (string | number)[]) => Place | null;

/** Evidence written in the file, or the path of a captured fixture as it stands there; with the place of each part. */
export type TestBase =
  | { readonly kind: 'inline'; readonly value: unknown; readonly placeIn: PlaceIn }
  | { readonly kind: 'fixture'; readonly path: string; readonly place: Place };

/** What a check gave; `exception` is a false check that passed by an exception. */
export type ExpectedResult = ValidationResult['result'] | 'exception';

/** A part of the outcome that has to be so. What is not named may be anything; `errors` is an exact count, lists of names are exact. */
export type Expectation = {
  readonly place: Place;
  readonly verdict: Placed<Verdict> | null;
  readonly validations: readonly {
    /** `check`, or `policy/check` where several policies have a check of the name. */
    readonly name: string;
    readonly result: ExpectedResult | null;
    /** A part of its sentence. */
    readonly message: string | null;
    readonly place: Place;
  }[];
  /** Parts of sentences that somebody has to read. */
  readonly messages: readonly Placed<string>[];
  readonly errors: Placed<number> | null;
  readonly reviews: readonly ExpectedReview[] | null;
  readonly exceptions: Placed<readonly string[]> | null;
  /** A part of the sentence that refuses the answer of this step. */
  readonly refused: Placed<string> | null;
};
export type Placed<T> = { readonly value: T; readonly place: Place };

export const REVIEW_STATES = ['Open', 'Met', 'Rejected', 'Expired'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];
export type ExpectedReview = {
  readonly name: string;
  readonly state: ReviewState | null;
  readonly count: number | null;
  readonly given: number | null;
  readonly place: Place;
};

/** What a person says in a simulated answer, `after` milliseconds from the step before; without `by` only time passes. */
export type TestStep = {
  readonly place: Place;
  readonly by: string | null;
  readonly choice: 'Approve' | 'Reject' | 'Withdraw';
  readonly comment: string | null;
  readonly after: number;
  readonly expect: Expectation | null;
};

export type TestCase = {
  readonly name: string;
  readonly place: Place;
  readonly now: number | null;
  readonly patch: { readonly value: unknown; readonly placeIn: PlaceIn } | null;
  readonly remove: readonly Placed<string>[];
  readonly expect: Expectation;
  readonly steps: readonly TestStep[];
};

/** One kind: PolicyTest. `policies` are those under test; empty: all. `now` in milliseconds. */
export type TestFile = {
  readonly name: string;
  readonly file: string;
  readonly place: Place;
  readonly policies: readonly Placed<string>[];
  readonly now: number;
  readonly base: TestBase;
  readonly basePlace: Place;
  readonly cases: readonly TestCase[];
};
