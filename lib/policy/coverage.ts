// Which checks of the policies were seen to fail and to pass by tests.
import type { Policy } from './document.ts';
import type { Assessment, Place, PolicyResult, ValidationResult } from './policy.ts';

/** One check of a policy and how often tests saw it pass and fail. */
type CheckCoverage = {
  readonly policy: string;
  readonly validation: string;
  readonly place: Place;
  readonly passed: number;
  readonly failed: number;
};

/** Every check, in the order of the files; and the policies that no test evaluated at all. */
export type Coverage = {
  readonly checks: readonly CheckCoverage[];
  readonly neverFailed: readonly CheckCoverage[];
  readonly neverPassed: readonly CheckCoverage[];
  readonly untested: readonly { readonly policy: string; readonly place: Place }[];
};

/** Counts over the assessments of all cases. Errors and skipped checks count as neither; a false check that passes by an exception has failed. */
export function coverageOf(policies: readonly Policy[], assessments: readonly Assessment[]): Coverage {
  const results = assessments.flatMap(({ policies: counted, shadow }) => [...counted, ...shadow]);
  const byPolicy = Map.groupBy(
    results.filter(({ matched }) => matched),
    ({ policy }) => policy,
  );
  const checks = policies.flatMap((policy) => checksOf(policy, byPolicy.get(policy.name) ?? []));
  return {
    checks,
    neverFailed: checks.filter(({ failed }) => failed === 0),
    neverPassed: checks.filter(({ passed }) => passed === 0),
    untested: policies.filter(({ name }) => !byPolicy.has(name)).map(({ name, place }) => ({ policy: name, place })),
  };
}

function checksOf(policy: Policy, results: readonly PolicyResult[]): readonly CheckCoverage[] {
  return policy.validations.map(({ name, place }) => {
    const seen = results.flatMap(({ validations }) => validations.filter((one) => one.name === name));
    return {
      policy: policy.name,
      validation: name,
      place,
      passed: seen.filter(hasPassed).length,
      failed: seen.filter(hasFailed).length,
    };
  });
}

/** The warn band of compare is no failure; a false check whose action is Warn is one. */
const hasFailed = ({ result, action, exception }: ValidationResult): boolean =>
  result === 'fail' || exception !== undefined || (result === 'warn' && action === 'Warn');
const hasPassed = (one: ValidationResult): boolean =>
  !hasFailed(one) && (one.result === 'pass' || one.result === 'warn');
