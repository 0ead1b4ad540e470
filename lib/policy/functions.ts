// Functions that policies have beyond CEL's own, and stricter versions of some of CEL's.
import {
  CelScalar,
  celFunc,
  celMethod,
  isCelList,
  isCelMap,
  mapType,
  type CelFunc,
  type CelInput,
  type CelValue,
} from '@bufbuild/cel';
import { matchesGlob } from './glob.ts';
import { spend, type Meter } from './meter.ts';
import { strictNumber } from './numbers.ts';

const { BOOL, DOUBLE, DYN, INT, STRING } = CelScalar;
const LONGEST_TEXT = 65_536;
const LONGEST_MATCHED = 4096;
const LONGEST_PATTERN = 256;

/** Names of the functions that the budget weaves into expressions; policies can't write them (no letter begins them). */
export const TICK = '@tick';
export const WEIGH = '@weigh';
export const SUBJECT = '@subject';
export const PATTERN = '@pattern';

/** All functions of ours; `meterNow` answers with the meter of the expression that is being run. */
export const policyFunctions = (meterNow: () => Meter): CelFunc[] => [
  ...strictFunctions(),
  ...budgetFunctions(meterNow),
];

function strictFunctions(): CelFunc[] {
  const MAP = mapType(DYN, DYN);
  return [
    celFunc('number', [STRING], DOUBLE, numberOf),
    celFunc('number', [DOUBLE], DOUBLE, (value) => value),
    celFunc('number', [INT], DOUBLE, Number),
    celFunc('double', [STRING], DOUBLE, numberOf),
    celFunc('int', [STRING], INT, wholeOf),
    celFunc('get', [MAP, STRING, DYN], DYN, (map, key, fallback) => asInput(map.get(key) ?? fallback)),
    celFunc('glob', [STRING, STRING], BOOL, (text, pattern) => matchesGlob(bounded(text), bounded(pattern))),
    celMethod('glob', STRING, [STRING], BOOL, function (pattern) {
      return matchesGlob(bounded(this), bounded(pattern));
    }),
    celFunc('_+_', [STRING, STRING], STRING, joined),
    // CEL's own answer is Infinity, which would pass any floor: dividing by zero is an error here.
    celFunc('_/_', [DOUBLE, DOUBLE], DOUBLE, divided),
  ];
}

function budgetFunctions(meterNow: () => Meter): CelFunc[] {
  const weighed = (value: CelValue): CelInput => {
    weigh(value, meterNow());
    return asInput(value);
  };
  return [
    celFunc(TICK, [DYN], DYN, (value) => {
      spend(meterNow(), 1);
      return asInput(value);
    }),
    celFunc(WEIGH, [DYN], DYN, weighed),
    celFunc(SUBJECT, [DYN], DYN, (value) => limited(weighed(value), LONGEST_MATCHED, 'a text for matches()')),
    celFunc(PATTERN, [DYN], DYN, (value) => limited(weighed(value), LONGEST_PATTERN, 'a pattern of matches()')),
  ];
}

/** One step a call and one for each item and each 100 characters below: sharing the same list twice costs twice. */
export function weigh(value: unknown, meter: Meter): void {
  spend(meter, 1 + (typeof value === 'string' ? Math.floor(value.length / 100) : 0));
  if (isCelList(value)) for (const item of value) weigh(item, meter);
  // values(), not get(): counting is not reading, and reading evidence is recorded.
  else if (isCelMap(value)) for (const item of value.values()) weigh(item, meter);
}

/** Values of the library are inputs too; its types do not say so for DYN. */
const asInput = (value: CelValue): CelInput => value;

function numberOf(text: string): number {
  const value = strictNumber(text);
  if (value === null) throw new Error(`"${text.slice(0, 60)}" is not a number`);
  return value;
}

function wholeOf(text: string): bigint {
  if (!/^[+-]?\d{1,19}$/u.test(text)) throw new Error(`"${text.slice(0, 60)}" is not a whole number`);
  const value = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(64, value) !== value) throw new Error(`${text} does not fit into 64 bits`);
  return value;
}

function divided(dividend: number, divisor: number): number {
  if (divisor === 0) throw new Error('divide by zero');
  return dividend / divisor;
}

function joined(first: string, second: string): string {
  return bounded(first + second);
}

function bounded(text: string): string {
  if (text.length > LONGEST_TEXT) throw new Error(`a text grew over ${LONGEST_TEXT} characters`);
  return text;
}

function limited(value: CelInput, longest: number, what: string): CelInput {
  if (typeof value === 'string' && value.length > longest) throw new Error(`${what} has over ${longest} characters`);
  return value;
}
