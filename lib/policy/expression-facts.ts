// What is certain where a part of an expression decides: `champion != null` and `has(metadata.a)` guard what stands beside them.
import type { Expr } from './expression-outline.ts';

/** Paths that are there and not null. */
export type Facts = ReadonlySet<string>;

/** The paths that are certain when the expression has come to `outcome`. */
export function factsOf(expr: Expr, outcome: boolean): Facts {
  const kind = expr.exprKind;
  if (kind.case === 'selectExpr') return onePath(kind.value.testOnly && outcome ? pathOf(withoutTest(expr)) : null);
  if (kind.case !== 'callExpr') return NONE;
  const { function: name, args } = kind.value;
  const [first, second] = args;
  if (!first) return NONE;
  if (name === '!_') return factsOf(first, !outcome);
  if (!second) return NONE;
  if (name === (outcome ? '_&&_' : '_||_')) return new Set([...factsOf(first, outcome), ...factsOf(second, outcome)]);
  if (name === (outcome ? '_!=_' : '_==_')) {
    if (isNull(second)) return onePath(pathOf(first));
    return onePath(isNull(first) ? pathOf(second) : null);
  }
  if (name === '@in' && outcome) {
    const [key, owner] = [textOf(first), pathOf(second)];
    return onePath(key === null || owner === null ? null : `${owner}.${key}`);
  }
  return NONE;
}

const NONE: Facts = new Set();
const onePath = (path: string | null): Facts => (path === null ? NONE : new Set([path]));

/** `a.b["c"]` as `a.b.c`; null where the expression is no such chain. */
export function pathOf(expr: Expr): string | null {
  const kind = expr.exprKind;
  if (kind.case === 'identExpr') return kind.value.name;
  if (kind.case === 'selectExpr' && !kind.value.testOnly) {
    const owner = kind.value.operand ? pathOf(kind.value.operand) : null;
    return owner === null ? null : `${owner}.${kind.value.field}`;
  }
  if (kind.case !== 'callExpr' || kind.value.function !== '_[_]') return null;
  const [first, second] = kind.value.args;
  const [owner, key] = [first ? pathOf(first) : null, second ? textOf(second) : null];
  return owner === null || key === null ? null : `${owner}.${key}`;
}

/** The text of a text literal, or null. */
export function textOf(expr: Expr): string | null {
  const constant = expr.exprKind.case === 'constExpr' ? expr.exprKind.value.constantKind : null;
  return constant?.case === 'stringValue' ? constant.value : null;
}

const isNull = ({ exprKind }: Expr): boolean =>
  exprKind.case === 'constExpr' && exprKind.value.constantKind.case === 'nullValue';

const withoutTest = (expr: Expr): Expr =>
  expr.exprKind.case === 'selectExpr'
    ? { ...expr, exprKind: { case: 'selectExpr', value: { ...expr.exprKind.value, testOnly: false } } }
    : expr;
