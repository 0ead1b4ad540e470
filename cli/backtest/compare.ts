// One decision held against other policies: what it was, what it would be, and the check that makes the difference.
import type { Decision } from '../../lib/decisions/decision.ts';
import type { Evidence } from '../../lib/evidence/evidence.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicySet } from '../../lib/policy/load.ts';
import { governing } from '../../lib/policy/match.ts';
import {
  strongestOf,
  type Assessment,
  type Place,
  type PolicyResult,
  type ValidationResult,
  type Verdict,
} from '../../lib/policy/policy.ts';

export type Change = 'same' | 'stricter' | 'looser';

/** The check that makes a version change. `place` is in the new policies, or in the old ones where the check is gone. */
type DecidingCheck = {
  readonly policy: string;
  readonly name: string;
  /** `latency at 20%`. */
  readonly title: string;
  readonly place: Place;
  readonly message: string;
};

/** Verdicts of policies alone, without what people made of them. */
export type Compared = {
  readonly was: Verdict;
  readonly would: Verdict;
  readonly change: Change;
  readonly check: DecidingCheck | null;
};

/** What the old policies said: their verdict and their checks. */
export type Old = Pick<Assessment, 'verdict' | 'policies'>;

/** From the strictest. NoOpinion leaves a version pending, so it is stricter than Approve here. */
const STRICTNESS: readonly Verdict[] = ['Reject', 'Hold', 'RequireReview', 'NoOpinion', 'Approve'];

/** The verdict that the recorded results of the policies make, whatever people, a bypass or another hand made of the version. */
export function policyVerdictOf({ policies }: Pick<Decision, 'policies'>): Old {
  const matched = policies.filter((one) => one.matched);
  return { policies, verdict: strongestOf(matched.map(({ verdict }) => verdict)) };
}

/** What policies say of evidence, untraced: for a verdict alone that is enough. What SageMaker could not validate and what is only logged is never asked about. */
export function judgedBy(set: PolicySet, evidence: Evidence): Old | null {
  const { arn, status, registrationType } = evidence.package;
  if (status === 'Failed' || registrationType === 'Logged') return null;
  return evaluate(governing(set, arn), evidence, { isTraced: false });
}

/** Compares what was with what would be; null for the new one: the policies would not be asked, nothing changes. */
export function compare(old: Old, next: Old | null): Compared {
  const would = next?.verdict ?? old.verdict;
  const steps = STRICTNESS.indexOf(would) - STRICTNESS.indexOf(old.verdict);
  const change = steps === 0 ? 'same' : steps < 0 ? 'stricter' : 'looser';
  return {
    was: old.verdict,
    would,
    change,
    check: next && change !== 'same' ? decidingCheck(old, next, change) : null,
  };
}

/** Stricter: the new objection. Looser: the objection of then, as the new policies see it, or as it was where they have it no more. */
function decidingCheck(old: Old, next: Old, change: Change): DecidingCheck | null {
  const objecting = change === 'stricter' ? next : old;
  const [first] = objectionsOf(objecting);
  if (!first) return policyItself(change === 'stricter' ? next : old, next);
  const { policy, one } = first;
  const now = checksOf(next).find((each) => each.policy === policy && each.one.name === one.name);
  const shown = now?.one ?? one;
  const message = now ? shown.message : `${shown.message} (this check is gone)`;
  return { policy, name: one.name, title: titleOf(shown), place: shown.place, message };
}

/** Where no check objects, the policy as a whole makes the difference: what it says when all pass, or that it matches no more. */
function policyItself(objecting: Old, next: Old): DecidingCheck | null {
  const result = objecting.policies.find((one) => one.matched && one.verdict === objecting.verdict);
  const place = result && { file: result.file, line: 1, column: 1 };
  if (!result || !place) return null;
  const still = next.policies.find((one) => one.policy === result.policy);
  const message = still ? `policy ${result.policy} says ${still.verdict} where no check objects` : GONE;
  return { policy: result.policy, name: result.policy, title: result.policy, place, message };
}

const GONE = 'the policy governs this version no more';

/** `latency at 20%`: with the tolerance, since that is what people turn. */
const titleOf = ({ name, measure }: ValidationResult): string =>
  measure?.tolerance == null ? name : `${name} at ${measure.tolerance}`;

type Check = { readonly policy: string; readonly one: ValidationResult };

const checksOf = ({ policies }: Pick<Old, 'policies'>): readonly Check[] =>
  policies
    .filter(({ matched }) => matched)
    .flatMap(({ policy, validations }) => validations.map((one) => ({ policy, one })));

/** The checks that made the verdict. */
function objectionsOf({ policies, verdict }: Old): readonly Check[] {
  const made = policies.filter((one: PolicyResult) => one.matched && one.verdict === verdict);
  const failed = checksOf({ policies: made }).filter(({ one }) => one.result === 'fail' && one.action === verdict);
  return failed.length > 0 ? failed : checksOf({ policies: made }).filter(({ one }) => one.result === 'error');
}
