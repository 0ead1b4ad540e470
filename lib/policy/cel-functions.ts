// The functions that expressions run with: the table of policy functions as the library wants them, and those that budget and trace weave in.
import {
  CelScalar,
  celFunc,
  celMethod,
  isCelList,
  isCelMap,
  listType,
  mapType,
  type CelFunc,
  type CelInput,
  type CelType,
  type CelValue,
} from '@bufbuild/cel';
import { DURATION_TYPE, durationOf, millisecondsOf, TIMESTAMP_TYPE } from './cel-time.ts';
import type { Recorder } from './expression-trace.ts';
import { spend, type Meter } from './meter.ts';
import { POLICY_FUNCTIONS, STRICTER, type Overload } from './policy-functions.ts';
import type { ValueType } from './value-type.ts';

/** What belongs to the expression that runs now; running is synchronous. */
export type Running = { meter: Meter; recorder: Recorder | null; now: number };

const LONGEST_MATCHED = 4096;
const LONGEST_PATTERN = 256;

/** Names of the functions that are woven into expressions; policies can't write them (no letter begins them). */
export const TICK = '@tick';
export const WEIGH = '@weigh';
export const SUBJECT = '@subject';
export const PATTERN = '@pattern';
export const RECORD = '@record';
export const ROUND = '@round';

/** All functions of ours; `running` answers with what belongs to the expression that is being run. */
export const celFunctions = (running: () => Running): CelFunc[] => [
  ...[...POLICY_FUNCTIONS, ...STRICTER].flatMap(({ name, overloads }) =>
    overloads.map((overload) => celFunctionOf(name, overload, running)),
  ),
  ...budgetFunctions(running),
  ...traceFunctions(running),
];

function celFunctionOf(name: string, { args, result, isMethod, run }: Overload, running: () => Running): CelFunc {
  const types = args.map(celTypeOf);
  const call = (given: readonly unknown[]): CelInput =>
    run(given as unknown as readonly [never, never, never], {
      now: running().now,
      durationOf,
      millisecondsOf,
    }) as CelInput;
  if (!isMethod) return celFunc(name, types, celTypeOf(result), (...given: unknown[]) => call(given));
  const [target = DYN, ...others] = types;
  return celMethod(name, target, others, celTypeOf(result), function (...given: unknown[]) {
    return call([this, ...given]);
  });
}

const { BOOL, BYTES, DOUBLE, DYN, INT, NULL, STRING, TYPE, UINT } = CelScalar;
const SCALARS: Readonly<Record<string, CelType>> = {
  bool: BOOL,
  int: INT,
  uint: UINT,
  double: DOUBLE,
  string: STRING,
  bytes: BYTES,
  null: NULL,
  type: TYPE,
  timestamp: TIMESTAMP_TYPE,
  duration: DURATION_TYPE,
};

/** The library's type for one of ours; what it can't say is dyn. */
function celTypeOf(type: ValueType): CelType {
  if (type.kind === 'list') return listType(celTypeOf(type.item) as typeof DYN);
  if (type.kind === 'map' || type.kind === 'fields') return mapType(DYN, DYN);
  return SCALARS[type.kind] ?? DYN;
}

function budgetFunctions(running: () => Running): CelFunc[] {
  const weighed = (value: CelValue): CelInput => {
    weigh(value, running().meter);
    return asInput(value);
  };
  return [
    celFunc(TICK, [DYN], DYN, (value) => {
      spend(running().meter, 1);
      return asInput(value);
    }),
    celFunc(WEIGH, [DYN], DYN, weighed),
    celFunc(SUBJECT, [DYN], DYN, (value) => limited(weighed(value), LONGEST_MATCHED, 'a text for matches()')),
    celFunc(PATTERN, [DYN], DYN, (value) => limited(weighed(value), LONGEST_PATTERN, 'a pattern of matches()')),
  ];
}

/** Recording costs no steps, so that an expression ends at the same step whether it is traced or not. */
function traceFunctions(running: () => Running): CelFunc[] {
  return [
    celFunc(RECORD, [DOUBLE, DYN], DYN, (part, value) => {
      running().recorder?.record(part, value);
      return asInput(value);
    }),
    celFunc(ROUND, [DOUBLE, DYN, DYN], DYN, (part, goesOn, item) => {
      if (goesOn === true) running().recorder?.beginRound(part, item);
      return asInput(goesOn);
    }),
  ];
}

/** One step a call and one for each item and each 100 characters below: sharing the same list twice costs twice. */
function weigh(value: unknown, meter: Meter): void {
  spend(meter, 1 + (typeof value === 'string' ? Math.floor(value.length / 100) : 0));
  if (isCelList(value)) for (const item of value) weigh(item, meter);
  // values(), not get(): counting is not reading, and reading evidence is recorded.
  else if (isCelMap(value)) for (const item of value.values()) weigh(item, meter);
}

/** Values of the library are inputs too; its types do not say so for DYN. */
const asInput = (value: CelValue): CelInput => value;

function limited(value: CelInput, longest: number, what: string): CelInput {
  if (typeof value === 'string' && value.length > longest) throw new Error(`${what} has over ${longest} characters`);
  return value;
}
