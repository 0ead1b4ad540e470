// Turns a request body into an operation's input: known members only, of the right JSON type, and within every constraint.
import { isObject } from '../json-object.ts';
import { AwsError, invalid } from '../service.ts';
import { inputShapeOf, type Shape, shapeOf } from './constraints.ts';
import { findViolations } from './violations.ts';

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'START_OF_LIST';
  if (typeof value === 'object') return 'START_OF_STRUCTURE';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof value === 'number' ? 'NUMBER_VALUE' : 'STRING_VALUE';
};

const wrongType = (value: unknown, wanted: string): AwsError =>
  new AwsError('SerializationException', `${kindOf(value)} can not be converted to ${wanted}`);

const readStructure = (shapeName: string, value: unknown): Record<string, unknown> => {
  if (!isObject(value)) throw wrongType(value, 'a Structure');
  const members = Object.entries(shapeOf(shapeName).members ?? {});
  // JSON's null is an absent member to AWS, and a member the model lacks is not an error.
  const given = members.filter(([name]) => Object.hasOwn(value, name) && value[name] !== null);
  return Object.fromEntries(given.map(([name, shape]) => [name, readValue(shape, value[name])]));
};

const readMap = (shapeName: string, value: unknown): Record<string, unknown> => {
  if (!isObject(value)) throw wrongType(value, 'a Map');
  const item = shapeOf(shapeName).value ?? '';
  // fromEntries, not assignment: `__proto__` is a valid metadata key.
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, readValue(item, entry)]));
};

const readList = (shapeName: string, value: unknown): unknown[] => {
  if (!Array.isArray(value)) throw wrongType(value, 'a List');
  const item = shapeOf(shapeName).member ?? '';
  return value.map((entry) => readValue(item, entry));
};

const readInteger = (_shape: string, value: unknown): number => {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(value, 'an Integer');
  return value;
};

const readScalar = (type: 'number' | 'boolean' | 'string', wanted: string, value: unknown): unknown => {
  // oxlint-disable-next-line valid-typeof -- the type is one of three literals
  if (typeof value !== type) throw wrongType(value, wanted);
  return value;
};

const readers: Readonly<Record<Shape['type'], (shapeName: string, value: unknown) => unknown>> = {
  structure: readStructure,
  map: readMap,
  list: readList,
  integer: readInteger,
  timestamp: (_shape, value) => readScalar('number', 'a Timestamp', value),
  boolean: (_shape, value) => readScalar('boolean', 'a Boolean', value),
  string: (_shape, value) => readScalar('string', 'a String', value),
};

const readValue = (shapeName: string, value: unknown): unknown => readers[shapeOf(shapeName).type](shapeName, value);

/**
 * An operation's input, free of unknown members. Errors as AWS words them: SerializationException for a wrong JSON
 * type, else one ValidationException that names every violated constraint.
 */
export const acceptInput = (operation: string, body: Record<string, unknown>): Record<string, unknown> => {
  const shapeName = inputShapeOf(operation);
  const input = readStructure(shapeName, body);
  const found = findViolations(shapeName, input);
  if (found.length === 0) return input;
  const noun = found.length === 1 ? 'error' : 'errors';
  throw invalid(`${found.length} validation ${noun} detected: ${found.join('; ')}`);
};
