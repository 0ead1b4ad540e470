// The checks of a decision, as people are told of them.
import { counted } from '../counted.ts';
import type { PolicyResult, ValidationResult } from './policy.ts';

/** A check under the name that `determining` has: policy and check. */
export type NamedCheck = { readonly name: string; readonly check: ValidationResult };

/** All checks of the policies that matched. */
export const checksOf = (policies: readonly PolicyResult[]): readonly NamedCheck[] =>
  policies
    .filter(({ matched }) => matched)
    .flatMap(({ policy, validations }) => validations.map((check) => ({ name: `${policy}/${check.name}`, check })));

/** Whether a check objects, or could not be evaluated. */
export const hasFailed = ({ result }: Pick<ValidationResult, 'result'>): boolean =>
  result === 'fail' || result === 'error';

/** `8 other checks passed. auc 0.951 is 0.7% over the champion's 0.944 (v6).` null where none passed. */
export function passedSentence(checks: readonly NamedCheck[], hasOthers: boolean): string | null {
  const passed = checks.map(({ check }) => check).filter(({ result }) => result === 'pass');
  if (passed.length === 0) return null;
  const compared = passed.find(({ measure }) => measure !== undefined && measure.baseline !== null);
  const count = `${counted(passed.length, hasOthers ? 'other check' : 'check')} passed.`;
  return compared ? `${count} ${compared.message}` : count;
}
