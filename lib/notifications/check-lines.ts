// The sentences of a decision, determining ones first, and its metrics beside the champion's: nothing is reworded or computed again.
import { checksOf, hasFailed, passedSentence, type NamedCheck } from '../policy/shown-checks.ts';
import type { Decision } from '../decisions/decision.ts';
import { shownNumber } from '../policy/numbers.ts';
import type { Measure, ValidationResult } from '../policy/policy.ts';
import type { Line, Mark, MetricRow } from './message.ts';

/** What a message has room for; the page has the rest. */
const MOST_LINES = 12;
const MOST_METRICS = 10;

/** The decision's sentences: determining checks, other failures, warnings, and how many passed. Its reasons where no check speaks. */
export function linesOf(decision: Decision): readonly Line[] {
  const checks = checksOf(decision.policies);
  const isDetermining = ({ name }: NamedCheck): boolean => decision.determining.includes(name);
  const failed = checks.filter(({ check }) => hasFailed(check));
  const [determining, others] = [failed.filter(isDetermining), failed.filter((one) => !isDetermining(one))];
  const warned = checks.filter(({ check }) => check.result === 'warn');
  const spoken = [...determining, ...others, ...warned].map(({ check }) => ({
    mark: markOf(check),
    text: check.message,
  }));
  const mark: Mark = decision.verdict === 'Approve' ? '✓' : '✗';
  const lines: readonly Line[] =
    spoken.length > 0
      ? spoken
      : decision.reasons.map((text) => ({ mark: decision.verdict === 'Hold' ? '■' : mark, text }));
  const passed = passedSentence(
    checks,
    checks.some(({ check }) => check.result !== 'pass'),
  );
  return [...shortened(lines), ...(passed === null ? [] : [{ mark: '✓' as const, text: passed }])];
}

function shortened(lines: readonly Line[]): readonly Line[] {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), { mark: '!', text: `${lines.length - MOST_LINES} more on the page.` }];
}

/** Every check that measured something, those that did not pass first. */
export function metricsOf(decision: Decision): readonly MetricRow[] {
  const rows = checksOf(decision.policies).flatMap(({ check }) =>
    check.measure && check.result !== 'skip' ? [rowOf(check, check.measure)] : [],
  );
  return rows.toSorted((a, b) => Number(a.mark === '✓') - Number(b.mark === '✓')).slice(0, MOST_METRICS);
}

const rowOf = (check: ValidationResult, measure: Measure): MetricRow => ({
  mark: markOf(check),
  label: measure.label,
  value: shownNumber(measure.value, 6),
  champion: measure.baseline === null ? null : shownNumber(measure.baseline, 6),
  limit: limitOf(measure),
});

function limitOf({ limit, minimum, maximum, direction }: Measure): string | null {
  if (limit !== null) return `${direction === 'LowerIsBetter' ? '≤' : '≥'} ${shownNumber(limit, 6)}`;
  if (minimum !== null && maximum !== null) return `${shownNumber(minimum, 6)} to ${shownNumber(maximum, 6)}`;
  if (minimum !== null) return `≥ ${shownNumber(minimum, 6)}`;
  return maximum === null ? null : `≤ ${shownNumber(maximum, 6)}`;
}

function markOf({ result }: ValidationResult): Mark {
  if (result === 'pass') return '✓';
  return result === 'warn' || result === 'skip' ? '!' : '✗';
}
