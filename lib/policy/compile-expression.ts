// CEL expressions from their texts: limits, parsing, the checker. Done when policies are loaded or built, not when they are run.
import { parse } from '@bufbuild/cel';
import { messageOf } from '../errors.ts';
import { compiledOf, environment, valueOf, type Compiled } from './expression.ts';
import { checkExpression, type ExpressionFault } from './expression-check.ts';
import { nodesBelow, type Expr, type ParsedExpression } from './expression-outline.ts';
import type { Schema } from './schema.ts';
import { signaturesOf } from './signatures.ts';

const LONGEST_EXPRESSION = 4096;
/** Levels of brackets and members; more are never read by a person, and far more would overflow the stack. */
const DEEPEST = 100;
/** Levels of the syntax tree: a chain of 400 && is one level for each. */
const DEEPEST_TREE = 500;

const SIGNATURES = signaturesOf(environment.funcs);

/** Compiles an expression against what it may read. Nothing throws: faults are answers, and with any error there is no plan. */
export function compileExpression(
  text: string,
  schema: Schema,
): { compiled: Compiled | null; faults: readonly ExpressionFault[] } {
  const size = Buffer.byteLength(text);
  if (size > LONGEST_EXPRESSION)
    return failed(`the expression has ${size} bytes; at most ${LONGEST_EXPRESSION} are allowed`);
  if (nesting(text) > DEEPEST) return failed(`the expression is nested over ${DEEPEST} levels deep`);
  const parsed = parsedOrFault(text);
  if ('faults' in parsed) return { compiled: null, faults: parsed.faults };
  const { tree } = parsed;
  if (isDeeperThan(tree.expr, DEEPEST_TREE)) return failed('the expression has too many parts inside of each other');
  const { type, reads, faults } = checkExpression({
    text,
    tree,
    names: schema,
    signatures: SIGNATURES,
    evaluate: valueOf,
  });
  if (faults.some((fault) => fault.severity === 'error')) return { compiled: null, faults };
  return { compiled: compiledOf({ text, type, reads, tree }), faults };
}

/** Looks level by level: a walk by recursion would itself overflow the stack. */
function isDeeperThan(expr: Expr, deepest: number): boolean {
  let level: readonly Expr[] = [expr];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true;
    level = level.flatMap(nodesBelow);
  }
  return false;
}

/** Brackets that are open at once, in or outside of texts: an upper bound is enough. */
function nesting(text: string): number {
  let [open, most] = [0, 0];
  for (const letter of text) {
    if ('([{'.includes(letter)) open += 1;
    if (')]}'.includes(letter)) open -= 1;
    most = Math.max(most, open);
  }
  return most;
}

function parsedOrFault(text: string): { tree: ParsedExpression } | { faults: readonly ExpressionFault[] } {
  try {
    return { tree: parse(text) };
  } catch (error) {
    const location = (error as { location?: { start?: { offset?: number } } }).location;
    const cause = messageOf(error).replace(/^(?:syntax error )?(?:<input>:\d+:\d+: )?/u, '');
    return failed(`syntax error: ${cause}`, location?.start?.offset ?? 0);
  }
}

const failed = (message: string, offset = 0): { compiled: null; faults: readonly ExpressionFault[] } => ({
  compiled: null,
  faults: [{ offset, width: 1, message, hint: null, severity: 'error' }],
});
