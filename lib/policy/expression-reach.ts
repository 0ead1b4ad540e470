// Finds what an expression can be proven to never reach: constant parts, and comparisons that exclude or cover everything.
import { unparse } from '@bufbuild/cel';
import type { ExpressionFault, Question } from './expression-check.ts';
import { textOf } from './expression-facts.ts';
import { literalHint, triedLiteral } from './expression-literals.ts';
import { nodesBelow, type Expr } from './expression-outline.ts';
import { spanOf } from './expression-span.ts';

/** Runs a part that reads nothing. */
export type Evaluate = (
  expr: Expr,
) => { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** The faults of a sound expression. What always fails or excludes itself is an error; a constant may be what somebody meant: a hint. */
export function reachFaults(question: Question): readonly ExpressionFault[] {
  const { expr } = question.tree;
  if (literalOf(expr) !== null)
    return [fault(expr, question, `the expression is always ${literalOf(expr)}`, null, 'hint')];
  const faults: ExpressionFault[] = [];
  visit(expr, question, faults);
  return faults;
}

/** Parts of which one constant decides whether the rest is reached. */
const DECIDED = new Set(['_&&_', '_||_', '!_', '_?_:_']);
/** Conversions of a literal are how values of these types are written. */
const WRITTEN = new Set(['timestamp', 'duration', 'bytes', '-_', 'uint', 'dyn', 'semver']);

function visit(expr: Expr, question: Question, faults: ExpressionFault[]): void {
  const call = expr.exprKind.case === 'callExpr' ? expr.exprKind.value : null;
  if (call && isConstant(expr)) {
    const outcome = question.evaluate(expr);
    if (!outcome.ok) faults.push(fault(expr, question, `this always fails: ${outcome.message}`, hintOf(call.function)));
    else if (typeof outcome.value === 'boolean')
      faults.push(
        fault(expr, question, `this is always ${outcome.value}`, 'Nothing of the evidence is read here.', 'hint'),
      );
    if (!outcome.ok || !WRITTEN.has(call.function)) return;
  }
  const tried = call && triedLiteral(call);
  const outcome = tried && question.evaluate(tried.sample);
  if (call && tried && outcome && !outcome.ok)
    faults.push(fault(tried.literal, question, `this always fails: ${outcome.message}`, literalHint(call.function)));
  if (call && DECIDED.has(call.function)) {
    const operands = call.function === '_?_:_' ? call.args.slice(0, 1) : call.args;
    for (const one of operands)
      if (literalOf(one) !== null)
        faults.push(
          fault(
            one,
            question,
            `${literalOf(one)} decides here, so a part is never reached or changes nothing`,
            null,
            'hint',
          ),
        );
  }
  if (call && (call.function === '_&&_' || call.function === '_||_')) faults.push(...conflicts(expr, question));
  for (const below of writtenBelow(expr)) visit(below, question, faults);
}

/** Of a chain of && or || only the outermost is looked at for conflicts; a loop's own machinery is nobody's mistake. */
function writtenBelow(expr: Expr): readonly Expr[] {
  if (expr.exprKind.case !== 'comprehensionExpr') return nodesBelow(expr);
  return expr.exprKind.value.iterRange ? [expr.exprKind.value.iterRange] : [];
}

function isConstant(expr: Expr): boolean {
  if (expr.exprKind.case === 'constExpr') return true;
  if (expr.exprKind.case !== 'callExpr' && expr.exprKind.case !== 'listExpr') return false;
  return expr.exprKind.case === 'callExpr' && expr.exprKind.value.function === 'age'
    ? false
    : nodesBelow(expr).every(isConstant);
}

const literalOf = ({ exprKind }: Expr): boolean | null =>
  exprKind.case === 'constExpr' && exprKind.value.constantKind.case === 'boolValue'
    ? exprKind.value.constantKind.value
    : null;

const hintOf = (name: string): string | null =>
  name === 'duration' ? 'The units of a duration are h, m, s, ms, us and ns: 30 days are 720h.' : null;

/** One comparison of a part with a literal: the part lies at or above `from`, at or below `to`, or is exactly a text. */
type Bound = {
  readonly of: string;
  readonly from: number;
  readonly to: number;
  readonly isOpen: boolean;
  readonly text: string | null;
  readonly expr: Expr;
};

const MIRRORED: Readonly<Record<string, string>> = {
  '_<_': '_>_',
  '_<=_': '_>=_',
  '_>_': '_<_',
  '_>=_': '_<=_',
  '_==_': '_==_',
};
const OPPOSITE: Readonly<Record<string, string>> = {
  '_<_': '_>=_',
  '_<=_': '_>_',
  '_>_': '_<=_',
  '_>=_': '_<_',
  '_!=_': '_==_',
};

/** Under &&, bounds of one part that have nothing in common; under ||, bounds that leave nothing out. */
function conflicts(expr: Expr, question: Question): readonly ExpressionFault[] {
  const name = expr.exprKind.case === 'callExpr' ? expr.exprKind.value.function : '';
  const seen: Bound[] = [];
  for (const operand of flattened(expr, name)) {
    const bound = boundOf(operand, name === '_||_');
    const other = bound && seen.find((one) => one.of === bound.of && excludes(one, bound));
    const what = name === '_&&_' ? 'can never be true together' : 'are together always true';
    if (bound && other)
      return [fault(operand, question, `${written(other.expr)} and ${written(bound.expr)} ${what}`, null)];
    if (bound) seen.push(bound);
  }
  return [];
}

function flattened(expr: Expr, name: string): readonly Expr[] {
  if (expr.exprKind.case !== 'callExpr' || expr.exprKind.value.function !== name) return [expr];
  return expr.exprKind.value.args.flatMap((arg) => flattened(arg, name));
}

function excludes(one: Bound, other: Bound): boolean {
  if (one.text !== null || other.text !== null)
    return one.text !== null && other.text !== null && one.text !== other.text;
  const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to)];
  return from > to || (from === to && (one.isOpen || other.isOpen));
}

/** With `isNegated` the bound of what makes the comparison false. */
function boundOf(expr: Expr, isNegated: boolean): Bound | null {
  if (expr.exprKind.case !== 'callExpr') return null;
  const [left, right] = expr.exprKind.value.args;
  if (!left || !right) return null;
  const isMirrored = left.exprKind.case === 'constExpr';
  const [part, literal] = isMirrored ? [right, left] : [left, right];
  if (part.exprKind.case === 'constExpr') return null;
  const operator = isMirrored ? MIRRORED[expr.exprKind.value.function] : expr.exprKind.value.function;
  const name = isNegated ? OPPOSITE[operator ?? ''] : operator;
  const [number, text] = [numberOf(literal), textOf(literal)];
  const of = unparsed(part);
  if (of === null || name === undefined || (number === null && (text === null || name !== '_==_'))) return null;
  const isOpen = name === '_<_' || name === '_>_';
  const ranges: Readonly<Record<string, readonly [number, number]>> = {
    '_<_': [-Infinity, number ?? 0],
    '_<=_': [-Infinity, number ?? 0],
    '_>_': [number ?? 0, Infinity],
    '_>=_': [number ?? 0, Infinity],
    '_==_': [number ?? 0, number ?? 0],
  };
  const range = ranges[name];
  return range ? { of, from: range[0], to: range[1], isOpen, text, expr } : null;
}

function numberOf({ exprKind }: Expr): number | null {
  const constant = exprKind.case === 'constExpr' ? exprKind.value.constantKind : null;
  if (constant?.case === 'doubleValue') return constant.value;
  return constant?.case === 'int64Value' ? Number(constant.value) : null;
}

/** The text of a part; null for loops, which have none of their own. */
function unparsed(expr: Expr): string | null {
  try {
    return unparse(expr);
  } catch {
    return null;
  }
}
const written = (expr: Expr): string => unparsed(expr) ?? 'this';

const fault = (
  expr: Expr,
  { tree, text }: Question,
  message: string,
  hint: string | null,
  severity: ExpressionFault['severity'] = 'error',
): ExpressionFault => ({ ...spanOf(expr, tree, text), message, hint, severity });
