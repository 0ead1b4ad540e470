// Reads one validation of a policy: a name, exactly one kind of check, and what a false one does.
import { isMap } from 'yaml';
import type { Check, CompareCheck, Limit, Tolerance, Validation } from './document.ts';
import { strictNumber } from './numbers.ts';
import { readExpression, readPathAt } from './read-expression.ts';
import type { Schema } from './schema.ts';
import { suggestion } from './suggest.ts';
import {
  choiceIn,
  faultIn,
  itemsIn,
  member,
  needed,
  neededText,
  readMap,
  textIn,
  textsIn,
  type Members,
} from './yaml-members.ts';
import type { ValuePath } from './value-path.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { placeOf, readChoice, readItems, readWritten } from './yaml-values.ts';

const KINDS = ['expression', 'compare', 'range', 'present', 'oneOf', 'glob'] as const;
const KEYS = ['name', ...KINDS, 'action', 'review', 'message', 'messageExpression'];

/** Reads a validation; `reviews` are the names it may ask for. Null with faults where it is none. */
export function readValidation(
  source: Source,
  node: unknown,
  schema: Schema,
  reviews: readonly string[],
): Validation | null {
  const members = readMap(source, node, 'validation', KEYS);
  const name = members && neededText(members, 'name', 'name of a validation');
  if (!members || name === null) return null;
  const check = readCheck(source, members, schema);
  const action = choiceIn(members, 'action', ['Reject', 'RequireReview', 'Warn'], 'Reject');
  const review = textIn(members, 'review');
  if (review !== null && !reviews.includes(review)) {
    const hint = suggestion(review, reviews) ?? 'This policy has no reviews.';
    faultIn(members, 'review', `no such review: ${review}`, hint);
  }
  const asks = action === 'RequireReview' || (check?.kind === 'compare' && check.onNoBaseline === 'RequireReview');
  if (review !== null && !asks)
    faultIn(members, 'review', `review is asked for only with action: RequireReview, not ${action}`);
  const expression = member(members, 'messageExpression');
  const messageExpression = readExpression(source, expression, 'messageExpression', schema, 'string');
  const message = textIn(members, 'message');
  return check && { name, place: placeOf(source, node), check, action, review, message, messageExpression };
}

function readCheck(source: Source, members: Members, schema: Schema): Check | null {
  const kinds = KINDS.filter((kind) => members.at.has(kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    faultAt(
      source,
      members.node,
      `a validation needs exactly one of ${KINDS.join(', ')}${kinds.length > 1 ? `; this one has ${kinds.join(' and ')}` : ''}`,
    );
    return null;
  }
  const node = member(members, kind);
  if (node === undefined) return null;
  if (kind === 'expression') {
    const expression = readExpression(source, node, 'expression', schema, 'bool');
    return expression && { kind, expression };
  }
  const readers = { range: readRange, compare: readCompare, present: readPresent, oneOf: readOneOf, glob: readGlob };
  return readers[kind](source, node, schema);
}

const neededPath = (members: Members, key: string, schema: Schema): ValuePath | null =>
  readPathAt(members.source, needed(members, key), key, schema);

function readRange(source: Source, node: unknown, schema: Schema): Check | null {
  const members = readMap(source, node, 'range', ['value', 'min', 'max']);
  if (!members) return null;
  const value = neededPath(members, 'value', schema);
  const min = readLimit(source, member(members, 'min'), 'min', schema);
  const max = readLimit(source, member(members, 'max'), 'max', schema);
  const isComplete = members.at.size === (isMap(node) ? node.items.length : 0);
  if (isComplete && !members.at.has('min') && !members.at.has('max'))
    faultAt(source, node, 'range needs min, max or both');
  if (min?.kind === 'number' && max?.kind === 'number' && min.value > max.value)
    faultAt(source, node, `range has min ${min.text} over max ${max.text}`);
  return value && { kind: 'range', value, min, max };
}

/** A number, or a path such as params.floor. */
function readLimit(source: Source, node: unknown, what: string, schema: Schema): Limit | null {
  const written = readWritten(source, node, what);
  if (!written) return null;
  if (typeof written.value === 'number') return { kind: 'number', value: written.value, text: written.text };
  if (typeof written.value === 'string' && strictNumber(written.value) === null) {
    const path = readPathAt(source, node, what, schema);
    return path && { kind: 'path', path };
  }
  faultAt(source, node, `${what} has to be a number or a path such as params.floor`);
  return null;
}

function readCompare(source: Source, node: unknown, schema: Schema): CompareCheck | null {
  const members = readMap(source, node, 'compare', [
    'value',
    'baseline',
    'direction',
    'tolerance',
    'warnTolerance',
    'onNoBaseline',
  ]);
  if (!members) return null;
  const value = neededPath(members, 'value', schema);
  const baseline = neededPath(members, 'baseline', schema);
  const direction = readChoice(
    source,
    needed(members, 'direction'),
    'direction',
    ['HigherIsBetter', 'LowerIsBetter'],
    'HigherIsBetter',
  );
  const onNoBaseline = choiceIn(members, 'onNoBaseline', ['Pass', 'Fail', 'Skip', 'RequireReview'], 'Pass');
  const tolerance = readTolerance(source, member(members, 'tolerance'), 'tolerance');
  const warnTolerance = readTolerance(source, member(members, 'warnTolerance'), 'warnTolerance');
  if (tolerance && warnTolerance && tolerance.kind === warnTolerance.kind && warnTolerance.value > tolerance.value) {
    faultIn(
      members,
      'warnTolerance',
      `warnTolerance ${warnTolerance.text} is over tolerance ${tolerance.text}, so it would never warn`,
    );
  }
  return value && baseline && { kind: 'compare', value, baseline, direction, tolerance, warnTolerance, onNoBaseline };
}

function readTolerance(source: Source, node: unknown, what: string): Tolerance | null {
  const written = readWritten(source, node, what);
  if (!written) return null;
  const { value, text } = written;
  const percent = typeof value === 'string' && value.endsWith('%') ? strictNumber(value.slice(0, -1)) : null;
  if (percent !== null && percent >= 0) return { kind: 'share', value: percent / 100, text: String(value) };
  if (typeof value === 'number' && value >= 0) return { kind: 'absolute', value, text };
  faultAt(source, node, `${what} has to be a number such as 0.01 or a share such as 1%, not under 0`);
  return null;
}

function readPresent(source: Source, node: unknown, schema: Schema): Check | null {
  const members = readMap(source, node, 'present', ['value', 'values']);
  if (!members) return null;
  const both = members.at.has('value') === members.at.has('values');
  if (both) faultAt(source, node, 'present needs either value or values');
  const single = member(members, 'value');
  const nodes = single === undefined ? itemsIn(members, 'values') : [single];
  if (nodes.length === 0 && !both) faultAt(source, node, 'values needs at least one path');
  return { kind: 'present', values: nodes.flatMap((one) => readPathAt(source, one, 'value', schema) ?? []) };
}

function readOneOf(source: Source, node: unknown, schema: Schema): Check | null {
  const members = readMap(source, node, 'oneOf', ['value', 'values']);
  if (!members) return null;
  const value = neededPath(members, 'value', schema);
  const nodes = readItems(source, needed(members, 'values'), 'values');
  if (nodes.length === 0 && members.at.has('values')) faultAt(source, node, 'values needs at least one value');
  const values = nodes
    .flatMap((one) => readWritten(source, one, 'each of values') ?? [])
    .map((one) => (typeof one.value === 'string' ? one.value : one.text));
  return value && { kind: 'oneOf', value, values };
}

function readGlob(source: Source, node: unknown, schema: Schema): Check | null {
  const members = readMap(source, node, 'glob', ['value', 'pattern', 'patterns']);
  if (!members) return null;
  const value = neededPath(members, 'value', schema);
  if (members.at.has('pattern') === members.at.has('patterns'))
    faultAt(source, node, 'glob needs either pattern or patterns');
  const single = textIn(members, 'pattern');
  const patterns = single === null ? textsIn(members, 'patterns') : [single];
  return value && { kind: 'glob', value, patterns };
}
