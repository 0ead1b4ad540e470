// The declared fields of one report: read by JSON pointer, held to their type.
import type { EvidenceDeclaration, EvidenceField } from '../policy/policy.ts';
import type { Fact } from './evidence.ts';
import { DUPLICATE, NOT_A_NUMBER, parseJson, type Json } from './parse-json.ts';

type Value = number | string | boolean;
type Named = (problem: string) => string;

/** The same fact for every declared field. */
export const everyField = (declaration: EvidenceDeclaration, fact: Fact<never>): ReadonlyMap<string, Fact<Value>> =>
  new Map(declaration.fields.map(({ name }) => [name, fact]));

/** Reads every declared field. What is wrong elsewhere in the report (Python's bare NaN) is none of our business. */
export function fieldsOfReport(
  declaration: EvidenceDeclaration,
  text: string,
  named: Named,
): ReadonlyMap<string, Fact<Value>> {
  const parsed = parseJson(text);
  if ('problem' in parsed) return everyField(declaration, { state: 'corrupt', cause: named(parsed.problem) });
  return new Map(declaration.fields.map((field) => [field.name, factOf(parsed.value, field, named)]));
}

function factOf(root: Json, field: EvidenceField, named: Named): Fact<Value> {
  const corrupt = (problem: string): Fact<Value> => ({
    state: 'corrupt',
    cause: named(`${problem} at ${field.pointer}`),
  });
  let at: Json | undefined = root;
  for (const token of tokensOf(field.pointer)) {
    at = childOf(at, token);
    if (at === DUPLICATE) return corrupt(`has a duplicate key \`${token}\``);
    if (at === undefined) return { state: 'absent', cause: named(`has no value at ${field.pointer}`) };
  }
  if (at === NOT_A_NUMBER) return corrupt('has NaN or Infinity');
  if (at === null) return { state: 'absent', cause: named(`has null at ${field.pointer}`) };
  return typed(at, field, corrupt);
}

function typed(value: Json, { type }: EvidenceField, corrupt: (problem: string) => Fact<Value>): Fact<Value> {
  const isNumber = typeof value === 'number';
  if (isNumber && !Number.isFinite(value)) return corrupt('has a number beyond the range of double');
  if (type === 'double' && isNumber) return { state: 'present', value };
  if (type === 'int' && isNumber && Number.isSafeInteger(value)) return { state: 'present', value };
  if (type === 'string' && typeof value === 'string') return { state: 'present', value };
  if (type === 'bool' && typeof value === 'boolean') return { state: 'present', value };
  return corrupt(`has ${kindOf(value)} where ${type} is declared`);
}

const kindOf = (value: Json): string =>
  Array.isArray(value) ? 'a list' : value instanceof Map ? 'an object' : `a ${typeof value}`;

/** RFC 6901: ~1 is /, ~0 is ~. */
const tokensOf = (pointer: string): readonly string[] =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

function childOf(value: Json | undefined, token: string): Json | undefined {
  if (value instanceof Map) return value.get(token);
  if (Array.isArray(value) && /^(?:0|[1-9]\d*)$/u.test(token)) return value[Number(token)];
  return undefined;
}
