// Values that may be null or absent: what has to be asked before they are read, and the advice where nobody asked.
import type { CheckScope, ExpressionFault } from './expression-check.ts';
import { pathOf } from './expression-facts.ts';
import type { Expr } from './expression-outline.ts';
import { spanOf, type Span } from './expression-span.ts';
import { mayBeAbsent } from './schema.ts';
import type { ValueType } from './value-type.ts';

/** Notes a fault of a part, or of a span of the text, in the scope. */
export function note(
  scope: CheckScope,
  at: Expr | Span,
  message: string,
  hint: string | null,
  severity: ExpressionFault['severity'] = 'error',
): void {
  const span = 'offset' in at ? at : spanOf(at, scope.tree, scope.text);
  scope.faults.push({ ...span, message, hint, severity });
}

/** Advises where a key that may be absent is read without a default. */
export function askIfThere(expr: Expr, path: string | null, scope: CheckScope): void {
  if (path === null || scope.facts.has(path) || !mayBeAbsent(path)) return;
  const cut = path.startsWith('champion.metadata.') || path.startsWith('group.tags.') ? 2 : 1;
  const parts = path.split('.');
  const [owner, key] = [parts.slice(0, cut).join('.'), parts.slice(cut).join('.')];
  const hint = `Where that is not meant: get(${owner}, ${JSON.stringify(key)}, "") has a default.`;
  note(scope, expr, `${path} may be absent; the version waits for it and is then held`, hint, 'hint');
}

/** The type that is left once null is thought of; notes where it is not. */
export function unguarded(expr: Expr, type: ValueType, scope: CheckScope): ValueType {
  if (type.kind === 'null') note(scope, expr, 'null has no members', null);
  if (type.kind !== 'nullable') return type;
  const path = pathOf(expr) ?? 'this';
  const isChampion = path === 'champion';
  const cure = `${path} != null && … asks first, and so does ${path} == null ? … : …`;
  const hint = isChampion ? `${cure}; the check compare has onNoBaseline.` : `${cure}.`;
  note(scope, expr, `${path} may be null`, hint, isChampion ? 'error' : 'hint');
  return type.of;
}
