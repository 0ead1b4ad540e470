// The structured checks of one value: range, present, oneOf, glob. Each writes its own sentence.
import { failed, found, notNumber, readOr, seen, unread, type CheckOutcome, type SeenValue } from './check-outcome.ts';
import type { Check, Limit, RangeCheck } from './document.ts';
import { matchesGlob } from './glob.ts';
import type { Measure } from './policy.ts';
import { numberOf, readPath, type ReadScope } from './reading.ts';

/** Whether a number lies within limits: `accuracy 0.87 is under 0.90 (metadata key accuracy, written by role/train)`. */
export function checkRange(check: RangeCheck, scope: ReadScope): CheckOutcome {
  const value = readOr(check.value, scope);
  if ('outcome' in value) return value.outcome;
  const { reading } = value;
  const values: SeenValue[] = [seen(check.value, reading)];
  const number = numberOf(reading);
  const what = `${check.value.label} ${reading.shown.slice(0, 80)}`;
  if (number === null) return notNumber(check.value.label, reading, values);
  const min = readLimit(check.min, scope);
  if (min && 'outcome' in min) return min.outcome;
  if (min) values.push({ label: 'minimum', value: min.text, source: min.source });
  const max = readLimit(check.max, scope);
  if (max && 'outcome' in max) return max.outcome;
  if (max) values.push({ label: 'maximum', value: max.text, source: max.source });
  const measure = rangeMeasure(check.value.label, number, min?.value ?? null, max?.value ?? null);
  if (min && number < min.value)
    return { ...found('fail', `${what} is under ${min.text} (${reading.source})`, values), measure };
  if (max && number > max.value)
    return { ...found('fail', `${what} is over ${max.text} (${reading.source})`, values), measure };
  return { ...found('pass', `${what} is ${within(min, max)}`, values), measure };
}

/** What a plot of a range shows; the limit is the one passed, or the nearer one. */
function rangeMeasure(label: string, value: number, minimum: number | null, maximum: number | null): Measure {
  const isNearMaximum = minimum === null || (maximum !== null && maximum - value < value - minimum);
  return {
    label,
    value,
    minimum,
    maximum,
    baseline: null,
    limit: isNearMaximum ? maximum : minimum,
    warnFrom: null,
    tolerance: null,
    direction: null,
    baselineSource: null,
  };
}

type ReadLimit = { readonly value: number; readonly text: string; readonly source: string };

function readLimit(limit: Limit | null, scope: ReadScope): ReadLimit | { readonly outcome: CheckOutcome } | null {
  if (!limit) return null;
  if (limit.kind === 'number') return { value: limit.value, text: limit.text, source: 'policy' };
  const read = readOr(limit.path, scope);
  if ('outcome' in read) return read;
  const value = numberOf(read.reading);
  if (value !== null) return { value, text: read.reading.shown, source: read.reading.source };
  return { outcome: notNumber(`limit ${limit.path.text}`, read.reading) };
}

function within(min: ReadLimit | null, max: ReadLimit | null): string {
  if (min && max) return `between ${min.text} and ${max.text}`;
  return min ? `at least ${min.text}` : `at most ${max?.text}`;
}

/** Whether values are there. Before the evidence deadline an absent one is an error (it may still come), after it a fail. */
export function checkPresent(
  check: Extract<Check, { kind: 'present' }>,
  scope: ReadScope,
  isBeforeDeadline: boolean,
): CheckOutcome {
  const values: SeenValue[] = [];
  const missing: string[] = [];
  const causes: string[] = [];
  for (const path of check.values) {
    const reading = readPath(path, scope);
    if (reading.state === 'corrupt') return unread(reading, values);
    if (reading.state === 'present' && reading.shown.trim() !== '') values.push(seen(path, reading));
    else {
      causes.push(reading.state === 'present' ? `${path.label} is empty (${reading.source})` : reading.cause);
      if (reading.state !== 'present' && reading.missing !== null) missing.push(reading.missing);
    }
  }
  if (causes.length === 0)
    return found(
      'pass',
      `${check.values.map((path) => path.label).join(', ')} ${check.values.length > 1 ? 'are' : 'is'} there`,
      values,
    );
  const message = causes.join(', ');
  if (isBeforeDeadline) return failed('Absent', message, values, missing);
  return { ...found('fail', message, values), missing };
}

/** Whether the value is one of a list of texts. */
export function checkOneOf(check: Extract<Check, { kind: 'oneOf' }>, scope: ReadScope): CheckOutcome {
  const read = readOr(check.value, scope);
  if ('outcome' in read) return read.outcome;
  const { reading } = read;
  const isOne = check.values.includes(reading.shown);
  const what = `${check.value.label} ${quoted(reading.shown)}`;
  const list = check.values.join(', ');
  return isOne
    ? found('pass', `${what} is one of ${list}`, [seen(check.value, reading)])
    : found('fail', `${what} is none of ${list} (${reading.source})`, [seen(check.value, reading)]);
}

/** Whether the value matches one of the globs. */
export function checkGlob(check: Extract<Check, { kind: 'glob' }>, scope: ReadScope): CheckOutcome {
  const read = readOr(check.value, scope);
  if ('outcome' in read) return read.outcome;
  const { reading } = read;
  const what = `${check.value.label} ${quoted(reading.shown)}`;
  const matching = check.patterns.find((pattern) => matchesGlob(reading.shown, pattern));
  const values = [seen(check.value, reading)];
  if (matching !== undefined) return found('pass', `${what} matches ${matching}`, values);
  return found(
    'fail',
    `${what} matches ${check.patterns.length > 1 ? 'none of ' : 'not '}${check.patterns.join(', ')} (${reading.source})`,
    values,
  );
}

const quoted = (text: string): string => `"${text.slice(0, 80)}"`;
