// The functions that policies have beyond CEL's own: one table that the checker, the runtime and docs/policies.md are made from.
import { arnPart } from './arn-part.ts';
import { parseTime } from './deadline.ts';
import { matchesGlob } from './glob.ts';
import { strictNumber } from './numbers.ts';
import { isInVersionRange, versionKey } from './semver.ts';
import { ANY, BOOL, DOUBLE, DURATION, INT, mapOf, STRING, TIMESTAMP, type ValueType } from './value-type.ts';

/** What a function may ask beside its arguments. */
type Call = {
  /** The evidence's `now`, in milliseconds. */
  readonly now: number;
  /** A CEL duration of milliseconds, and the milliseconds of a CEL timestamp. */
  readonly durationOf: (milliseconds: number) => unknown;
  readonly millisecondsOf: (timestamp: unknown) => number;
};

/** One way to call a function; with `isMethod` the first argument stands before the dot. */
export type Overload = {
  readonly args: readonly ValueType[];
  readonly result: ValueType;
  readonly isMethod?: true;
  readonly run: (args: readonly [never, never, never], call: Call) => unknown;
};

/** A function as the docs describe it. */
export type PolicyFunction = {
  readonly name: string;
  readonly shown: string;
  readonly does: string;
  readonly example: string;
  readonly overloads: readonly Overload[];
};

const LONGEST_TEXT = 65_536;

/** A text that may not grow without end. */
function bounded(text: string): string {
  if (text.length > LONGEST_TEXT) throw new Error(`a text grew over ${LONGEST_TEXT} characters`);
  return text;
}

const globbed = ([text, pattern]: readonly string[]): boolean =>
  matchesGlob(bounded(text ?? ''), bounded(pattern ?? ''));
const joined = ([first = '', second = '']: readonly string[]): string => bounded(first + second);
const valueAt = ([map, key, fallback]: readonly unknown[]): unknown =>
  (map as ReadonlyMap<string, unknown>).get(key as string) ?? fallback;

/** The table. Errors of these functions are errors of the check, so they never approve. */
export const POLICY_FUNCTIONS: readonly PolicyFunction[] = [
  {
    name: 'number',
    shown: 'number(text)',
    does: 'The number that a text says, strictly: an empty text, spaces, commas, hex, NaN and Infinity are errors.',
    example: 'number(metadata["accuracy"]) >= 0.92',
    overloads: [
      { args: [STRING], result: DOUBLE, run: ([text]) => numberIn(text) },
      { args: [DOUBLE], result: DOUBLE, run: ([value]) => value },
      { args: [INT], result: DOUBLE, run: ([value]) => Number(value) },
    ],
  },
  {
    name: 'get',
    shown: 'get(map, key, default)',
    does: 'The value under a key, or the default where the key is absent. The default has the type of the values.',
    example: 'get(metadata, "domain", "") == "payments"',
    overloads: [{ args: [mapOf(ANY), STRING, ANY], result: ANY, run: valueAt }],
  },
  {
    name: 'glob',
    shown: 'glob(text, pattern)',
    does: 'Whether a text matches a glob as a whole: `*` is any text, `?` is one character. Also `text.glob(pattern)`.',
    example: 'glob(group.name, "fraud-*")',
    overloads: [
      { args: [STRING, STRING], result: BOOL, run: globbed },
      { args: [STRING, STRING], result: BOOL, isMethod: true, run: globbed },
    ],
  },
  {
    name: 'semver',
    shown: 'semver(version, range)',
    does: 'Whether a version lies in a range of SemVer comparators, all of which hold: `>= > < <= =`, `^` (same major), `~` (same minor). `v1.2` is 1.2.0; a pre-release comes before its release. `semver(version)` alone can be compared with another.',
    example: 'semver(get(metadata, "xgboost", "0"), ">=1.7 <3")',
    overloads: [
      { args: [STRING, STRING], result: BOOL, run: ([version, range]) => isInVersionRange(version, range) },
      { args: [STRING], result: STRING, run: ([version]) => versionKey(version) },
    ],
  },
  {
    name: 'age',
    shown: 'age(time)',
    does: 'The duration from a timestamp, or a text such as 2026-11-17T09:41:00Z, to `now`. `duration` knows no days: 30 days are 720h.',
    example: 'age(modelPackage.creationTime) < duration("720h")',
    overloads: [
      {
        args: [TIMESTAMP],
        result: DURATION,
        run: ([time], { now, durationOf, millisecondsOf }) => durationOf(now - millisecondsOf(time)),
      },
      { args: [STRING], result: DURATION, run: ([text], { now, durationOf }) => durationOf(now - timeIn(text)) },
    ],
  },
  {
    name: 'account',
    shown: 'account(arn)',
    does: 'The account of an ARN, or of an ECR image or registry; empty where the ARN names none.',
    example: 'image.containers.all(c, account(c.registry) == "111122223333")',
    overloads: [{ args: [STRING], result: STRING, run: ([text]) => arnPart(text, 'account') }],
  },
  {
    name: 'region',
    shown: 'region(arn)',
    does: 'The region of an ARN, or of an ECR image or registry; empty where the ARN names none.',
    example: 'region(modelPackage.arn) == "eu-west-1"',
    overloads: [{ args: [STRING], result: STRING, run: ([text]) => arnPart(text, 'region') }],
  },
];

/** CEL's own functions that are stricter or bounded here; the rest of the language is as it is written in its specification. */
export const STRICTER: readonly { readonly name: string; readonly overloads: readonly Overload[] }[] = [
  { name: 'double', overloads: [{ args: [STRING], result: DOUBLE, run: ([text]) => numberIn(text) }] },
  { name: 'int', overloads: [{ args: [STRING], result: INT, run: ([text]) => wholeIn(text) }] },
  {
    name: '_+_',
    overloads: [{ args: [STRING, STRING], result: STRING, run: joined }],
  },
  // CEL's own answer is Infinity, which would pass any floor: dividing by zero is an error here.
  {
    name: '_/_',
    overloads: [{ args: [DOUBLE, DOUBLE], result: DOUBLE, run: ([dividend, divisor]) => divided(dividend, divisor) }],
  },
];

function numberIn(text: string): number {
  const value = strictNumber(text);
  if (value === null) throw new Error(`"${text.slice(0, 60)}" is not a number`);
  return value;
}

function wholeIn(text: string): bigint {
  if (!/^[+-]?\d{1,19}$/u.test(text)) throw new Error(`"${text.slice(0, 60)}" is not a whole number`);
  const value = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(64, value) !== value) throw new Error(`${text} does not fit into 64 bits`);
  return value;
}

function divided(dividend: number, divisor: number): number {
  if (divisor === 0) throw new Error('divide by zero');
  return dividend / divisor;
}

function timeIn(text: string): number {
  const time = parseTime(text);
  if (time === null) throw new Error(`"${text.slice(0, 60)}" is no time such as 2026-11-17T09:41:00Z`);
  return time;
}
