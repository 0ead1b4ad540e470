// Holds what a policy test expects against what came out: each difference as a sentence, with the checks that made it.
import { counted } from '../counted.ts';
import type { Assessment, PolicyResult, ValidationResult, Verdict, Place } from './policy.ts';
import type { SimulatedReview } from './simulated-reviews.ts';
import type { ExpectedResult, Expectation } from './test-file.ts';

/** What came out of a case or a step. `refusal` is the sentence that refused the step's answer. */
export type CaseOutcome = {
  readonly assessment: Assessment;
  readonly verdict: Verdict;
  readonly reviews: readonly SimulatedReview[];
  readonly refusal: string | null;
};

/** One difference; `checks` are the `policy/check` names that the reader has to see. */
export type Mismatch = { readonly place: Place; readonly message: string; readonly checks: readonly string[] };

/** Everything that differs. */
export function compareExpectation(expect: Expectation, outcome: CaseOutcome): readonly Mismatch[] {
  return [
    ...compareVerdict(expect, outcome),
    ...expect.validations.flatMap((one) => compareValidation(one, outcome.assessment)),
    ...compareMessages(expect, outcome.assessment),
    ...compareErrors(expect, outcome.assessment),
    ...compareReviews(expect, outcome),
    ...compareExceptions(expect, outcome.assessment),
    ...compareRefusal(expect, outcome),
  ];
}

/** What a check gave, as tests name it. */
const shownResult = ({ result, exception }: ValidationResult): ExpectedResult => (exception ? 'exception' : result);

const resultsOf = ({ policies, shadow }: Assessment): readonly PolicyResult[] => [...policies, ...shadow];

type Named = { readonly key: string; readonly check: ValidationResult };

const checksOf = (assessment: Assessment): readonly Named[] =>
  resultsOf(assessment).flatMap(({ policy, validations }) =>
    validations.map((check) => ({ key: `${policy}/${check.name}`, check })),
  );

function compareVerdict({ verdict }: Expectation, outcome: CaseOutcome): readonly Mismatch[] {
  if (!verdict || verdict.value === outcome.verdict) return [];
  const { determining } = outcome.assessment;
  const message = `expected verdict ${verdict.value}, got ${outcome.verdict}`;
  return [{ place: verdict.place, message, checks: determining }];
}

function compareValidation(expected: Expectation['validations'][number], assessment: Assessment): readonly Mismatch[] {
  const { name, result, message, place } = expected;
  const found = checksOf(assessment).filter(({ key, check }) => key === name || check.name === name);
  if (found.length === 0) return [missing(expected, assessment)];
  return found.flatMap(({ key, check }) => {
    const got = shownResult(check);
    if (result !== null && got !== result)
      return { place, message: `expected ${name} ${result}, got ${got}`, checks: [key] };
    if (message !== null && !check.message.includes(message))
      return { place, message: `expected ${name} to say "${message}", got "${check.message}"`, checks: [key] };
    return [];
  });
}

function missing({ name, result, place }: Expectation['validations'][number], assessment: Assessment): Mismatch {
  const unmatched = resultsOf(assessment).filter(({ matched }) => !matched);
  const because = unmatched.map(({ policy, notMatchedBecause }) => `${policy}: ${notMatchedBecause}`);
  const why = because.length > 0 ? ` (${because.join('; ')})` : '';
  return {
    place,
    message: `expected ${name} ${result ?? 'to be there'}, but no policy had this check${why}`,
    checks: [],
  };
}

function compareMessages({ messages }: Expectation, assessment: Assessment): readonly Mismatch[] {
  const { reasons, warnings, errors, missing: absent } = assessment;
  const said = [
    ...reasons,
    ...warnings,
    ...errors,
    ...absent,
    ...checksOf(assessment).map(({ check }) => check.message),
  ];
  return messages
    .filter(({ value }) => !said.some((sentence) => sentence.includes(value)))
    .map(({ value, place }) => ({
      place,
      message: `expected a sentence with "${value}", got ${reasons.map((one) => `"${one}"`).join(', ') || 'none'}`,
      checks: assessment.determining,
    }));
}

function compareErrors({ errors }: Expectation, assessment: Assessment): readonly Mismatch[] {
  const found = checksOf(assessment).filter(({ check }) => check.result === 'error');
  if (!errors || errors.value === found.length) return [];
  const wanted = counted(errors.value, 'error');
  return [
    { place: errors.place, message: `expected ${wanted}, got ${found.length}`, checks: found.map(({ key }) => key) },
  ];
}

function compareReviews({ reviews, place }: Expectation, outcome: CaseOutcome): readonly Mismatch[] {
  if (!reviews) return [];
  const checks = outcome.assessment.determining;
  const listed = (names: readonly string[]): string => (names.length > 0 ? names.toSorted().join(', ') : 'no review');
  const [wanted, got] = [reviews.map(({ name }) => name), outcome.reviews.map(({ name }) => name)];
  if (listed(wanted) !== listed(got))
    return [{ place: reviews[0]?.place ?? place, message: `expected ${listed(wanted)}, got ${listed(got)}`, checks }];
  return reviews.flatMap((expected) =>
    (['state', 'count', 'given'] as const).flatMap((key) => {
      const value = outcome.reviews.find(({ name }) => name === expected.name)?.[key];
      if (expected[key] === null || expected[key] === value) return [];
      return {
        place: expected.place,
        message: `expected ${key} ${expected[key]} of ${expected.name}, got ${value}`,
        checks,
      };
    }),
  );
}

function compareExceptions({ exceptions }: Expectation, assessment: Assessment): readonly Mismatch[] {
  const got = (assessment.exceptions ?? []).map(({ name }) => name).toSorted();
  if (!exceptions || exceptions.value.toSorted().join() === got.join()) return [];
  const listed = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'no exception');
  const message = `expected ${listed(exceptions.value)}, got ${listed(got)}`;
  return [{ place: exceptions.place, message, checks: [] }];
}

function compareRefusal({ refused }: Expectation, { refusal }: CaseOutcome): readonly Mismatch[] {
  if (!refused || refusal?.includes(refused.value)) return [];
  const got = refusal === null ? 'but it counted' : `got "${refusal}"`;
  return [
    {
      place: refused.place,
      message: `expected the answer to be refused with "${refused.value}", ${got}`,
      checks: [],
    },
  ];
}
