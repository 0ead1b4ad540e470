// The comparison with a baseline, mostly the champion: `auc 0.902 is 1.5% under the champion's 0.916 (v6); 1% is tolerated`.
import { found, notNumber, readOr, seen, unread, type CheckOutcome, type SeenValue } from './check-outcome.ts';
import type { CompareCheck, Tolerance } from './document.ts';
import { shownNumber, shownPercent } from './numbers.ts';
import type { Measure } from './policy.ts';
import { numberOf, readPath, type Present, type ReadScope, type Unread } from './reading.ts';

/** Compares a value with its baseline. Worse by more than the tolerance fails, by more than warnTolerance warns. */
export function checkCompare(check: CompareCheck, scope: ReadScope): CheckOutcome {
  const read = readOr(check.value, scope);
  if ('outcome' in read) return read.outcome;
  const { reading } = read;
  const values: SeenValue[] = [seen(check.value, reading)];
  const value = numberOf(reading);
  if (value === null) return notNumber(check.value.label, reading, values);
  const baseline = readPath(check.baseline, scope);
  if (baseline.state === 'noBaseline') return withoutBaseline(check, baseline, values);
  if (baseline.state !== 'present') return unread(baseline, values);
  values.push(seen(check.baseline, baseline));
  const base = numberOf(baseline);
  if (base === null) return notNumber(`baseline ${check.baseline.text}`, baseline, values);
  return compared(check, scope, { value, base, shown: reading.shown, baseline, values });
}

type Compared = {
  readonly value: number;
  readonly base: number;
  readonly shown: string;
  readonly baseline: Present;
  readonly values: readonly SeenValue[];
};

function compared(
  check: CompareCheck,
  scope: ReadScope,
  { value, base, shown, baseline, values }: Compared,
): CheckOutcome {
  const { direction, tolerance, warnTolerance } = check;
  const limit = limitOf(base, tolerance, direction);
  const warnFrom = warnTolerance && limitOf(base, warnTolerance, direction);
  const edge = (label: string, at: number, room: Tolerance | null): SeenValue => ({
    label,
    value: shownNumber(at),
    source: limitSource(baseline.shown, room, direction),
  });
  const all = [
    ...values,
    edge('limit', limit, tolerance),
    ...(warnFrom === null ? [] : [edge('warned from', warnFrom, warnTolerance)]),
  ];
  const what = `${check.value.label} ${shown} ${difference(value, base, tolerance)} ${baselineName(check, baseline.shown, scope)}`;
  const isWorseThan = (one: number): boolean => (direction === 'HigherIsBetter' ? value < one : value > one);
  const sentence = isWorseThan(base) && tolerance ? `${what}; ${tolerance.text} is tolerated` : what;
  const isWarned = warnFrom !== null && isWorseThan(warnFrom);
  const measure: Measure = {
    label: check.value.label,
    value,
    minimum: direction === 'HigherIsBetter' ? limit : null,
    maximum: direction === 'LowerIsBetter' ? limit : null,
    baseline: base,
    limit,
    warnFrom,
    tolerance: tolerance?.text ?? null,
    direction,
    baselineSource: baseline.source,
  };
  return { ...found(isWorseThan(limit) ? 'fail' : isWarned ? 'warn' : 'pass', sentence, all), measure };
}

/** The last value that is good enough, without the noise of binary fractions. */
function limitOf(base: number, tolerance: Tolerance | null, direction: CompareCheck['direction']): number {
  const room = !tolerance ? 0 : tolerance.kind === 'share' ? Math.abs(base) * tolerance.value : tolerance.value;
  return room === 0 ? base : Number((direction === 'HigherIsBetter' ? base - room : base + room).toPrecision(12));
}

const limitSource = (base: string, tolerance: Tolerance | null, direction: CompareCheck['direction']): string =>
  tolerance ? `${base} ${direction === 'HigherIsBetter' ? '-' : '+'} ${tolerance.text}` : base;

function difference(value: number, base: number, tolerance: Tolerance | null): string {
  if (value === base) return 'equals';
  const side = value < base ? 'under' : 'over';
  const distance = Math.abs(value - base);
  const isAbsolute = base === 0 || tolerance?.kind === 'absolute';
  return `is ${isAbsolute ? shownNumber(distance, 6) : shownPercent(distance / Math.abs(base))} ${side}`;
}

function baselineName(check: CompareCheck, shown: string, { evidence }: ReadScope): string {
  if (check.baseline.segments[0] !== 'champion') return `${check.baseline.text} ${shown}`;
  const version = evidence.champion.state === 'present' ? evidence.champion.value?.package.arn.version : null;
  return `the champion's ${shown} (v${version})`;
}

const WITHOUT_BASELINE = { Pass: 'pass', Skip: 'skip', Fail: 'fail', RequireReview: 'fail' } as const;

function withoutBaseline(check: CompareCheck, { cause }: Unread, values: readonly SeenValue[]): CheckOutcome {
  const { onNoBaseline, value } = check;
  const message = `${cause} to compare ${cause.includes(' has no ') ? '' : `${value.label} `}with`;
  const outcome = found(WITHOUT_BASELINE[onNoBaseline], message, values);
  return onNoBaseline === 'RequireReview' ? { ...outcome, action: onNoBaseline } : outcome;
}
