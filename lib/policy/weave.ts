// Weaves budget and trace into an expression's syntax tree: what loops and calls cost is counted, what parts came to is noted.
import { PATTERN, RECORD, ROUND, SUBJECT, TICK, WEIGH } from './cel-functions.ts';
import { isChain, type Expr, type Outline } from './expression-outline.ts';

/** Operators whose arguments are not always evaluated, or that are no calls to the library: their operands are not weighed. */
const UNWEIGHED = new Set(['_&&_', '_||_', '_?_:_', '!_', '_[_]', '@not_strictly_false', '__not_strictly_false__']);

/** A copy of the tree with counting calls put in and, with an outline, recording ones. Names a.b.c stay whole. */
export function woven(expr: Expr, outline: Outline | null): Expr {
  const inner = wovenInside(expr, outline);
  const part = outline?.indexOf.get(expr.id);
  return part === undefined ? inner : called(RECORD, expr.id, [number(part), inner]);
}

function wovenInside(expr: Expr, outline: Outline | null): Expr {
  const kind = expr.exprKind;
  if (kind.case === 'comprehensionExpr')
    return { ...expr, exprKind: { case: kind.case, value: wovenLoop(kind.value, expr.id, outline) } };
  return withBelow(expr, (one, index) => {
    const inner = isChain(expr) ? wovenInside(one, outline) : woven(one, outline);
    return kind.case === 'callExpr' ? weighed(kind.value.function, inner, index) : inner;
  });
}

/** The node with other nodes below it; a method's target is the first of them. Loops are woven by themselves. */
function withBelow(expr: Expr, below: (one: Expr, index: number) => Expr): Expr {
  const kind = expr.exprKind;
  if (kind.case === 'callExpr') {
    const { target, args } = kind.value;
    const first = target ? 1 : 0;
    const value = {
      ...kind.value,
      ...mapped('target', target, (one) => below(one, 0)),
      args: args.map((arg, index) => below(arg, index + first)),
    };
    return { ...expr, exprKind: { case: kind.case, value } };
  }
  if (kind.case === 'selectExpr') {
    const value = { ...kind.value, ...mapped('operand', kind.value.operand, (one) => below(one, 0)) };
    return { ...expr, exprKind: { case: kind.case, value } };
  }
  if (kind.case === 'listExpr')
    return {
      ...expr,
      exprKind: { case: kind.case, value: { ...kind.value, elements: kind.value.elements.map(below) } },
    };
  if (kind.case !== 'structExpr') return expr;
  const entries = kind.value.entries.map((entry) => ({
    ...entry,
    keyKind:
      entry.keyKind.case === 'mapKey'
        ? { case: entry.keyKind.case, value: below(entry.keyKind.value, 0) }
        : entry.keyKind,
    ...mapped('value', entry.value, (one) => below(one, 0)),
  }));
  return { ...expr, exprKind: { case: kind.case, value: { ...kind.value, entries } } };
}

type Comprehension = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value'];

function wovenLoop(loop: Comprehension, id: bigint, outline: Outline | null): Comprehension {
  const { iterRange, loopCondition, loopStep, result } = loop;
  const part = outline?.indexOf.get(id);
  const below = (one: Expr): Expr => woven(one, outline);
  const ticking = loopCondition && called(TICK, loopCondition.id, [loopCondition]);
  const condition =
    ticking && part !== undefined
      ? called(ROUND, ticking.id, [number(part), ticking, identifier(loop.iterVar)])
      : ticking;
  return {
    ...loop,
    ...mapped('iterRange', iterRange, below),
    ...(condition && { loopCondition: condition }),
    ...mapped('loopStep', loopStep, below),
    ...mapped('result', result, below),
  };
}

const mapped = <K extends string>(key: K, expr: Expr | undefined, below: (one: Expr) => Expr): { [P in K]?: Expr } =>
  (expr ? { [key]: below(expr) } : {}) as { [P in K]?: Expr };

function weighed(name: string, argument: Expr, index: number): Expr {
  if (UNWEIGHED.has(name)) return argument;
  const counter = name !== 'matches' ? WEIGH : index === 0 ? SUBJECT : PATTERN;
  return called(counter, argument.id, [argument]);
}

/** The call `name(args)`; it keeps the id of what it wraps, so that errors keep their place. */
const called = (name: string, id: bigint, args: Expr[]): Expr => ({
  $typeName: 'cel.expr.Expr',
  id,
  exprKind: { case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', function: name, args } },
});
const number = (value: number): Expr => ({
  $typeName: 'cel.expr.Expr',
  id: 0n,
  exprKind: {
    case: 'constExpr',
    value: { $typeName: 'cel.expr.Constant', constantKind: { case: 'doubleValue', value } },
  },
});
const identifier = (name: string): Expr => ({
  $typeName: 'cel.expr.Expr',
  id: 0n,
  exprKind: { case: 'identExpr', value: { $typeName: 'cel.expr.Expr.Ident', name } },
});
