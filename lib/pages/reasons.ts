// Why a decision is what it is, in order: determining checks, what policies say beyond checks, warnings, how many passed.
import { counted } from '../counted.ts';
import { checksOf, hasFailed, passedSentence } from '../policy/shown-checks.ts';
import type { Decision } from '../decisions/decision.ts';
import type { PolicyResult, ValidationResult } from '../policy/policy.ts';

/** One line of reasons. `consequence` is what the result does: `Failed, asks people`. */
export type Reason = {
  readonly result: ValidationResult['result'] | null;
  readonly sentence: string;
  readonly consequence: string | null;
  readonly isDetermining: boolean;
};

/** A page says at most so many before it counts the rest. */
const MOST_REASONS = 6;

/** The lines, the determining ones first. Sentences are the checks' own, each once. */
export function reasonsOf(decision: Decision): readonly Reason[] {
  const checks = checksOf(decision.policies);
  const objecting = checks.filter(({ check }) => hasFailed(check));
  const lines = [
    ...objecting.map(({ check, name }) => lineOf(check, decision.determining.includes(name))),
    ...beyondChecks(
      decision,
      checks.map(({ check }) => check.message),
    ),
    ...checks.filter(({ check }) => check.result === 'warn').map(({ check }) => lineOf(check, false)),
  ].toSorted((a, b) => Number(b.isDetermining) - Number(a.isDetermining));
  const distinct = lines.filter(
    (line, index) => lines.findIndex(({ sentence }) => sentence === line.sentence) === index,
  );
  const shown = distinct.slice(0, MOST_REASONS);
  const more = distinct.length - shown.length;
  const rest = more > 0 ? [plain(`And ${more} more; see all checks.`)] : [];
  const passed = passedSentence(checks, distinct.length > 0);
  return [...shown, ...rest, ...(passed === null ? [] : [{ ...plain(passed), result: 'pass' as const }])];
}

const plain = (sentence: string): Reason => ({ result: null, sentence, consequence: null, isDetermining: false });

const lineOf = (check: ValidationResult, isDetermining: boolean): Reason => ({
  result: check.result,
  sentence: check.message,
  consequence: consequenceOf(check),
  isDetermining,
});

function consequenceOf({ result, action }: ValidationResult): string | null {
  if (result === 'error') return 'Error, an error never approves';
  if (result === 'warn') return 'Warning, asks nobody';
  if (result !== 'fail') return null;
  return { Reject: 'Failed, rejects', RequireReview: 'Failed, asks people', Warn: 'Failed, warns only' }[action];
}

/** Reasons and missing evidence that no check wrote: a policy that always asks, a reset by a person, a command that adds what is absent. */
function beyondChecks({ reasons, hold }: Decision, said: readonly string[]): readonly Reason[] {
  const isOwn = (sentence: string): boolean => !said.some((one) => one === sentence || sentence.includes(one));
  const own = reasons.filter(isOwn);
  return [...own, ...(hold?.missing ?? [])].map((sentence) => ({
    ...plain(sentence),
    isDetermining: own.includes(sentence),
  }));
}

/** Checks by their result, over all policies that matched: `1 failed, 1 warning, 8 passed`. */
export function countedChecks(policies: readonly PolicyResult[]): string {
  const matched = policies.filter((one) => one.matched);
  const checks = matched.flatMap(({ validations }) => validations);
  const words = [
    ['fail', 'failed'],
    ['error', 'in error'],
    ['warn', 'warning'],
    ['skip', 'skipped'],
    ['pass', 'passed'],
  ] as const;
  const counts = words
    .map(([result, word]) => [checks.filter((one) => one.result === result).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word === 'warning' && count > 1 ? 'warnings' : word}`);
  const where = `${checks.length} in ${counted(matched.length, 'policy', 'policies')}`;
  return counts.length === 0 ? where : `${where}: ${counts.join(', ')}`;
}
