// Checks an expression before it ever runs: every name, field, type and guard, with a place and a suggestion for each fault.
import { checkCall, type TypedExpr } from './expression-calls.ts';
import { factsOf, pathOf, textOf, type Facts } from './expression-facts.ts';
import { askIfThere, note, unguarded } from './expression-guard.ts';
import { loopOf, nodesOf, type CallNode, type Expr, type ParsedExpression } from './expression-outline.ts';
import { reachFaults, type Evaluate } from './expression-reach.ts';
import { nameSpan, type Span } from './expression-span.ts';
import type { Schema } from './schema.ts';
import type { Signatures } from './signatures.ts';
import { nameSuggestion, suggestion } from './suggest.ts';
import { BOOL, DYN, eitherOf, listOf, mapOf, shownType, solid, STRING, type ValueType } from './value-type.ts';

/** A fault inside an expression; `offset` counts characters of the expression. A hint is advice and stops nothing. */
export type ExpressionFault = Span & {
  readonly message: string;
  readonly hint: string | null;
  readonly severity: 'error' | 'hint';
};

/** What is checked, and against what: `evaluate` runs parts that read nothing. */
export type Question = {
  readonly text: string;
  readonly tree: ParsedExpression;
  readonly names: Schema;
  readonly signatures: Signatures;
  readonly evaluate: Evaluate;
};

/** What is known while walking. */
export type CheckScope = Question & {
  readonly nodes: ReadonlyMap<bigint, Expr>;
  /** Names that loops bring along: known, but no evidence. */
  readonly locals: ReadonlyMap<string, ValueType>;
  readonly facts: Facts;
  readonly faults: ExpressionFault[];
  /** Every path read: `metadata`, `modelPackage.createdBy`, `champion.quality.auc`. */
  readonly reads: Set<string>;
};

/** The type names of CEL, which are values too: type(x) == string. */
const TYPE_NAMES = new Set(['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type']);

/** Checks a whole expression: its type, the paths it may read, and everything that is wrong with it. */
export function checkExpression(question: Question): {
  readonly type: ValueType;
  readonly reads: ReadonlySet<string>;
  readonly faults: readonly ExpressionFault[];
} {
  const { tree } = question;
  const scope: CheckScope = {
    ...question,
    nodes: nodesOf(tree),
    locals: new Map(),
    facts: new Set(),
    faults: [],
    reads: new Set(),
  };
  const type = typeOf(tree.expr, scope);
  const faults = distinct(scope.faults);
  const isSound = faults.every((fault) => fault.severity === 'hint');
  return { type, reads: scope.reads, faults: isSound ? [...faults, ...reachFaults(question)] : faults };
}

/** The type of one part; faults and reads are noted in the scope. */
function typeOf(expr: Expr, scope: CheckScope): ValueType {
  const kind = expr.exprKind;
  switch (kind.case) {
    case 'constExpr':
      return CONSTANTS[kind.value.constantKind.case ?? ''] ?? DYN;
    case 'identExpr':
      return typeOfName(kind.value.name, expr, scope);
    case 'selectExpr':
      return kind.value.operand
        ? member(expr, kind.value.operand, { name: kind.value.field, isTest: kind.value.testOnly }, scope)
        : DYN;
    case 'callExpr':
      return typeOfCall(expr, kind.value, scope);
    case 'listExpr': {
      const [first, ...others] = kind.value.elements.map((element) => typeOf(element, scope));
      return listOf(first ? others.reduce(eitherOf, first) : DYN);
    }
    case 'structExpr': {
      for (const { keyKind } of kind.value.entries) if (keyKind.case === 'mapKey') typeOf(keyKind.value, scope);
      const [first, ...others] = kind.value.entries.flatMap(({ value }) => (value ? [typeOf(value, scope)] : []));
      return mapOf(first ? others.reduce(eitherOf, first) : DYN);
    }
    case 'comprehensionExpr':
      return typeOfLoop(expr, scope);
    case undefined:
      return DYN;
    default:
      return kind satisfies never;
  }
}

const CONSTANTS: Readonly<Record<string, ValueType>> = {
  boolValue: BOOL,
  int64Value: { kind: 'int' },
  uint64Value: { kind: 'uint' },
  doubleValue: { kind: 'double' },
  stringValue: STRING,
  bytesValue: { kind: 'bytes' },
  nullValue: { kind: 'null' },
};

function typeOfName(name: string, expr: Expr, scope: CheckScope): ValueType {
  const local = scope.locals.get(name);
  if (local) return local;
  const type = scope.names.get(name);
  if (type) {
    scope.reads.add(name);
    return scope.facts.has(name) ? solid(type) : type;
  }
  if (TYPE_NAMES.has(name)) return { kind: 'type' };
  note(scope, expr, `unknown name: ${name}`, nameSuggestion(name, [...scope.names.keys()]));
  return DYN;
}

type Member = { readonly name: string; readonly isTest: boolean };

/** The type of `owner.name` or `owner["name"]`; with `isTest` it is only asked whether it is there. */
function member(expr: Expr, owner: Expr, { name, isTest }: Member, scope: CheckScope): ValueType {
  const ownerType = unguarded(owner, typeOf(owner, scope), scope);
  const ownerPath = evidencePath(owner, scope);
  const path = ownerPath === null ? null : `${ownerPath}.${name}`;
  if (path !== null) scope.reads.add(path);
  if (ownerType.kind === 'fields') {
    const type = ownerType.fields.get(name);
    if (!type) {
      const at = isTest ? owner : nameSpan(expr, name, scope.tree, scope.text);
      const known = [...ownerType.fields.keys()];
      note(scope, at, `no such field: ${path ?? name}`, suggestion(name, known));
      return DYN;
    }
    if (isTest) return BOOL;
    askIfThere(expr, path, scope);
    return path !== null && scope.facts.has(path) ? solid(type) : type;
  }
  if (ownerType.kind === 'map') {
    if (!isTest) askIfThere(expr, path, scope);
    return isTest ? BOOL : ownerType.value;
  }
  if (ownerType.kind !== 'dyn') {
    const whole = `${pathOf(owner) ?? 'this'} is a ${shownType(ownerType)} and has no field ${name}`;
    const parent = ownerPath?.split('.').slice(0, -1).join('.');
    const key = ownerPath?.split('.').at(-1);
    const isKeyWithDots =
      parent !== undefined && (parent === 'metadata' || parent.endsWith('.metadata') || parent === 'group.tags');
    const hint = isKeyWithDots ? `A key with dots is written ${parent}["${key}.${name}"].` : null;
    note(scope, nameSpan(expr, name, scope.tree, scope.text), whole, hint);
  }
  return isTest ? BOOL : DYN;
}

/** The path of a value of the evidence; items of loops have none. */
function evidencePath(expr: Expr, scope: CheckScope): string | null {
  const path = pathOf(expr);
  const [root = ''] = path?.split('.') ?? [];
  return path !== null && !scope.locals.has(root) && scope.names.has(root) ? path : null;
}

function typeOfCall(expr: Expr, call: CallNode, scope: CheckScope): ValueType {
  const [first, second, third] = call.args;
  if (call.function === '_[_]' && first && second) {
    const key = textOf(second);
    if (key !== null) return member(expr, first, { name: key, isTest: false }, scope);
  }
  if (call.function === '_?_:_' && first && second && third) {
    const condition = { expr: first, type: typeOf(first, scope) };
    const chosen = { expr: second, type: typeOf(second, knowing(scope, factsOf(first, true))) };
    const other = { expr: third, type: typeOf(third, knowing(scope, factsOf(first, false))) };
    return checkCall(expr, call, [condition, chosen, other], context(scope));
  }
  if ((call.function === '_&&_' || call.function === '_||_') && first && second) {
    // Either side may decide alone, an error of the other is forgotten then: so each side guards the other.
    const decided = call.function === '_&&_';
    const typed = [
      { expr: first, type: typeOf(first, knowing(scope, factsOf(second, decided))) },
      { expr: second, type: typeOf(second, knowing(scope, factsOf(first, decided))) },
    ];
    return checkCall(expr, call, typed, context(scope));
  }
  const nodes = [...(call.target ? [call.target] : []), ...call.args];
  const typed: TypedExpr[] = nodes.map((one) => ({ expr: one, type: typeOf(one, scope) }));
  for (const path of [first, call.target].flatMap((one) => (one ? evidencePath(one, scope) : null) ?? [])) {
    const key = call.function === 'get' && second ? textOf(second) : null;
    if (key !== null) scope.reads.add(`${path}.${key}`);
    else if (call.function === '_[_]' || call.function === 'get') scope.reads.add(`${path}.*`);
  }
  return checkCall(expr, call, typed, context(scope));
}

const knowing = (scope: CheckScope, facts: Facts): CheckScope => ({
  ...scope,
  facts: new Set([...scope.facts, ...facts]),
});

const context = (scope: CheckScope) => ({
  text: scope.text,
  tree: scope.tree,
  signatures: scope.signatures,
  fault: (at: Expr | Span, message: string, hint: string | null) => note(scope, at, message, hint),
  withoutNull: (typed: TypedExpr) => unguarded(typed.expr, typed.type, scope),
});

function typeOfLoop(expr: Expr, scope: CheckScope): ValueType {
  const loop = loopOf(expr, scope.tree, scope.nodes);
  if (!loop) return DYN;
  const range = unguarded(loop.range, typeOf(loop.range, scope), scope);
  const path = evidencePath(loop.range, scope);
  if (path !== null) scope.reads.add(`${path}.*`);
  const item = range.kind === 'list' ? range.item : range.kind === 'map' || range.kind === 'fields' ? STRING : DYN;
  if (item.kind === 'dyn' && range.kind !== 'dyn' && range.kind !== 'list')
    note(scope, loop.range, `${loop.name} goes through a list or map, this is a ${shownType(range)}`, null);
  const inner: CheckScope = { ...scope, locals: new Map([...scope.locals, [loop.item, item]]) };
  const bodies = loop.bodies.map((body) => ({ expr: body, type: typeOf(body, inner) }));
  const conditions = loop.name === 'map' ? bodies.slice(0, -1) : bodies;
  for (const { expr: body, type } of conditions) {
    if (type.kind !== 'bool' && type.kind !== 'dyn')
      note(scope, body, `${loop.name} needs true or false here, this is a ${shownType(type)}`, null);
  }
  if (loop.name === 'map') return listOf(bodies.at(-1)?.type ?? DYN);
  return loop.name === 'filter' ? listOf(item) : BOOL;
}

const distinct = (faults: readonly ExpressionFault[]): readonly ExpressionFault[] => [
  ...new Map(faults.map((fault) => [`${fault.offset}:${fault.message}`, fault])).values(),
];
