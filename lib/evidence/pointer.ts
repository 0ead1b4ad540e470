// JSON pointers (RFC 6901) into evidence: one declared field, typed, or the reason why it has no value.
import type { EvidenceField } from '../policy/policy.ts';
import type { Fact } from './evidence.ts';
import type { JsonObject, JsonValue } from './strict-json.ts';

/** The value of a declared field. `source` names the file in the cause: `s3://bucket/key, /auc/value: ...`. */
export function readField(document: JsonValue, field: EvidenceField, source: string): Fact<number | string | boolean> {
  const found = resolve(document, field.pointer);
  const typed = found.state === 'present' ? typedAs(field.type, found.value) : found;
  return typed.state === 'present'
    ? typed
    : { state: typed.state, cause: `${source}, ${field.pointer || 'the whole document'}: ${typed.cause}` };
}

function resolve(document: JsonValue, pointer: string): Fact<JsonValue> {
  let value = document;
  for (const segment of segmentsOf(pointer)) {
    if (isObject(value)) {
      if (value.duplicates.has(segment)) return { state: 'corrupt', cause: `duplicate key \`${segment}\`` };
      const next = value.members.get(segment);
      if (next === undefined) return { state: 'absent', cause: `there is no \`${segment}\`` };
      value = next;
    } else if (Array.isArray(value)) {
      const items = value as readonly JsonValue[];
      const next = /^(?:0|[1-9]\d{0,8})$/u.test(segment) ? items[Number(segment)] : undefined;
      if (next === undefined)
        return { state: 'absent', cause: `there is no item \`${segment}\` in a list of ${items.length}` };
      value = next;
    } else return { state: 'absent', cause: `there is no \`${segment}\` in ${kindOf(value)}` };
  }
  return { state: 'present', value };
}

const segmentsOf = (pointer: string): readonly string[] =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));

function typedAs(type: EvidenceField['type'], value: JsonValue): Fact<number | string | boolean> {
  if (typeof value === 'number' && (type === 'double' || type === 'int')) {
    if (!Number.isFinite(value))
      return {
        state: 'corrupt',
        cause: `${Number.isNaN(value) ? 'NaN' : 'Infinity, or too large for a double,'} is not a finite number`,
      };
    if (type === 'int' && !Number.isSafeInteger(value))
      return { state: 'corrupt', cause: 'is not a whole number within 2^53, expected int' };
    return { state: 'present', value };
  }
  if (typeof value === 'string' && type === 'string')
    return value.isWellFormed()
      ? { state: 'present', value }
      : { state: 'corrupt', cause: 'is a string with half a character' };
  if (typeof value === 'boolean' && type === 'bool') return { state: 'present', value };
  return { state: 'corrupt', cause: `is ${kindOf(value)}, expected ${type}` };
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : `a ${typeof value}`;
}
