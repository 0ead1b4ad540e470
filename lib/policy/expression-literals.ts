// Literals that stand for something: a pattern, a version range, a time zone. Each is tried on a sample when the policy is read, not when a version waits for it.
import { textOf } from './expression-facts.ts';
import type { CallNode, Expr } from './expression-outline.ts';

const constantOf = (value: string): Expr => ({
  $typeName: 'cel.expr.Expr',
  id: 0n,
  exprKind: {
    case: 'constExpr',
    value: { $typeName: 'cel.expr.Constant', constantKind: { case: 'stringValue', value } },
  },
});
const callOf = (call: Omit<CallNode, '$typeName'>): Expr => ({
  $typeName: 'cel.expr.Expr',
  id: 0n,
  exprKind: { case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', ...call } },
});

const A_TIME = callOf({ function: 'timestamp', args: [constantOf('2026-01-01T00:00:00Z')] });
const TIME_PARTS = ['FullYear', 'Month', 'Date', 'DayOfMonth', 'DayOfWeek', 'DayOfYear', 'Hours', 'Minutes', 'Seconds'];

/** By function: what its literal is tried on. */
const SAMPLES: ReadonlyMap<string, Expr> = new Map([
  ['matches', constantOf('')],
  ['semver', constantOf('1.0.0')],
  ...[...TIME_PARTS, 'Milliseconds'].map((part): [string, Expr] => [`get${part}`, A_TIME]),
]);

/** The literal of a call that has to be well formed, and the same call on a sample, which fails where it is not; null for other calls. */
export function triedLiteral(call: CallNode): { readonly literal: Expr; readonly sample: Expr } | null {
  const sample = SAMPLES.get(call.function);
  const literal = call.args.at(-1);
  const operands = call.args.length + (call.target ? 1 : 0);
  if (!sample || !literal || operands !== 2 || textOf(literal) === null) return null;
  const { function: name, target } = call;
  const tried = target
    ? { function: name, target: sample, args: [literal] }
    : { function: name, args: [sample, literal] };
  return { literal, sample: callOf(tried) };
}

/** What is expected of the literal, where the library's own sentence leaves that open. */
export const literalHint = (name: string): string | null =>
  name.startsWith('get') ? 'Expected a time zone such as Europe/Zurich, or an offset such as +01:00.' : null;
