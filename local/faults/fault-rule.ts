// What goes wrong on purpose: rules that say which calls suffer what, how often and when; read from YAML or JSON.
import { parse } from 'yaml';
import { isObject } from '../json-object.ts';

/** An error as the service would answer it. */
type FaultError = { readonly code: string; readonly message: string; readonly status: number };

/**
 * `delay` waits, then works the call. `dropBefore` and `dropAfter` close the connection without an answer, before or after the effect;
 * `reset` is dropBefore with a TCP reset. `slowBody` sends the answer a byte at a time. `error` refuses before the effect.
 * `failEntries` lets PutEvents take only every second entry; `omitArns` leaves every second ARN out of BatchDescribe's answer,
 * by turns in the error map and in neither map.
 */
const FAULTS = ['delay', 'dropBefore', 'dropAfter', 'reset', 'slowBody', 'error', 'failEntries', 'omitArns'] as const;
type FaultKind = (typeof FAULTS)[number];

/** Which calls suffer what. Times are seconds since the rules came into force. */
export type FaultRule = {
  /** Of `Service.Operation`, as `--json` counts them; `*` stands for anything. */
  readonly operation: string;
  readonly fault: FaultKind;
  /** Share of the calls that suffer, up to 1. */
  readonly rate: number;
  /** So many calls pass before the first that suffers. */
  readonly skip: number;
  /** At most so many suffer. */
  readonly times: number;
  readonly fromSecond: number;
  readonly untilSecond: number;
  readonly delayMs: number;
  readonly error: FaultError;
};

const DEFAULTS: Omit<FaultRule, 'operation' | 'fault'> = {
  rate: 1,
  skip: 0,
  times: Number.POSITIVE_INFINITY,
  fromSecond: 0,
  untilSecond: Number.POSITIVE_INFINITY,
  delayMs: 1_000,
  error: { code: 'InternalFailure', message: 'the embedded AWS was told to fail', status: 500 },
};

/** A whole rule from the members that matter. */
export const faultRule = (rule: Pick<FaultRule, 'operation' | 'fault'> & Partial<FaultRule>): FaultRule => ({
  ...DEFAULTS,
  ...rule,
});

const NUMBERS = ['rate', 'skip', 'times', 'fromSecond', 'untilSecond', 'delayMs'] as const;
const KNOWN: readonly string[] = ['operation', 'fault', 'error', ...NUMBERS];

/** Reads a list of rules. Throws an Error whose message names the rule by its number and says what is expected. */
export function parseFaultRules(text: string): readonly FaultRule[] {
  const list = parse(text) as unknown;
  if (!Array.isArray(list)) throw new Error('expected a list of rules, each with operation and fault');
  return list.map((rule: unknown, index) => readRule(rule, `rule ${index + 1}`));
}

/** A value as it stands in the file. */
const shown = (value: unknown): string => `\`${JSON.stringify(value) ?? 'missing'}\``;

function readRule(rule: unknown, name: string): FaultRule {
  if (!isObject(rule)) throw new Error(`${name} is not a mapping; expected operation and fault`);
  const stranger = Object.keys(rule).find((key) => !KNOWN.includes(key));
  if (stranger !== undefined) throw new Error(`${name} has the key \`${stranger}\`; known are ${KNOWN.join(', ')}`);
  const { operation, fault } = rule;
  if (typeof operation !== 'string' || !operation.includes('.'))
    throw new Error(`${name}: operation is ${shown(operation)}; expected one such as SageMaker.UpdateModelPackage`);
  const kind = FAULTS.find((one) => one === fault);
  if (kind === undefined) throw new Error(`${name}: fault is ${shown(fault)}; expected ${FAULTS.join(', ')}`);
  for (const key of NUMBERS) {
    const value = rule[key];
    if (value !== undefined && !(typeof value === 'number' && value >= 0))
      throw new Error(`${name}: ${key} is ${shown(value)}; expected a number of 0 or more`);
  }
  return faultRule({
    ...(rule as Partial<FaultRule>),
    operation,
    fault: kind,
    error: readError(rule['error'], name),
  });
}

function readError(error: unknown, name: string): FaultError {
  if (error === undefined) return DEFAULTS.error;
  const { code, message = 'told to fail', status = 400 } = (error ?? {}) as Partial<FaultError>;
  if (typeof code !== 'string' || typeof message !== 'string' || typeof status !== 'number')
    throw new Error(
      `${name}: error is ${shown(error)}; expected a mapping with a code, and perhaps a message and a status`,
    );
  return { code, message, status };
}
