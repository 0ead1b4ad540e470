// Expressions and paths inside YAML: their faults are told at the place in the file, not in the text.
import { isScalar } from 'yaml';
import { compileExpression } from './compile-expression.ts';
import type { Compiled } from './expression.ts';
import type { Schema } from './schema.ts';
import { fits, shownType, type ValueType } from './value-type.ts';
import { checkPath, parsePath, type ValuePath } from './value-path.ts';
import { faultAt, rangeOf, type Source } from './yaml-source.ts';
import { readText } from './yaml-values.ts';

/** The type that the place of an expression asks for; null where any will do. */
export type Wanted = 'bool' | 'string' | null;

/** Compiles the expression at a node; null with faults where it can't be. */
export function readExpression(
  source: Source,
  node: unknown,
  what: string,
  schema: Schema,
  wanted: Wanted = null,
): Compiled | null {
  const isBoolean = isScalar(node) && typeof node.value === 'boolean';
  const text = isBoolean ? String(node.value) : readText(source, node, what);
  if (text === null) return null;
  const { compiled, faults } = compileExpression(text, schema);
  for (const { offset, ...fault } of faults) {
    const told = { ...fault, place: source.placeAt(offsetInFile(source, node, text, offset)) };
    if (fault.severity === 'hint') source.hints.push(told);
    else source.faults.push(told);
  }
  if (!compiled || wanted === null || fits(compiled.type, { kind: wanted })) return compiled;
  const expected = wanted === 'bool' ? 'true or false' : 'a string';
  faultAt(
    source,
    node,
    `${what} is a ${shownType(compiled.type)}, expected ${expected}`,
    typeHint(compiled.type, wanted),
  );
  return null;
}

const typeHint = (type: ValueType, wanted: Wanted): string | null => {
  if (wanted === 'string') return 'Wrap it in string(…).';
  return type.kind === 'double' || type.kind === 'int' ? 'Compare it with a limit, such as >= 0.9.' : null;
};

/** Reads and checks the path at a node. */
export function readPathAt(source: Source, node: unknown, what: string, schema: Schema): ValuePath | null {
  const text = readText(source, node, what);
  if (text === null) return null;
  const path = parsePath(text);
  if (!path) {
    faultAt(
      source,
      node,
      `${what} "${text}" is no path`,
      'Expected a path such as metadata.accuracy, quality.auc or champion.quality.auc.',
    );
    return null;
  }
  const fault = checkPath(path, schema);
  if (fault) faultAt(source, node, fault.message, fault.hint);
  return fault ? null : path;
}

/** Where an offset of a scalar's text is in the file: exact for one line and for block texts, else where the scalar begins. */
function offsetInFile(source: Source, node: unknown, text: string, offset: number): number {
  const [start, end] = rangeOf(node);
  const style = isScalar(node) ? node.type : undefined;
  const first = start + (style?.startsWith('QUOTE') ? 1 : 0);
  if (source.text.startsWith(text, first)) return first + offset;
  if (style?.startsWith('QUOTE') && !source.text.slice(start, end).includes('\n'))
    return Math.min(first + writtenLength(source.text.slice(first, end), offset), end);
  if (style !== 'BLOCK_LITERAL' && style !== 'BLOCK_FOLDED')
    return Math.min(first + (text.includes('\n') ? 0 : offset), end);
  const before = text.slice(0, offset).split('\n');
  const wanted = text.split('\n')[before.length - 1] ?? '';
  let at = source.text.indexOf('\n', start) + 1;
  const linesBefore = style === 'BLOCK_LITERAL' ? before.length : 0;
  for (let line = 1; line < linesBefore; line++) at = source.text.indexOf('\n', at) + 1;
  const found = source.text.indexOf(wanted, at);
  return found >= 0 && found < end ? found + (before.at(-1)?.length ?? 0) : start;
}

/** How many characters of a quoted text stand for its first `length` ones: escapes and doubled quotes are one each. */
function writtenLength(quoted: string, length: number): number {
  const units = quoted.matchAll(/\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|.)|''|[\s\S]/gu);
  return Array.from(units, ([unit]) => unit.length)
    .slice(0, length)
    .reduce((sum, one) => sum + one, 0);
}
