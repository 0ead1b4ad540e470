// Checks that are expressions: run, with the cause of an error found in what the expression read.
import { newReads, type Reader } from './bindings.ts';
import { failed, found, type CheckOutcome, type SeenValue } from './check-outcome.ts';
import { typeOfValue, type Compiled, type Outcome } from './expression.ts';
import type { Meter } from './meter.ts';
import type { TraceNode } from './policy.ts';
import type { Unread } from './reading.ts';

/** An expression's outcome with the values it read: what a person is shown beside the verdict. */
export type Traced = {
  readonly outcome: Outcome;
  readonly values: readonly SeenValue[];
  readonly unread: readonly (Unread & { readonly label: string })[];
  readonly trace?: readonly TraceNode[];
};

/** Who reads and counts, and whether the parts are told. */
export type Runner = { readonly reader: Reader; readonly meter: Meter; readonly isTraced: boolean };

/** Runs an expression and tells which values of the evidence it read. */
export function runExpression(expression: Compiled, { reader, meter, isTraced }: Runner): Traced {
  reader.reads = newReads();
  const told = isTraced
    ? expression.trace(reader.bindings, meter)
    : { outcome: expression.run(reader.bindings, meter) };
  const { values, unread } = reader.reads;
  return { ...told, values: [...values.values()], unread: [...unread].map(([label, one]) => ({ ...one, label })) };
}

/** Runs an expression that has to be true. A false one that looked for absent evidence is an error before the evidence deadline. */
export function checkExpressionTrue(expression: Compiled, runner: Runner, isBeforeDeadline: boolean): CheckOutcome {
  const ran = runExpression(expression, runner);
  return { ...outcomeOf(ran, isBeforeDeadline), ...(ran.trace && { trace: ran.trace }) };
}

function outcomeOf({ outcome, values, unread }: Traced, isBeforeDeadline: boolean): CheckOutcome {
  const missing = unread.flatMap((one) => one.missing ?? []);
  if (!outcome.ok && outcome.kind === 'Budget') return failed('Budget', outcome.message, values);
  const corrupt = unread.find((one) => one.state === 'corrupt');
  if (corrupt) return failed('Corrupt', corrupt.cause, values);
  if (!outcome.ok) {
    const cause = unread.find(
      (one) => one.label === 'champion' || outcome.message.endsWith(`field not found: ${one.label.split('.').at(-1)}`),
    );
    return cause ? failed('Absent', cause.cause, values, missing) : failed('Expression', outcome.message, values);
  }
  const { value } = outcome;
  if (typeof value !== 'boolean')
    return failed('Expression', `the expression is ${typeOfValue(value)}, expected true or false`, values);
  const absent = unread.find((one) => one.state === 'absent' && !one.label.startsWith('champion'));
  if (!value && absent && isBeforeDeadline) return failed('Absent', absent.cause, values, missing);
  return { ...found(value ? 'pass' : 'fail', '', values), missing: value ? [] : missing };
}
