// The values and operators that may stand in the arrays of an event pattern.
import { cidrTest } from './cidr.ts';
import { numericTest } from './numeric.ts';
import { isObject, type JsonObject, listOf } from '../json-object.ts';
import { invalidPattern } from './pattern-error.ts';
import { wildcardTest } from './wildcard.ts';

/** Tests one value of the event, or (`absence`) asks that there is none. */
export type LeafMatcher = { readonly kind: 'value'; readonly test: ValueTest } | { readonly kind: 'absence' };

type ValueTest = (value: unknown) => boolean;

const isScalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);

const onString =
  (test: (text: string) => boolean): ValueTest =>
  (value) =>
    typeof value === 'string' && test(value);

const needString = (value: unknown, path: string): string => {
  if (typeof value !== 'string') throw invalidPattern(path, 'must be a string');
  return value;
};

const single = (operator: JsonObject, path: string): [string, unknown] => {
  const entries = Object.entries(operator);
  const [first] = entries;
  if (first === undefined || entries.length > 1) throw invalidPattern(path, 'must have exactly one operator');
  return first;
};

const ignoreCase = (value: unknown, path: string): ValueTest => {
  const wanted = needString(value, path).toLowerCase();
  return onString((text) => text.toLowerCase() === wanted);
};

const affix = (value: unknown, path: string, where: 'startsWith' | 'endsWith'): ValueTest => {
  if (!isObject(value)) {
    const wanted = needString(value, path);
    return onString((text) => text[where](wanted));
  }
  const [operator, inner] = single(value, path);
  if (operator !== 'equals-ignore-case') throw invalidPattern(`${path}.${operator}`, 'is an unrecognized match type');
  const wanted = needString(inner, `${path}.${operator}`).toLowerCase();
  return onString((text) => text.toLowerCase()[where](wanted));
};

const stringOperators: Readonly<Record<string, (value: unknown, path: string) => ValueTest>> = {
  prefix: (value, path) => affix(value, path, 'startsWith'),
  suffix: (value, path) => affix(value, path, 'endsWith'),
  'equals-ignore-case': ignoreCase,
  wildcard: (value, path) => onString(wildcardTest(needString(value, path), path)),
};

const anythingBut = (value: unknown, path: string): ValueTest => {
  if (isObject(value)) {
    const [operator, inner] = single(value, path);
    const make = Object.hasOwn(stringOperators, operator) ? stringOperators[operator] : undefined;
    if (make === undefined) throw invalidPattern(`${path}.${operator}`, 'is an unrecognized match type');
    const list = listOf(inner);
    if (list.length === 0) throw invalidPattern(`${path}.${operator}`, 'empty arrays are not allowed');
    const tests = list.map((one) => make(one, `${path}.${operator}`));
    return (found) => !tests.some((test) => test(found));
  }
  const list = listOf(value);
  const kinds = new Set(list.map((one) => typeof one));
  if (list.length === 0 || kinds.size !== 1 || !(kinds.has('string') || kinds.has('number'))) {
    throw invalidPattern(path, 'must be a string, a number, or a list of only strings or only numbers');
  }
  return (found) => !list.includes(found);
};

const valueOperators: typeof stringOperators = {
  ...stringOperators,
  'anything-but': anythingBut,
  numeric: numericTest,
  cidr: (value, path) => onString(cidrTest(needString(value, path), path)),
};

/** Reads one element of a pattern's array: a literal, or an object with one operator. Throws with the path of a fault. */
export const leafMatcher = (alternative: unknown, path: string): LeafMatcher => {
  if (isScalar(alternative)) return { kind: 'value', test: (value) => value === alternative };
  if (!isObject(alternative)) throw invalidPattern(path, 'must be a value or an operator, not an array');
  const [operator, operand] = single(alternative, path);
  const here = `${path}.${operator}`;
  if (operator === 'exists') {
    if (typeof operand !== 'boolean') throw invalidPattern(here, 'must be true or false');
    return operand ? { kind: 'value', test: () => true } : { kind: 'absence' };
  }
  const make = Object.hasOwn(valueOperators, operator) ? valueOperators[operator] : undefined;
  if (make === undefined) {
    const known = ['exists', ...Object.keys(valueOperators)].join(', ');
    throw invalidPattern(here, `is an unrecognized match type; known are ${known}`);
  }
  return { kind: 'value', test: make(operand, here) };
};
