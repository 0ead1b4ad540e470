// Weaves the step budget into an expression's syntax tree: every loop round and every argument of a call is counted.
import type { parse } from '@bufbuild/cel';
import { PATTERN, SUBJECT, TICK, WEIGH } from './functions.ts';

/** A node of CEL's public syntax tree. */
export type Expr = NonNullable<ReturnType<typeof parse>['expr']>;

/** Operators whose arguments are not always evaluated, or that are no calls to the library: their operands stay as they are. */
const BARE = new Set(['_&&_', '_||_', '_?_:_', '!_', '_[_]', '@not_strictly_false', '__not_strictly_false__']);

/** A copy of the tree with counting calls put in; names a.b.c stay whole, since CEL may look them up as one. */
export function withBudget(expr: Expr): Expr {
  const kind = expr.exprKind;
  switch (kind.case) {
    case 'callExpr': {
      const counted = (one: Expr, index: number): Expr => counting(kind.value.function, one, index);
      const target = kind.value.target && counted(kind.value.target, 0);
      const args = kind.value.args.map((arg, index) => counted(arg, kind.value.target ? index + 1 : index));
      return { ...expr, exprKind: { case: 'callExpr', value: { ...kind.value, ...(target && { target }), args } } };
    }
    case 'selectExpr':
      return {
        ...expr,
        exprKind: { case: 'selectExpr', value: { ...kind.value, ...mapped('operand', kind.value.operand) } },
      };
    case 'listExpr':
      return {
        ...expr,
        exprKind: { case: 'listExpr', value: { ...kind.value, elements: kind.value.elements.map(withBudget) } },
      };
    case 'structExpr': {
      const entries = kind.value.entries.map((entry) => ({ ...entry, ...mapped('value', entry.value) }));
      return { ...expr, exprKind: { case: 'structExpr', value: { ...kind.value, entries } } };
    }
    case 'comprehensionExpr':
      return { ...expr, exprKind: { case: 'comprehensionExpr', value: countedLoop(kind.value) } };
    case 'constExpr':
    case 'identExpr':
    case undefined:
      return expr;
    default:
      return kind satisfies never;
  }
}

type Comprehension = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value'];

function countedLoop(loop: Comprehension): Comprehension {
  const { iterRange, loopCondition, loopStep, result } = loop;
  const condition = loopCondition && { loopCondition: wrapped(TICK, loopCondition) };
  return {
    ...loop,
    ...mapped('iterRange', iterRange),
    ...condition,
    ...mapped('loopStep', loopStep),
    ...mapped('result', result),
  };
}

const mapped = <K extends string>(key: K, expr: Expr | undefined): { [P in K]?: Expr } =>
  (expr ? { [key]: withBudget(expr) } : {}) as { [P in K]?: Expr };

function counting(name: string, argument: Expr, index: number): Expr {
  const inner = withBudget(argument);
  if (BARE.has(name)) return inner;
  if (name === 'matches') return wrapped(index === 0 ? SUBJECT : PATTERN, inner);
  return wrapped(WEIGH, inner);
}

/** The call `name(inner)`; it keeps the id of what it wraps, so that errors keep their place. */
function wrapped(name: string, inner: Expr): Expr {
  return {
    $typeName: 'cel.expr.Expr',
    id: inner.id,
    exprKind: { case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', function: name, args: [inner] } },
  };
}
