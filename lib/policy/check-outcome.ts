// What one check found, before it becomes a validation result; shared by structured checks and expressions.
import { readPath, type Present, type ReadScope, type Unread } from './reading.ts';
import type { Measure, TraceNode, ValidationAction, ValidationResult } from './policy.ts';
import type { ValuePath } from './value-path.ts';

export type SeenValue = ValidationResult['values'][number];

/** `action` only where the check itself decides it (onNoBaseline: RequireReview); `missing` says what would help. */
export type CheckOutcome = {
  readonly result: ValidationResult['result'];
  readonly message: string;
  readonly values: readonly SeenValue[];
  readonly errorKind: ValidationResult['errorKind'];
  readonly missing: readonly string[];
  readonly action?: ValidationAction;
  readonly trace?: readonly TraceNode[];
  readonly measure?: Measure;
};

/** An outcome that is no error. */
export const found = (
  result: 'pass' | 'fail' | 'skip' | 'warn',
  message: string,
  values: readonly SeenValue[],
): CheckOutcome => ({ result, message, values, errorKind: null, missing: [] });

/** An error of this kind. */
export const failed = (
  errorKind: NonNullable<CheckOutcome['errorKind']>,
  message: string,
  values: readonly SeenValue[],
  missing: readonly string[] = [],
): CheckOutcome => ({ result: 'error', message, values, errorKind, missing });

/** An error because a value is not there, or can't be read. */
export const unread = ({ state, cause, missing }: Unread, values: readonly SeenValue[] = []): CheckOutcome =>
  failed(state === 'corrupt' ? 'Corrupt' : 'Absent', cause, values, missing === null ? [] : [missing]);

/** An error because what was read is no number. `what` is its name in sentences. */
export const notNumber = (what: string, { shown, source }: Present, values: readonly SeenValue[] = []): CheckOutcome =>
  failed('Corrupt', `${what} "${shown.slice(0, 80)}" is not a number (${source})`, values);

/** A value that was read, as a row of the result. */
export const seen = (path: ValuePath, reading: Present): SeenValue => ({
  label: path.text,
  value: reading.shown,
  source: reading.source,
});

/** Reads a path; where there is no value, the outcome that says so. */
export function readOr(path: ValuePath, scope: ReadScope): { reading: Present } | { outcome: CheckOutcome } {
  const reading = readPath(path, scope);
  return reading.state === 'present' ? { reading } : { outcome: unread(reading) };
}
