// EventBridge's event pattern grammar: reads a pattern, refuses what AWS would refuse, and says whether an event matches.
import { leafMatcher, type LeafMatcher } from './pattern-operators.ts';
import { isObject } from '../json-object.ts';
import { invalidPattern } from './pattern-error.ts';

/** A pattern read and checked; true when the event matches. */
export type EventPattern = (event: unknown) => boolean;

// AWS's quota for the length of a rule's pattern (EventBridge quotas).
const MAX_PATTERN_LENGTH = 2048;

// An empty array has no values, an object is not a leaf: both are "absent" to a leaf matcher, as in AWS's Ruler.
const leafValues = (value: unknown): readonly unknown[] => {
  if (value === undefined || isObject(value)) return [];
  return Array.isArray(value) ? (value as unknown[]).flatMap(leafValues) : [value];
};

const compileLeaf = (alternatives: readonly unknown[], path: string): EventPattern => {
  if (alternatives.length === 0) throw invalidPattern(path, 'empty arrays are not allowed');
  const matchers: LeafMatcher[] = alternatives.map((one, index) => leafMatcher(one, `${path}[${index}]`));
  return (value) => {
    const values = leafValues(value);
    return matchers.some((matcher) =>
      matcher.kind === 'absence' ? values.length === 0 : values.some((one) => matcher.test(one)),
    );
  };
};

const compileOr = (alternatives: unknown, path: string): EventPattern => {
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    throw invalidPattern(path, 'must be an array of at least two objects');
  }
  const compiled = alternatives.map((one, index) => compileObject(one, `${path}[${index}]`));
  return (value) => compiled.some((matches) => matches(value));
};

const compileField = (key: string, value: unknown, path: string): EventPattern => {
  if (key === '$or') return compileOr(value, path);
  const inner = Array.isArray(value) ? compileLeaf(value, path) : compileObject(value, path);
  return (parent) => inner(isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined);
};

const compileObject = (pattern: unknown, path: string): EventPattern => {
  if (!isObject(pattern)) throw invalidPattern(path, 'must be an object or an array');
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw invalidPattern(path, 'empty objects are not allowed');
  const compiled = fields.map(([key, value]) => compileField(key, value, path === '' ? key : `${path}.${key}`));
  const matches: EventPattern = (value) => {
    // All fields of one element must match together (AWS calls it array consistency).
    if (Array.isArray(value) && value.length > 0) return value.some((one) => matches(one));
    return compiled.every((field) => field(value));
  };
  return matches;
};

/**
 * Reads the JSON text of an event pattern (at most 2048 characters). Throws InvalidEventPatternException that names the path of the first fault.
 * Grammar: "Comparison operators for use in event patterns" of the EventBridge user guide.
 */
export const parsePattern = (text: string): EventPattern => {
  if (text.length > MAX_PATTERN_LENGTH) {
    throw invalidPattern('', `is ${text.length} characters long, at most ${MAX_PATTERN_LENGTH} are allowed`);
  }
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw invalidPattern('', 'is not valid JSON');
  }
  return compileObject(pattern, '');
};
