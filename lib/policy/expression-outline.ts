// The parts of an expression that a trace tells about, in the order of reading: macros as they were written, constants left out.
import { unparse, type parse } from '@bufbuild/cel';

export type ParsedExpression = ReturnType<typeof parse>;
/** A node of CEL's public syntax tree. */
export type Expr = NonNullable<ParsedExpression['expr']>;

/** A call: an operator, a function or a method. */
export type CallNode = Extract<Expr['exprKind'], { case: 'callExpr' }>['value'];

/** One part. `children` follow the source, null for a constant; the part's own and all below it are `index` to `end` (exclusive). */
export type Part = {
  readonly index: number;
  readonly expr: Expr;
  readonly depth: number;
  readonly text: string;
  readonly kind: 'strict' | 'and' | 'or' | 'choice' | 'loop';
  readonly children: readonly (number | null)[];
  /** Name of the item that a loop goes through its range with. */
  readonly item: string | null;
  readonly end: number;
};

/** The parts, and the index of each by the id of its node; `omitted` counts those beyond the limit. */
export type Outline = {
  readonly parts: readonly Part[];
  readonly indexOf: ReadonlyMap<bigint, number>;
  readonly omitted: number;
};

/** Parts told of one expression; what lies deeper is evaluated and not told. */
const MOST_PARTS = 40;
const LONGEST_TEXT = 160;

/** The outline of a parsed expression. */
export function outlineOf(tree: ParsedExpression): Outline {
  const nodes = nodesOf(tree);
  const parts: (Part | null)[] = [];
  let omitted = 0;
  const add = (expr: Expr, depth: number): number | null => {
    if (expr.exprKind.case === 'constExpr' || !nodes.has(expr.id)) return null;
    if (parts.length >= MOST_PARTS) {
      omitted += 1;
      return null;
    }
    const index = parts.push(null) - 1;
    const children = childrenOf(expr, tree, nodes).map((child) => add(child, depth + 1));
    const item = expr.exprKind.case === 'comprehensionExpr' ? expr.exprKind.value.iterVar : null;
    parts[index] = {
      index,
      expr,
      depth,
      text: textOf(expr, tree),
      kind: kindOf(expr),
      children,
      item,
      end: parts.length,
    };
    return index;
  };
  add(tree.expr, 0);
  const told = parts.filter((part) => part !== null);
  return { parts: told, indexOf: new Map(told.map((part) => [part.expr.id, part.index])), omitted };
}

/** `a.b["c"]`: names and members that CEL may look up as one, so that they are never taken apart. */
export function isChain(expr: Expr): boolean {
  const kind = expr.exprKind;
  if (kind.case === 'selectExpr') return kind.value.operand !== undefined && isChain(kind.value.operand);
  if (kind.case !== 'callExpr' || kind.value.function !== '_[_]') return kind.case === 'identExpr';
  const [owner, key] = kind.value.args;
  return owner !== undefined && isChain(owner) && key?.exprKind.case === 'constExpr';
}

/** All nodes directly below a node, as the engine sees them. */
export function nodesBelow(expr: Expr): readonly Expr[] {
  const kind = expr.exprKind;
  switch (kind.case) {
    case 'callExpr':
      return [...(kind.value.target ? [kind.value.target] : []), ...kind.value.args];
    case 'selectExpr':
      return kind.value.operand ? [kind.value.operand] : [];
    case 'listExpr':
      return kind.value.elements;
    case 'structExpr':
      return kind.value.entries.flatMap(({ keyKind, value }) => [
        ...(keyKind.case === 'mapKey' ? [keyKind.value] : []),
        ...(value ? [value] : []),
      ]);
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = kind.value;
      return [iterRange, accuInit, loopCondition, loopStep, result].filter((part) => part !== undefined);
    }
    case 'constExpr':
    case 'identExpr':
    case undefined:
      return [];
    default:
      return kind satisfies never;
  }
}

/** Every node of the tree by its id. */
export function nodesOf(tree: ParsedExpression): ReadonlyMap<bigint, Expr> {
  const nodes = new Map<bigint, Expr>();
  const collect = (expr: Expr): void => {
    nodes.set(expr.id, expr);
    for (const below of nodesBelow(expr)) collect(below);
  };
  collect(tree.expr);
  return nodes;
}

/** A loop as it was written: `list.all(x, x > 1)`. */
export type Loop = {
  readonly name: string;
  readonly range: Expr;
  readonly item: string;
  readonly bodies: readonly Expr[];
};

/** The loop of a comprehension; null for other nodes. Macros inside of the written call are there by id only. */
export function loopOf(expr: Expr, tree: ParsedExpression, nodes: ReadonlyMap<bigint, Expr>): Loop | null {
  if (expr.exprKind.case !== 'comprehensionExpr') return null;
  const written = tree.sourceInfo?.macroCalls[expr.id.toString()]?.exprKind;
  const { iterRange, iterVar } = expr.exprKind.value;
  if (!iterRange || written?.case !== 'callExpr') return null;
  const bodies = written.value.args.slice(1).flatMap((body) => nodes.get(body.id) ?? []);
  return { name: written.value.function, range: iterRange, item: iterVar, bodies };
}

function childrenOf(expr: Expr, tree: ParsedExpression, nodes: ReadonlyMap<bigint, Expr>): readonly Expr[] {
  if (isChain(expr)) return [];
  const loop = loopOf(expr, tree, nodes);
  return loop ? [loop.range, ...loop.bodies] : nodesBelow(expr);
}

function kindOf(expr: Expr): Part['kind'] {
  if (expr.exprKind.case === 'comprehensionExpr') return 'loop';
  const name = expr.exprKind.case === 'callExpr' ? expr.exprKind.value.function : '';
  return ({ '_&&_': 'and', '_||_': 'or', '_?_:_': 'choice' } as const)[name] ?? 'strict';
}

function textOf(expr: Expr, tree: ParsedExpression): string {
  const whole = unparse({ ...tree, expr });
  return whole.length > LONGEST_TEXT ? `${whole.slice(0, LONGEST_TEXT - 1)}…` : whole;
}
