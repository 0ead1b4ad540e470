// CEL expressions: parsed, checked and planned once when a policy is loaded, run with a step budget for every decision.
import { celEnv, celError, isCelError, isCelList, isCelMap, parse, plan } from '@bufbuild/cel';
import { withBudget } from './budget.ts';
import { checkExpression, type ExpressionFault } from './expression-check.ts';
import { policyFunctions } from './functions.ts';
import { newMeter, spend, type Meter } from './meter.ts';
import type { Shape } from './schema.ts';

/** Names an expression begins with, and their values; members may be getters. Values are what CEL knows: Maps, lists, texts, numbers. */
export type Bindings = Record<string, unknown>;

/** What came out: a value, or why there is none. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly kind: 'Expression' | 'Budget'; readonly message: string };

/** A planned expression; `reads` are the paths it may read. */
export type Compiled = {
  readonly text: string;
  readonly reads: ReadonlySet<string>;
  readonly run: (bindings: Bindings, meter: Meter) => Outcome;
};

const LONGEST_EXPRESSION = 4096;

/** The meter of the expression that runs now; running is synchronous, and variables run inside of checks. */
const running: { meter: Meter } = { meter: newMeter(0) };
const environment = celEnv({ funcs: policyFunctions(() => running.meter) });
const KNOWN_FUNCTIONS: ReadonlySet<string> = new Set([
  ...[...environment.funcs].map((one) => one.name).filter((name) => !name.startsWith('@') || name === '@in'),
  '_&&_',
  '_||_',
  '_?_:_',
  '_[_]',
  '@not_strictly_false',
  '__not_strictly_false__',
]);

/** Compiles an expression against what it may read. Nothing throws: faults are answers, and with any fault there is no plan. */
export function compileExpression(
  text: string,
  schema: Shape,
): { compiled: Compiled | null; faults: readonly ExpressionFault[] } {
  if (Buffer.byteLength(text) > LONGEST_EXPRESSION) {
    return failed(
      0,
      1,
      `the expression has ${Buffer.byteLength(text)} bytes; at most ${LONGEST_EXPRESSION} are allowed`,
    );
  }
  const parsed = parsedOrFault(text);
  if ('faults' in parsed) return { compiled: null, faults: parsed.faults };
  const { expr, sourceInfo } = parsed.tree;
  if (!expr) return failed(0, 1, 'the expression is empty');
  const faults: ExpressionFault[] = [];
  const reads = new Set<string>();
  const names = schema.kind === 'fields' ? schema.fields : new Map<string, Shape>();
  const offsetOf = (id: bigint): number => sourceInfo?.positions[id.toString()] ?? 0;
  checkExpression(expr, { functions: KNOWN_FUNCTIONS, names, locals: new Map(), offsetOf, faults, reads });
  if (faults.length > 0) return { compiled: null, faults };
  try {
    const planned = plan(environment, withBudget(expr));
    return { compiled: { text, reads, run: (bindings, meter) => run(planned, bindings, meter) }, faults };
  } catch (error) {
    return failed(0, text.length, `the expression can't be planned: ${messageOf(error)}`);
  }
}

/** An error as a value for a name: whatever reads that name fails with this cause. */
export const unreadable = (cause: string): unknown => celError(cause);

/** A CEL timestamp of milliseconds since the epoch. */
export function timestampOf(milliseconds: number): unknown {
  return toTimestamp({ text: new Date(milliseconds).toISOString() });
}
const toTimestamp = plan(environment, parse('timestamp(text)'));

/** A value of CEL as a sentence shows it. */
export function shownValue(value: unknown): string {
  if (isCelList(value)) return `[${[...value].map(shownValue).join(', ')}]`;
  if (isCelMap(value)) return `{${[...value.keys()].map(String).join(', ')}}`;
  return typeof value === 'object' && value !== null ? 'a value' : String(value);
}

/** Which way of CEL a value is, for "expected true or false". */
export function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (isCelList(value)) return 'a list';
  if (isCelMap(value)) return 'a map';
  const names = { string: 'a text', number: 'a double', bigint: 'an int', boolean: 'true or false' } as const;
  return names[typeof value as keyof typeof names] ?? 'a value of another kind';
}

function run(planned: (bindings: Record<string, never>) => unknown, bindings: Bindings, meter: Meter): Outcome {
  const outer = running.meter;
  running.meter = meter;
  try {
    spend(meter, 1);
    const value = planned(bindings as Record<string, never>);
    if (meter.isExceeded) return BUDGET;
    return isCelError(value) ? { ok: false, kind: 'Expression', message: value.message } : { ok: true, value };
  } catch (error) {
    return meter.isExceeded ? BUDGET : { ok: false, kind: 'Expression', message: messageOf(error) };
  } finally {
    running.meter = outer;
  }
}

const BUDGET: Outcome = { ok: false, kind: 'Budget', message: 'the policy took more than 100,000 steps' };

type Tree = ReturnType<typeof parse>;

function parsedOrFault(text: string): { tree: Tree } | { faults: readonly ExpressionFault[] } {
  try {
    return { tree: parse(text) };
  } catch (error) {
    const location = (error as { location?: { start?: { offset?: number } } }).location;
    const cause = messageOf(error).replace(/^(?:syntax error )?(?:<input>:\d+:\d+: )?/u, '');
    return {
      faults: [{ offset: location?.start?.offset ?? 0, width: 1, message: `syntax error: ${cause}`, hint: null }],
    };
  }
}

const failed = (
  offset: number,
  width: number,
  message: string,
): { compiled: null; faults: readonly ExpressionFault[] } => ({
  compiled: null,
  faults: [{ offset, width, message, hint: null }],
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
