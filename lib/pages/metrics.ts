// Metrics of a decision as plots need them: what range and compare checks measured, put together by the value they looked at.
import { checksOf, hasFailed } from '../policy/shown-checks.ts';
import type { Measure, PolicyResult, ValidationResult } from '../policy/policy.ts';
import { shownNumber, shownPercent } from '../policy/numbers.ts';

/** An edge of the values that pass, and what is beyond it. */
export type Edge = { readonly at: number; readonly rejects: boolean };

/** One value against all that is asked of it. */
export type Metric = {
  readonly label: string;
  readonly value: number;
  readonly baseline: number | null;
  /** The last value that is tolerated against the baseline; null where nothing is compared. */
  readonly limit: Edge | null;
  readonly minimum: Edge | null;
  readonly maximum: Edge | null;
  readonly direction: Measure['direction'];
  readonly baselineSource: string | null;
  /** The worst result of the checks on this value. */
  readonly result: ValidationResult['result'];
};

const WORST: readonly ValidationResult['result'][] = ['fail', 'error', 'warn', 'pass', 'skip'];
const rankOf = ({ result }: Pick<ValidationResult, 'result'>): number => WORST.indexOf(result);

/** Metrics of all policies that matched, those that failed first. Checks of one value become one metric. */
export function metricsOf(policies: readonly PolicyResult[]): readonly Metric[] {
  const byLabel = new Map<string, Metric>();
  for (const { check } of checksOf(policies)) {
    const metric = metricOf(check);
    if (!metric) continue;
    const key = `${metric.label}\n${metric.value}`;
    const known = byLabel.get(key);
    byLabel.set(key, known ? together(known, metric) : metric);
  }
  return [...byLabel.values()].toSorted((a, b) => rankOf(a) - rankOf(b));
}

function metricOf({ measure, action, result }: ValidationResult): Metric | null {
  if (!measure || !Number.isFinite(measure.value)) return null;
  const rejects = action === 'Reject';
  const edge = (at: number | null): Edge | null => (at === null || !Number.isFinite(at) ? null : { at, rejects });
  const isComparison = measure.baseline !== null;
  return {
    label: measure.label,
    value: measure.value,
    baseline: measure.baseline,
    limit: isComparison ? edge(measure.limit) : null,
    // A comparison says its limit as minimum or maximum too; its band shows it already.
    minimum: isComparison ? null : edge(measure.minimum),
    maximum: isComparison ? null : edge(measure.maximum),
    direction: measure.direction,
    baselineSource: measure.baselineSource,
    result,
  };
}

const together = (a: Metric, b: Metric): Metric => ({
  ...a,
  baseline: a.baseline ?? b.baseline,
  limit: a.limit ?? b.limit,
  minimum: strictest(a.minimum, b.minimum, Math.max),
  maximum: strictest(a.maximum, b.maximum, Math.min),
  direction: a.direction ?? b.direction,
  baselineSource: a.baselineSource ?? b.baselineSource,
  result: rankOf(a) <= rankOf(b) ? a.result : b.result,
});

/** Of two edges the one that rejects, and of two alike the one that is met first. */
function strictest(a: Edge | null, b: Edge | null, first: (...values: number[]) => number): Edge | null {
  if (!a || !b) return a ?? b;
  if (a.rejects !== b.rejects) return a.rejects ? a : b;
  return first(a.at, b.at) === a.at ? a : b;
}

/** `over`, `under`, `better`, `within`: the word beside the mark. */
export function wordOf({ value, baseline, minimum, maximum, direction, result }: Metric): string {
  if (minimum && value < minimum.at) return 'under';
  if (maximum && value > maximum.at) return 'over';
  if (baseline === null) return hasFailed({ result }) ? 'failed' : 'within';
  if (value === baseline) return 'equal';
  if (result === 'fail' || result === 'warn') return value > baseline ? 'over' : 'under';
  const isBetter = direction === 'LowerIsBetter' ? value < baseline : value > baseline;
  return direction !== null && isBetter ? 'better' : 'within';
}

/** What the plot shows, in words: `13.2% over v6, lower is better. Tolerated to 0.02142, rejected above 0.03.` */
export function captionOf(metric: Metric, baselineName: string): string {
  const { value, baseline, direction } = metric;
  const against = baseline === null ? null : differenceOf(value, baseline, baselineName);
  const side = direction === null ? null : direction === 'LowerIsBetter' ? 'lower is better' : 'higher is better';
  const compared = [against, side].filter((part) => part !== null).join(', ');
  const edges = edgesOf(metric).join(', ');
  return [compared, edges]
    .filter((part) => part !== '')
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}.`)
    .join(' ');
}

function differenceOf(value: number, baseline: number, name: string): string {
  if (value === baseline) return `as ${name}`;
  const side = value > baseline ? 'over' : 'under';
  const distance = Math.abs(value - baseline);
  const shown = baseline === 0 ? shownNumber(distance, 6) : shownPercent(distance / Math.abs(baseline));
  return `${shown} ${side} ${name}`;
}

function edgesOf({ limit, minimum, maximum }: Metric): readonly string[] {
  const beyond = ({ rejects }: Edge): string => (rejects ? 'rejected' : 'objected to');
  return [
    ...(limit ? [`tolerated to ${shownNumber(limit.at, 6)}`] : []),
    ...(minimum ? [`${beyond(minimum)} under ${shownNumber(minimum.at)}`] : []),
    ...(maximum ? [`${beyond(maximum)} above ${shownNumber(maximum.at)}`] : []),
  ];
}
