// Checks calls and operators against the signatures: how many arguments, of which types, and what is meant where they do not fit.
import { arityMessage, explainArguments, explainOperands, ORDER, shownPart, symbolOf } from './expression-explain.ts';
import { textOf } from './expression-facts.ts';
import type { CallNode, Expr, ParsedExpression } from './expression-outline.ts';
import { nameSpan, type Span } from './expression-span.ts';
import type { Signature, Signatures } from './signatures.ts';
import { didYouMean, suggestion } from './suggest.ts';
import { BOOL, DYN, eitherOf, fits, isNumber, listOf, mapOf, shownType, solid, type ValueType } from './value-type.ts';

export type TypedExpr = { readonly expr: Expr; readonly type: ValueType };
export type CallContext = {
  readonly text: string;
  readonly tree: ParsedExpression;
  readonly signatures: Signatures;
  readonly fault: (at: Expr | Span, message: string, hint: string | null) => void;
  /** The type without null; notes a fault where null was not thought of. */
  readonly withoutNull: (typed: TypedExpr) => ValueType;
};

const ARITHMETIC = new Set(['_+_', '_-_', '_*_', '_/_', '_%_']);

/** The type of a call whose arguments are checked already; a method's target is the first of them. */
export function checkCall(expr: Expr, call: CallNode, args: readonly TypedExpr[], context: CallContext): ValueType {
  const [first, second] = args;
  const { function: name } = call;
  if (name === '_?_:_') return checkChoice(args, context);
  if (name === '_==_' || name === '_!=_') return first && second ? checkEqual(first, second, context) : BOOL;
  if (name === '_[_]') return first && second ? checkIndex(first, second, context) : DYN;
  if (name === '@in' && first && second) return checkIn(first, second, context);
  if (name === 'get' && solid(first?.type ?? DYN).kind === 'fields') return checkGetField(args, context);
  const given = args.map((one) => ({
    ...one,
    type: one.type.kind === 'nullable' ? context.withoutNull(one) : one.type,
  }));
  const [left, right] = given;
  if (ORDER.has(name) && left && right && isNumber(left.type) && isNumber(right.type)) return BOOL;
  return resolved(expr, call, given, context);
}

function resolved(expr: Expr, call: CallNode, args: readonly TypedExpr[], context: CallContext): ValueType {
  const { function: name } = call;
  const all = context.signatures.get(name);
  const at = nameSpan(expr, symbolOf(name), context.tree, context.text);
  if (!all) {
    const known = [...context.signatures.keys()].filter((one) => /^[a-z]/iu.test(one));
    context.fault(at, `unknown function: ${name}`, didYouMean(name, known));
    return DYN;
  }
  const isMethod = call.target !== undefined;
  const callable = all.filter((one) => one.isMethod === isMethod);
  if (callable.length === 0) {
    const right = isMethod ? `${name}(…)` : `text.${name}(…)`;
    context.fault(at, `${name} is ${isMethod ? 'no method' : 'a method'}`, `Write ${right}.`);
    return DYN;
  }
  const sized = callable.filter((one) => one.args.length === args.length);
  if (sized.length === 0) {
    context.fault(at, arityMessage(name, callable, args.length, isMethod), null);
    return callable[0]?.result ?? DYN;
  }
  const results = sized.flatMap((one) => resultOf(one, args) ?? []);
  const [result] = results;
  if (result) return results.every((one) => one.kind === result.kind) ? result : DYN;
  const [left, right] = args;
  const isOperator = ORDER.has(name) || ARITHMETIC.has(name);
  const operands = isOperator && left && right ? explainOperands(name, left, right, context) : null;
  const wrong = args.find((one, index) => !sized.some((signature) => fits(one.type, signature.args[index] ?? DYN)));
  const { message, hint } = operands ?? explainArguments(name, sized, wrong, args);
  context.fault(operands?.at ?? (wrong ?? args[0])?.expr ?? expr, message, hint);
  return sized[0]?.result.kind === 'any' ? DYN : (sized[0]?.result ?? DYN);
}

/** The result type where the arguments fit the signature; a type parameter is one type wherever it stands. */
function resultOf(signature: Signature, args: readonly TypedExpr[]): ValueType | null {
  let bound: ValueType | null = null;
  for (const [index, wanted] of signature.args.entries()) {
    const given = args[index]?.type ?? DYN;
    if (!fits(given, wanted)) return null;
    const inner = parameterIn(given, wanted);
    if (!inner) continue;
    if (bound && !fits(inner, bound) && !fits(bound, inner)) return null;
    bound = bound && bound.kind !== 'dyn' ? eitherOf(bound, inner) : inner;
  }
  return substituted(signature.result, bound ?? DYN);
}

function parameterIn(given: ValueType, wanted: ValueType): ValueType | null {
  if (wanted.kind === 'any') return given;
  if (wanted.kind === 'list' && wanted.item.kind === 'any') return given.kind === 'list' ? given.item : DYN;
  if (wanted.kind === 'map' && wanted.value.kind === 'any') return given.kind === 'map' ? given.value : DYN;
  return null;
}

function substituted(type: ValueType, bound: ValueType): ValueType {
  if (type.kind === 'any') return bound;
  if (type.kind === 'list' && type.item.kind === 'any') return listOf(bound);
  return type.kind === 'map' && type.value.kind === 'any' ? mapOf(bound) : type;
}

function checkChoice([condition, chosen, other]: readonly TypedExpr[], context: CallContext): ValueType {
  if (!condition || !chosen || !other) return DYN;
  if (!fits(condition.type, BOOL))
    context.fault(
      condition.expr,
      `the condition before ? has to be true or false, this is a ${shownType(condition.type)}`,
      null,
    );
  return eitherOf(chosen.type, other.type);
}

function checkEqual(left: TypedExpr, right: TypedExpr, context: CallContext): ValueType {
  const [one, other] = [solid(left.type), solid(right.type)];
  for (const [value, literal] of [
    [left, right],
    [right, left],
  ] as const) {
    if (
      literal.type.kind === 'null' &&
      value.type.kind !== 'nullable' &&
      value.type.kind !== 'dyn' &&
      value.type.kind !== 'null'
    )
      context.fault(value.expr, `${shownPart(value, context)} is never null`, null);
    checkWord(value, literal, context);
  }
  const isComparable =
    one.kind === 'null' ||
    other.kind === 'null' ||
    (isNumber(one) && isNumber(other)) ||
    fits(one, other) ||
    fits(other, one);
  if (isComparable) return BOOL;
  const explained = explainOperands('_==_', left, right, context);
  context.fault(explained.at, explained.message, explained.hint);
  return BOOL;
}

/** A text that is one of a few words is never equal to another. */
function checkWord(value: TypedExpr, literal: TypedExpr, context: CallContext): void {
  const type = solid(value.type);
  const words = 'words' in type ? type.words : undefined;
  const text = textOf(literal.expr);
  if (!words || text === null || words.includes(text)) return;
  context.fault(
    literal.expr,
    `${shownPart(value, context)} is never ${JSON.stringify(text)}`,
    didYouMean(text, words) ?? `It is one of ${words.join(', ')}.`,
  );
}

function checkIndex(owner: TypedExpr, key: TypedExpr, context: CallContext): ValueType {
  const type = context.withoutNull(owner);
  const wanted = type.kind === 'list' ? 'int' : type.kind === 'map' || type.kind === 'fields' ? 'string' : null;
  if (wanted === null && type.kind !== 'dyn') context.fault(owner.expr, `a ${shownType(type)} has no members`, null);
  if (wanted !== null && key.type.kind !== 'dyn' && key.type.kind !== wanted)
    context.fault(
      key.expr,
      `a ${type.kind === 'list' ? 'list' : 'map'} is read by ${wanted === 'int' ? 'an int' : 'a string'}, this is a ${shownType(key.type)}`,
      null,
    );
  if (type.kind === 'list') return type.item;
  return type.kind === 'map' ? type.value : DYN;
}

function checkIn(item: TypedExpr, range: TypedExpr, context: CallContext): ValueType {
  const type = context.withoutNull(range);
  const within =
    type.kind === 'list'
      ? type.item
      : type.kind === 'map' || type.kind === 'fields'
        ? ({ kind: 'string' } as const)
        : type;
  if (type.kind !== 'list' && type.kind !== 'map' && type.kind !== 'fields' && type.kind !== 'dyn')
    context.fault(range.expr, `in looks into a list or map, this is a ${shownType(type)}`, null);
  else if (!fits(solid(item.type), within) && !(isNumber(solid(item.type)) && isNumber(within)))
    context.fault(
      item.expr,
      `${shownPart(item, context)} is a ${shownType(item.type)}, the ${type.kind === 'list' ? 'list' : 'map'} holds ${shownType(within)}`,
      null,
    );
  return BOOL;
}

/** get() from a map whose fields are known: the field has to be one of them. */
function checkGetField([owner, key, fallback]: readonly TypedExpr[], context: CallContext): ValueType {
  const type = owner ? context.withoutNull(owner) : DYN;
  const name = key ? textOf(key.expr) : null;
  if (type.kind !== 'fields' || !owner || !key || name === null) return DYN;
  const field = type.fields.get(name);
  if (field) return fallback ? eitherOf(solid(field), fallback.type) : field;
  const known = [...type.fields.keys()];
  const hint = suggestion(name, known);
  context.fault(key.expr, `no such field: ${shownPart(owner, context)}.${name}`, hint);
  return DYN;
}
