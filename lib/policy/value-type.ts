// Types of values in expressions, as the checker knows them before anything runs, and the words for them.

/** A type; `nullable` may be null at any time, `words` are all that a text can be, `any` is a type parameter of a function. */
export type ValueType =
  | { readonly kind: Scalar; readonly words?: readonly string[] }
  | { readonly kind: 'list'; readonly item: ValueType }
  /** A map whose keys are not known beforehand; its keys are texts. */
  | { readonly kind: 'map'; readonly value: ValueType }
  | { readonly kind: 'fields'; readonly fields: ReadonlyMap<string, ValueType> }
  | { readonly kind: 'nullable'; readonly of: ValueType }
  | { readonly kind: 'any' };
type Scalar =
  | 'dyn'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'timestamp'
  | 'duration'
  | 'null'
  | 'type';

export const DYN: ValueType = { kind: 'dyn' };
export const BOOL: ValueType = { kind: 'bool' };
export const INT: ValueType = { kind: 'int' };
export const DOUBLE: ValueType = { kind: 'double' };
export const STRING: ValueType = { kind: 'string' };
export const TIMESTAMP: ValueType = { kind: 'timestamp' };
export const DURATION: ValueType = { kind: 'duration' };
export const ANY: ValueType = { kind: 'any' };

/** Lists of one type. */
export const listOf = (item: ValueType): ValueType => ({ kind: 'list', item });
/** Maps of texts to one type. */
export const mapOf = (value: ValueType): ValueType => ({ kind: 'map', value });
/** An object with these members. */
export const fieldsOf = (entries: Iterable<readonly [string, ValueType]>): ValueType => ({
  kind: 'fields',
  fields: new Map(entries),
});
/** The type, or null. */
export const nullable = (of: ValueType): ValueType => (of.kind === 'nullable' ? of : { kind: 'nullable', of });

/** The type without "or null". */
export const solid = (type: ValueType): ValueType => (type.kind === 'nullable' ? type.of : type);

const NUMBERS: ReadonlySet<string> = new Set(['int', 'uint', 'double']);

/** Whether a type is one that CEL calculates with. */
export const isNumber = (type: ValueType): boolean => NUMBERS.has(type.kind);

/** The name that faults use: string, double, list(string), map(string, string). */
export function shownType(type: ValueType): string {
  if (type.kind === 'list') return `list(${shownType(type.item)})`;
  if (type.kind === 'map') return `map(string, ${shownType(type.value)})`;
  if (type.kind === 'nullable') return `${shownType(type.of)} or null`;
  if (type.kind === 'fields') return 'map of known fields';
  return type.kind === 'any' ? 'any type' : type.kind;
}

/** Whether a value of `given` can be one of `wanted`; where either is not known it can. */
export function fits(given: ValueType, wanted: ValueType): boolean {
  if (given.kind === 'dyn' || wanted.kind === 'dyn' || wanted.kind === 'any') return true;
  if (given.kind === 'nullable') return wanted.kind === 'null' || fits(given.of, wanted);
  if (wanted.kind === 'nullable') return given.kind === 'null' || fits(given, wanted.of);
  if (given.kind === 'list') return wanted.kind === 'list' && fits(given.item, wanted.item);
  if (given.kind === 'map') return wanted.kind === 'map' ? fits(given.value, wanted.value) : wanted.kind === 'fields';
  if (given.kind === 'fields') return wanted.kind === 'map' || wanted.kind === 'fields';
  return given.kind === wanted.kind;
}

/** The type of a value that may be either; dyn where they have nothing in common. */
export function eitherOf(one: ValueType, other: ValueType): ValueType {
  if (one.kind === 'null' && other.kind === 'null') return one;
  if (one.kind === 'null') return nullable(other);
  if (other.kind === 'null') return nullable(one);
  if (one.kind === 'nullable' || other.kind === 'nullable') return nullable(eitherOf(solid(one), solid(other)));
  if (one.kind === 'list' && other.kind === 'list') return listOf(eitherOf(one.item, other.item));
  if (one.kind === 'map' && other.kind === 'map') return mapOf(eitherOf(one.value, other.value));
  if (one.kind === 'fields' || other.kind === 'fields') return one === other ? one : DYN;
  return one.kind === other.kind ? one : DYN;
}
