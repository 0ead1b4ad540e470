// Where a part of an expression stands in its text, so that a caret can point at it.
import { nodesBelow, type Expr, type ParsedExpression } from './expression-outline.ts';

/** Offsets in characters of the expression. */
export type Span = { readonly offset: number; readonly width: number };

const offsetOf = (expr: Expr, tree: ParsedExpression): number => tree.sourceInfo?.positions[expr.id.toString()] ?? 0;

/** From the first character of a part to its last: operators and brackets in between included. */
export function spanOf(expr: Expr, tree: ParsedExpression, text: string): Span {
  const [start, end] = edges(expr, tree, text);
  return { offset: start, width: Math.max(1, end - start) };
}

/** The operator or the name of the function or field itself: what the library marks, after the dot. */
export function nameSpan(expr: Expr, name: string, tree: ParsedExpression, text: string): Span {
  const marked = offsetOf(expr, tree);
  const found = text.indexOf(name, marked);
  return found >= 0 && found <= marked + 2 + leadingSpace(text, marked + 1)
    ? { offset: found, width: name.length }
    : { offset: marked, width: 1 };
}

const leadingSpace = (text: string, from: number): number => /^\s*/u.exec(text.slice(from))?.[0].length ?? 0;

function edges(expr: Expr, tree: ParsedExpression, text: string): readonly [number, number] {
  const offset = offsetOf(expr, tree);
  const kind = expr.exprKind;
  if (kind.case === 'identExpr') return [offset, offset + kind.value.name.length];
  if (kind.case === 'constExpr') return [offset, offset + literalLength(text, offset)];
  const inner = nodesBelow(expr).map((one) => edges(one, tree, text));
  const start = Math.min(offset, ...inner.map(([from]) => from));
  const last = Math.max(offset + 1, ...inner.map(([, to]) => to));
  if (kind.case === 'selectExpr' && !kind.value.testOnly) {
    const { offset: field, width } = nameSpan(expr, kind.value.field, tree, text);
    return [start, field + width];
  }
  const isBracketed = kind.case !== 'callExpr' || !kind.value.function.includes('_') || kind.value.function === '_[_]';
  return [start, isBracketed ? closedAfter(text, last) : last];
}

/** Past the bracket that closes a call, list or map. */
function closedAfter(text: string, from: number): number {
  const closing = /^[\s,(]*[)\]}]/u.exec(text.slice(from))?.[0];
  return closing === undefined ? from : from + closing.length;
}

function literalLength(text: string, offset: number): number {
  const rest = text.slice(offset);
  const literal = /^(?:[rRbB]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|[\w.]+)/u.exec(
    rest,
  );
  return literal?.[0].length ?? 1;
}
