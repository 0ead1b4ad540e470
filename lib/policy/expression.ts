// CEL expressions that were checked: planned when they first run, run with a step budget for every decision.
import { celEnv, celError, isCelError, isCelList, isCelMap, plan } from '@bufbuild/cel';
import { messageOf } from '../errors.ts';
import { celFunctions, type Running } from './cel-functions.ts';
import { outlineOf, type Expr, type Outline, type ParsedExpression } from './expression-outline.ts';
import { newRecording, tellTrace, type Failure } from './expression-trace.ts';
import { newMeter, spend, STEP_BUDGET, type Meter } from './meter.ts';
import type { TraceNode } from './policy.ts';
import type { ValueType } from './value-type.ts';
import { woven } from './weave.ts';

/** Names an expression begins with, and their values; members may be getters. Values are what CEL knows: Maps, lists, texts, numbers. */
export type Bindings = Record<string, unknown>;

/** What came out: a value, or why there is none. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly kind: 'Expression' | 'Budget'; readonly message: string };

/** A planned expression; `reads` are the paths it may read. Traced or not, outcome and steps are the same. */
export type Compiled = {
  readonly text: string;
  readonly type: ValueType;
  readonly reads: ReadonlySet<string>;
  readonly tree: ParsedExpression;
  readonly run: (bindings: Bindings, meter: Meter) => Outcome;
  readonly trace: (
    bindings: Bindings,
    meter: Meter,
  ) => { readonly outcome: Outcome; readonly trace: readonly TraceNode[] };
};

const running: Running = { meter: newMeter(0), recorder: null, now: 0 };
/** The environment of all expressions: CEL's own functions and ours. */
export const environment = celEnv({ funcs: celFunctions(() => running) });

/** A parsed and checked expression, as a deployment keeps it: what runs it has no parser. */
export type CheckedExpression = Pick<Compiled, 'text' | 'type' | 'reads' | 'tree'>;

/** The runnable form; plans are made when first needed. */
export function compiledOf({ text, type, reads, tree }: CheckedExpression): Compiled {
  const outline = once(() => outlineOf(tree));
  const plain = once(() => plan(environment, woven(tree.expr, null)));
  const traced = once(() => plan(environment, woven(tree.expr, outline())));
  return {
    text,
    type,
    reads,
    tree,
    run: (bindings, meter) => run(plain(), bindings, meter, null).outcome,
    trace: (bindings, meter) => runTraced(traced(), outline(), bindings, meter),
  };
}

type Planned = (bindings: Record<string, never>) => unknown;
type Run = { readonly outcome: Outcome; readonly failure: Failure | null };

function runTraced(
  planned: Planned,
  outline: Outline,
  bindings: Bindings,
  meter: Meter,
): ReturnType<Compiled['trace']> {
  const recording = newRecording(outline);
  const { outcome, failure } = run(planned, bindings, meter, recording);
  return { outcome, trace: tellTrace(outline, recording, failure) };
}

function run(planned: Planned, bindings: Bindings, meter: Meter, recorder: Running['recorder']): Run {
  const outer = { ...running };
  Object.assign(running, { meter, recorder, now: nowOf(bindings) });
  try {
    spend(meter, 1);
    const value = planned(bindings as Record<string, never>);
    if (meter.isExceeded) return overBudget();
    return isCelError(value)
      ? failure(value.message, value.exprId ?? null)
      : { outcome: { ok: true, value }, failure: null };
  } catch (error) {
    return meter.isExceeded ? overBudget() : failure(messageOf(error), null);
  } finally {
    Object.assign(running, outer);
  }
}

/** Milliseconds of `now`; bindings carry them beside the timestamp, under a name that no expression can say. */
const nowOf = (bindings: Bindings): number => (typeof bindings[NOW] === 'number' ? bindings[NOW] : 0);
export const NOW = '@now';

const failure = (message: string, id: bigint | number | null): Run => ({
  outcome: { ok: false, kind: 'Expression', message },
  failure: { message, id: id === null ? null : BigInt(id) },
});
/** Made when it is needed: toLocaleString reads every locale of ICU, a quarter of what loading decide took. */
const overBudget = once((): Run => {
  const message = `the policy took more than ${STEP_BUDGET.toLocaleString('en')} steps`;
  return { outcome: { ok: false, kind: 'Budget', message }, failure: { message, id: null } };
});

/** The value of a part that reads nothing, for the checker. */
export function valueOf(expr: Expr): Outcome {
  return run(plan(environment, woven(expr, null)), {}, newMeter(), null).outcome;
}

/** An error as a value for a name: whatever reads that name fails with this cause. */
export const unreadable = (cause: string): unknown => celError(cause);

/** Which way of CEL a value is, for "expected true or false". */
export function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (isCelList(value)) return 'a list';
  if (isCelMap(value)) return 'a map';
  const names = { string: 'a text', number: 'a double', bigint: 'an int', boolean: 'true or false' } as const;
  return names[typeof value as keyof typeof names] ?? 'a value of another kind';
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
