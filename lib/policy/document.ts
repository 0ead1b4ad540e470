// A loaded ModelApprovalPolicy: everything its file says, with defaults filled in and expressions compiled.
import type { Compiled } from './expression.ts';
import type { PolicyBinding } from './read-binding.ts';
import type { PolicyException } from './read-exception.ts';
import type { EvidenceDeclaration, Match, Mode, Place, ReviewRequirement, ValidationAction } from './policy.ts';
import type { ValuePath } from './value-path.ts';

/** A scalar parameter; whole numbers are int (bigint) in expressions. */
export type ParamValue = string | number | bigint | boolean;
/** A parameter's value, the text it was written as, and its bounds. */
export type Param = {
  readonly value: ParamValue | readonly ParamValue[];
  readonly text: string;
  readonly min: number | null;
  readonly max: number | null;
  /** The bounds as they were written. */
  readonly minText: string | null;
  readonly maxText: string | null;
  readonly place: Place;
};

/** A limit of a structured check: a number with its text as written, or a value to be read. */
export type Limit =
  | { readonly kind: 'number'; readonly value: number; readonly text: string }
  | { readonly kind: 'path'; readonly path: ValuePath };
/** A tolerance: absolute, or a share of the baseline (0.01 for 1%). */
export type Tolerance = { readonly kind: 'absolute' | 'share'; readonly value: number; readonly text: string };
export type NamedExpression = { readonly name: string; readonly expression: Compiled; readonly place: Place };

export type CompareCheck = {
  readonly kind: 'compare';
  readonly value: ValuePath;
  readonly baseline: ValuePath;
  readonly direction: 'HigherIsBetter' | 'LowerIsBetter';
  readonly tolerance: Tolerance | null;
  readonly warnTolerance: Tolerance | null;
  readonly onNoBaseline: 'Pass' | 'Fail' | 'Skip' | 'RequireReview';
};
export type RangeCheck = {
  readonly kind: 'range';
  readonly value: ValuePath;
  readonly min: Limit | null;
  readonly max: Limit | null;
};
export type Check =
  | { readonly kind: 'expression'; readonly expression: Compiled }
  | RangeCheck
  | CompareCheck
  | { readonly kind: 'present'; readonly values: readonly ValuePath[] }
  | { readonly kind: 'oneOf'; readonly value: ValuePath; readonly values: readonly string[] }
  | { readonly kind: 'glob'; readonly value: ValuePath; readonly patterns: readonly string[] };

/** One check of a policy and what a false one does. */
export type Validation = {
  readonly name: string;
  readonly place: Place;
  readonly check: Check;
  readonly action: ValidationAction;
  readonly review: string | null;
  readonly message: string | null;
  readonly messageExpression: Compiled | null;
};

/** A policy, ready to be evaluated. Durations are milliseconds; `sha256` is of the canonical document. */
export type Policy = {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly place: Place;
  readonly labels: ReadonlyMap<string, string>;
  readonly description: string | null;
  readonly mode: Mode;
  readonly failurePolicy: 'Hold' | 'Reject';
  readonly match: Match;
  readonly matchConditions: readonly NamedExpression[];
  readonly params: ReadonlyMap<string, Param>;
  readonly evidenceDeadline: number;
  readonly evidenceWait: number;
  readonly olderThanApproved: 'RequireReview' | 'Allow';
  readonly evidence: readonly EvidenceDeclaration[];
  readonly variables: readonly NamedExpression[];
  readonly validations: readonly Validation[];
  readonly reviews: readonly ReviewRequirement[];
  /** Where each review is written, by its name. */
  readonly reviewPlaces: ReadonlyMap<string, Place>;
  readonly onPass: 'Approve' | 'RequireReview' | 'NoOpinion';
  /** Under which binding it governs; null where by its own match. Set by `governing`, as are the exceptions that concern the subject. */
  readonly binding: PolicyBinding | null;
  readonly exceptions: readonly PolicyException[];
};
