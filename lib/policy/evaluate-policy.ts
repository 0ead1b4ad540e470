// Evaluates one policy: its match conditions, its checks, and what they say together.
import { makeReader, type Reader } from './bindings.ts';
import { checkCompare } from './check-compare.ts';
import { checkExpressionTrue, runExpression } from './check-expression.ts';
import { failed, found, unread, type CheckOutcome } from './check-outcome.ts';
import { checkGlob, checkOneOf, checkPresent, checkRange } from './check-value.ts';
import type { NamedExpression, Policy, Validation } from './document.ts';
import { excused } from './exception.ts';
import { newMeter, type Meter } from './meter.ts';
import { OLDER, type PolicyResult, type ValidationResult, type Verdict } from './policy.ts';
import type { ReadScope } from './reading.ts';
import { structuredTrace } from './structured-trace.ts';

/** A policy's result with what the combination needs beside it. */
export type PolicyOutcome = {
  readonly policy: Policy;
  readonly result: PolicyResult;
  readonly missing: readonly string[];
};

type Run = {
  readonly scope: ReadScope;
  readonly reader: Reader;
  readonly meter: Meter;
  readonly isBeforeDeadline: boolean;
  readonly isTraced: boolean;
};
type Checked = { readonly result: ValidationResult; readonly missing: readonly string[] };

/** Evaluates a policy on its own; its steps are counted on a meter of its own, so that no policy can starve another. */
export function evaluatePolicy(scope: ReadScope, isTraced: boolean): PolicyOutcome {
  const { policy, evidence } = scope;
  const meter = newMeter();
  const isBeforeDeadline = evidence.now < evidence.package.creationTime + policy.evidenceDeadline;
  const run: Run = { scope, reader: makeReader(scope, meter), meter, isBeforeDeadline, isTraced };
  const conditions = policy.matchConditions.map((condition) => ({
    condition,
    checked: checkCondition(condition, run),
  }));
  const isFalse = conditions.find(({ checked }) => checked.result.result === 'fail');
  if (isFalse)
    return outcomeOf(policy, [], {
      notMatchedBecause: `match condition ${isFalse.condition.name} is false`,
      isBeforeDeadline,
    });
  const errors = conditions.map(({ checked }) => checked).filter(({ result }) => result.result === 'error');
  if (errors.length > 0) return outcomeOf(policy, errors, { notMatchedBecause: null, isBeforeDeadline });
  const checks = policy.validations.map((validation) => checkValidation(validation, run));
  return outcomeOf(policy, [...checks, ...wholePolicyChecks(run, checks)], {
    notMatchedBecause: null,
    isBeforeDeadline,
  });
}

function checkCondition({ name, expression, place }: NamedExpression, run: Run): Checked {
  const before = run.meter.left;
  const outcome = checkExpressionTrue(expression, run, false);
  return checkedOf(
    { name: `matchConditions/${name}`, action: 'Reject', place, review: null },
    outcome,
    run,
    before - run.meter.left,
  );
}

function checkValidation(validation: Validation, run: Run): Checked {
  const before = run.meter.left;
  const { check } = validation;
  const came = outcomeOfCheck(validation, run);
  const traced = check.kind === 'expression' || !run.isTraced ? came : { ...came, trace: structuredTrace(check, came) };
  const outcome = worded(validation, traced, run);
  return checkedOf(validation, outcome, run, before - run.meter.left);
}

function outcomeOfCheck({ check }: Validation, run: Run): CheckOutcome {
  const { scope, isBeforeDeadline } = run;
  switch (check.kind) {
    case 'expression':
      return checkExpressionTrue(check.expression, run, isBeforeDeadline);
    case 'range':
      return checkRange(check, scope);
    case 'compare':
      return checkCompare(check, scope);
    case 'present':
      return checkPresent(check, scope, isBeforeDeadline);
    case 'oneOf':
      return checkOneOf(check, scope);
    case 'glob':
      return checkGlob(check, scope);
    default:
      return check satisfies never;
  }
}

/** The author's own words where a check is false; a messageExpression that fails falls back to what else there is. */
function worded(validation: Validation, outcome: CheckOutcome, run: Run): CheckOutcome {
  const { check, message, messageExpression, name } = validation;
  if (outcome.result === 'pass' && outcome.message === '') return { ...outcome, message: `${name} holds` };
  if (outcome.result !== 'fail') return outcome;
  const computed = messageExpression && runExpression(messageExpression, { ...run, isTraced: false }).outcome;
  if (computed?.ok && typeof computed.value === 'string' && computed.value !== '')
    return { ...outcome, message: computed.value.slice(0, 1000) };
  if (message !== null) return { ...outcome, message };
  const text = check.kind === 'expression' ? check.expression.text.replaceAll(/\s+/gu, ' ').trim().slice(0, 200) : '';
  return outcome.message === '' ? { ...outcome, message: `${name} is false: ${text}` } : outcome;
}

function checkedOf(
  named: Pick<Validation, 'name' | 'action' | 'place' | 'review'>,
  outcome: CheckOutcome,
  run: Run,
  cost: number,
): Checked {
  const { policy, evidence } = run.scope;
  const { name, place, review } = named;
  const action = outcome.action ?? named.action;
  const excuse = action === 'Warn' ? null : excused(policy, name, outcome, evidence.now);
  const { result, message, values, errorKind, missing, trace, measure } = excuse?.outcome ?? outcome;
  const isWarning = result === 'warn' || (result === 'fail' && action === 'Warn');
  const isNamed = result !== 'error' || errorKind === 'Absent';
  return {
    result: {
      name,
      result: isWarning ? 'warn' : result,
      action,
      message: isNamed ? message : `${policy.file}, check ${name}: ${message}`,
      place,
      review,
      values,
      errorKind,
      cost,
      ...(trace && { trace }),
      ...(measure && { measure }),
      ...(excuse && { exception: excuse.exception }),
    },
    missing,
  };
}

/** Checks that no file lists: that not everything was skipped, and that the version is newer than what is approved. */
function wholePolicyChecks(run: Run, checks: readonly Checked[]): readonly Checked[] {
  const { policy } = run.scope;
  const { place } = policy;
  const added: Checked[] = [];
  if (checks.length > 0 && checks.every(({ result }) => result.result === 'skip')) {
    const outcome = failed('Expression', 'all validations were skipped, so nothing was checked', []);
    added.push(checkedOf({ name: 'skipped', action: 'Reject', place, review: null }, outcome, run, 0));
  }
  const older =
    policy.onPass === 'Approve' && policy.olderThanApproved === 'RequireReview' ? checkNewer(run.scope) : null;
  if (older) added.push(checkedOf({ name: OLDER, action: 'RequireReview', place, review: null }, older, run, 0));
  return added;
}

function checkNewer({ evidence }: ReadScope): CheckOutcome | null {
  const { champion } = evidence;
  if (champion.state !== 'present')
    return unread({
      state: champion.state,
      cause: `the newest approved version can't be read: ${champion.cause}`,
      missing: null,
    });
  const [own, newest] = [evidence.package.arn.version, champion.value?.package.arn.version ?? null];
  if (own === null || newest === null || own > newest) return null;
  return found(
    'fail',
    `v${own} is not newer than v${newest}, the newest approved version of ${evidence.group.name}`,
    [],
  );
}

type Circumstances = { readonly notMatchedBecause: string | null; readonly isBeforeDeadline: boolean };

function outcomeOf(
  policy: Policy,
  checks: readonly Checked[],
  { notMatchedBecause, isBeforeDeadline }: Circumstances,
): PolicyOutcome {
  const validations = checks.map(({ result }) => result);
  const errors = validations.filter((one) => one.result === 'error');
  const result: PolicyResult = {
    policy: policy.name,
    file: policy.file,
    sha256: policy.sha256,
    ...boundOf(policy),
    mode: policy.mode,
    matched: notMatchedBecause === null,
    notMatchedBecause,
    verdict: notMatchedBecause === null ? verdictOf(policy, validations, isBeforeDeadline) : 'NoOpinion',
    validations,
    errors: errors.map((one) =>
      one.errorKind === 'Absent' ? `${policy.file}, check ${one.name}: ${one.message}` : one.message,
    ),
  };
  return { policy, result, missing: checks.flatMap(({ missing }) => missing) };
}

/** The binding and parameters under which a policy was evaluated; empty for one that has neither. */
function boundOf({ binding, params }: Policy): Pick<PolicyResult, 'binding' | 'params'> {
  const used = [...params].map(([name, { text }]) => ({ name, value: text }));
  return {
    ...(binding && { binding: { name: binding.name, file: binding.file, owner: binding.owner } }),
    ...(used.length > 0 && { params: used }),
  };
}

/** The strongest objection of one policy; none: onPass. Absence rejects only after the evidence deadline. */
function verdictOf(policy: Policy, validations: readonly ValidationResult[], isBeforeDeadline: boolean): Verdict {
  const hasFailed = (action: string): boolean =>
    validations.some((one) => one.result === 'fail' && one.action === action);
  const errors = validations.filter((one) => one.result === 'error');
  const mayStillCome = isBeforeDeadline && errors.every((one) => one.errorKind === 'Absent');
  if (hasFailed('Reject')) return 'Reject';
  if (errors.length > 0) return policy.failurePolicy === 'Reject' && !mayStillCome ? 'Reject' : 'Hold';
  return hasFailed('RequireReview') ? 'RequireReview' : policy.onPass;
}
