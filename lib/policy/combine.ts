// Combines what all policies say: the strongest verdict wins, the order of policies never matters, Audit policies are only shown.
import type { Evidence } from '../evidence/evidence.ts';
import type { PolicyOutcome } from './evaluate-policy.ts';
import { usedExceptions } from './exception.ts';
import {
  strongestOf,
  VERDICTS,
  type Assessment,
  type OpenRequirement,
  type PolicyResult,
  type ValidationResult,
  type Verdict,
} from './policy.ts';
import { requirementsOf } from './requirements.ts';

/** The assessment of all policies; `outcomes` are sorted by policy name. */
export function combine(outcomes: readonly PolicyOutcome[], evidence: Evidence): Assessment {
  const counted = outcomes.filter(({ policy }) => policy.mode === 'Enforce');
  const results = counted.map(({ result }) => result);
  const matched = counted.filter(({ result }) => result.matched);
  const verdict = strongestOf(matched.map(({ result }) => result.verdict));
  const holding = verdict === 'Hold' ? matched.filter(({ result }) => result.verdict === 'Hold') : [];
  const errors = holding.flatMap(({ result }) => errorsOf(result));
  const isWaiting =
    holding.length > 0 &&
    errors.every((one) => one.errorKind === 'Absent') &&
    holding.some(({ policy }) => evidence.now < evidence.package.creationTime + policy.evidenceWait);
  const strongest = matched.filter(({ result }) => result.verdict === verdict);
  const exceptions = usedExceptions(matched.map(({ result }) => result));
  return {
    verdict,
    holdCause: verdict === 'Hold' ? holdCauseOf(errors) : null,
    isWaiting,
    policies: results,
    shadow: outcomes.filter(({ policy }) => policy.mode === 'Audit').map(({ result }) => result),
    requirements:
      verdict === 'RequireReview'
        ? merged(strongest.flatMap(({ policy, result }) => requirementsOf(policy, result)))
        : [],
    determining: distinct(
      strongest.flatMap(({ result }) => determiningOf(result).map((one) => `${result.policy}/${one.name}`)),
    ),
    reasons: reasonsOf(matched, verdict, isWaiting),
    warnings: distinct(
      matched.flatMap(({ result }) =>
        result.validations.filter((one) => one.result === 'warn' || one.exception).map((one) => one.message),
      ),
    ),
    errors: distinct(matched.flatMap(({ result }) => result.errors)),
    missing: distinct(matched.flatMap(({ missing }) => missing)),
    ...(exceptions.length > 0 && { exceptions }),
  };
}

/** A policy that is bound twice asks for each of its reviews once. */
function merged(requirements: readonly OpenRequirement[]): readonly OpenRequirement[] {
  const byReview = Map.groupBy(requirements, ({ policy, name }) => `${policy}/${name}`);
  return [...byReview.values()].flatMap((same) => {
    const [first] = same;
    return first ? { ...first, because: distinct(same.flatMap(({ because }) => because)) } : [];
  });
}

const errorsOf = (result: PolicyResult): readonly ValidationResult[] =>
  result.validations.filter((one) => one.result === 'error');

function holdCauseOf(errors: readonly ValidationResult[]): 'Evidence' | 'System' {
  return errors.every((one) => one.errorKind === 'Absent' || one.errorKind === 'Corrupt') ? 'Evidence' : 'System';
}

/** The checks that made a policy's verdict. */
function determiningOf(result: PolicyResult): readonly ValidationResult[] {
  const { validations, verdict } = result;
  const failed = validations.filter((one) => one.result === 'fail' && one.action === verdict);
  if (verdict === 'Reject') return failed.length > 0 ? failed : errorsOf(result);
  if (verdict === 'Hold') return errorsOf(result);
  if (verdict === 'RequireReview') return failed;
  return verdict === 'Approve' ? validations.filter((one) => one.result === 'pass' || one.result === 'warn') : [];
}

/** Sentences of the policies with the verdict, then those of weaker objections. */
function reasonsOf(matched: readonly PolicyOutcome[], verdict: Verdict, isWaiting: boolean): readonly string[] {
  if (matched.length === 0) return ['no policy matched'];
  const ranked = VERDICTS.slice(VERDICTS.indexOf(verdict)).filter(
    (one) => one === verdict || one === 'Reject' || one === 'Hold' || one === 'RequireReview',
  );
  const sentences = ranked.flatMap((one) =>
    matched.filter(({ result }) => result.verdict === one).flatMap(({ result }) => sentencesOf(result, isWaiting)),
  );
  const objections = matched.flatMap(({ result }) => result.validations.filter((one) => one.result === 'fail'));
  const lesser = objections.map(({ message }) => message);
  return distinct([...sentences, ...(verdict === 'Approve' || verdict === 'NoOpinion' ? [] : lesser)]);
}

function sentencesOf(result: PolicyResult, isWaiting: boolean): readonly string[] {
  const determining = determiningOf(result);
  if (determining.length > 0) return determining.map((one) => sentenceOf(one, result, isWaiting));
  if (result.verdict === 'RequireReview') return [`policy ${result.policy} asks people about every version`];
  if (result.verdict === 'Approve') return [`policy ${result.policy} approves without a check`];
  return [`policy ${result.policy} neither objects nor approves`];
}

function sentenceOf(one: ValidationResult, result: PolicyResult, isWaiting: boolean): string {
  if (one.errorKind !== 'Absent') return one.message;
  return isWaiting ? `waiting for evidence: ${one.message}` : `${one.message} (${result.file}, check ${one.name})`;
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
