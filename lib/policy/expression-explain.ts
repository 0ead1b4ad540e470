// Explains why operands and arguments do not fit, and how it is written instead.
import type { CallContext, TypedExpr } from './expression-calls.ts';
import { pathOf, textOf } from './expression-facts.ts';
import type { Expr } from './expression-outline.ts';
import { spanOf } from './expression-span.ts';
import type { Signature } from './signatures.ts';
import { DYN, isNumber, shownType } from './value-type.ts';

/** Operators that order two values. */
export const ORDER: ReadonlySet<string> = new Set(['_<_', '_<=_', '_>_', '_>=_']);

type Explained = { readonly message: string; readonly hint: string | null };

/** What is wrong between two operands, and how it is written instead. */
export function explainOperands(
  name: string,
  left: TypedExpr,
  right: TypedExpr,
  context: CallContext,
): Explained & { readonly at: Expr } {
  const symbol = symbolOf(name);
  const text = [left, right].find((one) => one.type.kind === 'string');
  const number = [left, right].find((one) => isNumber(one.type));
  const types = `${shownPart(left, context)} is a ${shownType(left.type)}, ${shownPart(right, context)} a ${shownType(right.type)}`;
  const at = (text ?? left).expr;
  if (text && number)
    return { message: `${types}: ${symbol} needs two numbers`, hint: numberHint(text, number, name, context), at };
  const whole = [left, right].find((one) => one.type.kind === 'int');
  if (whole && number && isNumber(left.type) && isNumber(right.type))
    return {
      message: `${types}: ${symbol} needs two of one type`,
      hint: `Write ${wholeAsDouble(whole, context)}.`,
      at: whole.expr,
    };
  return { message: `${types}: ${symbol} can't take these together`, hint: null, at };
}

function numberHint(text: TypedExpr, number: TypedExpr, name: string, context: CallContext): string {
  const path = pathOf(text.expr);
  const literal = textOf(text.expr);
  if (literal !== null) return `Write the number without quotes: ${literal}.`;
  const call = `number(${path === null ? shownPart(text, context) : bracketed(path)})`;
  if (path === null || !ORDER.has(name) || number.expr.exprKind.case !== 'constExpr') return `Write ${call}.`;
  return `Write ${call}, or use the check range with value: ${path}.`;
}

/** metadata.accuracy as metadata["accuracy"], as it has to be written for keys that are no words. */
const bracketed = (path: string): string =>
  path.replace(
    /^((?:champion\.)?metadata|group\.tags)\.(.+)$/u,
    (_whole, owner: string, key: string) => `${owner}[${JSON.stringify(key)}]`,
  );

const wholeAsDouble = (whole: TypedExpr, context: CallContext): string => {
  const shown = shownPart(whole, context);
  return whole.expr.exprKind.case === 'constExpr' ? `${shown}.0` : `double(${shown})`;
};

/** Which argument is of the wrong type, and which are taken. */
export function explainArguments(
  name: string,
  sized: readonly Signature[],
  wrong: TypedExpr | undefined,
  args: readonly TypedExpr[],
): Explained {
  if (!wrong)
    return {
      message: `${symbolOf(name)} can't take ${args.map((one) => shownType(one.type)).join(', ')} together`,
      hint: name === 'get' ? 'The default has the type of the values.' : null,
    };
  const index = args.indexOf(wrong);
  const wanted = [...new Set(sized.map((one) => shownType(one.args[index] ?? DYN)))].join(' or ');
  return { message: `${symbolOf(name)} takes ${wanted} here, this is a ${shownType(wrong.type)}`, hint: null };
}

/** How many arguments a function takes. */
export function arityMessage(name: string, callable: readonly Signature[], given: number, isMethod: boolean): string {
  const count = (size: number): number => (isMethod ? size - 1 : size);
  const sizes = [...new Set(callable.map((one) => count(one.args.length)))].toSorted((a, b) => a - b);
  return `${name} takes ${sizes.join(' or ')} ${sizes.at(-1) === 1 ? 'argument' : 'arguments'}, not ${count(given)}`;
}

/** `_>=_` as `>=`, `@in` as `in`; names of functions as they are. */
export const symbolOf = (name: string): string =>
  name.startsWith('_') || name.endsWith('_') || name.startsWith('@') ? name.replaceAll(/^[_@]|_$/gu, '') : name;

/** A part as it is written, on one line. */
export function shownPart({ expr }: TypedExpr, { tree, text }: CallContext): string {
  const { offset, width } = spanOf(expr, tree, text);
  const shown = text.slice(offset, offset + width).replaceAll(/\s+/gu, ' ');
  return shown.length > 60 ? `${shown.slice(0, 59)}…` : shown;
}
