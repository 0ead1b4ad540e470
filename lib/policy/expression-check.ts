// Checks an expression's names before it ever runs: unknown roots, functions and fields are told with a place and a suggestion.
import type { Expr } from './budget.ts';
import { ANY, type Shape } from './schema.ts';
import { didYouMean } from './suggest.ts';

/** A fault inside an expression; `offset` counts characters of the expression. */
export type ExpressionFault = {
  readonly offset: number;
  readonly width: number;
  readonly message: string;
  readonly hint: string | null;
};

/** What is known while walking: the functions there are, the shapes of names, and where each syntax node begins. */
export type CheckScope = {
  readonly functions: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, Shape>;
  /** Names that loops bring along: known, but no evidence. */
  readonly locals: ReadonlyMap<string, Shape>;
  readonly offsetOf: (id: bigint) => number;
  readonly faults: ExpressionFault[];
  /** Every path read: `metadata`, `modelPackage.createdBy`, `champion.quality.auc`. */
  readonly reads: Set<string>;
};

/** The type names of CEL, which are values too: type(x) == string. */
const TYPE_NAMES = new Set(['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type']);

/** Walks the tree, notes faults and reads in the scope, and answers with the shape of the value and the path it was read by. */
export function checkExpression(expr: Expr, scope: CheckScope): { shape: Shape; path: string | null } {
  const kind = expr.exprKind;
  switch (kind.case) {
    case 'identExpr':
      return checkName(kind.value.name, expr.id, scope);
    case 'selectExpr':
      return kind.value.operand
        ? checkField(checkExpression(kind.value.operand, scope), kind.value.field, expr.id, scope)
        : UNKNOWN;
    case 'callExpr':
      return checkCall(kind.value, expr.id, scope);
    case 'listExpr':
      for (const element of kind.value.elements) checkExpression(element, scope);
      return UNKNOWN;
    case 'structExpr':
      for (const entry of kind.value.entries) {
        if (entry.keyKind.case === 'mapKey') checkExpression(entry.keyKind.value, scope);
        if (entry.value) checkExpression(entry.value, scope);
      }
      return UNKNOWN;
    case 'comprehensionExpr':
      return checkComprehension(kind.value, scope);
    case 'constExpr':
    case undefined:
      return UNKNOWN;
    default:
      return kind satisfies never;
  }
}

const UNKNOWN = { shape: ANY, path: null };

function checkName(name: string, id: bigint, scope: CheckScope): { shape: Shape; path: string | null } {
  const local = scope.locals.get(name);
  if (local) return { shape: local, path: null };
  const shape = scope.names.get(name);
  if (shape) {
    scope.reads.add(name);
    return { shape, path: name };
  }
  if (!TYPE_NAMES.has(name)) {
    const roots = [...scope.names.keys()];
    const hint =
      didYouMean(name, roots) ?? `Known are ${roots.join(', ')}. A report has to be declared under evidence.`;
    scope.faults.push({ offset: scope.offsetOf(id), width: name.length, message: `unknown name: ${name}`, hint });
  }
  return UNKNOWN;
}

function checkField(
  owner: { shape: Shape; path: string | null },
  field: string,
  id: bigint,
  scope: CheckScope,
): { shape: Shape; path: string | null } {
  const path = owner.path === null ? null : `${owner.path}.${field}`;
  if (path !== null) scope.reads.add(path);
  if (owner.shape.kind !== 'fields') return { shape: ANY, path };
  const shape = owner.shape.fields.get(field);
  if (shape) return { shape, path };
  const known = [...owner.shape.fields.keys()];
  const hint = didYouMean(field, known) ?? (known.length > 0 ? `Known are ${known.join(', ')}.` : null);
  scope.faults.push({
    offset: scope.offsetOf(id),
    width: field.length,
    message: `no such field: ${path ?? field}`,
    hint,
  });
  return UNKNOWN;
}

type Call = Extract<Expr['exprKind'], { case: 'callExpr' }>['value'];

function checkCall(call: Call, id: bigint, scope: CheckScope): { shape: Shape; path: string | null } {
  if (!scope.functions.has(call.function)) {
    const known = [...scope.functions].filter((name) => /^[a-z]/iu.test(name));
    const message = `unknown function: ${call.function}`;
    scope.faults.push({ offset: scope.offsetOf(id), width: 1, message, hint: didYouMean(call.function, known) });
  }
  const target = call.target ? checkExpression(call.target, scope) : null;
  const [first, ...others] = call.args.map((argument) => checkExpression(argument, scope));
  if (call.function !== '_[_]' || !first) return UNKNOWN;
  const index = call.args[1]?.exprKind;
  const key =
    index?.case === 'constExpr' && index.value.constantKind.case === 'stringValue'
      ? index.value.constantKind.value
      : null;
  if (first.shape.kind === 'list') return { shape: first.shape.item, path: null };
  if (key !== null) return checkField(first, key, id, scope);
  if (first.path !== null && (target ?? others[0])) scope.reads.add(`${first.path}.*`);
  return UNKNOWN;
}

type Comprehension = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value'];

function checkComprehension(loop: Comprehension, scope: CheckScope): { shape: Shape; path: string | null } {
  const range = loop.iterRange ? checkExpression(loop.iterRange, scope) : UNKNOWN;
  if (range.path !== null) scope.reads.add(`${range.path}.*`);
  const item = range.shape.kind === 'list' ? range.shape.item : ANY;
  if (loop.accuInit) checkExpression(loop.accuInit, scope);
  const inner: CheckScope = { ...scope, locals: new Map([...scope.locals, [loop.iterVar, item], [loop.accuVar, ANY]]) };
  for (const part of [loop.loopCondition, loop.loopStep, loop.result]) if (part) checkExpression(part, inner);
  return UNKNOWN;
}
